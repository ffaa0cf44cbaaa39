"""The newsletter over SMTP: what arrives, and what becomes of it when the mail server says no."""

import re
import time

import pytest

from letters import change, link_in, parse, rows, text_of, wait_for
from newsletters import (FROM, SITE, deliver_again, message_ids, recipients, send, serve,
                         token_hash, wait_for_fault, wait_for_states, with_issue_to)
from peer import Peer
from signups import sign_up

READERS = [f"reader{n}@verdict.test" for n in range(60)]
ONE, OTHER, NEW = "one@verdict.test", "other@verdict.test", "new@verdict.test"
DAY = 86400000


@pytest.fixture(scope="module")
def issue(filled, tmp_path_factory):
    """One issue as 60 readers get it: the mails, the connections they took, and the store after."""
    data = tmp_path_factory.mktemp("issue")
    (data / "verdict.db").write_bytes((filled / "verdict.db").read_bytes())
    with_issue_to(data, *READERS)
    with Peer() as peer:
        with serve(data, peer, "--mail-return", "bounces@verdict.test"):
            peer.wait(accepted=len(READERS))
            wait_for_states(data, *["sent"] * len(READERS))
        return peer.mails, peer.connections, data


def test_everyone_gets_one_mail_over_one_connection(issue):
    mails, connections, _ = issue
    assert recipients(mails) == READERS
    assert connections == 1
    assert len({message_ids(mails, reader)[0] for reader in READERS}) == len(READERS)


def test_a_rate_is_kept(data, peer):
    """Slower it may be, on a busy machine; faster it must not."""
    with_issue_to(data, *READERS[:5])
    begun = time.monotonic()
    with serve(data, peer, "--mail-rate", "4"):
        peer.wait(accepted=5)
    assert time.monotonic() - begun > 4 / 4


def test_each_mail_has_a_return_path_of_its_own(issue):
    mails, _, data = issue
    paths = [re.fullmatch(r"bounces\+(\d+)-([0-9a-f]{32})@verdict\.test", mail.sender).groups()
             for mail in mails]
    assert paths and len({secret for _, secret in paths}) == len(READERS)
    assert rows(data, "SELECT address, deliveries.id, return_hash FROM deliveries"
                " JOIN subscribers ON subscriber_id = subscribers.id ORDER BY deliveries.id") == [
        (reader, int(id), token_hash(secret)) for reader, (id, secret) in zip(READERS, paths)]


def test_each_mail_unsubscribes_the_one_it_is_to(issue):
    mails, _, data = issue
    tokens = []
    for mail in mails:
        message = parse(mail.content)
        link = link_in(message)
        assert message["To"] == mail.to[0] and message["From"] == f"Verdict <{FROM}>"
        assert message["List-Unsubscribe"].strip() == f"<{SITE}{link}>"
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert message["List-Id"] == '"Weekly AI Tool Verdicts" <weekly.verdict.test>'
        tokens.append(link.removeprefix("/newsletter/unsubscribe?token="))
    assert sorted(rows(data, "SELECT hash, purpose, address FROM subscriber_tokens"
                       " JOIN subscribers ON subscriber_id = subscribers.id")) == sorted(
        (token_hash(token), "leave", reader) for token, reader in zip(tokens, READERS))


def test_no_mail_tells_who_opens_it(issue):
    """All get the same links, but for the one that unsubscribes, and the same words around them."""
    seen, links = set(), set()
    for mail in issue[0]:
        message = parse(mail.content)
        html = message.get_body(("html",)).get_content()
        assert not re.search(r"<img|<script|<link|src=|url\(|@import", html, re.I)
        words = (text_of(message) + html).replace(SITE + link_in(message), "LEAVE")
        links.add(frozenset(re.findall(r"\w+:/[^\s\"<>]+", words)))
        seen.add(words.replace(mail.to[0], "READER"))
    assert len(seen) == 1 and "LEAVE" in seen.pop()
    assert len(links) == 1
    for link in links.pop():
        assert re.fullmatch(re.escape(SITE) + r"(/[\w/-]+)?\.?", link), link


@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
def test_a_mail_refused_for_now_waits_and_comes_as_the_same_one(data, peer, stage):
    with_issue_to(data, ONE, OTHER)
    refusal = peer.on(stage, f"451 4.7.1 <{ONE}> is not known well enough", to=ONE, times=1)
    with serve(data, peer) as site:
        assert recipients(peer.wait(accepted=1)) == [OTHER], "the others do not wait for it"
        wait_for_states(data, "waiting", "sent")
        state, attempts, pause, reason = wait_for_fault(data, 1)
        assert (state, attempts, reason.strip()) == ("waiting", 1, "451 4.7.1")
        assert 5 * 60000 * 0.75 <= pause <= 5 * 60000 * 1.25
        send(data)
        assert recipients(peer.wait(accepted=2)) == [OTHER, ONE]
        wait_for_states(data, "sent", "sent")
        assert site.stop() == 0
    ids = message_ids(peer.mails, ONE)
    assert refusal.used == 1 and len(ids) == (2 if stage == "DATA" else 1) and len(set(ids)) == 1
    assert ONE not in site.log and "451 4.7.1" in site.log


def test_a_day_of_refusals_for_now_is_one_soft_bounce(data, peer):
    with_issue_to(data, ONE)
    peer.on("RCPT", "450 4.2.0 Greylisted", to=ONE)
    with serve(data, peer):
        assert wait_for_fault(data, 1)[:2] == ("waiting", 1)
    change(data, "UPDATE deliveries SET due_at = 0, tried_at = tried_at - ?", DAY * 23 // 24)
    with serve(data, peer):
        wait_for(lambda: rows(data, "SELECT state, attempts FROM deliveries") == [("waiting", 2)],
                 "the second attempt")
    assert rows(data, "SELECT soft_bounces FROM subscribers") == [(0,)]
    change(data, "UPDATE deliveries SET due_at = 0, tried_at = tried_at - ?", DAY // 24)
    with serve(data, peer):
        wait_for_states(data, "failed")
    assert rows(data, "SELECT state, soft_bounces FROM subscribers") == [("confirmed", 1)]


def test_a_mailbox_that_does_not_exist_gets_no_mail_for_a_sign_up(data, peer):
    with_issue_to(data, ONE, OTHER)
    peer.on("RCPT", f"550 5.1.1 <{ONE}> is nobody", to=ONE)
    with serve(data, peer) as site:
        wait_for_states(data, "failed", "sent")
        assert rows(data, "SELECT reason FROM suppressions") == [("hard",)]
        assert rows(data, "SELECT address FROM subscribers") == [(ONE,), (OTHER,)], "not erased yet"
        peer.clear()
        answers = []
        for address in (ONE, ONE.upper(), NEW):  # a mail to the first would go out first
            answer = sign_up(site, address)
            headers = sorted((k, v) for k, v in answer.headers.items() if k != "Date")
            answers.append((answer.status, answer.text, headers))
        assert answers[0][0] == 303 and answers[0] == answers[1] == answers[2]
        assert recipients(peer.wait(accepted=2)) == [OTHER, NEW]
        assert site.stop() == 0
    assert recipients(peer.mails) == [OTHER, NEW]
    assert ONE not in site.log


@pytest.mark.parametrize("stage, answer", [
    ("RCPT", "554 5.7.1 Relay access denied"), ("RCPT", "554 No"), ("DATA", "550 Spam"),
    ("DATA", "554 5.7.1 Looks like spam"), ("RCPT", "503 5.5.1 Sender first")])
def test_what_a_server_says_of_others_counts_against_no_reader(data, peer, stage, answer):
    """A relay that is wrongly set refuses everybody: it must not end every subscription."""
    with_issue_to(data, ONE)
    peer.on(stage, answer)
    for count in range(1, 4):
        with serve(data, peer):
            wait_for_states(data, *["failed"] * count)
        deliver_again(data, ONE)
    assert rows(data, "SELECT state, soft_bounces FROM subscribers") == [("confirmed", 0)]
    assert rows(data, "SELECT * FROM suppressions") == []


def test_an_address_of_digits_is_not_taken_for_a_code(data, peer):
    digits = "12345678@verdict.test"
    with_issue_to(data, digits)
    peer.on("RCPT", f"554 {digits}: refused", to=digits)
    with serve(data, peer) as site:
        wait_for_states(data, "failed")
        assert site.stop() == 0
    assert rows(data, "SELECT reason FROM deliveries") == [("554",)]
    assert "12345678" not in site.log


def test_a_mail_refused_for_good_is_final_and_three_are_enough(data, peer):
    with_issue_to(data, ONE)
    refusal = peer.on("DATA", "552 5.2.2 Mailbox full", to=ONE)
    for bounces in (1, 2):
        with serve(data, peer):
            wait_for_states(data, *["failed"] * bounces)
            assert rows(data, "SELECT state, soft_bounces FROM subscribers") == [
                ("confirmed", bounces)]
            send(data)  # makes due what waits; the next server would send it before the next mail
        deliver_again(data, ONE)
    with serve(data, peer):
        wait_for_states(data, *["failed"] * 3)
    assert rows(data, "SELECT reason FROM suppressions") == [("soft",)]
    assert rows(data, "SELECT address FROM subscribers") == [(ONE,)], "not erased yet"
    assert refusal.used == 3, "each of the three was sent once"
