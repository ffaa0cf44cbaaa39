"""The newsletter from signing up to the erasure, its issues and its feed, with mails as files."""

import re
import xml.etree.ElementTree as xml

import pytest

from client import Reader
from clock import Clock
from letters import Mailbox, change, link_in, parse, rows, text_of, wait_for
from program import Server
from signups import compose, press, sign_up, subscribe

ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_whole_circle(site, data):
    answer = sign_up(site, "Reader@Example.org")
    assert answer.status == 303 and answer.headers["Location"] == "/newsletter?asked=1#main"
    page = Reader(site).get("/newsletter?asked=1").text
    assert "If this address can get mail from us and is not subscribed yet" in page
    assert "on its way" not in page, "it may get none"
    mail, = Mailbox(data).wait("confirm")
    assert mail["To"] == "Reader@example.org" and mail["Auto-Submitted"] == "auto-generated"
    assert "List-Unsubscribe" not in mail
    link = link_in(mail)
    assert Reader(site).get(link).status == 200
    assert rows(data, "SELECT state FROM subscribers") == [("pending",)], "a GET confirms nothing"
    assert "You are subscribed" in press(site, link).text
    assert rows(data, "SELECT state FROM subscribers") == [("confirmed",)]
    assert "to 1 subscriber." in compose(data)
    issue, = Mailbox(data).wait("issue")
    leave = link_in(issue)
    assert issue["List-Unsubscribe"].strip() == f"<{site.url}{leave}>"
    assert issue["List-Unsubscribe-Post"] is None, "RFC 8058 wants https, and this site has none"
    assert issue["List-Id"] == '"Weekly AI Tool Verdicts" <weekly.localhost>'
    archive = Reader(site).get("/newsletter/1").text
    assert issue["Subject"] in archive.replace("&#39;", "'")
    assert Reader(site).get(leave).status == 200
    assert rows(data, "SELECT state FROM subscribers") == [("confirmed",)], "a GET ends nothing"
    page = press(site, leave)
    assert "You are unsubscribed" in page.text
    assert rows(data, "SELECT state FROM subscribers") == [("left",)]
    back = re.search(r'action="(/newsletter/return\?token=\w+)"', page.text)[1]
    erase = re.search(r'action="(/newsletter/erase\?token=\w+)"', page.text)[1]
    assert "Welcome back" in press(site, back).text
    assert rows(data, "SELECT state FROM subscribers") == [("confirmed",)]
    assert "Your address is erased" in press(site, erase).text
    assert rows(data, "SELECT count(*) FROM subscribers") == [(0,)]
    assert rows(data, "SELECT count(*) FROM subscriber_tokens") == [(0,)]
    assert rows(data, "SELECT DISTINCT subscriber_id FROM deliveries") == [(None,)]
    assert Reader(site).get(leave).status == 404


def test_the_log_knows_neither_tokens_nor_addresses(data):
    with Server(data, "--log", "request") as site:
        subscribe(site, data, "somebody@example.org")
        assert site.stop() == 0
    assert "somebody" not in site.log and not re.search(r"[0-9a-f]{32}", site.log)
    assert "no mail server is set" in site.log


def test_addresses_that_were_not_confirmed_are_erased(data):
    with Server(data, "--limits", "off") as site:
        subscribe(site, data, "kept@example.org")
        sign_up(site, "late@example.org")
        sign_up(site, "new@example.org")
        Mailbox(data).wait("confirm", 3)
    week = 7 * 86400000
    change(data, "UPDATE subscribers SET asked_at = asked_at - ? WHERE id < 3", week + 1000)
    with Server(data):
        wait_for(lambda: rows(data, "SELECT count(*) FROM subscribers") == [(2,)], "the erasure")
    assert rows(data, "SELECT address FROM subscribers ORDER BY id") == [
        ("kept@example.org",), ("new@example.org",)]


def test_other_queries_are_no_thanks(site):
    assert "If this address can get mail from us" not in Reader(site).get("/newsletter?from=feed").text


def test_a_running_server_erases_too(data, tmp_path):
    clock = Clock(tmp_path)
    clock.set("2026-11-23 08:00:00")
    with Server(data, "--limits", "off", env=clock.env) as site:
        sign_up(site, "late@example.org")
        Mailbox(data).wait("confirm")
        clock.set("2026-12-01 08:00:00")
        sign_up(site, "new@example.org")
        wait_for(lambda: rows(data, "SELECT address FROM subscribers") == [("new@example.org",)],
                 "the erasure")
        assert site.stop() == 0


def test_all_tokens_that_are_old_go_in_the_end(data):
    with Server(data) as site:
        sign_up(site, "a@example.org")
        Mailbox(data).wait("confirm")
    change(data, """WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
                    INSERT INTO subscriber_tokens SELECT i, 'leave', 1, 5 FROM n""")
    with Server(data):
        wait_for(lambda: rows(data, "SELECT count(*) FROM subscriber_tokens") == [(1,)], "the end")


def test_what_became_of_mails_is_forgotten(data):
    with Server(data, "--limits", "off") as site:
        for i in range(3):
            sign_up(site, f"a{i}@example.org")
        Mailbox(data).wait("confirm", 3)
    change(data, "UPDATE deliveries SET made_at = made_at - ? WHERE id <> 2", 61 * 86400000)
    with Server(data) as site:
        wait_for(lambda: rows(data, "SELECT id FROM deliveries") == [(2,)], "the forgetting")
        sign_up(site, "b@example.org")
        Mailbox(data).wait("confirm", 4)
    # No number comes twice: it is in a mail that is somewhere out there.
    assert rows(data, "SELECT id FROM deliveries ORDER BY id") == [(2,), (4,)]


def test_the_archive_and_its_feed_say_what_the_mail_says(site, data):
    assert "The first issue is still to come" in Reader(site).get("/newsletter").text
    subscribe(site, data, "a@example.org")
    compose(data)
    text = text_of(Mailbox(data).wait("issue")[0])
    titles = re.findall(r"^\* (.+)$", text, re.M)
    assert len(titles) > 10
    page = Reader(site).get("/newsletter/1")
    feed = xml.fromstring(Reader(site).get("/newsletter.atom").text)
    content = feed.find(f"{ATOM}entry/{ATOM}content").text
    for title in titles:
        assert title.replace("'", "&#39;") in page.text and title.replace("'", "&#39;") in content
    assert feed.find(f"{ATOM}entry/{ATOM}id").text == f"{site.url}/newsletter/1"
    assert 'href="/newsletter/1"' in Reader(site).get("/newsletter").text
    assert parse(Mailbox(data).files("issue")[0].read_bytes())["Subject"] in page.text


@pytest.mark.parametrize("number", ["2", "0", "01", "-1", "+1", "1x", "99999999999999999999"])
def test_issues_that_are_not_there(site, data, number):
    compose(data)
    assert Reader(site).get(f"/newsletter/{number}").status == 404


def test_every_page_has_the_box(site):
    for path in ("/", "/compare", "/tool/vllm", "/compare/aider-vs-vllm", "/bookmarks",
                 "/about/votes", "/newsletter", "/nothing"):
        text = Reader(site).get(path).text
        assert text.count('action="/newsletter"') == 1, path
        assert "Get the next comparison in your inbox" in text
        assert "We use your address for the weekly verdicts and nothing else" in text
