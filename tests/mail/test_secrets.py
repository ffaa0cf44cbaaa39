"""The mail server's password: where it comes from, and where it must not be seen."""

import base64
import ssl

import pytest

from letters import rows, wait_for
from newsletters import FROM, with_issue_to
from program import Server, run
from tls_peer import Peer, make_certificate

# The peer asks for AUTH without STARTTLS where the connection is encrypted from its start.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
PASSWORD = "s3cret pass"
READER = "reader@verdict.test"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("certificate"), "mail.localhost")


@pytest.fixture
def tls_peer(certificate):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    key, chain = certificate
    context.load_cert_chain(chain, key)
    with Peer(ssl=context, users={"verdict": PASSWORD}) as peer:
        peer.words = ("--mail-server", f"smtps://mail.localhost:{peer.port}", "--mail-ca", chain,
                      "--mail-from", FROM, "--mail-user", "verdict", "--mail-rate", "0")
        yield peer


def assert_unseen(*texts, password=PASSWORD):
    """Neither as it is nor as it goes over the wire."""
    for text in texts:
        assert password not in text
        for words in (password, f"\0verdict\0{password}"):
            assert base64.b64encode(words.encode()).decode().rstrip("=") not in text


@pytest.mark.parametrize("in_file, in_environment", [
    (PASSWORD + "\n", None), (PASSWORD, None), (PASSWORD + "\r\nnot this\n", None),
    (None, PASSWORD), (PASSWORD + "\n", "another")],
    ids=["file", "file-without-line-end", "first-line", "environment", "file-and-environment"])
def test_the_password_is_used_and_told_to_nobody(data, tls_peer, tmp_path, in_file, in_environment):
    with_issue_to(data, READER)
    words, environment = tls_peer.words, {}
    if in_file:
        (tmp_path / "password").write_bytes(in_file.encode())
        words += ("--mail-password-file", tmp_path / "password")
    if in_environment:
        environment["VERDICT_MAIL_PASSWORD"] = in_environment
    with Server(data, *words, "--log", "request", env=environment) as site:
        wait_for(lambda: tls_peer.mails, "the mail")
        wait_for(lambda: rows(data, "SELECT state FROM deliveries") == [("sent",)], "its record")
        assert site.stop() == 0
    config = run("config", *words, data=data, env=environment)
    assert config.returncode == 0 and "VERDICT_MAIL_USER=verdict" in config.stdout
    assert_unseen(site.log, config.stdout, config.stderr)
    assert len(tls_peer.mails) == 1


def test_a_wrong_password_is_told_and_no_mail_is_lost(data, tls_peer):
    with_issue_to(data, READER)
    wrong = "a wr0ng password"
    with Server(data, *tls_peer.words, env={"VERDICT_MAIL_PASSWORD": wrong}) as site:
        wait_for(lambda: rows(data, "SELECT reason FROM deliveries WHERE reason IS NOT NULL"),
                 "the failure")
        assert site.stop() == 0
    assert rows(data, "SELECT state, attempts FROM deliveries") == [("waiting", 0)]
    assert not tls_peer.mails
    assert "the mail server refused user and password: 535" in site.log
    assert_unseen(site.log, password=wrong)


@pytest.mark.parametrize("content, cause", [
    (None, "No such file or directory"), ("", "holds no password"),
    ("\nsecret\n", "holds no password in its first line"),
    ("x" * 5000, "begins with a line that is too long for a password")],
    ids=["missing", "empty", "empty-line", "long"])
@pytest.mark.parametrize("command", [("serve", "--listen", "127.0.0.1:0"), ("newsletter", "send")])
def test_without_the_password_nothing_starts(data, tls_peer, tmp_path, command, content, cause):
    with_issue_to(data, READER)
    path = tmp_path / "the password"
    if content is not None:
        path.write_text(content)
    done = run(*command, *tls_peer.words, "--mail-password-file", path, data=data)
    assert done.returncode == 1 and "Listening" not in done.stdout
    assert str(path) in done.stderr and cause in done.stderr
    assert rows(data, "SELECT state FROM deliveries") == [("waiting",)]
    assert tls_peer.connections == 0
