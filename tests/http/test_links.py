"""The links in the newsletter's mails: what each one does, how often and for how long."""

import re
from http.client import HTTPConnection

import pytest

from client import Reader
from letters import Mailbox, change, link_in, rows
from program import LIMIT, Server
from signups import compose, press, sign_up, subscribe


def test_a_link_has_one_purpose(site, data):
    sign_up(site, "a@example.org")
    token = link_in(Mailbox(data).wait("confirm")[0]).split("=")[1]
    for page in ("unsubscribe", "return", "erase"):
        assert Reader(site).get(f"/newsletter/{page}?token={token}").status == 404
        assert Reader(site).post(f"/newsletter/{page}?token={token}", {}).status == 404
    assert rows(data, "SELECT state FROM subscribers") == [("pending",)]


@pytest.mark.parametrize("query", ["", "?token=", "?token=zz", "?token=" + "0" * 64,
                                   "?token={0}&token={0}", "?token={0}x"])
def test_a_link_that_is_not_whole_is_told_and_helps_on(site, data, query):
    sign_up(site, "a@example.org")
    token = link_in(Mailbox(data).wait("confirm")[0]).split("=")[1]
    path = "/newsletter/confirm" + query.format(token)
    page = Reader(site).get(path)
    assert page.status == 404 and "This link is no longer good" in page.text
    assert 'class="action" href="/newsletter"' in page.text, "it offers a new one"
    assert Reader(site).post(path, {}).status == 404
    assert rows(data, "SELECT state FROM subscribers") == [("pending",)]


def test_a_confirmation_lives_48_hours(data):
    with Server(data) as site:
        sign_up(site, "a@example.org")
        link = link_in(Mailbox(data).wait("confirm")[0])
        (expires,), = rows(data, "SELECT expires_at - made_at FROM subscriber_tokens, deliveries")
        assert 0 <= expires - 48 * 3600 * 1000 < 60000
    change(data, "UPDATE subscriber_tokens SET expires_at = expires_at - 48 * 3600 * 1000 - 60000")
    with Server(data) as site:
        assert Reader(site).get(link).status == 404
        assert Reader(site).post(link, {}).status == 404
    assert rows(data, "SELECT state FROM subscribers") == [("pending",)]


def test_a_confirmation_works_once(site, data):
    mail = subscribe(site, data, "a@example.org")
    stored = rows(data, "SELECT * FROM subscribers")
    for again in (Reader(site).get(link_in(mail)), Reader(site).post(link_in(mail), {})):
        assert again.status == 200 and "This link has done its work" in again.text
    assert rows(data, "SELECT * FROM subscribers") == stored
    compose(data)
    press(site, link_in(Mailbox(data).wait("issue")[0]))
    assert Reader(site).get(link_in(mail)).status == 404
    assert Reader(site).post(link_in(mail), {}).status == 404
    assert rows(data, "SELECT state FROM subscribers") == [("left",)]


def test_a_mail_provider_unsubscribes_with_one_post(site, data):
    subscribe(site, data, "a@example.org")
    compose(data)
    path = link_in(Mailbox(data).wait("issue")[0])
    connection = HTTPConnection(site.host, site.port, timeout=LIMIT)
    body = ('--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\n'
            'One-Click\r\n--x--\r\n')
    connection.request("POST", path, body, {"Content-Type": "multipart/form-data; boundary=x",
                                            "Origin": "https://mail.example",
                                            "Sec-Fetch-Site": "cross-site"})
    assert connection.getresponse().status == 200
    connection.close()
    assert rows(data, "SELECT state FROM subscribers") == [("left",)]


def test_unsubscribing_cancels_what_waits(data):
    with Server(data) as site:
        subscribe(site, data, "a@example.org")
        compose(data)
        link = link_in(Mailbox(data).wait("issue")[0])
    change(data, "UPDATE deliveries SET state = 'waiting' WHERE kind = 'issue'")
    with Server(data, "--mail-server", "smtp://127.0.0.1:1",
                "--mail-from", "verdict@example.org") as site:
        press(site, link)
    assert rows(data, "SELECT kind, state FROM deliveries ORDER BY id") == [
        ("confirm", "sent"), ("issue", "cancelled")]


def test_pages_with_a_token_are_kept_by_nobody(site, data):
    sign_up(site, "a@example.org")
    link = link_in(Mailbox(data).wait("confirm")[0])
    for answer in (Reader(site).get(link), press(site, link), Reader(site).get(link + "0")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert Reader(site).get("/newsletter").headers["Referrer-Policy"] != "no-referrer"


def test_whatever_is_answered_at_an_address_with_a_token_keeps_it(data):
    token = "?token=" + "0" * 64
    with Server(data) as site:
        reader = Reader(site)
        answers = [reader.get("/newsletter/confirm/" + token), reader.get("/nothing" + token),
                   reader.post("/newsletter/return/x" + token, {})]
        for _ in range(130):
            answers.append(reader.post("/newsletter/confirm" + token, {}))
    assert {answer.status for answer in answers} == {301, 404, 429}
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_page_with_a_form_says_where_it_is_from(site, data):
    """Or browsers send the form with "Origin: null", which no site may answer."""
    subscribe(site, data, "a@example.org")
    compose(data)
    leave = link_in(Mailbox(data).wait("issue")[0])
    for path in ("/newsletter", "/newsletter/unsubscribe", leave, leave + "0"):
        page = Reader(site).get(path)
        forms = re.findall(r'<form [^>]*action="([^"]+)"', page.text)
        assert forms == [] or "token=" in forms[0] or (
            page.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"), path


def test_leaving_again_changes_nothing(site, data):
    subscribe(site, data, "a@example.org")
    compose(data)
    leave = link_in(Mailbox(data).wait("issue")[0])
    press(site, leave)
    left = rows(data, "SELECT left_at FROM subscribers")
    for _ in range(3):
        assert "Subscribe again" in press(site, leave).text
    assert rows(data, "SELECT left_at FROM subscribers") == left
    assert rows(data, "SELECT purpose, count(*) FROM subscriber_tokens GROUP BY purpose") == [
        ("erase", 1), ("leave", 1), ("return", 1)]


def test_the_store_knows_tokens_by_their_hash(site, data):
    sign_up(site, "a@example.org")
    token = link_in(Mailbox(data).wait("confirm")[0]).split("=")[1]
    stored, = rows(data, "SELECT hash FROM subscriber_tokens")
    assert stored[0] != token and len(stored[0]) == 64


def test_coming_back_works_once(site, data):
    subscribe(site, data, "a@example.org")
    compose(data)
    leave = link_in(Mailbox(data).wait("issue")[0])

    def way_back():
        return re.search(r'action="(/newsletter/return\?token=\w+)"', press(site, leave).text)[1]
    back = way_back()
    assert "Welcome back" in press(site, back).text
    assert "This link has done its work" in Reader(site).get(back).text
    way_back()
    assert Reader(site).post(back, {}).status == 404
    assert rows(data, "SELECT state FROM subscribers") == [("left",)]
