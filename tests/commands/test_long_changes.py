"""No one change is so long that votes wait: a server's log tells of one that writes too many rows.

What can be as large as the catalog, the subscribers or the sessions is done here at a size at which
a single change would be told of."""

import json
import signal
import sqlite3
import subprocess
import time

import pytest

from commands.catalogs import DOCUMENT, REVIEW, publish, rows, write
from letters import wait_for
from mail.peer import Peer
from program import BINARY, LIMIT, Server, clean_environment, run

MANY = 6000  # rows; one change may write 5,000
TOLD = "one change wrote so much"


def catalog(file, mark, **more):
    return write(file, {**DOCUMENT, "comparisons": [], "categories": [
        {"slug": mark, "name": mark}], "tools": [
            {"slug": f"tool-{i}", "name": mark, "category": mark, "tagline": mark, "aliases":
             [f"{mark}-{i}"], "description": mark, "entry": "free", "pricing": mark,
             "reviews": [{**REVIEW, "body": mark, "verdict": "ship" if mark == "one" else "skip"}]}
            for i in range(MANY)], **more})


@pytest.fixture
def full(data, tmp_path):
    """A store with many tools."""
    publish(data, catalog(tmp_path / "one.json", "one"))
    return data


def beside(data, *commands):
    """Runs commands beside a server, and answers its log."""
    with Server(data) as server:
        for command in commands:
            done = run(*command, data=data)
            assert done.returncode == 0, done.stderr
        assert server.stop() == 0
    return server.log


def test_imports(full, tmp_path):
    slugs = [f"tool-{i}" for i in range(MANY)]
    pairs = [{"tools": list(pair)} for pair in zip(slugs, slugs[1:])]
    other = catalog(tmp_path / "two.json", "two", comparisons=pairs)
    away = write(tmp_path / "away.json", {"withdrawn": [
        *({"comparison": pair["tools"]} for pair in pairs), *({"tool": slug} for slug in slugs)]})
    log = beside(full, ("import", other), ("import", away), ("import", other))
    assert TOLD not in log
    assert rows(full, "SELECT count(*) FROM published_comparisons") == [(MANY - 1,)]


def fill(data, script):
    store = sqlite3.connect(f"{data}/verdict.db")
    store.executescript(script)
    store.close()


NUMBERS = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MANY})"
SUBSCRIBERS = f"""{NUMBERS}
INSERT INTO subscribers (id, address, address_key, state, wording, asked_at, confirmed_at)
SELECT i, 'a' || i || '@example.org', 'a' || i || '@example.org', 'confirmed', 1, 1, 1 FROM n;
UPDATE numbers SET last = {MANY} WHERE noun = 'subscribers';
"""


def test_issues(full, tmp_path):
    """Composed of as many verdicts, to as many subscribers; its mails hurried and tried again."""
    publish(full, write(tmp_path / "pair.json", {"comparisons": [{"tools": ["tool-1", "tool-2"]}]}))
    assert run("newsletter", "compose", data=full).stdout.startswith("Issue 1,")
    publish(full, catalog(tmp_path / "two.json", "two"))
    fill(full, SUBSCRIBERS)
    log = beside(full, ("newsletter", "compose"))
    assert rows(full, "SELECT count(*) FROM issue_items WHERE issue_id = 2") == [(MANY,)]
    assert rows(full, "SELECT count(*) FROM deliveries WHERE issue_id = 2") == [(MANY,)]
    fill(full, "UPDATE deliveries SET state = 'waiting', due_at = 9000000000000")
    log += beside(full, ("newsletter", "send"))
    assert rows(full, "SELECT count(*) FROM deliveries WHERE due_at = 9000000000000") == [(0,)]
    fill(full, "UPDATE deliveries SET state = 'failed'")
    with Server(full) as server:
        done = run("newsletter", "retry", "2", data=full)
        assert done.stdout == f"{MANY} mails of issue 2 wait again.\n", done.stderr
        assert server.stop() == 0
    assert TOLD not in log + server.log
    assert "Nothing has changed" in run("newsletter", "compose", data=full).stdout


HELD = 2**63 - 1
HOLDS, WAITS = f"due_at = {HELD}", "state = 'waiting'"
WAITING = "SELECT count(*) FROM deliveries WHERE state = 'waiting' AND due_at "


@pytest.fixture
def mailed(full, tmp_path):
    """With an issue to many at one domain, of which nothing is sent."""
    publish(full, write(tmp_path / "pair.json", {"comparisons": [{"tools": ["tool-1", "tool-2"]}]}))
    fill(full, SUBSCRIBERS)
    assert run("newsletter", "compose", data=full).stdout.startswith("Issue 1,")
    return full


def sending(data, peer):
    return Server(data, "--mail-server", peer.url, "--mail-from", "v@verdict.test", "--mail-rate", "0",
                  "--base-url", "https://verdict.test")


def test_a_brake_on_and_off(mailed):
    """Over many mails that wait."""
    with Peer(keep=False) as peer:
        peer.on("RCPT", lambda mail: f"550 5.1.1 <{mail.to[-1]}> is nobody")
        with sending(mailed, peer) as server:
            wait_for(lambda: rows(mailed, WAITING + f"= {HELD}") == [(MANY,)], "all held")
            peer.clear()
            assert run("newsletter", "send", data=mailed).returncode == 0
            wait_for(lambda: rows(mailed, WAITING + f"= {HELD}") == [(0,)], "none held")
            assert server.stop() == 0
    assert '"goes_on":"issue 1 at example.org"' in server.log
    assert TOLD not in server.log
    assert rows(mailed, "SELECT * FROM brakes") == rows(mailed, "SELECT * FROM brake_work") == []


def test_a_brake_over_many_that_were_refused(mailed):
    """All of which it doubts: nobody is suppressed or counted, and their mails wait again."""
    fill(mailed, f"""
UPDATE deliveries SET state = 'failed', refused_at = due_at, report = 'gone', report_code = '5.1.1'
WHERE id < {MANY};
UPDATE subscribers SET soft_bounces = 1, bounced_at = (
    SELECT due_at FROM deliveries WHERE subscriber_id = subscribers.id) WHERE id < {MANY};
INSERT INTO suppressions (address_hash, subscriber_id, issue_id, suppressed_at)
SELECT 'h' || id, id, 1, bounced_at FROM subscribers WHERE id < {MANY}""")
    with Peer(keep=False) as peer:
        peer.on("RCPT", lambda mail: f"550 5.1.1 <{mail.to[-1]}> is nobody")
        with sending(mailed, peer) as server:
            wait_for(lambda: rows(mailed, WAITING + f"= {HELD}") == [(MANY,)], "all held")
            assert server.stop() == 0
        assert peer.accepted == 0
    assert "paused: issue 1 at example.org" in server.log and TOLD not in server.log
    assert rows(mailed, "SELECT count(*) FROM suppressions") == [(0,)]
    assert rows(mailed, "SELECT sum(soft_bounces) FROM subscribers") == [(0,)]
    assert rows(mailed, "SELECT DISTINCT refused_at, report, doubted_at > 0 FROM deliveries") == [
        (None, None, 1)]


def count(data, condition):
    return rows(data, f"SELECT count(*) FROM deliveries WHERE {condition}")[0][0]


def test_a_kill_while_a_brake_goes_on_and_off(data, tmp_path):
    publish(data, write(tmp_path / "first.json", DOCUMENT))
    fill(data, SUBSCRIBERS)
    assert run("newsletter", "compose", data=data).stdout.endswith(f" to {MANY} subscribers.\n")
    soon = int(time.time() * 1000) + 3600 * 1000
    fill(data, f"INSERT INTO brakes VALUES (1, 'example.org', 1, {soon}, 1, 9, 10, '5.1.1')")
    with Server(data) as server:
        wait_for(lambda: count(data, HOLDS) > 0, "some held")
        server.stop(signal.SIGKILL)
    log = server.log
    with Server(data) as server:
        wait_for(lambda: count(data, HOLDS) == MANY, "all held")
        assert server.stop() == 0
    log += server.log
    assert count(data, WAITS) == MANY and not (data / "mail").exists()
    with Server(data, "--mail-rate", "0") as server:
        assert run("newsletter", "send", data=data).returncode == 0
        wait_for(lambda: count(data, WAITS) < MANY - 50, "some sent")
        server.stop(signal.SIGKILL)
    log += server.log
    with Server(data, "--mail-rate", "0") as server:
        wait_for(lambda: count(data, WAITS) == 0, "all sent")
        assert server.stop() == 0
    assert TOLD not in log + server.log
    assert rows(data, "SELECT count(*) FROM deliveries WHERE state = 'sent'") == [(MANY,)]


def test_what_expires(full):
    """Sessions, their votes and tokens, addresses, links and mails, all on one day."""
    fill(full, f"""{SUBSCRIBERS}
{NUMBERS} INSERT INTO sessions (id, token_hash, used_on) SELECT i, 'h' || i, 1 FROM n;
{NUMBERS} INSERT INTO votes (id, tool_id, session_id, choice) SELECT i, 1, i, 'ship' FROM n;
{NUMBERS} INSERT INTO forgotten_tokens (token_hash, until) SELECT 'h' || i, 1 FROM n;
{NUMBERS} INSERT INTO subscriber_tokens (hash, purpose, subscriber_id, expires_at)
SELECT 'h' || i, 'leave', i, 1 FROM n;
{NUMBERS} INSERT INTO deliveries (id, kind, subscriber_id, state, made_at, due_at)
SELECT i, 'farewell', i, 'sent', 1, 1 FROM n;
UPDATE subscribers SET state = 'left', left_at = 1;
""")
    tables = ("sessions", "forgotten_tokens", "subscriber_tokens", "subscribers", "deliveries")
    with Server(full) as server:
        left = {table: rows(full, f"SELECT count(*) FROM {table}")[0][0] for table in tables}
        for _ in range(10000):
            if not any(left.values()):
                break
            left = {table: rows(full, f"SELECT count(*) FROM {table}")[0][0] for table in tables}
        assert not any(left.values()), left
        assert server.stop() == 0
    assert TOLD not in server.log


def test_an_import_of_too_many_categories_is_refused(data, file):
    """They are renamed in one change: what is more is split."""
    write(file, {"categories": [{"slug": f"c-{i}", "name": "C"} for i in range(5001)]})
    done = run("import", file, data=data)
    assert done.returncode == 1
    assert "categories[5000]: is one too many: an import holds at most 5000" in done.stderr
    write(file, {"reviewers": [{**DOCUMENT["reviewers"][0], "slug": f"r-{i}"} for i in range(1001)]})
    done = run("import", file, data=data)
    assert "reviewers[1000]: is one too many: an import holds at most 1000" in done.stderr
    assert json.loads(run("export", data=data).stdout)["reviewers"] == []


def compose_until(data, reached):
    """Composes beside a server, which is killed as soon as the query answers a row."""
    store = sqlite3.connect(f"file:{data}/verdict.db?mode=ro", uri=True)
    with Server(data) as server:
        process = subprocess.Popen([BINARY, "newsletter", "compose", "--data", str(data)],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env=clean_environment())
        for _ in range(LIMIT * 5000):
            if store.execute(reached).fetchall():
                break
        server.stop(signal.SIGKILL)
        process.communicate(timeout=LIMIT)
    store.close()


PENDING = "SELECT 1 FROM issue_{} WHERE issue_id > (SELECT max(id) FROM issues) LIMIT 1"


@pytest.mark.parametrize("part", ["items", "tools"])
def test_an_issue_that_was_killed_half_way_was_never_there(full, tmp_path, part):
    publish(full, write(tmp_path / "pair.json", {"comparisons": [{"tools": ["tool-1", "tool-2"]}]}))
    assert run("newsletter", "compose", data=full).stdout.startswith("Issue 1,")
    publish(full, catalog(tmp_path / "two.json", "two"))
    preview = run("newsletter", "preview", data=full).stdout.split("\n\n", 1)[1]
    compose_until(full, PENDING.format(part))
    assert rows(full, PENDING.format("items")) == [(1,)], "it was killed half way"
    assert run("newsletter", "preview", data=full).stdout.split("\n\n", 1)[1] == preview
    fill(full, "INSERT INTO issue_items VALUES (2, 9999, 'verdict', 'a', 'b', '/c')")
    done = run("newsletter", "compose", data=full)
    assert done.stdout.startswith("Issue 2,"), done.stderr
    assert rows(full, "SELECT issue_id, count(*), max(position) FROM issue_items WHERE issue_id > 1"
                      " GROUP BY 1") == [(2, MANY, MANY)]
    assert "Nothing has changed" in run("newsletter", "compose", data=full).stdout


def test_two_that_compose_at_once_make_one_issue(full, tmp_path):
    publish(full, write(tmp_path / "pair.json", {"comparisons": [{"tools": ["tool-1", "tool-2"]}]}))
    run("newsletter", "compose", data=full)
    publish(full, catalog(tmp_path / "two.json", "two"))
    with Server(full) as server:
        processes = [subprocess.Popen([BINARY, "newsletter", "compose", "--data", str(full)],
                                      text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                      env=clean_environment()) for _ in range(3)]
        told = ["".join(process.communicate(timeout=LIMIT)) for process in processes]
        assert server.stop() == 0
    assert sum(words.startswith("Issue 2,") for words in told) == 1, told
    assert all(words.startswith(("Issue 2,", "Another issue was", "Nothing has")) for words in told)
    assert rows(full, "SELECT issue_id, count(*) FROM issue_items WHERE issue_id > 1"
                      " GROUP BY 1") == [(2, MANY)]
