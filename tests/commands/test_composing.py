"""Composing: the issue first, then its mails piece by piece, whoever is killed, leaves or comes
meanwhile; and votes do not wait for it."""

import http.client
import json
import signal
import statistics
import subprocess
import threading
import time

import pytest

from client import Reader
from commands.catalogs import DOCUMENT, changed, publish
from letters import Mailbox, add_many_subscribers, change, rows, wait_for
from program import BINARY, CATALOG, LIMIT, Server, clean_environment, run

PIECE = 2000  # subscribers whose mails are added to the outbox in one transaction


@pytest.fixture
def filled(data, file):
    publish(data, file, DOCUMENT)
    return data


def compose(data, *words):
    done = run("newsletter", "compose", *words, data=data)
    assert done.returncode == 0, done.stderr
    return done.stdout


def recipients(data):
    return [subscriber for subscriber, in rows(
        data, "SELECT subscriber_id FROM deliveries WHERE kind = 'issue' ORDER BY id")]


def stop_halfway(data, subscribers):
    """The store as a process left it that was killed behind the first piece."""
    add_many_subscribers(data, subscribers)
    compose(data)
    change(data, "DELETE FROM deliveries WHERE subscriber_id > ?", PIECE)
    change(data, "UPDATE issues SET queued_to = ?", PIECE)


@pytest.mark.parametrize("count", [1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_everybody_gets_one_mail(filled, count):
    add_many_subscribers(filled, count)
    told = compose(filled)
    assert told == f'Issue 1, "Alpha vs Beta", to {count} subscriber{"" if count == 1 else "s"}.\n'
    assert recipients(filled) == list(range(1, count + 1))
    assert rows(filled, "SELECT queued_to FROM issues") == [(None,)]


@pytest.mark.parametrize("again", ["compose", "send", "serve"])
def test_what_was_killed_halfway_is_finished_by_whatever_comes_next(filled, again):
    stop_halfway(filled, 2 * PIECE + 10)
    assert "; more are being added" in run("newsletter", "status", data=filled).stdout
    everybody = list(range(1, 2 * PIECE + 11))
    if again == "compose":
        assert compose(filled) == f'Issue 1, "Alpha vs Beta", to {len(everybody)} subscribers.\n'
    elif again == "send":
        change(filled, "UPDATE deliveries SET state = 'sent'")
        change(filled, "UPDATE subscribers SET state = 'left' WHERE id > ?", PIECE + 3)
        everybody = list(range(1, PIECE + 4))
        assert run("newsletter", "send", data=filled).stdout.startswith("3 mails written")
    else:
        with Server(filled, "--mail-server", "smtp://127.0.0.1:9", "--mail-from", "v@verdict.test",
                    "--base-url", "https://v.test") as site:
            wait_for(lambda: rows(filled, "SELECT queued_to FROM issues") == [(None,)], "the rest")
            assert site.stop() == 0
        line, = [line for line in map(json.loads, site.log.splitlines()) if "mails" in line]
        assert line["issue"] == "1"
    assert recipients(filled) == everybody
    assert "being added" not in run("newsletter", "status", data=filled).stdout
    assert compose(filled).startswith("Nothing has changed"), "it is finished once"


def test_whenever_the_server_dies_nobody_is_skipped_and_nobody_gets_two(filled):
    count = 20 * PIECE
    add_many_subscribers(filled, count)
    for kill in range(1, 6):
        with Server(filled, "--mail-server", "smtp://127.0.0.1:9", "--mail-from", "v@verdict.test",
                    "--base-url", "https://v.test") as site:
            command = subprocess.Popen(
                [BINARY, "newsletter", "compose", "--data", filled], env=clean_environment(),
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            wait_for(lambda: len(recipients(filled)) >= 2 * kill * PIECE, "pieces")
            site.stop(signal.SIGKILL)
            command.wait(LIMIT)
    assert recipients(filled) == list(range(1, len(recipients(filled)) + 1))
    compose(filled)
    assert recipients(filled) == list(range(1, count + 1))
    assert rows(filled, "SELECT count(*) FROM issues") == [(1,)]


def test_who_leaves_meanwhile_gets_none_and_who_comes_waits_for_the_next(filled, file):
    stop_halfway(filled, PIECE + 4)
    left, erased, new = PIECE + 1, PIECE + 2, PIECE + 3
    change(filled, "UPDATE subscribers SET state = 'left', left_at = 1 WHERE id = ?", left)
    change(filled, "DELETE FROM subscribers WHERE id = ?", erased)
    change(filled, "UPDATE subscribers SET after_issue = 1 WHERE id = ?", new)
    assert compose(filled) == f'Issue 1, "Alpha vs Beta", to {PIECE + 1} subscribers.\n'
    assert recipients(filled)[-1] == PIECE + 4
    assert not {left, erased, new} & set(recipients(filled))
    publish(filled, file, changed(("tools", 0, "reviews", 0, "verdict"), "skip"))
    compose(filled)
    assert new in recipients(filled)


def test_whoever_confirms_gets_the_issues_that_follow(filled):
    """Whatever the clock says."""
    compose(filled)
    with Server(filled) as site:
        assert Reader(site).post("/newsletter", {"address": "a@example.org"}).status == 303
        mail, = Mailbox(filled).wait("confirm")
        link = mail.get_body(("plain",)).get_content().split("/newsletter/confirm", 1)[1].split()[0]
        assert Reader(site).post("/newsletter/confirm" + link, {}).status == 200
        assert site.stop() == 0
    assert rows(filled, "SELECT state, after_issue FROM subscribers") == [("confirmed", 1)]


def test_beside_a_server_it_says_what_was_queued(filled):
    count = 3 * PIECE + 1
    add_many_subscribers(filled, count)
    with Server(filled, "--mail-server", "smtp://127.0.0.1:9", "--mail-from", "v@verdict.test",
                "--base-url", "https://v.test") as site:
        assert compose(filled) == f'Issue 1, "Alpha vs Beta", to {count} subscribers.\n'
        assert recipients(filled) == list(range(1, count + 1))
        assert compose(filled).startswith("Nothing has changed")
        assert site.stop() == 0


def vote_until(site, stop, waits):
    """Votes of one reader, one after another, over one connection."""
    connection = http.client.HTTPConnection(site.host, site.port, timeout=LIMIT)
    cookie, number = {}, 0
    while not stop.is_set():
        number += 1
        begun = time.monotonic()
        connection.request("POST", "/tool/vllm/vote", f"choice={('ship', 'skip')[number % 2]}", {
            "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin",
            **cookie})
        answer = connection.getresponse()
        answer.read()
        waits.append(time.monotonic() - begun)
        if given := answer.headers["Set-Cookie"]:
            cookie = {"Cookie": given.split(";")[0]}
        assert answer.status in (303, 307), answer.status
    connection.close()


def test_votes_are_counted_while_the_mails_of_an_issue_are_added(data):
    """A vote waits for a piece, never for the whole."""
    assert run("import", CATALOG, data=data).returncode == 0
    add_many_subscribers(data, 100000)
    with Server(data, "--limits", "off", "--mail-server", "smtp://127.0.0.1:9", "--mail-from",
                "v@verdict.test", "--base-url", "https://v.test", "--log", "error") as site:
        stop, waits = threading.Event(), []
        voter = threading.Thread(target=vote_until, args=(site, stop, waits))
        voter.start()
        wait_for(lambda: len(waits) > 20, "votes")
        before = len(waits)
        begun = time.monotonic()
        assert compose(data).endswith("to 100000 subscribers.\n")
        took = time.monotonic() - begun
        while_composing = waits[before:]
        stop.set()
        voter.join(LIMIT)
        assert site.stop() == 0
    print(f"composing took {took:.2f} s, the longest vote {max(while_composing):.3f} s, "
          f"median {statistics.median(while_composing):.4f} s, {len(while_composing)} votes")
    assert len(while_composing) > 5
    assert max(while_composing) < took / 3
