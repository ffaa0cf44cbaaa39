"""What is lost by mistake comes back: a suppressed address by signing up again after a while or by a
command, failed mails by a command."""

import itertools

import pytest

from clock import Clock
from letters import add_subscribers, change, link_in, parse, rows, wait_for
from newsletters import mail_words, recipients, states, with_issue_to
from program import Server, run
from signups import press, sign_up
from test_brake import bounce, try_now

ONE, OTHER = "one@verdict.test", "other@verdict.test"
NOBODY = "550 5.1.1 There is no such mailbox"
numbers = itertools.count(1)


class Site:
    """A server whose clock is the test's, and whose store has a suppressed subscriber."""

    def __init__(self, folder, data, peer):
        self.data, self.peer, self.clock = data, peer, Clock(folder)
        self.clock.set("2026-11-02 08:00:00")
        add_subscribers(data, ONE, OTHER)
        assert run("newsletter", "compose", data=data, env=self.clock.env).returncode == 0
        peer.on("RCPT", NOBODY, to=ONE, times=1)
        try_now(data, peer, self.clock.env)
        assert suppressed(data) == 1

    def serve(self, *words):
        return Server(self.data, *mail_words(self.peer), "--limits", "off", *words,
                      env=self.clock.env)

    def mails_after(self, site, moment, address=ONE):
        """Signs the address up at that time; the mails that it has got so far, besides the issue."""
        self.clock.set(moment)
        assert sign_up(site, address).status == 303
        last = f"last{next(numbers)}@verdict.test"
        assert sign_up(site, last).status == 303
        self.peer.wait_for(lambda: recipients(self.peer.mails)[-1] == last)
        return [mail for mail in self.peer.mails if mail.to == [address]]


def suppressed(data):
    return rows(data, "SELECT count(*) FROM suppressions")[0][0]


@pytest.fixture
def place(tmp_path, data, peer):
    return Site(tmp_path, data, peer)


def test_a_signup_of_a_suppressed_address_earns_one_mail_after_a_while(place):
    with place.serve() as site:
        assert place.mails_after(site, "2026-12-01 08:00:00") == []
        mail, = place.mails_after(site, "2026-12-02 09:00:00")
        assert suppressed(place.data) == 1, "signing up alone lifts nothing"
        assert place.mails_after(site, "2026-12-06 09:00:00") == [mail], "one, not one a day"
        assert len(place.mails_after(site, "2027-01-01 10:00:00")) == 2
        link = link_in(parse(place.peer.mails[-2].content))
        answer = press(site, link)
        assert answer.status == 200 and "You are subscribed" in answer.text
        assert suppressed(place.data) == 0
        assert site.stop() == 0
    assert rows(place.data, "SELECT state, soft_bounces FROM subscribers WHERE address = ?",
                ONE) == [("confirmed", 0)]


def test_the_settings_name_the_days(place):
    with place.serve("--suppressed-days", "3") as site:
        assert place.mails_after(site, "2026-11-05 07:00:00") == []
        assert len(place.mails_after(site, "2026-11-05 09:00:00")) == 1


def test_a_strangers_signup_takes_nothing_from_a_suppressed_subscriber(place):
    """Not confirmed within a week, the subscription is as it was."""
    with place.serve() as site:
        place.mails_after(site, "2026-12-03 09:00:00")
        place.clock.set("2026-12-20 09:00:00")
    with place.serve():
        pass
    assert rows(place.data, "SELECT state FROM subscribers WHERE address = ?", ONE) == [
        ("confirmed",)]


def test_a_signup_of_an_erased_address_earns_one_mail_too(place):
    done = run("newsletter", "retry", "1", data=place.data)
    assert done.stdout == "0 mails of issue 1 wait again.\n", "a suppressed one is released first"
    with place.serve() as site:
        place.mails_after(site, "2026-11-03 08:00:00", "gone@verdict.test")
    with_erased(place)
    with place.serve() as site:
        mail, = place.mails_after(site, "2027-02-01 08:00:00")
        assert press(site, link_in(parse(mail.content))).status == 200
    assert suppressed(place.data) == 0
    assert rows(place.data, "SELECT state FROM subscribers WHERE address = ?", ONE) == [
        ("confirmed",)]


def with_erased(place):
    """The reader has left, and was erased a month later; the hash stays."""
    change(place.data, "UPDATE suppressions SET subscriber_id = NULL")
    change(place.data, "DELETE FROM subscriber_tokens")
    change(place.data, "UPDATE deliveries SET subscriber_id = NULL")
    change(place.data, "DELETE FROM subscribers WHERE address = ?", ONE)


@pytest.mark.parametrize("served", [True, False], ids=["served", "alone"])
def test_a_command_lifts_a_suppression(data, peer, served):
    with_issue_to(data, ONE, OTHER)
    peer.on("RCPT", NOBODY, to=ONE, times=1)
    try_now(data, peer)
    assert suppressed(data) == 1

    def release(address):
        done = run("newsletter", "release", address, data=data)
        return done.returncode, done.stdout, done.stderr
    told = [(0, "The address is no longer suppressed.\n", ""),
            (0, "The address is not suppressed.\n", "")]
    if served:
        with Server(data, *mail_words(peer)) as site:
            assert [release("One@VERDICT.test"), release(ONE)] == told
            assert site.stop() == 0
        assert "one@" not in site.log.lower()
    else:
        assert [release("One@VERDICT.test"), release(ONE)] == told
    assert suppressed(data) == 0
    code, _, fault = release("not an address")
    assert code == 1 and fault.startswith("verdict: ")
    done = run("newsletter", "retry", "1", data=data)
    assert done.stdout == "1 mail of issue 1 waits again.\n"
    try_now(data, peer)
    assert recipients(peer.mails) == [OTHER, ONE] and set(states(data)) == {"sent"}


def test_a_release_of_an_address_that_is_erased_says_so(data, peer):
    with_issue_to(data, ONE, OTHER)
    peer.on("RCPT", NOBODY, to=ONE)
    try_now(data, peer)
    change(data, "UPDATE suppressions SET subscriber_id = NULL")
    done = run("newsletter", "release", ONE, data=data)
    assert done.stdout == ("The address is no longer suppressed; its reader has to sign up again.\n")


@pytest.mark.parametrize("served", [True, False], ids=["served", "alone"])
def test_a_command_puts_failed_mails_back(data, peer, served):
    readers = [f"reader{n}@host{n}.test" for n in range(12)]
    with_issue_to(data, *readers)
    for number, reader in enumerate(readers[6:10]):
        peer.on("DATA", f"554 5.7.1 Reason {chr(97 + number)}{chr(97 + number)} for you", to=reader)
    try_now(data, peer)
    assert states(data).count("failed") == 4
    peer.clear()
    told = "4 mails of issue 1 wait again.\n"
    if served:
        with Server(data, *mail_words(peer)):
            assert run("newsletter", "retry", "1", data=data).stdout == told
            peer.wait(accepted=12)
    else:
        assert run("newsletter", "retry", "1", data=data).stdout == told
        try_now(data, peer)
    accepted = recipients(mail for mail in peer.mails if mail.accepted)
    assert sorted(accepted) == sorted(readers), "nobody has it twice"


def test_a_command_puts_back_what_came_back(data, peer):
    with_issue_to(data, ONE, OTHER)
    try_now(data, peer)
    bounce(data, peer.mails[0])
    assert run("newsletter", "retry", "1", data=data).stdout.startswith("0 mails"), "suppressed"
    assert run("newsletter", "release", ONE, data=data).returncode == 0
    assert run("newsletter", "retry", "1", data=data).stdout == "1 mail of issue 1 waits again.\n"
    try_now(data, peer)
    assert recipients(peer.mails) == [ONE, OTHER, ONE]


def test_a_retry_ends_the_pause_of_its_issue(data, peer):
    readers = [f"reader{n}@host{n}.test" for n in range(12)]
    with_issue_to(data, *readers)
    peer.on("RCPT", lambda mail: f"550 5.1.1 {mail.to[-1]} is nobody")
    assert "paused: issue 1," in try_now(data, peer)
    peer.clear()
    with Server(data, *mail_words(peer)) as site:
        assert run("newsletter", "retry", "1", data=data).returncode == 0
        peer.wait(accepted=12)
        assert site.stop() == 0
    assert sorted(recipients(peer.mails)) == sorted(readers)


@pytest.mark.parametrize("number", ["2", "0", "-1", "one", "1x", "99999999999999999999"])
def test_an_issue_that_is_none_is_refused(data, number):
    with_issue_to(data, ONE)
    done = run("newsletter", "retry", number, data=data)
    assert (done.returncode, done.stdout) in ((1, ""), (2, "")) and done.stderr


def test_a_confirmation_that_is_refused_once_keeps_nobody_out(tmp_path, data, peer):
    """A provider's bad hour would otherwise lock out for weeks whoever signs up in it."""
    clock = Clock(tmp_path)
    clock.set("2026-11-02 08:00:00")
    with Server(data, *mail_words(peer), "--limits", "off", env=clock.env) as site:
        peer.on("RCPT", NOBODY, to=ONE, times=1)
        assert sign_up(site, ONE).status == 303
        wait_for(lambda: states(data) == ["failed"], "the refusal")
        clock.set("2026-11-03 09:00:00")
        assert sign_up(site, ONE).status == 303
        mail, = peer.wait(accepted=1)
        assert press(site, link_in(parse(mail.content))).status == 200
        assert site.stop() == 0
    assert rows(data, "SELECT state, soft_bounces FROM subscribers") == [("confirmed", 0)]
    assert rows(data, "SELECT report FROM deliveries") == [("gone",), (None,)]


def test_three_confirmations_that_are_refused_are_enough(tmp_path, data, peer):
    """So that strangers cannot have a dead address written to every day."""
    clock = Clock(tmp_path)
    refusal = peer.on("RCPT", NOBODY, to=ONE)
    clock.set("2026-11-01 08:00:00")
    with Server(data, *mail_words(peer), "--limits", "off", env=clock.env) as site:
        for day in range(2, 7):
            clock.set(f"2026-11-{day:02} 09:00:00")
            assert sign_up(site, ONE).status == 303
            assert sign_up(site, f"last{day}@verdict.test").status == 303
            peer.wait(accepted=day - 1)
    assert refusal.used == 3
    assert rows(data, "SELECT reason FROM suppressions") == [("soft",)]
