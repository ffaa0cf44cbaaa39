"""Requests that end before a page, or even the access handler, sees them: over raw sockets. Each
is answered or closed at once, and leaves nothing behind that a stop would wait for."""

import re
import signal
import socket
import time

import pytest

from program import LIMIT, Server

PATIENCE = 30  # seconds that the server gives a request: who waits so long was not answered
HOST = b"Host: a\r\n"
CHUNKED = (b"POST /newsletter HTTP/1.1\r\n" + HOST + b"Origin: http://a\r\n"
           b"Content-Type: application/x-www-form-urlencoded\r\n"
           b"Transfer-Encoding: chunked\r\n\r\n")


def head(*lines, line=b"GET / HTTP/1.1\r\n"):
    return line + HOST + b"".join(lines) + b"\r\n"


def with_query(query):
    return head(line=b"GET /?" + query + b" HTTP/1.1\r\n")


# What is sent, and the statuses that may answer it; None: a close without one.
ENDS = {
    "parameters": (with_query(b"&".join(b"a%d=b" % i for i in range(600))), {200}),
    "parameters of no value": (with_query(b"&".join(b"%d" % i for i in range(900))), {200}),
    "only separators": (with_query(b"&" * 4000), {200}),
    "some separators": (with_query(b"&" * 500), {200}),
    "parameters beyond the address": (with_query(b"&".join([b"a=b"] * 3000)), {414}),
    "parameters beyond memory": (with_query(b"&".join([b"a=b"] * 9000)), {414}),
    "a long address": (head(line=b"GET /" + b"a" * 40000 + b" HTTP/1.1\r\n"), {414}),
    "a long method": (head(line=b"A" * 40000 + b" / HTTP/1.1\r\n"), {414, None}),
    "small headers": (head(*[b"X%d:1\r\n" % i for i in range(600)]), {431}),
    "smallest headers": (head(*[b"X:\r\n"] * 5000), {431}),
    "a long header": (head(b"X: " + b"a" * 40000 + b"\r\n"), {431}),
    "long headers": (head(*[b"X: " + b"a" * 1000 + b"\r\n"] * 40), {431}),
    "cookies": (head(b"Cookie: " + b"; ".join(b"a%d=b" % i for i in range(600)) + b"\r\n"),
                {200, 431}),
    "cookies and parameters": (head(b"Cookie: " + b"; ".join([b"a=b"] * 300) + b"\r\n",
                                    line=b"GET /?" + b"&".join([b"a=b"] * 900)
                                    + b" HTTP/1.1\r\n"), {200, 431}),
    "a line without a colon": (head(b"none\r\n"), {400}),
    "no target": (b"GET\r\n" + HOST + b"\r\n", {400, None}),
    "no version": (b"GET /\r\n" + HOST + b"\r\n", {400, 505}),
    "another version": (head(line=b"GET / HTTP/2.0\r\n"), {400, 505}),
    "HTTP/2 known before": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400, 505}),
    "spaces in the target": (head(line=b"GET /a b HTTP/1.1\r\n"), {400, 404}),
    "a length that is no number": (head(b"Content-Length: x\r\n",
                                        line=b"POST / HTTP/1.1\r\n"), {400}),
    "a length beyond numbers": (head(b"Content-Length: %d\r\n" % 10 ** 30,
                                     line=b"POST / HTTP/1.1\r\n"), {400, 413}),
    "a body that is too long": (head(b"Content-Length: 900000\r\n",
                                     line=b"POST / HTTP/1.1\r\n") + b"x" * 900_000, {413}),
    "a body that is far too long": (head(b"Content-Length: 9000000\r\n",
                                         line=b"POST / HTTP/1.1\r\n"), {413}),
    "a body that asks before": (head(b"Content-Length: 900000\r\n", b"Expect: 100-continue\r\n",
                                     line=b"POST / HTTP/1.1\r\n"), {413}),
    "a body that may not be": (head(b"Content-Length: 900000\r\n") + b"x" * 900_000, {413}),
    "an unknown coding": (head(b"Transfer-Encoding: x\r\n",
                               line=b"POST / HTTP/1.1\r\n"), {400, 411}),
    "a chunk without a size": (CHUNKED + b"xyz\r\n", {400}),
    "a chunk below zero": (CHUNKED + b"-1\r\n", {400}),
    "a chunk beyond numbers": (CHUNKED + b"F" * 25 + b"\r\n", {400, 413}),
    "a chunk longer than told": (CHUNKED + b"3\r\nabcdef\r\n", {400}),
    "trailers": (CHUNKED + b"3\r\na=b\r\n0\r\n"
                 + b"".join(b"X%d:1\r\n" % i for i in range(2000)) + b"\r\n", {431}),
    "a long trailer": (CHUNKED + b"3\r\na=b\r\n0\r\nX: " + b"a" * 40000 + b"\r\n\r\n", {431}),
    "a trailer without a colon": (CHUNKED + b"3\r\na=b\r\n0\r\nnone\r\n\r\n", {400}),
    "a trailer that is folded": (CHUNKED + b"3\r\na=b\r\n0\r\n fold\r\n\r\n", {400}),
}


def first_status(server, request, limit=PATIENCE / 2):
    """The first answer's status, None when the server closed without one."""
    with socket.create_connection((server.host, server.port), timeout=limit) as connection:
        received = b""
        try:
            connection.sendall(request)
            while b"\r\n" not in received and (piece := connection.recv(65536)):
                received += piece
        except (ConnectionResetError, BrokenPipeError):
            pass  # it closed before it had read all
        found = re.match(rb"HTTP/1\.1 (\d{3}) ", received)
        return int(found[1]) if found else None


@pytest.fixture(scope="module")
def proxied(filled):
    with Server(filled, "--limits", "off", "--workers", "1", "--trusted-proxies", "127.0.0.1") as running:
        yield running
        stopping = time.monotonic()
        assert running.stop(signal.SIGTERM) == 0, running.log  # a sanitizer's find is no 0
        assert "deadline" not in running.log
        assert time.monotonic() - stopping < LIMIT / 2


@pytest.mark.parametrize("name", ENDS)
def test_an_early_end_is_told_at_once(proxied, name):
    request, wanted = ENDS[name]
    assert first_status(proxied, request) in wanted


def test_an_error_within_an_error_leaves_nothing(proxied):
    """libmicrohttpd 1.0.1 refuses an endless chunk extension twice, and then says and does nothing;
    the server's patience ends it."""
    request = CHUNKED + b"1;" + b"a" * 40000 + b"\r\n"
    assert first_status(proxied, request, LIMIT) in {400, 413, 500, None}


def test_memory_that_runs_out_anywhere_ends_it(proxied):
    """Heads that leave the connection's memory less and less. What has room for no head of an
    answer, some hundreds of cookies beside long headers, is closed."""
    for count in range(1, 256, 15):
        for size in (1, 30, 60, 120):
            for cookies in (0, 1, 60, 240):
                lines = [b"X: " + b"a" * size + b"\r\n"] * count
                lines += [b"Cookie: " + b"; ".join([b"a=b"] * cookies) + b"\r\n"] * (cookies > 0)
                status = first_status(proxied, head(*lines))
                assert status in {200, 431, None}
                assert status or count + cookies > 200, (count, size, cookies)
