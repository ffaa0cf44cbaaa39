"""One mailbox gets one confirmation a day, by whatever spelling of its address it is asked for;
addresses stay as they were typed."""

import pytest

from letters import Mailbox, change, rows
from program import Server
from signups import sign_up

ONE = [
    [f"victim+{number}@example.org" for number in range(1, 9)],
    ["victim@example.org", "Victim+News@Example.ORG", "VICTIM+a+b@example.org", "victim+@example.org"],
    ["v.ictim@gmail.com", "victim@gmail.com", "vic.tim+x@gmail.com", "v.i.c.t.i.m@googlemail.com"],
    ["vic-tim@proton.me", "victim@proton.me", "vic_tim+x@protonmail.com", "v.ictim@pm.me"],
]
SEVERAL = [
    ["anna-lena@example.org", "anna-maria@example.org"],
    ["a.b@example.org", "ab@example.org"], ["a_b@gmail.com", "ab@gmail.com"],
    ["victim@example.org", "victim@example.net", "victim@gmail.com.example.org"],
    ["+a@example.org", "+b@example.org"],
]


def ask(site, data, addresses):
    """Signs them up, one after the other, and answers to whom mails went."""
    for address in addresses:
        assert sign_up(site, address).status == 303
    sign_up(site, "last@last.example")  # forms are taken up in their order
    mails = []
    while not mails or mails[-1]["To"] != "last@last.example":
        mails = Mailbox(data).wait("confirm", len(mails) + 1)
    return [mail["To"] for mail in mails[:-1]]


@pytest.mark.parametrize("addresses", ONE, ids=lambda addresses: addresses[0])
def test_one_mailbox_gets_one_mail_a_day(site, data, addresses):
    assert [to.lower() for to in ask(site, data, addresses)] == [addresses[0].lower()]
    (kept,), *_ = rows(data, "SELECT address FROM subscribers ORDER BY id")
    assert kept.split("@")[0] == addresses[0].split("@")[0], "as it was typed"
    assert rows(data, "SELECT count(*) FROM subscribers") == [(len(addresses) + 1,)]
    hashes = rows(data, "SELECT DISTINCT mailbox_hash FROM subscribers")
    assert len(hashes) == 2 and all(len(hash) == 64 for hash, in hashes)


@pytest.mark.parametrize("addresses", SEVERAL, ids=lambda addresses: addresses[0])
def test_who_may_be_another_is_another(site, data, addresses):
    assert ask(site, data, addresses) == addresses


def test_the_next_day_has_a_mail_again(data):
    first, second, third = (f"victim+{number}@example.org" for number in range(3))
    with Server(data, "--limits", "off") as site:
        assert ask(site, data, [first, second]) == [first]
    change(data, "UPDATE deliveries SET due_at = due_at - 90000000, made_at = made_at - 90000000")
    with Server(data, "--limits", "off") as site:
        sign_up(site, second)
        sign_up(site, third)
        mails = Mailbox(data).wait("confirm", 3)
        assert [mail["To"] for mail in mails] == [first, "last@last.example", second]
        assert rows(data, "SELECT count(*) FROM deliveries") == [(3,)]


def test_a_subscriber_of_an_older_program_counts_too(data):
    """It has no hash of its mailbox yet; the first form that names it gives it one."""
    before = "victim@example.org"
    with Server(data, "--limits", "off") as site:
        assert ask(site, data, [before]) == [before]
    change(data, "UPDATE subscribers SET mailbox_hash = ''")
    with Server(data, "--limits", "off") as site:
        sign_up(site, before)
        sign_up(site, "victim+1@example.org")
        sign_up(site, "other@last.example")
        mails = Mailbox(data).wait("confirm", 3)
        assert [mail["To"] for mail in mails] == [before, "last@last.example", "other@last.example"]
