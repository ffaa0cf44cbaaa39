"""How the program shows a mail server who it is: PLAIN, then LOGIN, each once."""

import base64
import contextlib
import hmac
import json
import ssl

import pytest
from aiosmtpd.smtp import MISSING, AuthResult, auth_mechanism

from letters import rows, wait_for
from mail import tls_peer
from mail.test_smtp import Sender
from newsletters import FROM, with_issue_to
from program import Server, run

# The peer asks for AUTH without STARTTLS where the connection is encrypted from its start.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
USER, PASSWORD = "verdict@mail.test", "s3cret pass"
WRONG = "535 5.7.8 Error: authentication failed"


class Connection(tls_peer.Connection):
    """Offers more than it can do, and notes what it was asked."""

    async def refuse_mechanism(self, name):
        self.peer.asked.append(name)
        await self.push("535 5.7.8 Error: authentication failed: generic failure")
        return AuthResult(success=False, handled=True)

    @auth_mechanism("GSSAPI")
    async def auth_gssapi(self, _, args):
        return await self.refuse_mechanism("GSSAPI")

    @auth_mechanism("NTLM")
    async def auth_ntlm(self, _, args):
        return await self.refuse_mechanism("NTLM")

    @auth_mechanism("CRAM-MD5")
    async def auth_cram_md5(self, _, args):
        if not self.peer.can_cram:
            return await self.refuse_mechanism("CRAM-MD5")
        self.peer.asked.append("CRAM-MD5")
        challenge = b"<1.2@peer.test>"
        answer = await self.challenge_auth(challenge)
        wanted = hmac.new(PASSWORD.encode(), challenge, "md5").hexdigest()
        good = answer is not MISSING and answer.decode() == f"{USER} {wanted}"
        return AuthResult(success=good, handled=False)

    @auth_mechanism("PLAIN")
    async def auth_plain(self, _, args):
        self.peer.asked.append("PLAIN")
        if self.peer.refuses_plain:
            await self.push(self.peer.refuses_plain)
            return AuthResult(success=False, handled=True)
        return await super().auth_PLAIN(_, args)

    @auth_mechanism("LOGIN")
    async def auth_login(self, _, args):
        self.peer.asked.append("LOGIN")
        return await super().auth_LOGIN(_, args)


class Peer(tls_peer.Peer):
    """A server that offers the mechanisms that are named; PLAIN is answered as told."""

    def __init__(self, offered, password=PASSWORD, refuses_plain=None, can_cram=False, **options):
        super().__init__(users={USER: password} if offered else None, **options)
        self.offered, self.asked = offered.split(), []
        self.refuses_plain, self.can_cram = refuses_plain, can_cram

    def connection(self):
        auth = {"authenticator": self.check, "auth_required": True,
                "auth_require_tls": False} if self.users else {}
        connection = Connection(self, hostname="peer.example.net", loop=self.loop, **auth)
        connection.peer = self
        known = connection._auth_methods
        connection._auth_methods = {name: known[name] for name in self.offered}
        return connection


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return tls_peer.make_certificate(tmp_path_factory.mktemp("certificate"), "mail.localhost")


@pytest.fixture(scope="module")
def tls(certificate):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate[1], certificate[0])
    return context


@pytest.fixture
def start(tmp_path, certificate):
    """Starts the program that sends to the peer."""
    with contextlib.ExitStack() as stack:
        def start_sender(peer, auth=""):
            sender = Sender(tmp_path, f"smtps://mail.localhost:{peer.port}", user=USER,
                            password=PASSWORD, ca_file=certificate[1], auth=auth)
            stack.callback(sender.end)
            return sender
        yield start_sender


@pytest.mark.parametrize("offered, asked", [
    ("GSSAPI NTLM CRAM-MD5 PLAIN LOGIN", ["PLAIN"]), ("LOGIN PLAIN GSSAPI", ["PLAIN"]),
    ("NTLM LOGIN", ["LOGIN"]), ("CRAM-MD5 PLAIN", ["PLAIN"]), ("LOGIN", ["LOGIN"]),
    ("PLAIN", ["PLAIN"])])
def test_what_needs_the_password_alone_is_taken(start, tls, offered, asked):
    with Peer(offered, ssl=tls) as peer:
        sender = start(peer)
        assert sender.send() == ("ACCEPTED", "")
        assert sender.send() == ("ACCEPTED", "")
        assert peer.asked == asked and peer.connections == 1


@pytest.mark.parametrize("answer", ["504 5.5.4 Unrecognized authentication type", WRONG,
                                    "534 5.7.9 This mechanism is too weak"])
def test_login_is_tried_where_plain_is_refused_and_kept(start, tls, answer):
    with Peer("GSSAPI PLAIN LOGIN", refuses_plain=answer, ssl=tls) as peer:
        sender = start(peer)
        assert sender.send() == ("ACCEPTED", "")
        peer.close_connections()
        assert sender.send() == ("ACCEPTED", "")
        assert peer.asked == ["PLAIN", "LOGIN", "LOGIN"], "what failed is not tried again"


def test_a_wrong_password_is_tried_once_by_each(start, tls):
    with Peer("NTLM PLAIN LOGIN", password="another", ssl=tls) as peer:
        result, reason = start(peer).send()
        assert (result, reason) == ("UNREACHABLE", "the mail server refused user and password: 535")
        assert peer.asked == ["PLAIN", "LOGIN"] and not peer.mails


def test_a_wrong_password_is_tried_once_where_there_is_one_way(start, tls):
    with Peer("GSSAPI PLAIN", password="another", ssl=tls) as peer:
        assert start(peer).send()[0] == "UNREACHABLE"
        assert peer.asked == ["PLAIN"] and peer.connections == 1


def test_a_server_that_cannot_tell_now_is_not_asked_in_another_way(start, tls):
    with Peer("PLAIN LOGIN", refuses_plain="454 4.7.0 Temporary failure", ssl=tls) as peer:
        assert start(peer).send() == ("UNREACHABLE",
                                      "the mail server refused user and password: 454")
        assert peer.asked == ["PLAIN"]


def test_a_server_that_offers_neither_is_told_apart(start, tls):
    with Peer("GSSAPI NTLM CRAM-MD5", ssl=tls) as peer:
        assert start(peer).send() == (
            "UNREACHABLE", "the mail server offers neither AUTH PLAIN nor AUTH LOGIN")
        assert peer.asked == [] and peer.connections == 1


def test_a_server_that_offers_no_auth_at_all_may_want_none(start, tls):
    with Peer("", ssl=tls) as peer:
        assert start(peer).send() == ("ACCEPTED", "")


def test_a_mechanism_that_is_named_is_the_only_one(start, tls):
    with Peer("GSSAPI CRAM-MD5 PLAIN LOGIN", can_cram=True, ssl=tls) as peer:
        assert start(peer, auth="CRAM-MD5").send() == ("ACCEPTED", "")
        assert peer.asked == ["CRAM-MD5"]
    with Peer("PLAIN LOGIN", ssl=tls) as peer:
        assert start(peer, auth="CRAM-MD5").send() == (
            "UNREACHABLE", "the mail server does not offer the AUTH mechanism that is set")
        assert start(peer, auth="LOGIN").send() == ("ACCEPTED", "")
        assert peer.asked == ["LOGIN"]
    with Peer("PLAIN LOGIN", refuses_plain=WRONG, ssl=tls) as peer:
        assert start(peer, auth="PLAIN").send()[0] == "UNREACHABLE"
        assert peer.asked == ["PLAIN"]


def test_over_a_plain_connection_the_password_is_not_said(tmp_path):
    """But to this machine by its name."""
    with Peer("PLAIN LOGIN") as peer:
        sender = Sender(tmp_path, f"smtp://mail.localhost:{peer.port}", user=USER,
                        password=PASSWORD)
        assert sender.send()[0] == "UNREACHABLE" and peer.asked == []
        sender.end()
        sender = Sender(tmp_path, f"smtp://localhost:{peer.port}", user=USER, password=PASSWORD)
        assert sender.send() == ("ACCEPTED", "") and peer.asked == ["PLAIN"]
        sender.end()


def serve_words(peer, certificate):
    return ("--mail-server", f"smtps://mail.localhost:{peer.port}", "--mail-ca", certificate[1],
            "--mail-from", FROM, "--mail-user", USER, "--mail-rate", "0")


def test_the_newsletter_leaves_by_a_server_that_offers_what_it_cannot_do(data, tls, certificate):
    with_issue_to(data, "reader@verdict.test")
    with Peer("GSSAPI NTLM CRAM-MD5 PLAIN LOGIN", ssl=tls) as peer:
        with Server(data, *serve_words(peer, certificate),
                    env={"VERDICT_MAIL_PASSWORD": PASSWORD}) as site:
            wait_for(lambda: rows(data, "SELECT state FROM deliveries") == [("sent",)], "the mail")
            assert site.stop() == 0
        assert "refused" not in site.log


def test_the_setting_names_another(data, tls, certificate):
    with_issue_to(data, "reader@verdict.test")
    with Peer("CRAM-MD5 PLAIN", can_cram=True, ssl=tls) as peer:
        with Server(data, *serve_words(peer, certificate), "--mail-auth", "cram-md5",
                    env={"VERDICT_MAIL_PASSWORD": PASSWORD}) as site:
            wait_for(lambda: peer.mails, "the mail")
            assert site.stop() == 0
        assert peer.asked == ["CRAM-MD5"]
    done = run("config", "--mail-auth", "GSSAPI")
    assert done.returncode == 2
    assert "must be PLAIN, LOGIN, CRAM-MD5, DIGEST-MD5 or NTLM" in done.stderr


def test_a_refused_user_is_not_locked_out_by_asking_again(data, tls, certificate):
    """Five failures in ten minutes are what common guards take for an attack."""
    with_issue_to(data, "reader@verdict.test")
    with Peer("PLAIN LOGIN", password="another", ssl=tls) as peer:
        with Server(data, *serve_words(peer, certificate),
                    env={"VERDICT_MAIL_PASSWORD": PASSWORD}) as site:
            wait_for(lambda: rows(data, "SELECT reason FROM deliveries WHERE reason IS NOT NULL"),
                     "the failure")
            assert site.stop() == 0
    pauses = [int(line["again_in_seconds"]) for line in map(json.loads, site.log.splitlines())
              if "again_in_seconds" in line]
    assert pauses and min(pauses) >= 200
    assert base64.b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode() not in site.log
