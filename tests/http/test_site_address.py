"""Where the site is served, what it says of its own address, and how it begins and ends."""

import http.client
import json
import re
import signal
import socket
import subprocess

import pytest

from client import SAME, Reader
from letters import Mailbox, link_in, rows
from program import CATALOG, LIMIT, Server, run
from signups import sign_up

SECURE = ("--base-url", "https://verdict.example", "--hosts", "www.verdict.example")


@pytest.fixture(scope="module")
def secure(tmp_path_factory):
    data = tmp_path_factory.mktemp("secure") / "data"
    assert run("import", CATALOG, data=data).returncode == 0
    with Server(data, *SECURE, "--limits", "off") as running:
        yield running
        assert running.stop() == 0


def ask(server, method, path, host, **headers):
    named = {} if host is None else {"Host": host}
    form = {"Content-Type": "application/x-www-form-urlencoded"} if method == "POST" else {}
    return Reader(server).send(method, path, "choice=ship" if method == "POST" else None,
                               {**named, **form, **headers})


def lines_of(server, event):
    return [line for line in map(json.loads, server.log.splitlines()) if line["event"] == event]


@pytest.mark.parametrize("path", ["/", "/compare?tool=a&tool=b", "/nothing", "/feed//x", "//evil.test",
                                  "//evil.test/", "/\\evil.test/", "/assets/", "/%5C%5Cevil.test"])
def test_a_reader_of_another_host_is_sent_to_the_site(secure, path):
    for method in ("GET", "HEAD"):
        answer = ask(secure, method, path, "evil.example")
        assert answer.status == 301
        assert answer.headers["Location"] == "https://verdict.example" + path
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("host", ["verdict.example", "Verdict.Example:8443", "www.verdict.example",
                                  "127.0.0.1:8080", "10.0.0.5", "[::1]:8080", "localhost"])
def test_the_sites_own_hosts_are_served(secure, host):
    assert ask(secure, "GET", "/tool/aider", host).status == 200
    vote = ask(secure, "POST", "/tool/aider/vote", host, Origin="https://verdict.example")
    assert vote.status in (303, 307)


@pytest.mark.parametrize("path", ["/tool/aider/vote", "/newsletter/unsubscribe?token=" + "0" * 64,
                                  "/nothing"])
def test_another_host_cannot_write(secure, path):
    for host in ("evil.example", "verdict.example.evil.example", "verdict.example."):
        for headers in (SAME, {"Origin": f"https://{host}"}, {"Origin": "https://verdict.example"}):
            answer = ask(secure, "POST", path, host, **headers)
            assert answer.status == 421 and "Set-Cookie" not in answer.headers
    assert ask(secure, "DELETE", "/", "evil.example").status == 421


@pytest.mark.parametrize("origin", ["http://verdict.example", "http://verdict.example:443", "null",
                                    "https://evil.example", "https://verdict.example:8443",
                                    "https://verdict.example@evil.example"])
def test_another_origin_cannot_write(secure, origin):
    answer = ask(secure, "POST", "/tool/aider/vote", "verdict.example", Origin=origin)
    assert answer.status == 403


def raw_of(server, request):
    with socket.create_connection((server.host, server.port), timeout=LIMIT) as connection:
        connection.sendall(request)
        received = b""
        while piece := connection.recv(65536):
            received += piece
    return received


def test_a_request_without_a_host_reads_and_does_not_write(secure):
    assert b" 200 " in raw_of(secure, b"GET / HTTP/1.0\r\n\r\n")[:20]
    assert b" 421 " in raw_of(secure, b"POST /tool/aider/vote HTTP/1.0\r\nSec-Fetch-Site: same-origin"
                                      b"\r\nContent-Length: 0\r\n\r\n")[:20]


def test_the_host_in_the_target_comes_before_the_field(secure):
    head = b"GET http://%s/ HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
    assert b" 301 " in raw_of(secure, head % (b"evil.example", b"verdict.example"))[:20]
    assert b" 200 " in raw_of(secure, head % (b"verdict.example", b"evil.example"))[:20]


def test_every_answer_keeps_to_https_and_to_its_site(secure, get):
    for path in ("/", "/nothing", "/newsletter.atom", "/%"):
        headers = ask(secure, "GET", path, "verdict.example").headers
        assert headers["Strict-Transport-Security"] == "max-age=31536000"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Strict-Transport-Security" not in get(path).headers
        assert get(path).headers["Cross-Origin-Resource-Policy"] == "same-origin"
    icon = re.search(r'href="(/assets/icon[^"]+)"', get("/").text)[1]
    assert get(icon).headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_refusal_tells_the_operator_what_was_compared(data):
    with Server(data, "--base-url", "http://verdict.example:81") as site:
        assert ask(site, "POST", "/tool/aider/vote", "verdict.example",
                   Origin='http://verdict.example"\tx').status == 400
        assert ask(site, "POST", "/tool/aider/vote", "verdict.example",
                   Origin="http://verdict.example").status == 403
        assert ask(site, "POST", "/tool/aider/vote", "evil.example", **SAME).status == 421
        for _ in range(3):
            ask(site, "GET", "/", "upstream")
        site.stop()
    assert re.fullmatch(r"[\x20-\x7e\n]*", site.log)
    told = lines_of(site, "refused")
    assert [(line["origin"], line["site"], line["host"], line["base_url"]) for line in told] == [
        ("http://verdict.example", "none", "verdict.example", "http://verdict.example:81"),
        ("none", "same-origin", "evil.example", "http://verdict.example:81")]
    sent_on, = lines_of(site, "host")
    assert sent_on["host"] == "upstream" and "--hosts" in sent_on["hint"]


@pytest.mark.parametrize("words, message", [
    (("--hosts", "a:80"), "without ports"), (("--hosts", "https://a"), "must be host names"),
    (("--base-url", "https://a:b"), "must be http:// or https://"),
    (("--base-url", "https://a@b"), "must be http:// or https://")])
def test_settings_that_name_no_host_are_refused(words, message):
    done = run("config", *words)
    assert done.returncode == 2 and message in done.stderr


@pytest.mark.parametrize("listen", ["0.0.0.0:0", ":0", "[::]:0"])
def test_where_no_address_is_known_none_is_written(data, listen):
    if listen != "0.0.0.0:0" and not socket.has_dualstack_ipv6():
        pytest.skip("this machine has no IPv6")
    with Server(data, "--listen", listen) as site:
        site.host = "127.0.0.1"
        pages = [Reader(site).get(path).text for path in
                 ("/", "/compare/aider-vs-vllm", "/tool/aider", "/newsletter.atom", "/bookmarks")]
        assert sign_up(site, "a@example.org").status == 303
        site.stop()
    for page in pages:
        assert not re.search(r"0\.0\.0\.0|\[::\]|http:///|null", page)
        assert "canonical" not in page and "ld+json" not in page
    assert re.search("<id>urn:[^<]+</id>", pages[3])
    assert not (data / "mail").exists() or not list((data / "mail").iterdir())
    told = [line for line in lines_of(site, "serve") if line["level"] == "warning"]
    assert "address is not known" in told[0]["cause"] and "--base-url" in told[0]["hint"]


@pytest.mark.parametrize("served", [True, False], ids=["served", "alone"])
@pytest.mark.parametrize("word", ["compose", "send"])
def test_where_no_address_is_known_no_mail_is_written(data, word, served):
    """Nor an issue, whose mails would wait until they are old news."""
    words = ("newsletter", word, "--listen", "0.0.0.0:0")
    if served:
        with Server(data, "--listen", "0.0.0.0:0"):
            done = run("newsletter", word, data=data)
    else:
        done = run(*words, data=data)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "verdict: the links in mails need the site's address: --base-url\n"
    assert rows(data, "SELECT * FROM issues") == []
    assert run(*words, "--base-url", "https://verdict.example", data=data).returncode == 0


def test_mails_that_waited_go_when_the_address_is_known(data):
    with Server(data, "--listen", "0.0.0.0:0") as site:
        site.host = "127.0.0.1"
        assert sign_up(site, "a@example.org").status == 303
    done = run("newsletter", "send", "--base-url", "https://verdict.example", data=data)
    assert done.returncode == 0
    mail, = Mailbox(data).wait("confirm")
    assert link_in(mail).startswith("/newsletter/confirm")
    assert "https://verdict.example/newsletter/confirm" in str(mail)


@pytest.mark.parametrize("name", ["HUP", "INT"])
def test_a_signal_that_is_ignored_at_the_start_stays_ignored(data, name):
    with Server(data) as site:  # as a shell's "trap ''" and nohup do it
        site.stop()
    command = ["env", f"--ignore-signal={name}", *site.command]
    process = subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env=site.options["env"])
    try:
        port = int(process.stdout.readline().rsplit(":", 1)[1])
        for _ in range(3):
            process.send_signal(getattr(signal, f"SIG{name}"))
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT)
            connection.request("GET", "/")
            assert connection.getresponse().status == 200
            connection.close()
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=LIMIT)
    finally:
        process.kill()
        process.wait(LIMIT)
    assert process.returncode == 0 and "Terminated" in log
