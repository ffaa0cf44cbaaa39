"""HTTP itself, over raw sockets: what is refused, what stays open, what every answer says."""

import gzip
import http.client
import json
import re
import shutil
import signal
import socket
import threading

import pytest

from program import CATALOG, LIMIT, ROOT, Server, run

OK = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


def statuses(received):
    return [int(s) for s in re.findall(rb"^HTTP/1\.1 (\d{3}) ", received, re.M)]


def request(*lines, body=b""):
    return b"\r\n".join([*lines, b"", b""]) + body


# Each is answered with one error page and the connection is closed.
REFUSED = [
    (400, request(b"GET / HTTP/1.1")),
    (400, request(b"GET / HTTP/1.1", b"Host: a", b"Host: b")),
    (400, request(b"GET / HTTP/1.1", b"Host: a/b")),
    (400, request(b"GET / HTTP/1.1", b"Host: ")),
    (400, request(b"GET /\x01 HTTP/1.1", b"Host: a")),
    (400, request(b"GET /\xc3\xa9 HTTP/1.1", b"Host: a")),
    (400, request(b"G@T / HTTP/1.1", b"Host: a")),
    (400, request(b"GET / HTTP/1.1", b"Host: a", b"X y: 1")),
    (400, request(b"GET / HTTP/1.1", b"Host: a", b"X: a\x01b")),
    (400, request(b"GET / HTTP/1.1", b"Host: a", b"X: a\x00b")),
    (400, request(b"GET / HTTP/1.1", b"Host: \xff")),
    (400, request(b"GET / HTTP/1.1", b"Host: a", b"Origin: https://\xc3\xa9")),
    (400, request(b"GET / HTTP/1.1", b"Host: a", b"X: 1", b" folded")),
    (400, request(b"GET / HTTP/1.1", b"Host: a", b": no name", b"X: 1")),
    (400, b"GET / HTTP/1.1\nHost: a\n\n"),
    (400, request(b"POST / HTTP/1.1", b"Host: a", b"Content-Length: 1", b"Content-Length: 1",
                  body=b"x")),
    (400, request(b"POST / HTTP/1.1", b"Host: a", b"Content-Length : 1", body=b"x")),
    (411, request(b"POST / HTTP/1.1", b"Host: a", b"Transfer-Encoding: chunked",
                  body=b"0\r\n\r\n")),
    (411, request(b"POST / HTTP/1.1", b"Host: a", b"Transfer-Encoding: chunked",
                  b"Content-Length: 5", body=b"0\r\n\r\n")),
    (411, request(b"POST / HTTP/1.1", b"Host: a", b"Transfer-Encoding: xchunked", body=b"x")),
    (413, request(b"GET / HTTP/1.1", b"Host: a", b"Content-Length: 5", body=b"12345")),
    (414, request(b"GET /" + b"a" * 5000 + b" HTTP/1.1", b"Host: a")),
    (431, request(b"GET / HTTP/1.1", b"Host: a", b"X: " + b"a" * 17000)),
    (431, request(b"GET / HTTP/1.1", b"Host: a", *[b"X%d: 1" % i for i in range(400)])),
]


@pytest.mark.parametrize("status, bad", REFUSED)
def test_a_bad_head_is_refused_and_the_connection_closed(raw, status, bad):
    hidden = request(b"GET /hidden HTTP/1.1", b"Host: a")
    received = raw(bad + hidden)
    ours = b"Verdict" in received  # libmicrohttpd 1.0 refuses some of these before we see them
    assert statuses(received) == [status if ours else 400], received[:300]


@pytest.mark.parametrize("target, status", [
    ("/%00", 400), ("/%zz", 400), ("/%C3", 400), ("/a/../b", 400), ("/%2e%2e/etc/passwd", 400),
    ("/?x=%00", 200), ("/nothing", 404), ("/assets/", 301), ("/assets/../main.c", 400),
    ("/tool/x%2Fy", 404), ("//", 404), ("/compare/", 301), ("//evil.example/", 404),
    ("/\\evil.example/", 404), ("/\\/evil.example/", 404), ("/%5Cevil.example/", 301),
    ("/?utm_campaign=50%off", 200), ("/tool/aider?utm_term=caf%E9&%zz", 200),
    ("/bookmarks?%=%&x=%f", 200), ("/compare?tool=%E9", 200),
])
def test_targets(get, target, status):
    assert get(target).status == status


def test_an_absolute_target_is_served(raw):
    received = raw(request(b"GET http://a/compare?x=1 HTTP/1.1", b"Host: a", b"Connection: close"))
    assert statuses(received) == [200]


def test_a_connection_stays_open_for_more(raw):
    first = request(b"GET /compare HTTP/1.1", b"Host: a")
    assert statuses(raw(first + first + OK)) == [200, 200, 200]


def test_http_1_0_is_answered_and_closed(raw):
    assert len(statuses(raw(request(b"GET / HTTP/1.0")))) == 1


def test_head_is_get_without_a_body(get):
    for path in ("/", "/nothing", "/compare/gemini-nano-3-open-weights-vs-smolvlm2"):
        whole, head = get(path), get(path, "HEAD")
        assert head.status == whole.status and head.body == b""
        drop = {"Date"}
        assert ({k: v for k, v in head.headers.items() if k not in drop}
                == {k: v for k, v in whole.headers.items() if k not in drop})


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "BREW"])
def test_other_methods_are_told_what_is_allowed(get, method):
    answer = get("/", method)
    assert answer.status == 405
    assert answer.headers["Allow"] == "GET, HEAD"
    assert "<h1>" in answer.text
    assert get("/nothing", method).status == 404


def test_a_post_to_a_page_that_is_only_read(raw):
    post = request(b"POST / HTTP/1.1", b"Host: a", b"Sec-Fetch-Site: same-origin",
                   b"Content-Length: 9", body=b"GET / HTT")
    assert statuses(raw(post + OK)) == [405, 200]


@pytest.mark.parametrize("path, status", [
    ("/tool/aider/vote", 403), ("/forget", 403), ("/", 405), ("/nothing", 404), ("/%", 400)])
def test_a_post_from_another_site_reaches_no_page(raw, path, status):
    post = request(b"POST %s HTTP/1.1" % path.encode(), b"Host: a", b"Sec-Fetch-Site: cross-site",
                   b"Content-Type: text/plain", b"Content-Length: 9", body=b"GET / HTT")
    assert statuses(raw(post + OK)) == [status, 200]


@pytest.mark.parametrize("path", ["/", "/nothing", "/compare/", "/%"])
def test_every_answer_guards_the_reader(get, path):
    headers = get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "Set-Cookie" not in headers


def test_gzip_when_it_is_wanted(get):
    plain, packed = get("/"), get("/", Accept_Encoding="gzip")
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding, Cookie"
    assert "Content-Encoding" not in get("/", Accept_Encoding="gzip;q=0").headers


def test_an_unchanged_page_is_not_sent_again(get):
    first = get("/")
    again = get("/", If_None_Match=first.headers["ETag"])
    assert again.status == 304 and again.body == b""
    assert get("/", If_None_Match='W/"0"').status == 200
    assert get("/nothing").headers["Cache-Control"] == "no-store"


def test_assets_live_at_their_checksum_for_a_year(get):
    home = get("/").text
    addresses = re.findall(r'href="(/assets/[^"]+)"', home)
    scripts = re.findall(r'src="(/assets/[^"]+)"', home)
    assert len(addresses) == 2 and len(scripts) == 1
    for address in addresses + scripts:
        answer = get(address)
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert get(re.sub(r"\.[0-9a-f]{16}\.", "." + "0" * 16 + ".", address)).status == 404
    assert get(addresses[0]).headers["Content-Type"] in ("text/css; charset=utf-8",
                                                         "image/svg+xml")
    for name in ("/assets/style.css", "/assets/style.dev.css", "/assets/x%2fstyle.css"):
        assert get(name).status == 404


def test_a_page_with_its_style_is_under_20_kb(get):
    page = get("/compare/gemini-nano-3-open-weights-vs-smolvlm2", Accept_Encoding="gzip")
    style = re.search(r'rel="stylesheet" href="([^"]+)"', gzip.decompress(page.body).decode())
    script = re.search(r'<script src="([^"]+)"', gzip.decompress(page.body).decode())
    assert len(page.body) + len(get(style[1], Accept_Encoding="gzip").body) + len(
        get(script[1], Accept_Encoding="gzip").body) < 20 * 1024


@pytest.mark.parametrize("start, drip", [
    (b"", b"G"), (b"GET / HTTP/1.1\r\nHost: a\r\nX: ", b"x"),
    (b"POST /bookmarks HTTP/1.1\r\nHost: a\r\nSec-Fetch-Site: same-origin\r\n"
     b"Content-Length: 4000\r\n\r\n", b"x"),
    (request(b"GET /compare HTTP/1.1", b"Host: a"), b"G"),
])
def test_a_client_that_dawdles_is_cut_off(tmp_path, start, drip):
    """A byte now and then keeps no connection: it ends while the client is still sending."""
    assert run("migrate", data=tmp_path).returncode == 0
    with Server(tmp_path, "--request-timeout", "1") as server:
        with socket.create_connection((server.host, server.port), timeout=LIMIT) as client:
            client.sendall(start)
            client.settimeout(0.1)
            ended = False
            for _ in range(300):
                try:
                    client.sendall(drip)
                    ended = client.recv(65536) == b""
                except TimeoutError:
                    continue
                except OSError:
                    ended = True
                if ended:
                    break
            assert ended
        assert server.stop() == 0


def test_the_log_holds_no_control_bytes_and_no_cookies(tmp_path):
    assert run("migrate", data=tmp_path).returncode == 0
    with Server(tmp_path, "--log", "request") as server:
        with socket.create_connection((server.host, server.port), timeout=LIMIT) as connection:
            connection.sendall(request(b"GET /a%22%C2%9B HTTP/1.1", b"Host: a",
                                       b"Cookie: session=secret", b"Connection: close"))
            while connection.recv(65536):
                pass
        assert server.stop() == 0
    lines = [json.loads(line) for line in server.log.splitlines()]
    served = [line for line in lines if line["event"] == "request"]
    assert [(line["method"], line["path"], line["status"]) for line in served] == [
        ("GET", '/a"\u009b', "404")]
    assert "secret" not in server.log
    assert re.fullmatch(r"[\x20-\x7e\n]*", server.log)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_cleanly_with_an_open_connection(tmp_path, how):
    with Server(tmp_path) as server:
        with socket.create_connection((server.host, server.port), timeout=LIMIT) as idle:
            idle.sendall(request(b"GET /compare HTTP/1.1", b"Host: a"))
            assert idle.recv(12) == b"HTTP/1.1 200"
            assert server.stop(how) == 0
    with pytest.raises(OSError):
        socket.create_connection((server.host, server.port), timeout=LIMIT).close()


def test_answers_in_flight_arrive_whole_when_it_stops(tmp_path):
    """Clients that load pages without pause until the server is gone never get half of one."""
    assert run("import", CATALOG, data=tmp_path).returncode == 0
    faults, served = [], []
    started = threading.Barrier(5)

    def load(server):
        started.wait(LIMIT)
        for _ in range(100000):
            received = b""
            try:
                with socket.create_connection((server.host, server.port), timeout=LIMIT) as c:
                    c.sendall(OK)
                    while piece := c.recv(65536):
                        received += piece
            except OSError:
                if not received:
                    return
            if not received:
                return  # closed before a request was read
            head, _, body = received.partition(b"\r\n\r\n")
            length = int(re.search(rb"Content-Length: (\d+)", head)[1])
            (served if len(body) == length else faults).append(length)

    with Server(tmp_path) as server:
        clients = [threading.Thread(target=load, args=(server,)) for _ in range(4)]
        for client in clients:
            client.start()
        started.wait(LIMIT)
        while len(served) < 50:
            assert any(client.is_alive() for client in clients)
        assert server.stop() == 0
        for client in clients:
            client.join(LIMIT)
    assert not faults and served


@pytest.mark.parametrize("address, message", [
    ("8080", "is not an address and port"), ("127.0.0.1:", "is not an address and port"),
    ("localhost:0", "is not a numeric address"), ("::1:0", "is not an address and port"),
    ("127.0.0.1:70000", "is not an address and port"),
    ("127.0.0.1:-1", "is not an address and port"),
])
def test_an_address_that_cannot_be_read(tmp_path, address, message):
    done = run("serve", "--listen", address, data=tmp_path)
    assert done.returncode == 1 and message in done.stderr


def test_an_address_in_use_is_told(tmp_path, server):
    done = run("serve", "--listen", f"127.0.0.1:{server.port}", data=tmp_path)
    assert done.returncode == 1 and "Address already in use" in done.stderr


def test_ipv6_is_served(tmp_path):
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    assert run("migrate", data=tmp_path).returncode == 0
    with Server(tmp_path, "--listen", "[::1]:0") as server:
        assert server.url.startswith("http://[::1]:")


def test_dev_reads_views_and_assets_at_each_request(tmp_path):
    shutil.copytree(ROOT / "views", tmp_path / "src/views")
    shutil.copytree(ROOT / "assets", tmp_path / "src/assets")
    with Server(tmp_path / "data", "--dev", tmp_path / "src") as server:
        def fetch(path):
            connection = http.client.HTTPConnection(server.host, server.port, timeout=LIMIT)
            connection.request("GET", path)
            response = connection.getresponse()
            return response, response.read().decode()
        home = tmp_path / "src/views/pages/home.tpl"
        home.write_text(home.read_text().replace("ship with?", "ship NOW?"))
        assert "ship NOW?" in fetch("/")[1]
        (tmp_path / "src/assets/style.css").write_text("b { color: red }")
        response, body = fetch("/assets/style.dev.css")
        assert body == "b { color: red }" and response.headers["Cache-Control"] == "no-store"
        home.write_text("{{%AUTOESCAPE context=\"HTML\"}}\n{{#OPEN}}")
        response, body = fetch("/")
        assert response.status == 500
    assert "home.tpl" in server.log
