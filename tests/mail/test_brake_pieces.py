"""A brake over many mails is put on and taken off in pieces: the process may die between two of them."""

import collections
import signal
import sqlite3

from letters import add_many_subscribers, add_subscribers, rows, wait_for
from newsletters import compose, mail_words, recipients, with_issue_to
from program import LIMIT, Server, run
from signups import sign_up
from test_brake import OTHERS, refuse, try_now

MANY = 6000  # at example.org; a piece has 2,000
HELD = 2**63 - 1
HALF_HELD = f"""SELECT 1 WHERE EXISTS (SELECT 1 FROM deliveries WHERE issue_id = 1 AND due_at = {HELD})
AND EXISTS (SELECT 1 FROM deliveries WHERE issue_id = 1 AND host = 'example.org' AND due_at < {HELD})"""
HALF_RELEASED = "SELECT 1 FROM brake_work WHERE work = 'release' AND done_to > 0"


def serve(data, peer):
    return Server(data, *mail_words(peer), "--limits", "off")


def kill_when(data, server, reached):
    """As soon as the query answers a row."""
    store = sqlite3.connect(f"file:{data}/verdict.db?mode=ro", uri=True)
    for _ in range(LIMIT * 5000):
        if store.execute(reached).fetchall():
            break
    server.stop(signal.SIGKILL)
    store.close()
    assert rows(data, reached) == [(1,)], "it was killed half way"


def taken(peer, host):
    return [address for address in recipients(mail for mail in peer.mails if mail.accepted)
            if address.endswith(host)]


def test_a_brake_that_was_killed_half_way_holds_all_and_then_lets_all_go(data, peer):
    add_many_subscribers(data, MANY)
    add_subscribers(data, *OTHERS)
    compose(data)
    refuse(peer, "@example.org")
    with serve(data, peer) as site:
        kill_when(data, site, HALF_HELD)
    peer.clear()  # from now on a mail that goes there is taken
    with serve(data, peer) as site:
        peer.wait(accepted=len(OTHERS))
        wait_for(lambda: not rows(data, HALF_HELD), "all held")
        assert sign_up(site, "new@elsewhere.test").status == 303
        peer.wait(accepted=len(OTHERS) + 1)
        assert site.stop() == 0
    assert rows(data, "SELECT host FROM brakes") == [("example.org",)]
    assert taken(peer, "@example.org") == [], "the brake is on"
    with serve(data, peer) as site:
        assert run("newsletter", "send", data=data).returncode == 0
        kill_when(data, site, HALF_RELEASED)
    assert rows(data, "SELECT * FROM brakes") == []
    assert len(taken(peer, "@example.org")) == 1, "the one that was tried"
    with serve(data, peer) as site:
        peer.wait(accepted=MANY + len(OTHERS) + 1)
        wait_for(lambda: not rows(data, "SELECT 1 FROM deliveries WHERE state <> 'sent'"), "the last")
        assert site.stop() == 0
    assert sorted(taken(peer, ".test")) == sorted([*OTHERS, "new@elsewhere.test"])
    times = collections.Counter(taken(peer, "@example.org"))
    assert len(times) == MANY and set(times.values()) == {1}
    assert rows(data, "SELECT * FROM brake_work") == []


def test_the_end_of_one_brake_leaves_what_another_holds(data, peer):
    """The issue goes on but for one domain."""
    big = [f"reader{n}@big.test" for n in range(12)]
    with_issue_to(data, *big, *OTHERS)
    rule = refuse(peer, ".test")
    try_now(data, peer)
    for _ in range(2):  # the issue's brake may be on already, or follows
        try_now(data, peer)
    assert {host for host, in rows(data, "SELECT host FROM brakes")} >= {"big.test"}
    assert rule.used > 0
    peer.clear()
    refuse(peer, "@big.test")
    try_now(data, peer)
    assert taken(peer, "@big.test") == []
    peer.clear()
    try_now(data, peer)
    assert sorted(taken(peer, ".test")) == sorted([*big, *OTHERS])


def test_a_pause_that_ends_while_no_server_answers_ends_when_one_does(data, peer):
    """Nothing was learnt of the mail that was tried, so no further pause goes by."""
    with_issue_to(data, *OTHERS)
    refuse(peer, ".test")
    assert "paused: issue 1, " in try_now(data, peer)
    peer.clear()
    peer.stop()
    run("newsletter", "send", *mail_words(peer), data=data)
    assert rows(data, "SELECT count(*) FROM brakes") == [(1,)]
    peer.start()
    with serve(data, peer) as site:
        peer.wait(accepted=len(OTHERS))
        assert site.stop() == 0
    assert sorted(taken(peer, ".test")) == sorted(OTHERS)
