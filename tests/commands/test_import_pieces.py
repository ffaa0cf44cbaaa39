"""A large import is written in pieces, with votes between them, and seen all at once or not at all."""

import contextlib
import json
import resource
import signal
import sqlite3
import subprocess
import threading

import pytest

from commands.catalogs import DOCUMENT, OTHER, REVIEW, dump, rows, write
from commands.test_operator import get, vote
from program import BINARY, LIMIT, Server, clean_environment, run

MANY = 6000  # some pieces


def tools(mark, count=MANY):
    return [{**OTHER, "slug": f"tool-{i}", "name": f"Tool {mark}", "tagline": mark,
             "description": f"{mark} " * 40, "aliases": [f"t-{i}-{mark}"],
             "facts": [{"key": "mark", "value": mark, "source": "https://a.example/",
                        "checked": "2026-11-20"}],
             "reviews": [{**REVIEW, "body": f"{mark} " * 40}]} for i in range(count)]


def catalog(file, mark, count=MANY):
    """Each mark has all tools in a category of its own, too."""
    pairs = [{"tools": [f"tool-{i}", f"tool-{i + 1}"]} for i in range(0, count - 1, 2)]
    return write(file, {"reviewers": [{**DOCUMENT["reviewers"][0], "name": mark}],
                        "categories": [*DOCUMENT["categories"], {"slug": mark, "name": mark}],
                        "tools": [{**tool, "category": mark} for tool in tools(mark, count)],
                        "comparisons": pairs})


@pytest.fixture
def small(data, tmp_path):
    """A store with one tool to vote on."""
    base = {"categories": [{"slug": "old", "name": "Old"}],
            "tools": [{**OTHER, "slug": "old", "category": "old"}]}
    assert run("import", write(tmp_path / "old.json", base), data=data).returncode == 0
    return data


def start(data, file):
    return subprocess.Popen([BINARY, "import", str(file), "--data", str(data)], text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            env=clean_environment())


class Reader:
    """What somebody who reads the store sees, one moment a look."""

    def __init__(self, data):
        self.store = sqlite3.connect(f"file:{data}/verdict.db?mode=ro", uri=True)

    def look(self, *queries):
        self.store.execute("BEGIN")
        seen = [self.store.execute(query).fetchall() for query in queries]
        self.store.execute("ROLLBACK")
        return seen


WRITTEN = "SELECT (SELECT count(*) FROM tools), (SELECT count(*) FROM reviews)"
PUBLISHED = ("SELECT (SELECT count(*) FROM seen_tools), (SELECT count(*) FROM seen_reviews),"
             " (SELECT count(*) FROM seen_facts), (SELECT count(*) FROM seen_comparisons),"
             " (SELECT count(*) FROM seen_reviewers),"
             " (SELECT count(*) FROM seen_categories)")
MARKS = ("SELECT DISTINCT name FROM seen_tools WHERE slug LIKE 'tool-%'"
         " UNION SELECT DISTINCT 'Tool ' || substr(description, 1, instr(description, ' ') - 1)"
         " FROM seen_tools WHERE slug LIKE 'tool-%'"
         " UNION SELECT DISTINCT 'Tool ' || substr(body, 1, instr(body, ' ') - 1) FROM seen_reviews"
         " UNION SELECT DISTINCT 'Tool ' || value FROM seen_facts"
         " UNION SELECT DISTINCT 'Tool ' || name FROM seen_reviewers"
         " UNION SELECT DISTINCT 'Tool ' || c.name FROM seen_tools t"
         " JOIN categories c ON c.id = t.category_id WHERE t.slug LIKE 'tool-%'"
         " UNION SELECT DISTINCT 'Tool ' || c.name FROM published_places p"
         " JOIN categories c ON c.id = p.category_id WHERE c.name IN ('one', 'two')"
         " UNION SELECT DISTINCT 'Tool ' || substr(alias, length(alias) - 2) FROM seen_aliases"
         " UNION SELECT DISTINCT 'Tool ' || substr(name, length(name) - 2) FROM seen_names"
         " WHERE name LIKE 't-%'")
VOTES = "SELECT count(*) FROM votes"


def test_votes_are_written_between_the_pieces(small, file):
    """And no reader sees a part of the import."""
    with Server(small, "--limits", "off") as server:
        reader = Reader(small)
        process = start(small, catalog(file, "one"))
        seen, answers = [], []
        while process.poll() is None:
            answers.append(vote(server, "old", "ship"))
            seen.append(reader.look(WRITTEN, PUBLISHED, VOTES))
            if len(answers) % 10 == 0:
                assert get(server, "/tool/tool-0")[0] == get(server, f"/tool/tool-{MANY - 1}")[0]
        assert process.communicate(timeout=LIMIT)[1] == ""
        assert set(answers) == {303}
        after = reader.look(PUBLISHED)[0]
        assert get(server, "/tool/tool-0")[0] == 200
        assert get(server, "/tool/t-0-one")[0] == 301
        assert server.stop() == 0
    assert after == [(MANY + 1, MANY, MANY, MANY // 2, 1, 3)]
    assert {tuple(published) for _, published, _ in seen} <= {((1, 0, 0, 0, 0, 1),), tuple(after)}
    between = [votes for written, _, votes in seen if 1 < written[0][0] < MANY + 1]
    assert len({str(votes) for votes in between}) > 1, "votes were written while it was half done"


def test_changes_are_seen_together(small, file):
    """Texts, places, reviews, facts, aliases and names of what was there before."""
    assert run("import", catalog(file, "one"), data=small).returncode == 0
    with Server(small, "--limits", "off") as server:
        reader = Reader(small)
        process = start(small, catalog(file, "two"))
        seen, ended = [], []
        while process.poll() is None:
            marks, = reader.look(MARKS)
            seen.append(tuple(mark for mark, in marks))
            ended.append(reader.look("SELECT count(*) FROM reviews WHERE replaced_at > 0")[0])
        assert process.communicate(timeout=LIMIT)[1] == ""
        assert reader.look(MARKS)[0] == [("Tool two",)]
        assert server.stop() == 0
    assert set(seen) <= {("Tool one",), ("Tool two",)}
    assert len({str(count) for count in ended}) > 2, "it was written in pieces"
    assert rows(small, "SELECT count(*) FROM coming_tools") == [(0,)]


def wait_until_half_done(data):
    reader, pause = Reader(data), threading.Event()
    for _ in range(LIMIT * 200):
        if 1 < reader.look(WRITTEN)[0][0][0] < MANY:
            return
        pause.wait(0.005)
    raise AssertionError("it was never half done")


@contextlib.contextmanager
def importing_beside(data, file):
    """A server, and an import that is half done."""
    with Server(data) as server:
        process = start(data, file)
        wait_until_half_done(data)
        yield server, process
        process.communicate(timeout=LIMIT)


def as_if_new(data, tmp_path, file):
    """Whether the store is what it would be, had the import that failed never begun."""
    fresh = tmp_path / "fresh"
    assert run("import", tmp_path / "old.json", data=fresh).returncode == 0
    assert run("import", file, data=fresh).returncode == run("import", file, data=data).returncode == 0
    tables = "SELECT id, slug, name FROM tools ORDER BY id"
    members = "SELECT * FROM comparison_tools ORDER BY 1, 2"
    assert rows(fresh, tables) == rows(data, tables) != []
    assert rows(fresh, members) == rows(data, members) != []
    assert run("export", data=fresh).stdout == run("export", data=data).stdout


def test_a_killed_server_leaves_the_catalog_whole(small, file, tmp_path):
    before = run("export", data=small).stdout
    with importing_beside(small, catalog(file, "one")) as (server, process):
        server.stop(signal.SIGKILL)
        assert "ended before it answered" in process.communicate(timeout=LIMIT)[1]
    assert rows(small, WRITTEN)[0][0] > 1  # it left something
    assert run("export", data=small).stdout == before
    with Server(small) as server:
        reader, pause = Reader(small), threading.Event()
        for _ in range(LIMIT * 50):
            if reader.look(WRITTEN)[0] == [(1, 0)]:
                break
            pause.wait(0.02)
        assert reader.look(WRITTEN)[0] == [(1, 0)], "the next start takes it off"
        assert get(server, "/tool/old")[0] == 200
        assert server.stop() == 0
    as_if_new(small, tmp_path, file)


SETTLING = ("SELECT count(*) FROM coming_tools"
            " WHERE published_at <= (SELECT published_at FROM publication)")


def test_a_kill_right_after_publishing_loses_nothing(small, file):
    """What is published stands beside the tools for a while; the next start takes it there."""
    assert run("import", catalog(file, "one"), data=small).returncode == 0
    reader, pause = Reader(small), threading.Event()
    with Server(small) as server:
        process = start(small, catalog(file, "two"))
        for _ in range(LIMIT * 1000):
            if 0 < reader.look(SETTLING)[0][0][0] < MANY:
                break
            pause.wait(0.001)
        server.stop(signal.SIGKILL)
        process.communicate(timeout=LIMIT)
    assert 0 < reader.look(SETTLING)[0][0][0] < MANY, "it was killed half way"
    exported = run("export", data=small).stdout
    assert reader.look(MARKS)[0] == [("Tool two",)]
    with Server(small) as server:
        for _ in range(LIMIT * 50):
            if reader.look(SETTLING)[0][0][0] == 0:
                break
            assert reader.look(MARKS)[0] == [("Tool two",)]
        assert rows(small, "SELECT count(*) FROM coming_tools") == [(0,)]
        assert get(server, f"/tool/t-{MANY - 1}-two")[0] == 301
        assert get(server, f"/tool/t-{MANY - 1}-one")[0] == 404
        assert server.stop() == 0
    assert run("export", data=small).stdout == exported
    assert "0 changed, 6000 unchanged" in run("import", file, data=small).stdout


def test_withdrawals_are_seen_together(small, file, tmp_path):
    """And so is what is brought back; a kill in the middle of either leaves what was."""
    assert run("import", catalog(file, "one"), data=small).returncode == 0
    whole = run("export", data=small).stdout
    away = write(tmp_path / "away.json",
                 {"withdrawn": [{"tool": f"tool-{i}"} for i in range(MANY)]})
    published = "SELECT count(*) FROM published_tools"
    reader = Reader(small)
    for document, column, before, after in ((away, "withdrawn_at", MANY + 1, 1),
                                            (file, "returned_at", 1, MANY + 1)):
        pending = (f"SELECT count(*) FROM tools WHERE {column} >"
                   " (SELECT published_at FROM publication)")
        with Server(small) as server:
            process = start(small, document)
            for _ in range(LIMIT * 5000):
                if reader.look(pending)[0][0][0] > 0:
                    break
            server.stop(signal.SIGKILL)
            process.communicate(timeout=LIMIT)
        assert reader.look(pending)[0][0][0] > 0, "it was killed half way"
        assert reader.look(published)[0] == [(before,)]
        with Server(small, "--limits", "off") as server:
            process, seen = start(small, document), set()
            while process.poll() is None:
                seen.add(reader.look(published)[0][0][0])
                assert vote(server, "old", "ship") == 303
            assert process.communicate(timeout=LIMIT)[1] == ""
            assert server.stop() == 0
        assert seen <= {before, after} and reader.look(published)[0] == [(after,)]
    assert run("export", data=small).stdout == whole


def test_a_killed_command_leaves_the_catalog_whole(small, file, tmp_path):
    before = run("export", data=small).stdout
    process = start(small, catalog(file, "one"))
    wait_until_half_done(small)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=LIMIT)
    assert run("export", data=small).stdout == before
    as_if_new(small, tmp_path, file)


def test_changes_of_a_killed_command_are_taken_back(data, file):
    """What a review and a fact said before stands again, and its end is forgotten."""
    assert run("import", catalog(file, "one"), data=data).returncode == 0
    before, whole = run("export", data=data).stdout, dump(data)
    process = start(data, catalog(file, "two"))
    reader, pause = Reader(data), threading.Event()
    for _ in range(LIMIT * 200):
        if reader.look("SELECT count(*) FROM reviews WHERE replaced_at > 0")[0][0][0] > 0:
            break
        pause.wait(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=LIMIT)
    assert rows(data, "SELECT count(*) FROM reviews WHERE replaced_at > 0")[0][0] > 0
    assert run("export", data=data).stdout == before
    assert run("import", catalog(file, "one"), data=data).returncode == 0
    assert dump(data) == whole


def test_a_stop_gives_a_long_import_up(small, file):
    before = run("export", data=small).stdout
    with importing_beside(small, catalog(file, "one")) as (server, process):
        assert server.stop() == 0
        assert process.communicate(timeout=LIMIT)[1] == (
            "verdict: the store cannot be written now, and nothing was changed: "
            "see the server's log\n")
    assert run("export", data=small).stdout == before
    assert rows(small, WRITTEN) == [(1, 0)]


def test_a_disk_that_fills_up_half_way(small, file, tmp_path):
    before = run("export", data=small).stdout
    with importing_beside(small, catalog(file, "one")) as (server, process):
        pid = server.process.pid
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
        told = process.communicate(timeout=LIMIT)[1]
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        assert told.startswith("verdict: the store cannot be written now, and nothing was changed")
        assert get(server, "/tool/old")[0] == 200 and get(server, "/tool/tool-0")[0] == 404
        assert run("export", data=small).stdout == before
        assert server.stop() == 0
    as_if_new(small, tmp_path, file)


def test_an_alias_goes_over_to_a_new_tool(data, file):
    """Which is written before the old one has given it up."""
    old = {"categories": DOCUMENT["categories"], "tools": [{**OTHER, "aliases": ["b", "c"]}]}
    assert run("import", write(file, old), data=data).returncode == 0
    new = {"tools": [{**OTHER, "slug": "newer", "aliases": ["d", "c"]}, {**OTHER, "aliases": ["b"]}],
           "comparisons": [{"tools": ["beta", "newer"]}]}
    assert run("import", write(file, new), data=data).returncode == 0
    assert rows(data, "SELECT a.alias, t.slug FROM seen_aliases a JOIN tools t ON t.id = a.tool_id"
                      " ORDER BY 1") == [("b", "beta"), ("c", "newer"), ("d", "newer")]
    assert json.loads(run("export", data=data).stdout)["comparisons"] == [
        {"tools": ["beta", "newer"]}]
