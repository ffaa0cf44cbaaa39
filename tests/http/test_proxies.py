"""Behind the real nginx and HAProxy, set up as docs/operating.md says: readers read and write, other sites do
not, and who forges a line of X-Forwarded-For gains nothing."""

import contextlib
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import time

import pytest

from program import LIMIT, ROOT, Server

PATHS = "/usr/sbin:/usr/bin:/sbin:/bin"
NGINX = shutil.which("nginx", path=PATHS)
HAPROXY = shutil.which("haproxy", path=PATHS)
READER = "127.0.0.9"  # the proxies' own address, as the site sees it, is 127.0.0.1
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def examples(language):
    """The configurations that the documentation shows, which are what is run here."""
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / "docs/operating.md").read_text(), re.S)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def put_ports(text, port, site):
    text = re.sub(r"listen 80;", f"listen 127.0.0.1:{port};", text)
    text = re.sub(r"bind :80\b", f"bind 127.0.0.1:{port}", text)
    return text.replace("127.0.0.1:8080", f"127.0.0.1:{site.port}")


def nginx_command(folder, example, port, site):
    if "server {" not in example:
        example = f"server {{ listen 80; {example} }}"
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off;\n{paths}{put_ports(example, port, site)}}}\n")
    return [NGINX, "-p", str(folder), "-e", str(folder / "error.log"),
            "-c", str(folder / "nginx.conf")]


def haproxy_command(folder, example, port, site):
    (folder / "haproxy.cfg").write_text(
        "defaults\n    timeout connect 5s\n    timeout client 60s\n    timeout server 60s\n"
        + put_ports(example, port, site))
    return [HAPROXY, "-db", "-f", str(folder / "haproxy.cfg")]


def wait_for(port, process):
    """Until it serves, not only listens: HAProxy asks the site first."""
    end = time.monotonic() + LIMIT
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError):
            if ask(port, "GET", "/newsletter").status == 200:
                return
        time.sleep(0.05)
    raise AssertionError("the proxy does not serve")


def ask(port, method, path, body=None, headers=(), chunked=False):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT,
                                            source_address=(READER, 0))
    connection.request(method, path, body, {"Host": f"verdict.example:{port}", **dict(headers)},
                       encode_chunked=chunked)
    response = connection.getresponse()
    response.text = response.read().decode()
    connection.close()
    return response


def write(port, origin=None, path="/tool/aider/vote", body="choice=ship", **more):
    headers = {**FORM, "Origin": origin or f"http://verdict.example:{port}", **more}
    return ask(port, "POST", path, body, headers).status


EXAMPLES = [("nginx", 0), ("nginx", 1), ("haproxy", 0)]


@pytest.fixture(params=EXAMPLES, ids=["plain-nginx", "whole-nginx", "haproxy"])
def proxied(request, data, tmp_path):
    """A site behind a proxy; answers the proxy's port. The plainest nginx is not believed."""
    kind, number = request.param
    if not (NGINX if kind == "nginx" else HAPROXY):
        pytest.skip(f"{kind} is not installed")
    port = free_port()
    folder = tmp_path / "proxy"
    folder.mkdir()
    base_url = f"http://verdict.example:{port}"
    believed = () if request.param == ("nginx", 0) else ("--trusted-proxies", "127.0.0.1/32, fd00::/8")
    words = ("--base-url", base_url, *believed)
    with Server(data, *words) as site:
        make = nginx_command if kind == "nginx" else haproxy_command
        proxy = subprocess.Popen(make(folder, examples(kind)[number], port, site),
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for(port, proxy)
            yield port
        finally:
            proxy.terminate()
            proxy.wait(LIMIT)
        assert site.stop() == 0
        assert not [line for line in site.log.splitlines() if json.loads(line)["level"] == "error"]


def test_readers_read_and_write(proxied):
    port = proxied
    page = ask(port, "GET", "/tool/aider?utm_term=caf%E9", headers={"Cookie": "x=\xf8", "X-Y": ""})
    assert page.status == 200
    assert f'rel="canonical" href="http://verdict.example:{port}/tool/aider"' in page.text
    assert write(port) in (303, 307)
    assert write(port, **{"Sec-Fetch-Site": "same-origin"}) in (303, 307)


def test_a_line_that_would_hide_a_request_does_not_pass(proxied):
    """The one that libmicrohttpd 0.9.75 leaves no trace of."""
    hidden = b"GET /newsletter HTTP/1.1\r\nHost: verdict.example\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", proxied), timeout=LIMIT) as connection:
        connection.sendall(b"GET /comparisons HTTP/1.1\r\nHost: verdict.example\r\n:\n" + hidden)
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    assert len(re.findall(rb"^HTTP/1\.\d ", received, re.M)) <= 1


def test_other_sites_do_not_write(proxied):
    port = proxied
    for origin in ("http://evil.example", f"https://verdict.example:{port}", "null",
                   "http://verdict.example"):
        assert write(port, origin) == 403


def test_a_forged_line_gains_nothing(proxied):
    port = proxied
    answers = {write(port, path="/forget", body="", **{"X-Forwarded-For": f"192.0.2.{i}"})
               for i in range(140)}
    assert 429 in answers


def test_a_form_that_is_too_long_gets_the_site_s_page(proxied):
    port = proxied
    for length in (17_000, 100_000, 1_000_000):  # nginx itself takes 1 MB
        long = ask(port, "POST", "/tool/aider/vote", b"choice=ship&x=" + b"x" * length,
                   {**FORM, "Origin": f"http://verdict.example:{port}"})
        assert long.status == 413 and "16384 bytes" in long.text


def test_a_chunked_form_is_taken(proxied):
    port = proxied
    headers = {**FORM, "Origin": f"http://verdict.example:{port}", "Transfer-Encoding": "chunked"}
    assert ask(port, "POST", "/tool/aider/vote", [b"choice", b"=ship"], headers,
               True).status in (303, 307)
    long = ask(port, "POST", "/tool/aider/vote", [b"choice=ship&x="] + [b"x" * 1000] * 20, headers,
               True)
    assert long.status == 413 and "16384 bytes" in long.text  # the site's page, not the proxy's
