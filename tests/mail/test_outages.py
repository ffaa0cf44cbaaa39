"""The newsletter over SMTP while the mail server is down, silent or hangs up, and while we stop."""

import json
import resource
import subprocess
import threading
import time

from datetime import datetime

import pytest

from client import Reader
from letters import change, link_in, parse, rows, wait_for
from newsletters import (assert_is_served, deliver_again, mail_words, message_ids, pauses,
                         recipients, send, serve, states, wait_for_fault, wait_for_states,
                         with_issue_to)
from peer import DROP, Hold
from program import BINARY, LIMIT, clean_environment, run
from signups import sign_up

READERS = [f"reader{n}@verdict.test" for n in range(8)]
ONE, OTHER, NEW = "one@verdict.test", "other@verdict.test", "new@verdict.test"


@pytest.fixture
def held():
    """An event that lets go of what it holds at the end of the test at the latest."""
    event = threading.Event()
    yield event
    event.set()


def test_a_mail_whose_answer_was_lost_comes_again_as_the_same_one(data, peer):
    with_issue_to(data, *READERS[:3])
    peer.on("DATA", DROP, to=READERS[1], times=1)
    with serve(data, peer):
        wait_for_states(data, "sent", "waiting", "sent")
        send(data)
        wait_for_states(data, "sent", "sent", "sent")
    assert recipients(peer.mails) == [*READERS[:3], READERS[1]]
    assert len(set(message_ids(peer.mails, READERS[1]))) == 1


def test_a_mail_that_never_gets_an_answer_is_sent_three_times(data, peer):
    """It may have arrived each time; and it says nothing about the reader."""
    with_issue_to(data, *READERS[:3])
    peer.on("DATA", DROP, to=READERS[1])
    with serve(data, peer):
        for attempts in (1, 2):
            wait_for(lambda: rows(data, "SELECT state, attempts FROM deliveries WHERE id = 2")
                     == [("waiting", attempts)], "an attempt")
            send(data)
        wait_for_states(data, "sent", "failed", "sent")
        send(data)
    assert recipients(peer.mails).count(READERS[1]) == 3
    assert len(set(message_ids(peer.mails, READERS[1]))) == 1
    assert rows(data, "SELECT sum(soft_bounces) FROM subscribers") == [(0,)]


@pytest.mark.parametrize("answer", [DROP, "421 4.7.0 Closing the connection"])
@pytest.mark.parametrize("stage", ["RCPT", "354", "DATA"])
def test_an_address_that_makes_the_server_hang_up_holds_up_nobody(data, peer, stage, answer):
    with_issue_to(data, *READERS)
    peer.on(stage, answer, to=NEW)
    with serve(data, peer) as site:
        assert sign_up(site, NEW).status == 303
        peer.wait(accepted=len(READERS))
        assert site.stop() == 0
    assert rows(data, "SELECT state, attempts FROM deliveries WHERE kind = 'confirm'") == [
        ("waiting", 1)]


def test_a_server_that_says_it_goes_away_is_left_alone_for_a_while(data, peer):
    with_issue_to(data, *READERS)
    peer.on("RCPT", "421 4.3.2 Shutting down")
    with serve(data, peer) as site:
        assert wait_for_fault(data, 3)[:2] == ("waiting", 1)
        assert site.stop() == 0
    assert peer.connections == 3 and len(pauses(site.log)) == 1
    assert rows(data, "SELECT sum(soft_bounces) FROM subscribers") == [(0,)]


@pytest.mark.parametrize("stage", ["RCPT", "354", "DATA"])
def test_an_address_that_ends_each_connection_is_tried_for_a_week(data, peer, stage):
    """It says nothing of the mailbox, so no day's end counts against the reader."""
    with_issue_to(data, ONE, OTHER)
    peer.on(stage, "421 Too much for today", to=ONE)
    with serve(data, peer):
        wait_for_states(data, "waiting", "sent")
    change(data, "UPDATE deliveries SET due_at = 0, tried_at = tried_at - 2 * 86400000"
           " WHERE id = 1")
    with serve(data, peer):
        wait_for(lambda: rows(data, "SELECT state, attempts FROM deliveries WHERE id = 1")
                 == [("waiting", 2)], "the second attempt")
    assert rows(data, "SELECT sum(soft_bounces) FROM subscribers") == [(0,)]


def test_a_connection_that_ends_before_the_data_was_asked_for_brought_nothing(data, peer):
    """So it may come a fourth time, and nobody has it twice."""
    with_issue_to(data, ONE)
    peer.on("354", DROP, times=4)
    with serve(data, peer):
        for attempts in range(1, 5):
            wait_for(lambda: rows(data, "SELECT state, attempts FROM deliveries")
                     == [("waiting", attempts)], "an attempt")
            assert "no answer after the data" not in wait_for_fault(data, 1)[3]
            send(data)
        wait_for_states(data, "sent")
    assert recipients(peer.mails) == [ONE]


def test_old_news_is_not_sent(data, peer):
    with_issue_to(data, *READERS[:2])
    change(data, "UPDATE deliveries SET made_at = made_at - 8 * 86400000 WHERE id = 1")
    with serve(data, peer):
        wait_for_states(data, "failed", "sent")
    assert recipients(peer.mails) == [READERS[1]]
    assert rows(data, "SELECT reason FROM deliveries WHERE id = 1") == [("it waited for too long",)]


def test_a_command_ends_although_the_disk_is_full(data, peer):
    with_issue_to(data, ONE)
    held = Hold(threading.Event())
    peer.on("DATA", held)
    command = subprocess.Popen([BINARY, "newsletter", "send", "--data", data, *mail_words(peer)],
                               env=clean_environment(), stderr=subprocess.PIPE, text=True)
    try:
        peer.wait(received=1)
        size = (data / "verdict.db-wal").stat().st_size
        resource.prlimit(command.pid, resource.RLIMIT_FSIZE, (size, size))
        held.event.set()
        _, told = command.communicate(timeout=LIMIT)
    finally:
        command.kill()
        command.wait()
    assert command.returncode == 1 and "COMMIT" in told
    peer.clear()
    send(data, *mail_words(peer))
    assert states(data) == ["sent"] and len(set(message_ids(peer.mails, ONE))) == 1


def test_a_mail_server_that_is_down_delays_mails_and_nothing_else(data, peer):
    with_issue_to(data, *READERS)
    peer.stop()
    begun = time.monotonic()
    with serve(data, peer) as site:
        assert wait_for_fault(data, 1)[:2] == ("waiting", 0), "no fault of the address"
        assert_is_served(site)
        assert sign_up(site, NEW).status == 303
        for _ in range(5):
            send(data)  # it rings, and may not make the pause shorter
        peer.start()
        mails = peer.wait(accepted=len(READERS) + 1)
        wait_for_states(data, *["sent"] * len(mails))
        assert site.stop() == 0
    assert sorted(recipients(mails)) == sorted([NEW, *READERS])
    assert 3 <= pauses(site.log)[0] <= 6 and sum(pauses(site.log)) <= time.monotonic() - begun


def test_a_mail_server_that_goes_down_in_the_middle_loses_nothing(data, peer, held):
    with_issue_to(data, *READERS)
    holding = peer.on("RCPT", Hold(held), to=READERS[4], times=1)
    with serve(data, peer) as site:
        peer.wait_for(lambda: holding.used)
        peer.stop()
        assert wait_for_fault(data, 5)[0] == "waiting"
        assert_is_served(site)
        assert states(data).count("sent") == 4
        peer.start()
        send(data)  # the mail that was broken off would wait for some minutes
        mails = peer.wait(accepted=len(READERS))
        wait_for_states(data, *["sent"] * len(READERS))
    assert sorted(recipients(mails)) == READERS and peer.received == len(READERS)
    assert peer.connections == 2


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
def test_a_mail_server_that_never_answers_keeps_no_reader_waiting(data, peer, held, stage):
    with_issue_to(data, ONE, OTHER)
    holding = peer.on(stage, Hold(held), times=1)
    with serve(data, peer) as site:
        peer.wait_for(lambda: holding.used)
        assert_is_served(site)
        assert sign_up(site, NEW).status == 303
        assert states(data)[0] == "leased" and peer.accepted == 0
        held.set()
        mails = peer.wait(accepted=3)
        assert recipients(mails) == [ONE, NEW, OTHER], "a reader waits for the confirmation"


def test_a_stop_does_not_wait_for_the_mail_server(data, peer, held):
    with_issue_to(data, ONE)
    peer.on("DATA", Hold(held))
    with serve(data, peer) as site:
        peer.wait(received=1)
        site.process.terminate()
        try:
            assert site.process.wait(LIMIT / 4) == 0
        finally:
            held.set()
    assert states(data) == ["waiting"]
    peer.clear()
    with serve(data, peer):
        wait_for_states(data, "sent")
    assert len(set(message_ids(peer.mails, ONE))) == 1


def test_a_full_disk_does_not_make_the_sender_run_hot(data, peer):
    """Mails wait, the store is tried once a second at most, and all goes on when there is room."""
    with_issue_to(data, ONE)
    peer.stop()
    with serve(data, peer) as site:
        wait_for_fault(data, 1)
        pid = site.process.pid
        unlimited = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        size = (data / "verdict.db-wal").stat().st_size
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, unlimited[1]))
        peer.start()
        moments = moments_of(site, "store", 3)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, unlimited)
        peer.wait(accepted=1)
        wait_for_states(data, "sent")
    assert (moments[-1] - moments[0]).total_seconds() > 1


def moments_of(site, event, count):
    """When a running server logged it, for the first so many times."""
    moments, limit = [], threading.Timer(LIMIT, site.process.kill)
    limit.start()
    while len(moments) < count:
        line = json.loads(site.process.stderr.readline())
        if line["event"] == event:
            moments.append(datetime.fromisoformat(line["time"]))
    limit.cancel()
    return moments


def test_who_leaves_gets_nothing_that_waits(data, peer, held):
    with_issue_to(data, ONE, OTHER)
    deliver_again(data, ONE, OTHER)
    holding = peer.on("RCPT", Hold(held), to=OTHER, times=1)
    with serve(data, peer) as site:
        first, = peer.wait(accepted=1)
        peer.wait_for(lambda: holding.used)
        leave(site, first)
        assert states(data) == ["sent", "leased", "cancelled", "waiting"]
        held.set()
        assert recipients(peer.wait(accepted=3)) == [ONE, OTHER, OTHER]
        wait_for_states(data, "sent", "sent", "cancelled", "sent")
    assert recipients(peer.mails) == [ONE, OTHER, OTHER]


@pytest.mark.parametrize("answer", ["450 4.2.0 Not now", "554 5.7.1 No", None])
def test_a_mail_on_its_way_to_who_leaves_is_not_tried_again(data, peer, held, answer):
    with_issue_to(data, ONE)
    deliver_again(data, ONE)
    peer.on("DATA", lambda mail: Hold(held, answer) if peer.received == 2 else None)
    with serve(data, peer) as site:
        peer.wait(received=2)
        leave(site, peer.mails[0])
        held.set()
        peer.wait_for(lambda: peer.mails[1].answer)
        assert sign_up(site, NEW).status == 303
        peer.wait(accepted=3 if answer is None else 2)
        send(data)
    assert states(data) == ["sent", "cancelled", "sent"]
    assert recipients(peer.mails) == [ONE, ONE, NEW]


def leave(site, mail):
    """As mail programs do it."""
    answer = Reader(site).post(link_in(parse(mail.content)), {"List-Unsubscribe": "One-Click"}, {})
    assert answer.status == 200, answer.text


def test_without_a_server_the_command_sends_what_waits(data, peer):
    with_issue_to(data, *READERS)
    send(data, *mail_words(peer))
    assert recipients(peer.mails) == READERS and peer.connections == 1
    assert states(data) == ["sent"] * len(READERS)


def test_without_a_server_the_command_sends_what_was_refused_for_now(data, peer):
    with_issue_to(data, ONE)
    peer.on("RCPT", "450 4.2.0 Not now", times=1)
    send(data, *mail_words(peer))
    assert states(data) == ["waiting"]
    send(data, *mail_words(peer))
    assert states(data) == ["sent"]


def test_the_command_tells_that_the_mail_server_is_down(data, peer):
    with_issue_to(data, ONE)
    peer.stop()
    done = run("newsletter", "send", *mail_words(peer), data=data)
    assert done.returncode == 1 and "connect" in done.stderr
    assert states(data) == ["waiting"]
    peer.start()
    send(data, *mail_words(peer))
    assert recipients(peer.mails) == [ONE]
