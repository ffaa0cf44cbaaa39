"""The newsletter's forms, with mails as files."""

import contextlib
import hashlib
import re
import signal
import socket
import time

import pytest

from client import SAME, Reader
from letters import Mailbox, change, link_in, rows, wait_for
from program import Server
from signups import press, sign_up, subscribe


def test_the_answer_tells_nothing_of_an_address(site, data):
    subscribe(site, data, "confirmed@example.org")
    sign_up(site, "pending@example.org")
    Mailbox(data).wait("confirm", 2)
    answers = set()
    for address in ("new@example.org", "pending@example.org", "confirmed@example.org"):
        answer = sign_up(site, address)
        headers = sorted((k, v) for k, v in answer.headers.items() if k != "Date")
        answers.add((answer.status, answer.text, str(headers)))
    assert len(answers) == 1


@contextlib.contextmanager
def silent_mail_server():
    """Accepts connections and never says a word; answers the settings that lead there."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        yield ("--mail-server", f"smtp://127.0.0.1:{silent.getsockname()[1]}",
               "--mail-from", "verdict@example.org")


def start_a_mail(site, data):
    """Keeps the sender busy with a mail that a silent server does not take."""
    sign_up(site, "busy@example.org")
    wait_for(lambda: rows(data, "SELECT 1 FROM deliveries WHERE state = 'leased'"), "a lease")


def test_a_form_takes_the_same_way_whatever_the_store_knows(data):
    with Server(data, "--limits", "off") as site:
        subscribe(site, data, "confirmed@example.org")
        sign_up(site, "pending@example.org")
        Mailbox(data).wait("confirm", 2)
    known = hashlib.blake2b(b"suppressed@example.org", digest_size=32).hexdigest()
    change(data, "INSERT INTO suppressions (address_hash, reason, suppressed_at)"
           " VALUES (?, 'hard', ?)", known, int(time.time() * 1000))
    addresses = [f"{name}@example.org" for name in ("new", "pending", "confirmed", "suppressed")]
    with silent_mail_server() as settings, Server(data, "--limits", "off", *settings) as site:
        start_a_mail(site, data)
        tables = ("subscribers", "subscriber_tokens", "suppressions", "deliveries")
        before = [rows(data, f"SELECT * FROM {table}") for table in tables]
        assert [sign_up(site, address).status for address in addresses] == [303] * 4
        assert [rows(data, f"SELECT * FROM {table}") for table in tables] == before
        assert rows(data, "SELECT address FROM signups") == [(address,) for address in addresses]
        site.stop(signal.SIGKILL)
    with Server(data) as site:  # what was answered as done is done
        mails = Mailbox(data).wait("confirm", 4)
    assert [mail["To"] for mail in mails[2:]] == ["busy@example.org", "new@example.org"]
    assert rows(data, "SELECT * FROM signups") == []


def test_a_stop_breaks_off_a_mail_that_does_not_end(data):
    with silent_mail_server() as settings, Server(data, *settings) as site:
        start_a_mail(site, data)
        assert site.stop() == 0
    assert rows(data, "SELECT state, reason FROM deliveries") == [
        ("waiting", "broken off, since the sending stops")]


def test_an_address_gets_one_mail_a_day(data):
    with Server(data, "--limits", "off") as site:
        for address in ("a@example.org", "A@example.org", "a@EXAMPLE.org"):
            sign_up(site, address)
        sign_up(site, "last@example.org")
        assert [m["To"] for m in Mailbox(data).wait("confirm", 2)] == ["a@example.org",
                                                                       "last@example.org"]
    change(data, "UPDATE deliveries SET due_at = due_at - 86400001 WHERE id = 1")
    with Server(data, "--limits", "off") as site:
        sign_up(site, "a@example.org")
        assert Mailbox(data).wait("confirm", 3)[-1]["To"] == "a@example.org"


def test_mails_that_wait_for_a_mail_server_are_not_asked_for_twice(data):
    """A day later, the one of yesterday still waits. The sender tries the first one only."""
    nobody = ("--mail-server", "smtp://127.0.0.1:1", "--mail-from", "verdict@example.org")
    for _ in range(3):
        with Server(data, "--limits", "off", *nobody) as site:
            sign_up(site, "first@example.org")
            sign_up(site, "a@example.org")
            wait_for(lambda: rows(data, "SELECT * FROM signups") == [], "both are taken up")
        change(data, "UPDATE deliveries SET due_at = due_at - 86400001 * (3 - id)")
    assert rows(data, "SELECT subscriber_id, state FROM deliveries") == [
        (1, "waiting"), (2, "waiting")]


def test_a_clock_that_was_ahead_silences_no_address(data):
    with Server(data, "--limits", "off") as site:
        sign_up(site, "a@example.org")
        Mailbox(data).wait("confirm")
    change(data, "UPDATE deliveries SET made_at = made_at + 9000000000, due_at = due_at + 9000000000")
    with Server(data, "--limits", "off") as site:
        sign_up(site, "a@example.org")
        Mailbox(data).wait("confirm", 2)


def test_a_confirmed_address_gets_no_second_confirmation(site, data):
    subscribe(site, data, "a@example.org")
    sign_up(site, "a@example.org")
    sign_up(site, "b@example.org")
    assert [m["To"] for m in Mailbox(data).wait("confirm", 2)] == ["a@example.org",
                                                                   "b@example.org"]
    assert rows(data, "SELECT state FROM subscribers ORDER BY id") == [("confirmed",), ("pending",)]


@pytest.mark.parametrize("address, message", [
    ("", "Please enter your email address"), ("nobody", "That is not an email address"),
    ('"a b"@example.org', "That is not an email address"), ("a..b@example.org", "before the @"),
    ("a@localhost", "behind the @"), ("x" * 65 + "@example.org", "longer than mail allows"),
    ("a@example.org\nBcc: b@example.org", None)])
def test_an_address_that_cannot_be_is_told_at_its_field(site, data, address, message):
    answer = sign_up(site, address)
    assert answer.status == 422
    if message:
        assert re.search(r'id="address-problem" role="alert">[^<]*' + message, answer.text)
        assert 'aria-describedby="address-problem"' in answer.text
    assert rows(data, "SELECT count(*) FROM subscribers") == [(0,)]


def test_what_was_typed_stays_in_the_field(site):
    assert 'value="a&lt;b&quot;@c"' in sign_up(site, 'a<b"@c').text


def test_scripts_get_json(site):
    headers = {**SAME, "Accept": "application/json"}
    answer = Reader(site).post("/newsletter", {"address": "a@example.org"}, headers)
    assert (answer.status, answer.text.strip()) == (200, '{"asked":true}')
    answer = Reader(site).post("/newsletter", {"address": "a"}, headers)
    assert answer.status == 422 and "address: That is not an email address" in answer.text


def test_robots_that_fill_in_everything_get_nothing(site, data):
    answer = sign_up(site, "robot@example.org", comment="http://example.org")
    assert (answer.status, answer.headers["Location"]) == (303, "/newsletter?asked=1#main")
    sign_up(site, "reader@example.org")
    Mailbox(data).wait("confirm")
    assert rows(data, "SELECT address FROM subscribers") == [("reader@example.org",)]


def test_no_other_site_signs_up_a_reader(site, data):
    answer = Reader(site).post("/newsletter", {"address": "a@example.org"},
                               {"Sec-Fetch-Site": "cross-site"})
    assert answer.status == 403
    assert rows(data, "SELECT count(*) FROM subscribers") == [(0,)]


def test_consent_is_kept_with_its_wording_and_time(site, data):
    mail = subscribe(site, data, "a@example.org")
    (wording, asked, confirmed), = rows(
        data, "SELECT wording, asked_at, confirmed_at FROM subscribers")
    assert wording == 1 and abs(asked / 1000 - mail["Date"].datetime.timestamp()) < 60
    assert confirmed >= asked


def test_one_network_address_signs_up_so_often(data):
    with Server(data) as site:
        statuses = [sign_up(site, f"a{i}@example.org").status for i in range(11)]
    assert statuses == [303] * 10 + [429]


def test_a_lost_link_to_unsubscribe_comes_by_mail(site, data):
    subscribe(site, data, "a@example.org")
    assert 'action="/newsletter/farewell"' in Reader(site).get("/newsletter/unsubscribe").text
    for address in ("a@example.org", "stranger@example.org", "a@example.org"):
        answer = Reader(site).post("/newsletter/farewell", {"address": address})
        assert answer.headers["Location"] == "/newsletter/unsubscribe?asked=1#main"
        page = Reader(site).get("/newsletter/unsubscribe?asked=1").text
        assert "If this address can get mail from us and is subscribed" in page
        assert "on its way" not in page, "it may get none"
    sign_up(site, "last@example.org")
    Mailbox(data).wait("confirm", 2)
    assert [mail["To"] for mail in Mailbox(data).wait("farewell")] == ["a@example.org"], "once a day"


def test_an_address_that_gets_no_link_is_told_at_its_field(site):
    answer = Reader(site).post("/newsletter/farewell", {"address": "a b"})
    assert answer.status == 422 and 'value="a b" aria-invalid="true"' in answer.text
    assert re.search(r'id="address-problem" role="alert">That is not an email address', answer.text)


def test_the_farewell_mail_unsubscribes(data):
    with Server(data) as site:
        subscribe(site, data, "a@example.org")
        Reader(site).post("/newsletter/farewell", {"address": "A@example.org"})
        mail, = Mailbox(data).wait("farewell")
        assert "You are unsubscribed" in press(site, link_in(mail)).text
