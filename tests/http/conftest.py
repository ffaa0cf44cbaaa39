"""Fixtures of the HTTP tests: one server with the shipped catalog, and ways to talk to it; or
one for each test that changes its store."""

import http.client
import json
import socket

import pytest

from program import CATALOG, LIMIT, Server, run


@pytest.fixture
def site(data):
    with Server(data, "--limits", "off") as running:
        yield running
        assert running.stop() == 0


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    data = tmp_path_factory.mktemp("site") / "data"
    assert run("import", CATALOG, data=data).returncode == 0
    with Server(data, "--log", "request", "--workers", "2", "--limits", "off") as running:
        yield running
        assert running.stop() == 0
        lines = [json.loads(line) for line in running.log.splitlines()]
        assert not [line for line in lines if line["level"] == "error"], running.log


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode("utf-8")


@pytest.fixture
def get(server):
    def get(path, method="GET", **headers):
        connection = http.client.HTTPConnection(server.host, server.port, timeout=LIMIT)
        connection.request(method, path, headers={k.replace("_", "-"): v
                                                  for k, v in headers.items()})
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        connection.close()
        return answer
    return get


@pytest.fixture
def raw(server):
    """Sends bytes as they are and answers every byte until the server closes or `quiet` seconds
    pass without one (None: until it closes)."""
    def raw(request, quiet=None):
        with socket.create_connection((server.host, server.port), timeout=LIMIT) as connection:
            connection.sendall(request)
            connection.settimeout(quiet or LIMIT)
            received = b""
            try:
                while piece := connection.recv(65536):
                    received += piece
            except TimeoutError:
                assert quiet, "the server neither answered nor closed"
            except ConnectionResetError:
                pass
            return received
    return raw
