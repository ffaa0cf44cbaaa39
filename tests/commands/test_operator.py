"""Commands beside a running server: it does what they ask, and they look as they do alone."""

import http.client
import json
import os
import resource
import signal
import socket
import stat
import threading
import urllib.parse

import pytest

from commands.catalogs import DOCUMENT, changed, dump, rows, write
from program import CATALOG, LIMIT, Server, run


class Operator(http.client.HTTPConnection):
    """A client of the operator's socket."""

    def __init__(self, data):
        super().__init__("localhost", timeout=LIMIT)
        self.path = data / "operator.sock"

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(LIMIT)
        self.sock.connect(str(self.path))

    def ask(self, method, path, body=b"", headers=()):
        self.request(method, path, body, dict(headers))
        response = self.getresponse()
        return response.status, response.read().decode()


def ask(data, *words):
    operator = Operator(data)
    try:
        return operator.ask(*words)
    finally:
        operator.close()


def get(server, path):
    connection = http.client.HTTPConnection(server.host, server.port, timeout=LIMIT)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def vote(server, tool, choice):
    """A vote of a reader who was never here before: the browser is sent on once, with a cookie."""
    path, cookies = f"/tool/{tool}/vote", {}
    for _ in range(2):
        connection = http.client.HTTPConnection(server.host, server.port, timeout=LIMIT)
        try:
            connection.request("POST", path, urllib.parse.urlencode({"choice": choice}),
                               {"Content-Type": "application/x-www-form-urlencoded",
                                "Sec-Fetch-Site": "same-origin", **cookies})
            answer = connection.getresponse()
            if answer.status != 307:
                break
            path = answer.headers["Location"]
            cookies = {"Cookie": answer.headers["Set-Cookie"].split(";")[0]}
        finally:
            connection.close()
    return answer.status


@pytest.fixture
def server(data):
    with Server(data, "--limits", "off") as running:
        yield running
        assert running.stop() == 0


def test_the_next_page_shows_the_import(server, data, file):
    assert get(server, "/tool/alpha")[0] == 404
    done = run("import", write(file, DOCUMENT), data=data)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Alpha" in get(server, "/tool/alpha")[1]
    write(file, changed(("tools", 0, "name"), "Alphabet"))
    assert run("import", file, data=data).returncode == 0
    assert "Alphabet" in get(server, "/tool/alpha")[1]


def test_a_relative_path_is_the_commands_own(server, data, tmp_path):
    (tmp_path / "here").mkdir()
    write(tmp_path / "here/some.json", DOCUMENT)
    assert run("import", "here", data=data, cwd=tmp_path).returncode == 0
    assert get(server, "/tool/alpha")[0] == 200


def words_of(case, tmp_path):
    """What is typed, once the files of the case are there."""
    folder = tmp_path / "files"
    folder.mkdir(exist_ok=True)
    write(folder / "good.json", DOCUMENT)
    write(folder / "bad.json", changed(("tools", 0, "category"), "\x1bnone\u202e"))
    write(folder / "rude.json", "{")
    write(folder / "reviews.json", {"tools": [{"slug": "x"}] * 200})
    return {
        "good": ["files/good.json"],
        "again": ["files/good.json"],
        "if empty": ["--if-empty", "files/bad.json"],
        "bad": ["files/bad.json"],
        "folder": ["./files/"],
        "many": ["files/reviews.json"],
        "missing": ["files/none.json", "", str(folder / "none/none.json")],
        "odd name": ["files/\x1b[31m.json"],
    }[case]


CASES = ("good", "again", "if empty", "bad", "folder", "many", "missing", "odd name")


def test_a_server_makes_no_difference(tmp_path):
    """The same words say the same, end the same and leave the same, with a server and without."""
    alone, served = tmp_path / "alone", tmp_path / "served"
    with Server(served):
        for case in CASES:
            words = words_of(case, tmp_path)
            seen = [run("import", *words, data=data, cwd=tmp_path) for data in (alone, served)]
            assert len({(d.returncode, d.stdout, d.stderr) for d in seen}) == 1, (case, seen)
            assert seen[0].returncode == (0 if case in ("good", "again", "if empty") else 1), case
    tools = "SELECT slug, name FROM tools ORDER BY id"
    assert rows(alone, tools) == rows(served, tools) != []


def test_a_refused_import_changes_nothing(server, data, file):
    assert run("import", write(file, DOCUMENT), data=data).returncode == 0
    before = dump(data)
    document = changed(("tools", 0, "name"), "Changed")
    document["tools"][1]["category"] = "none"
    done = run("import", write(file, document), data=data)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr == (f'verdict: {file}: tools[1].category: there is no category "none"\n'
                           "verdict: nothing was changed\n")
    assert dump(data) == before


def test_a_full_disk_is_told_and_heals(server, data, file):
    before = dump(data)
    pid = server.process.pid
    unlimited = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    size = (data / "verdict.db-wal").stat().st_size
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, unlimited[1]))
    done = run("import", write(file, DOCUMENT), data=data)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, unlimited)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == ("verdict: the store cannot be written now, and nothing was changed: "
                           "see the server's log\n")
    assert dump(data) == before
    assert run("import", file, data=data).returncode == 0


def test_a_file_at_standard_input_is_read(server, data, file):
    with open(write(file, DOCUMENT)) as document:
        done = run("import", "/dev/stdin", data=data, stdin=document)
    assert done.returncode == 0, done.stderr
    assert get(server, "/tool/alpha")[0] == 200


def test_many_files_are_named_at_once(server, data, tmp_path):
    done = run("import", *[tmp_path / f"{i:0200}.json" for i in range(200)], data=data)
    assert done.returncode == 1
    told = done.stderr.splitlines()
    assert told[0].startswith(f"verdict: {tmp_path}/{0:0200}.json: No such file")
    assert told[100:] == ["verdict: and 100 more problems", "verdict: nothing was changed"]


def test_the_socket_is_the_owners_and_goes_with_the_server(data):
    with Server(data) as server:
        status = os.lstat(data / "operator.sock")
        assert stat.S_ISSOCK(status.st_mode) and stat.S_IMODE(status.st_mode) == 0o600
        assert server.stop(signal.SIGTERM) == 0
    assert not os.path.lexists(data / "operator.sock")


def test_what_a_killed_server_leaves_disturbs_nobody(data, file):
    with Server(data) as server:
        server.stop(signal.SIGKILL)
    assert os.path.lexists(data / "operator.sock")
    assert run("import", write(file, DOCUMENT), data=data).returncode == 0
    with Server(data) as server:
        assert get(server, "/tool/alpha")[0] == 200
        assert run("import", file, data=data).returncode == 0
        assert server.stop() == 0
    assert not os.path.lexists(data / "operator.sock")


def test_a_folder_where_no_socket_can_be_made_is_served_all_the_same(data, file):
    """As on some volumes of containers; a file in the socket's place stays."""
    assert run("migrate", data=data).returncode == 0
    (data / "operator.sock").write_text("mine")
    with Server(data) as server:
        assert get(server, "/")[0] == 200
        done = run("import", write(file, DOCUMENT), data=data)
        assert done.returncode == 1 and "in use by another verdict" in done.stderr
        assert server.stop() == 0
    told = [line for line in map(json.loads, server.log.splitlines()) if line["level"] == "warning"]
    assert "operator.sock" in told[0]["address"]
    assert "commands that write cannot ask this server" in told[1]["cause"]
    assert (data / "operator.sock").read_text() == "mine"


def test_a_data_folder_with_a_long_path(tmp_path, file):
    data = tmp_path / ("d" * 100) / ("e" * 100) / "data"
    data.parent.mkdir(parents=True)
    write(file, DOCUMENT)
    with Server(data) as server:
        assert run("import", file, data=data).returncode == 0
        assert get(server, "/tool/alpha")[0] == 200
        assert server.stop() == 0
    assert not os.path.lexists(data / "operator.sock")


def test_without_its_socket_the_store_is_in_use(server, data, file):
    """As while the server starts or stops, or while another command writes."""
    os.rename(data / "operator.sock", data / "hidden.sock")
    done = run("import", write(file, DOCUMENT), data=data)
    os.rename(data / "hidden.sock", data / "operator.sock")
    assert done.returncode == 1
    assert f"in use by another verdict (process {server.process.pid}): stop it first" in done.stderr
    assert rows(data, "SELECT count(*) FROM tools") == [(0,)]


@pytest.mark.parametrize("words", [("migrate",), ("serve", "--listen", "127.0.0.1:0")])
def test_other_commands_that_write_are_still_refused(server, data, words):
    done = run(*words, data=data)
    assert done.returncode == 1
    assert f"in use by another verdict (process {server.process.pid})" in done.stderr
    assert os.path.lexists(data / "operator.sock")


def test_readers_know_nothing_of_it(server):
    for path in ("/import", "/operator.sock"):
        assert get(server, path)[0] == 404
    connection = http.client.HTTPConnection(server.host, server.port, timeout=LIMIT)
    connection.request("POST", "/import", b"", {"Sec-Fetch-Site": "same-origin"})
    assert connection.getresponse().status == 404
    connection.close()


def stream(*documents, first=b"0"):
    """What the command sends: see server/catalog/documents.h."""
    return first + b"".join(b"shown\0D%d\0%s" % (len(document), document)
                            for document in documents)


def test_the_socket_speaks_http(server, data):
    body = stream(json.dumps(DOCUMENT).encode(), b"{}")
    strange = {"Sec-Fetch-Site": "cross-site", "Origin": "https://other.example",
               "Content-Type": "multipart/form-data; boundary=x"}
    status, text = ask(data, "POST", "/import", body, strange)
    assert status == 200 and text.startswith("reviewers    1 new")
    for method, path, sent, expected in [
            ("POST", "/import", body[:-1], 422), ("POST", "/import", b"", 422),
            ("POST", "/import", b"a" + body[1:], 422), ("POST", "/import", b"0shown", 422),
            ("POST", "/import", b"0a\0D67108865\0", 422), ("POST", "/import", b"0a\0X1\0a", 422),
            ("POST", "/import", b"0a\0D\0\0\0", 422), ("POST", "/import", b"0a\0D-1\0a", 422),
            ("POST", "/import", b"0a\0D99999999999999999999\0a", 422),
            ("POST", "/bounce", b"a", 422), ("POST", "/bounce", b"a\0" * 40000, 422),
            ("POST", "/", b"", 404), ("GET", "/import", b"", 405),
            ("POST", "/tool/alpha/vote", b"", 404)]:
        status, text = ask(data, method, path, sent)
        assert status == expected, (method, path, sent[:20], text)
        assert text.startswith("verdict: ") and text.endswith("\n")


def test_votes_during_imports_are_all_counted(server, data, file):
    write(file, changed(("tools", 1, "category"), "none"))
    assert run("import", CATALOG, data=data).returncode == 0
    answers = {"ship": [], "skip": []}
    ended = threading.Event()

    def vote_without_pause(choice):
        while not ended.is_set():
            answers[choice].append(vote(server, "aider", choice))

    voters = [threading.Thread(target=vote_without_pause, args=(choice,))
              for choice in ("ship", "skip")]
    for voter in voters:
        voter.start()
    try:
        for _ in range(10):
            assert run("import", CATALOG, data=data).returncode == 0
            assert run("import", file, data=data).returncode == 1
    finally:
        ended.set()
        for voter in voters:
            voter.join(LIMIT)
    assert set(answers["ship"]) == set(answers["skip"]) == {303}
    counts = (len(answers["ship"]), len(answers["skip"]))
    assert rows(data, "SELECT sum(choice = 'ship'), sum(choice = 'skip') FROM votes") == [counts]
    assert rows(data, "SELECT ship, skip FROM tallies WHERE ship + skip > 0") == [counts]
