"""What the mail server says of us and not of the reader: its quota, a sender that is not verified, a
limit. Said several times in a row, it pauses all mail; nothing fails, and nobody is counted."""

import itertools
import re

import pytest

from clock import Clock
from letters import add_subscribers, rows, wait_for
from newsletters import mail_words, recipients, states, with_issue_to
from program import Server, run
from signups import sign_up
from test_brake import assert_nobody_is_counted, status, try_now

READERS = [f"reader{n}@host{n}.test" for n in range(30)]
NEW = "new@elsewhere.test"
QUOTAS = [
    "550 5.4.5 Daily user sending limit exceeded for {to} {number}-mail.{number}a - gsmtp",
    "554 Message rejected: Email address is not verified. Region {number}",
    "550 Domain verdict.test has exceeded the max emails per hour ({number}/150 (110%)) allowed.",
    "550 <{to}>: no",
    "552 5.2.2 <{to}>: over quota",
    "554 5.7.1 {local} may not be written to from here",
]


def refuse(peer, answer, stage, after=0):
    """Everybody but the first so many, each with the address and a number of its own."""
    numbers = itertools.count(1)

    def reply(mail):
        number, to = next(numbers), mail.to[-1] if mail.to else "nobody@verdict.test"
        if number > after:
            return answer.format(to=to, local=to.split("@")[0], number=number)
        return None
    return peer.on(stage, reply)


@pytest.mark.parametrize("stage", ["RCPT", "354", "DATA"])
@pytest.mark.parametrize("answer", QUOTAS)
def test_the_same_refusal_for_several_in_a_row_is_about_us(data, peer, stage, answer):
    with_issue_to(data, *READERS)
    rule = refuse(peer, answer, stage, after=10)
    told = try_now(data, peer)
    assert rule.used == 13 and peer.accepted == 10
    assert_nobody_is_counted(data)
    assert sorted(set(states(data))) == ["sent", "waiting"]
    assert re.search(r"paused: all mail, 3 in a row were refused in the same words: 55\d", told), told
    assert "reader" not in told
    assert re.search(r"paused +all mail since .*\(55\d.*\); next try ", status(data))
    peer.clear()
    try_now(data, peer)
    accepted = recipients(mail for mail in peer.mails if mail.accepted)
    assert sorted(accepted) == sorted(READERS) and set(states(data)) == {"sent"}
    assert "paused" not in status(data)


def test_the_same_refusal_of_our_own_address_is_about_us(data, peer):
    """At MAIL nothing fails ever; in a row it makes the pauses longer and is an error in the log."""
    with_issue_to(data, *READERS)
    peer.on("MAIL", "550 5.4.5 Daily sending limit exceeded")
    with Server(data, *mail_words(peer), "--limits", "off") as site:
        wait_for(lambda: rows(data, "SELECT 1 FROM brakes WHERE issue_id = 0"), "a pause")
        assert site.stop() == 0
    assert_nobody_is_counted(data)
    assert set(states(data)) == {"waiting"}
    assert '"level":"error","event":"newsletter","cause":"paused: all mail,' in site.log


def test_one_mail_is_tried_after_each_pause_and_the_pauses_grow(data, peer):
    with_issue_to(data, *READERS)
    rule = refuse(peer, QUOTAS[0], "RCPT")
    try_now(data, peer)
    pauses = []
    for _ in range(4):
        tried = rule.used
        try_now(data, peer)
        assert rule.used == tried + 1
        pauses += rows(data, "SELECT brakes.due_at - (SELECT max(doubted_at) FROM deliveries)"
                       " FROM brakes")[0]
    assert_nobody_is_counted(data)
    assert pauses == sorted(pauses) and pauses[-1] > 3 * pauses[0]


def test_a_pause_outlives_the_process_and_ends_by_the_clock(data, peer, tmp_path):
    clock = Clock(tmp_path)
    clock.set("2026-11-23 08:00:00")
    add_subscribers(data, *READERS)
    assert run("newsletter", "compose", data=data, env=clock.env).returncode == 0
    rule = refuse(peer, QUOTAS[2], "RCPT")
    try_now(data, peer, clock.env)
    tried = rule.used
    peer.clear()
    with Server(data, *mail_words(peer), "--limits", "off", env=clock.env) as site:
        assert sign_up(site, NEW).status == 303
        run("newsletter", "release", NEW, data=data)  # comes back when the server has looked
        assert (rule.used, peer.accepted) == (tried, 0)
        clock.set("2026-11-23 08:30:00")
        assert sign_up(site, "other." + NEW).status == 303
        peer.wait(accepted=len(READERS) + 2)
        assert site.stop() == 0
    assert recipients(peer.mails)[0] == NEW, "a reader waits for this one"
    assert '"goes_on":"all mail"' in site.log


def test_refusals_that_differ_are_about_their_readers(data, peer):
    with_issue_to(data, *READERS)
    for reader, words in zip(READERS[6:], ("looks like spam", "is on our list", "has odd headers",
                                           "came from a robot")):
        peer.on("DATA", f"554 5.7.1 It {words}", to=reader)
    assert "paused" not in try_now(data, peer)
    assert sorted(states(data)) == ["failed"] * 4 + ["sent"] * 26


def test_refusals_between_mails_that_are_taken_are_about_their_readers(data, peer):
    with_issue_to(data, *READERS)
    for reader in READERS[10:16:2]:
        peer.on("DATA", "554 5.7.1 It looks like spam", to=reader)
    assert "paused" not in try_now(data, peer)
    assert sorted(states(data)) == ["failed"] * 3 + ["sent"] * 27


def test_two_in_a_row_are_about_their_readers(data, peer):
    with_issue_to(data, *READERS)
    for reader in READERS[4:6]:
        peer.on("DATA", "554 5.7.1 It looks like spam", to=reader)
    assert "paused" not in try_now(data, peer)
    assert states(data).count("failed") == 2


def test_who_is_refused_again_when_others_are_taken_is_refused_for_himself(data, peer):
    """Otherwise three such readers at the end of an issue would pause all mail for ever."""
    with_issue_to(data, *READERS)
    for reader in READERS[4:7]:
        peer.on("DATA", "554 5.7.1 It looks like spam", to=reader)
    assert "paused" in try_now(data, peer)
    try_now(data, peer)
    assert sorted(states(data)) == ["failed"] * 3 + ["sent"] * 27
    assert rows(data, "SELECT * FROM brakes") == []
