"""The connection to a mail server, against one that answers by script."""

import contextlib
import os
import select
import socket
import ssl
import subprocess

import pytest
from aiosmtpd.smtp import AuthResult

from mail.tls_peer import DROP, SILENCE, Peer, make_certificate
from program import LIMIT

# The peer asks for AUTH without STARTTLS where the connection is encrypted from its start.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
SEND = os.environ.get("MAIL_SEND", "build-test/tests/mail_send")
MESSAGE = (b"Subject: dots\r\n\r\n.\r\n..\r\n.hidden\r\n...\r\n\r\nFrom here\r\n" +
           b".\r\n" * 3000 + b"x" * 998 + b"\r\n.\r\n")
PASSWORD = "s3cret pass"


class Sender:
    """The program that sends one mail for each address it is told."""

    def __init__(self, tmp_path, url, user="", password="", ca_file="", seconds=LIMIT,
                 return_path="bounces@verdict.example.org", message=MESSAGE, environment=None, auth=""):
        path = tmp_path / "message.eml"
        path.write_bytes(message)
        self.process = subprocess.Popen(
            [SEND, url, user, password, str(ca_file), str(seconds), return_path, path, auth],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, **(environment or {})})

    def send(self, to="reader@example.net"):
        """Sends to an address and answers (result, reason)."""
        self.process.stdin.write(to.encode() + b"\n")
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], LIMIT)
        assert ready, "no result"
        line = self.process.stdout.readline().decode("ascii")
        assert line.endswith("\n") and line[:-1].isprintable(), self.process.stderr.read()
        result, reason = line[:-1].split(" ", 1)
        assert len(reason) < 200
        return result, reason

    def end(self):
        """Closes the connection and answers what was logged."""
        _, log = self.process.communicate(timeout=LIMIT)
        return log.decode()


@pytest.fixture
def sender(tmp_path):
    with contextlib.ExitStack() as stack:
        def start(url, **options):
            sender = Sender(tmp_path, url, **options)
            stack.callback(sender.process.wait, LIMIT)
            stack.callback(sender.process.kill)
            return sender
        yield start


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    """Of mail.localhost and of another name: {name: (key, certificate)}."""
    folder = tmp_path_factory.mktemp("certificates")
    return {name: make_certificate(folder, name) for name in ("mail.localhost", "other.localhost")}


@pytest.fixture(scope="session")
def tls(certificates):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    key, certificate = certificates["mail.localhost"]
    context.load_cert_chain(certificate, key)
    return context


def said(peer, verb):
    return [command for command in peer.commands if command.startswith(verb)]


def test_many_mails_go_over_one_connection_byte_for_byte(sender):
    with Peer() as peer:
        sending = sender(f"smtp://127.0.0.1:{peer.port}")
        for number in range(20):
            assert sending.send(f"reader{number}@example.net") == ("ACCEPTED", "")
        assert sending.end() == ""
        assert peer.connections == 1 and peer.mails == [MESSAGE] * 20
        assert said(peer, "RCPT") == [f"RCPT reader{n}@example.net" for n in range(20)]
        assert said(peer, "MAIL") == ["MAIL bounces@verdict.example.org"] * 20
        assert said(peer, "EHLO") == ["EHLO verdict.example.org"]
        assert said(peer, "QUIT") == ["QUIT"]


@pytest.mark.parametrize("length", range(16380, 16392))
def test_dots_at_the_edge_of_a_buffer_arrive(sender, length):
    message = b"x" * (length % 2) + b"\r\n.\r\n" * (length // 5 * 4) + b"y" * (length % 5) + b"\r\n"
    with Peer() as peer:
        assert sender(f"smtp://127.0.0.1:{peer.port}", message=message).send()[0] == "ACCEPTED"
        assert peer.mails == [message]


def test_a_mail_without_return_path_says_so(sender):
    with Peer() as peer:
        assert sender(f"smtp://localhost:{peer.port}", return_path="").send()[0] == "ACCEPTED"
        assert said(peer, "MAIL") == ["MAIL <>"]


ANSWERS = [
    ("RCPT", "450 4.2.0 greylisted", "BUSY_MAILBOX"),
    ("RCPT", "450 4.7.1 greylisted", "LATER"),
    ("RCPT", "421 4.3.2 going down", "CLOSING"),
    ("DATA", "421 4.3.2 going down", "CLOSING"),
    ("RCPT", "452 too many", "LATER"),
    ("RCPT", "550 5.1.1 nobody here", "NO_ADDRESS"),
    ("RCPT", "550 no such user", "DOUBTFUL_MAILBOX"),
    ("RCPT", "550 no", "SHUT_MAILBOX"),
    ("RCPT", "554 5.7.1 not from you", "REFUSED"),
    ("DATA", "451 4.3.0 try again", "LATER"),
    ("DATA", "550 5.7.1 looks like spam", "REFUSED"),
    ("DATA", "552 5.2.2 full", "SHUT_MAILBOX"),
    ("DATA", "550 5.1.1 nobody after all", "NO_ADDRESS"),
    ("MAIL", "451 4.3.0 not now", "UNREACHABLE"),
    ("MAIL", "550 5.1.8 unknown sender", "UNREACHABLE"),
    ("MAIL", "552 5.3.4 too large", "REFUSED"),
]


@pytest.mark.parametrize("verb, line, result", ANSWERS)
def test_an_answer_is_told_and_the_next_mail_goes_its_way(sender, verb, line, result):
    with Peer({verb: [None, line, None]}) as peer:
        sending = sender(f"smtp://127.0.0.1:{peer.port}")
        assert sending.send() == ("ACCEPTED", "")
        assert sending.send() == (result, line)
        assert sending.send() == ("ACCEPTED", "")


def test_a_long_and_odd_answer_is_told_in_one_line(sender):
    answer = "550-5.1.1 caf\u00e9\x1b[31m\r\n550 5.1.1 " + "x" * 400
    with Peer({"RCPT": [answer]}) as peer:
        result, reason = sender(f"smtp://127.0.0.1:{peer.port}").send()
        assert result == "NO_ADDRESS"
        assert reason.startswith("550-5.1.1 caf???[31m 550 5.1.1 xxx") and len(reason) == 199


def test_a_connection_that_ends_after_the_data_leaves_it_open(sender):
    with Peer({"DATA": [DROP, None]}) as peer:
        sending = sender(f"smtp://127.0.0.1:{peer.port}")
        result, reason = sending.send()
        assert result == "UNSURE" and reason.startswith("no answer after the data: ")
        assert len(peer.mails) == 1, "what may have arrived must not be sent twice unasked"
        assert sending.send() == ("ACCEPTED", "")


@pytest.mark.parametrize("verb, expected", [("MAIL", "UNREACHABLE"), ("RCPT", "BROKEN")])
def test_a_connection_that_ends_before_the_data_brought_nothing(sender, verb, expected):
    with Peer({verb: [DROP]}) as peer:
        result, reason = sender(f"smtp://127.0.0.1:{peer.port}").send()
        assert result == expected and reason and not peer.mails


@pytest.mark.parametrize("goodbye", (b"", b"421 4.4.2 idle for too long\r\n"))
@pytest.mark.parametrize("encrypted", (False, True))
def test_a_connection_closed_between_mails_is_made_anew(sender, tls, certificates, goodbye,
                                                        encrypted):
    with Peer(ssl=tls if encrypted else None) as peer:
        url = f"smtps://mail.localhost:{peer.port}" if encrypted else f"smtp://[::1]:{peer.port}"
        sending = sender(url.replace("[::1]", "127.0.0.1"),
                         ca_file=certificates["mail.localhost"][1] if encrypted else "")
        for _ in range(3):
            assert sending.send() == ("ACCEPTED", "")
            peer.close_connections(goodbye)
        assert peer.connections == 3 and peer.mails == [MESSAGE] * 3


def test_a_mail_closed_upon_is_begun_anew_once(sender):
    with Peer({"MAIL": [None, DROP, None, "421 4.3.2 restarting", None]}) as peer:
        sending = sender(f"smtp://127.0.0.1:{peer.port}")
        for _ in range(3):
            assert sending.send() == ("ACCEPTED", "")
        assert len(peer.mails) == 3
    with Peer({"MAIL": [None, DROP]}) as peer:
        sending = sender(f"smtp://127.0.0.1:{peer.port}")
        assert sending.send() == ("ACCEPTED", "")
        assert sending.send()[0] == "UNREACHABLE"
        assert len(said(peer, "MAIL")) == 3


def test_a_silent_server_is_given_up(sender):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sending = sender(f"smtp://127.0.0.1:{listener.getsockname()[1]}", seconds=1)
        result, reason = sending.send()
        assert result == "UNREACHABLE" and "timed out" in reason.lower(), reason
    with Peer({"DATA": [SILENCE]}) as peer:
        sending = sender(f"smtp://127.0.0.1:{peer.port}", seconds=1)
        result, reason = sending.send()
        assert result == "UNSURE" and reason.startswith("no answer after the data: "), reason


def test_the_time_is_each_mails_own(sender):
    """A connection older than the limit of one mail serves on."""
    with Peer() as peer:
        sending = sender(f"smtp://127.0.0.1:{peer.port}", seconds=2)
        until = peer.loop.time() + 2.5
        while peer.loop.time() < until:
            assert sending.send() == ("ACCEPTED", "")
        assert peer.connections == 1


def test_closing_waits_for_no_answer(sender):
    with Peer({"QUIT": [SILENCE]}) as peer:
        sending = sender(f"smtp://127.0.0.1:{peer.port}")
        assert sending.send() == ("ACCEPTED", "")
        assert sending.end() == ""  # within LIMIT; curl alone would wait for two minutes


def test_nobody_listens(sender):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    result, reason = sender(f"smtp://127.0.0.1:{port}").send()
    assert result == "UNREACHABLE" and "connect" in reason


@pytest.mark.parametrize("words", ({"return_path": "a@b.org>\r\nRCPT TO:<victim@example.net"},
                                   {"return_path": "a b@example.net"},
                                   {"return_path": "caf\u00e9@example.net"}))
def test_an_envelope_adds_no_command(sender, words):
    with Peer() as peer:
        result, reason = sender(f"smtp://127.0.0.1:{peer.port}", **words).send()
        assert result == "REFUSED" and "address" in reason
        assert peer.connections == 0


@pytest.mark.parametrize("to", ("a@b.org\rRCPT TO:<victim@example.net>", "<a@b.org>", "a@b.org>",
                                "a@b\x7f.org", "\u00e9@b.org", ""))
def test_a_recipient_adds_no_command(sender, to):
    with Peer() as peer:
        sending = sender(f"smtp://127.0.0.1:{peer.port}")
        assert sending.send(to)[0] == "REFUSED" and peer.connections == 0
        assert sending.send()[0] == "ACCEPTED"


def test_a_user_is_known_over_tls(sender, tls, certificates):
    with Peer(ssl=tls, users={"verdict": PASSWORD}) as peer:
        sending = sender(f"smtps://mail.localhost:{peer.port}", user="verdict", password=PASSWORD,
                         ca_file=certificates["mail.localhost"][1])
        assert [sending.send() for _ in range(3)] == [("ACCEPTED", "")] * 3
        assert sending.end() == "" and peer.connections == 1 and peer.mails == [MESSAGE] * 3


class Echo(Peer):
    """A server that repeats the password when it refuses it."""

    def check(self, server, session, envelope, mechanism, data):
        return AuthResult(success=False, handled=False,
                          message=f"535 5.7.8 not {data.password.decode()}")


@pytest.mark.parametrize("kind", (Peer, Echo))
def test_a_wrong_password_is_told_without_it(sender, tls, certificates, kind):
    with kind(ssl=tls, users={"verdict": "another"}) as peer:
        sending = sender(f"smtps://mail.localhost:{peer.port}", user="verdict", password=PASSWORD,
                         ca_file=certificates["mail.localhost"][1])
        result, reason = sending.send()
        assert (result, reason) == ("UNREACHABLE", "the mail server refused user and password: 535")
        assert PASSWORD not in sending.end() and not said(peer, "MAIL")


@pytest.mark.parametrize("url, ca_of", (("smtps://mail.localhost", None),
                                        ("smtps://mail.localhost", "other.localhost"),
                                        ("smtps://127.0.0.1", "mail.localhost"),
                                        ("smtps://localhost", None)))
def test_a_certificate_must_be_trusted_and_for_the_name(sender, tls, certificates, url, ca_of):
    with Peer(ssl=tls, users={"verdict": PASSWORD}) as peer:
        ca_file = certificates[ca_of][1] if ca_of else ""
        sending = sender(f"{url}:{peer.port}", user="verdict", password=PASSWORD, ca_file=ca_file)
        result, reason = sending.send()
        assert result == "UNREACHABLE" and "certificate" in reason, reason
        assert peer.commands == []


def test_starttls_is_used_and_checked(sender, tls, certificates):
    with Peer(tls_context=tls, require_starttls=True) as peer:
        sending = sender(f"smtp://mail.localhost:{peer.port}",
                         ca_file=certificates["mail.localhost"][1])
        assert [sending.send() for _ in range(2)] == [("ACCEPTED", "")] * 2
        assert peer.mails == [MESSAGE] * 2
        result, reason = sender(f"smtp://mail.localhost:{peer.port}").send()
        assert result == "UNREACHABLE" and "certificate" in reason
        assert len(peer.mails) == 2


@pytest.mark.parametrize("host, ca", (("mail.localhost", False), ("mail.localhost", True),
                                      ("localhost", True), ("127.0.0.1", True)))
def test_nothing_is_said_in_the_clear(sender, certificates, host, ca):
    with Peer() as peer:
        ca_file = certificates["mail.localhost"][1] if ca else ""
        result, reason = sender(f"smtp://{host}:{peer.port}", user="verdict", password=PASSWORD,
                                ca_file=ca_file).send()
        assert result == "UNREACHABLE" and "does not offer STARTTLS" in reason
        assert peer.commands == ["EHLO verdict.example.org"]


@pytest.mark.parametrize("host", ("localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3"))
def test_this_machine_needs_no_encryption(sender, host):
    with Peer() as peer:
        result, reason = sender(f"smtp://{host}:{peer.port}").send()
        # 127.1.2.3 is loopback too, but the peer listens on 127.0.0.1 alone.
        assert result == ("UNREACHABLE" if host == "127.1.2.3" else "ACCEPTED")
        assert "STARTTLS" not in reason


def test_the_environment_sends_no_mail_elsewhere(sender):
    with Peer() as peer:
        nowhere = "http://127.0.0.1:1"
        sending = sender(f"smtp://127.0.0.1:{peer.port}",
                         environment={"ALL_PROXY": nowhere, "smtp_proxy": nowhere})
        assert sending.send() == ("ACCEPTED", "")


@pytest.mark.parametrize("url", ("http://127.0.0.1", "imap://127.0.0.1", "127.0.0.1", "", "smtp://",
                                 "file:///etc/passwd", "smtp://u:s3cret@127.0.0.1", "smtp://h/path",
                                 "smtp://h?q=1", "smtp://h#f", "smtp://h:99999"))
def test_a_server_that_cannot_be_is_refused(sender, url):
    sending = sender(url)
    log = sending.end()
    assert sending.process.returncode == 1
    assert "the mail server's address cannot be used" in log and "s3cret" not in log


def test_a_file_of_authorities_must_be_there(sender, tmp_path):
    sending = sender("smtps://127.0.0.1", ca_file=tmp_path / "none.pem")
    assert "none.pem" in sending.end() and sending.process.returncode == 1
