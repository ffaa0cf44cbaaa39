"""Who reads the log, and does not: the server serves all the same."""

import json
import socket
import subprocess

import pytest

from program import LIMIT, Server

REQUESTS = 5000  # some 150 bytes of log each; a pipe holds 64 KB
ONE = b"GET /newsletter HTTP/1.1\r\nHost: a\r\n\r\n"


class Unread(Server):
    """A server whose log goes into a pipe as small as most are."""

    def __init__(self, data, *words):
        super().__init__(data, *words, pipesize=1 << 16)


def ask_often(server):
    """Sends the requests on one connection; answers how many were answered."""
    with socket.create_connection((server.host, server.port), timeout=LIMIT) as connection:
        answers = connection.makefile("rb")
        answered = 0
        for _ in range(REQUESTS):
            connection.sendall(ONE)
            answered += answers.readline() == b"HTTP/1.1 200 OK\r\n"
            length = 0
            while (line := answers.readline()) != b"\r\n":
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            answers.read(length)
        return answered


def test_a_log_that_nobody_reads_stops_nobody(data):
    with Unread(data, "--log", "request", "--workers", "1") as server:
        assert ask_often(server) == REQUESTS
        assert server.stop() == 0
    lines = [json.loads(line) for line in server.log.splitlines()]
    lost = sum(int(line["lines"]) for line in lines if line["event"] == "log")
    assert sum(line["event"] == "request" for line in lines) + lost == REQUESTS
    assert lines[-1]["event"] == "stop" or lost


def test_nor_does_it_hold_up_the_end(data):
    with Unread(data, "--log", "request", "--workers", "1") as server:
        assert ask_often(server) == REQUESTS
        server.process.terminate()
        assert server.process.wait(LIMIT) == 0
