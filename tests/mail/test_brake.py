"""Nobody is lost to a provider's bad hour: where too much is refused, sending stops, the mails wait, and
nobody is counted. A few refusals are believed, and erase nobody before they are proved."""

import re
import subprocess
import time

import pytest

from clock import Clock
from commands.catalogs import DOCUMENT, changed, publish
from letters import add_subscribers, change, rows
from newsletters import mail_words, recipients, states, with_issue_to
from program import BINARY, LIMIT, Server, clean_environment, run
from signups import sign_up

BIG = [f"reader{n}@big.test" for n in range(40)]
OTHERS = [f"reader{n}@host{n}.test" for n in range(20)]
MIXED = [address for pair in zip(BIG, OTHERS) for address in pair] + BIG[20:]
GONE = "550 5.1.1 <{}> is nobody"
NEW = "new@elsewhere.test"


def refuse(peer, host, answer=GONE, stage="RCPT"):
    """All recipients at the host, with the address in the answer."""
    return peer.on(stage, lambda mail: answer.format(mail.to[-1])
                   if mail.to[-1].endswith(host) else None)


def try_now(data, peer, env=None):
    """`verdict newsletter send` without a server: it ends when nothing more is due. What it logged."""
    done = run("newsletter", "send", *mail_words(peer), data=data, env=env)
    assert done.returncode == 0, done
    return done.stderr


def status(data):
    return run("newsletter", "status", data=data).stdout


def assert_nobody_is_counted(data):
    assert rows(data, "SELECT * FROM suppressions") == []
    assert rows(data, "SELECT sum(soft_bounces) FROM subscribers") == [(0,)]
    assert rows(data, "SELECT count(*) FROM subscribers WHERE state <> 'confirmed'") == [(0,)]
    assert "failed" not in states(data)


@pytest.mark.parametrize("answer", [GONE, "550 5.2.1 <{}> is disabled", "552 5.2.2 <{}> is full",
                                    "550 User unknown: {}", "554 5.7.1 {}: blocked"])
def test_a_provider_that_refuses_all_its_readers_loses_nobody(data, peer, answer):
    with_issue_to(data, *MIXED)
    refuse(peer, "@big.test", answer)
    told = try_now(data, peer)
    assert sorted(recipients(peer.mails)) == sorted(OTHERS), "the others get it"
    assert_nobody_is_counted(data)
    assert states(data).count("waiting") == len(BIG)
    assert re.search(r"paused: issue 1 at big\.test, \d+ of \d+ were refused: 55", told), told
    assert "reader" not in told
    assert "big.test" in status(data)
    peer.clear()
    assert "paused" not in try_now(data, peer)
    assert sorted(recipients(peer.mails)) == sorted(MIXED), "each has it once"
    assert set(states(data)) == {"sent"} and rows(data, "SELECT * FROM brakes") == []


def test_a_provider_that_is_busy_for_a_day_is_braked_too(data, peer):
    with_issue_to(data, *MIXED)
    refuse(peer, "@big.test", "450 4.2.1 <{}> not now")
    try_now(data, peer)
    assert states(data).count("waiting") == len(BIG) and rows(data, "SELECT * FROM brakes") == []
    change(data, "UPDATE deliveries SET tried_at = tried_at - 86400001 WHERE state = 'waiting'")
    told = try_now(data, peer)
    assert "paused: issue 1 at big.test" in told
    assert_nobody_is_counted(data)
    peer.clear()
    try_now(data, peer)
    assert set(states(data)) == {"sent"}


def test_one_mail_is_tried_after_each_pause_and_the_pauses_grow(data, peer):
    with_issue_to(data, *MIXED)
    rule = refuse(peer, "@big.test")
    try_now(data, peer)
    pauses = []
    for _ in range(4):
        tried = rule.used
        try_now(data, peer)
        assert rule.used == tried + 1
        assert_nobody_is_counted(data)
        pauses += rows(data, "SELECT brakes.due_at - (SELECT max(doubted_at) FROM deliveries)"
                       " FROM brakes")[0]
    assert pauses == sorted(pauses) and pauses[-1] > 3 * pauses[0]


def test_the_pause_ends_by_the_clock(data, peer, tmp_path):
    clock = Clock(tmp_path)
    clock.set("2026-11-23 08:00:00")
    add_subscribers(data, *MIXED)
    assert run("newsletter", "compose", data=data, env=clock.env).returncode == 0
    refuse(peer, "@big.test")
    try_now(data, peer, clock.env)
    peer.clear()
    with Server(data, *mail_words(peer), "--limits", "off", env=clock.env) as site:
        assert sign_up(site, NEW).status == 303
        peer.wait(accepted=len(OTHERS) + 1)
        assert states(data).count("waiting") == len(BIG), "the pause is not over"
        clock.set("2026-11-23 08:30:00")
        assert sign_up(site, "second." + NEW).status == 303
        peer.wait(accepted=len(MIXED) + 2)
        assert site.stop() == 0
    assert sorted(recipients(peer.mails)) == sorted([*MIXED, NEW, "second." + NEW])
    assert '"goes_on":"issue 1 at big.test"' in site.log


def test_mails_that_are_queued_while_a_brake_is_on_wait_too(data, peer):
    """A large issue goes to the outbox some at a time, so it may be braked before it is all there."""
    with_issue_to(data, *MIXED)
    change(data, "DELETE FROM deliveries")
    change(data, "UPDATE issues SET queued_to = 0")
    now = int(time.time() * 1000)
    change(data, "INSERT INTO brakes VALUES (1, 'big.test', ?, ?, 1, 3, 3, '550 5.1.1')",
           now, now + 3600000)
    with Server(data, *mail_words(peer), "--limits", "off") as site:
        peer.wait(accepted=len(OTHERS))
        assert sign_up(site, NEW).status == 303
        peer.wait(accepted=len(OTHERS) + 1)
    assert sorted(recipients(peer.mails)) == sorted([*OTHERS, NEW])


def test_a_few_who_are_gone_are_believed(data, peer):
    with_issue_to(data, *MIXED)
    for address in (BIG[3], BIG[30], OTHERS[5]):
        peer.on("RCPT", GONE.format(address), to=address)
    assert "paused" not in try_now(data, peer)
    assert sorted(states(data)) == ["failed"] * 3 + ["sent"] * (len(MIXED) - 3)
    assert rows(data, "SELECT reason FROM suppressions") == [("hard",)] * 3
    assert rows(data, "SELECT count(*) FROM subscribers") == [(len(MIXED),)], "none is erased yet"


def test_who_is_refused_again_when_others_are_taken_is_refused_for_himself(data, peer):
    with_issue_to(data, *MIXED)
    refuse(peer, "@big.test")
    try_now(data, peer)
    peer.clear()
    for address in BIG[:3]:  # all of those that were refused before the brake
        peer.on("RCPT", GONE.format(address), to=address)
    try_now(data, peer)
    assert sorted(states(data)) == ["failed"] * 3 + ["sent"] * (len(MIXED) - 3)
    assert rows(data, "SELECT count(*) FROM suppressions") == [(3,)]


def test_a_small_domain_is_braked_and_not_named(data, peer):
    small = [f"reader{n}@small.test" for n in range(3)]
    with_issue_to(data, *small, *OTHERS)
    refuse(peer, "@small.test")
    told = try_now(data, peer)
    assert_nobody_is_counted(data)
    assert "at one domain" in told and "small.test" not in told + status(data)


def test_two_of_few_are_believed(data, peer):
    small = [f"reader{n}@small.test" for n in range(4)]
    with_issue_to(data, *small, *OTHERS)
    for address in small[1:3]:
        peer.on("RCPT", GONE.format(address), to=address)
    assert "paused" not in try_now(data, peer)
    assert rows(data, "SELECT count(*) FROM suppressions") == [(2,)]


def test_a_server_that_refuses_the_whole_issue_loses_nobody(data, peer):
    with_issue_to(data, *OTHERS)
    rule = refuse(peer, ".test")
    told = try_now(data, peer)
    assert_nobody_is_counted(data)
    assert rule.used < 12 and "paused: issue 1, " in told
    assert set(states(data)) == {"waiting"}
    peer.clear()
    try_now(data, peer)
    assert sorted(recipients(peer.mails)) == sorted(OTHERS)


def report(mail):
    """As a relay writes it (RFC 3464)."""
    return "\r\n".join([
        "From: MAILER-DAEMON@mx.test", f"To: <{mail.sender}>", "Subject: Undelivered", "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', "",
        "--b", "Content-Type: text/plain", "", "Sorry.",
        "--b", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx.test", "",
        f"Final-Recipient: rfc822; {mail.to[0]}", "Action: failed", "Status: 5.1.1",
        "Diagnostic-Code: smtp; 550 5.1.1 No such user", "", "--b--", ""]).encode()


def bounce(data, mail, env=None):
    """What `verdict bounce` printed and logged."""
    done = subprocess.run([BINARY, "bounce", "--data", str(data)], input=report(mail),
                          capture_output=True, timeout=LIMIT, env=clean_environment() | (env or {}))
    assert done.returncode == 0, done
    return done.stdout.decode(), done.stderr.decode()


def test_a_wave_of_reports_loses_nobody(data, peer):
    """The mail server takes all, and sends them back later."""
    with_issue_to(data, *MIXED)
    try_now(data, peer)
    mails = [mail for mail in peer.mails if mail.to[0].endswith("@big.test")]
    told = [bounce(data, mail) for mail in mails[5:]]
    assert_nobody_is_counted(data)
    assert sum("issue 1 at big.test" in log for _, log in told) == 1, "it is logged once"
    assert "nobody" in told[-1][0]
    assert set(states(data)) == {"sent"}


def test_a_few_reports_are_believed(data, peer):
    with_issue_to(data, *MIXED)
    try_now(data, peer)
    mails = [mail for mail in peer.mails if mail.to[0].endswith("@big.test")]
    for mail in mails[::10]:
        assert bounce(data, mail) == ("The address gets no mail any more.\n", "")
    assert rows(data, "SELECT count(*) FROM suppressions") == [(4,)]
    assert rows(data, "SELECT count(*) FROM subscribers") == [(len(MIXED),)]


class Weeks:
    """Issues on days of the test's choosing, to one reader who may be gone and to others."""

    def __init__(self, folder, peer):
        self.data, self.peer, self.clock = folder / "data", peer, Clock(folder)
        self.file, self.number = folder / "catalog.json", 0
        publish(self.data, self.file, DOCUMENT)
        add_subscribers(self.data, "gone@small.test", *OTHERS)

    def issue(self, day):
        """Whether the reader was tried, with the issue of this day of November."""
        self.clock.set(f"2026-11-{day:02} 08:00:00")
        verdict = "skip" if self.number % 2 else "ship"
        self.number += 1
        publish(self.data, self.file, changed(("tools", 0, "reviews", 0, "verdict"), verdict))
        done = run("newsletter", "compose", data=self.data, env=self.clock.env)
        assert done.stdout.startswith(f"Issue {self.number}, "), done
        try_now(self.data, self.peer, self.clock.env)
        return rows(self.data, "SELECT count(*) FROM deliveries WHERE issue_id = ?",
                    self.number) == [(len(OTHERS) + 1,)]

    def known(self):
        return (rows(self.data, "SELECT count(*) FROM subscribers WHERE address_key LIKE '%@small.test'")[0][0],
                rows(self.data, "SELECT count(*) FROM suppressions")[0][0])


def test_an_address_is_erased_after_a_second_proof_days_later(tmp_path, peer):
    weeks = Weeks(tmp_path, peer)
    peer.on("RCPT", GONE.format("gone@small.test"), to="gone@small.test")
    assert weeks.issue(2) and weeks.known() == (1, 1)
    assert not weeks.issue(3), "it is suppressed"
    assert not weeks.issue(4) and weeks.known() == (1, 1)
    assert weeks.issue(5), "three days later it is tried once more"
    assert weeks.known() == (0, 1), "only the hash is kept"
    assert not weeks.issue(10)


def test_an_address_that_takes_mail_again_is_not_suppressed_for_long(tmp_path, peer):
    weeks = Weeks(tmp_path, peer)
    peer.on("RCPT", GONE.format("gone@small.test"), to="gone@small.test", times=1)
    assert weeks.issue(2) and weeks.known() == (1, 1)
    assert weeks.issue(9) and weeks.known() == (1, 1)
    assert weeks.issue(11) and weeks.known() == (1, 1), "a report may follow for three days"
    assert weeks.issue(16) and weeks.known() == (1, 0)


def test_two_reports_of_one_week_erase_nobody(tmp_path, peer):
    weeks = Weeks(tmp_path, peer)
    weeks.issue(2)
    weeks.issue(3)
    for mail in peer.mails:
        if mail.to == ["gone@small.test"]:
            bounce(weeks.data, mail)
    assert weeks.known() == (1, 1)


def test_a_late_report_of_an_earlier_issue_is_no_second_proof(tmp_path, peer):
    weeks = Weeks(tmp_path, peer)
    weeks.issue(2)
    weeks.issue(3)
    earlier, later = [mail for mail in peer.mails if mail.to == ["gone@small.test"]]
    bounce(weeks.data, later, weeks.clock.env)
    weeks.clock.set("2026-11-10 08:00:00")
    bounce(weeks.data, earlier, weeks.clock.env)
    assert weeks.known() == (1, 1)
