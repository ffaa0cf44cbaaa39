"""The newsletter from signing up to the erasure, with mails as files."""

import re
import xml.etree.ElementTree as xml

import pytest

from http.client import HTTPConnection

from client import SAME, Reader
from letters import Mailbox, change, link_in, parse, rows, text_of, wait_for
from program import CATALOG, LIMIT, Server, run

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    data = tmp_path_factory.mktemp("newsletter") / "data"
    assert run("import", CATALOG, data=data).returncode == 0
    return data


@pytest.fixture
def data(filled, tmp_path):
    target = tmp_path / "data"
    target.mkdir(mode=0o700)
    (target / "verdict.db").write_bytes((filled / "verdict.db").read_bytes())
    return target


@pytest.fixture
def site(data):
    with Server(data, "--limits", "off", "--log", "request") as running:
        yield running
        assert running.stop() == 0


def sign_up(site, address, **more):
    return Reader(site).post("/newsletter", {"address": address, "comment": "", **more})


def press(site, link):
    """Sends the form of the page behind the link, as a reader does."""
    reader = Reader(site)
    page = reader.get(link)
    assert page.status == 200, page.text
    path, action = re.search(r'action="(/newsletter/[^"?]+)(\?token=[^"]+)"', page.text).groups()
    return reader.post(path + action, {})


def subscribe(site, data, address):
    sent = len(Mailbox(data).files("confirm"))
    assert sign_up(site, address).status == 303
    mail = Mailbox(data).wait("confirm", sent + 1)[-1]
    assert press(site, link_in(mail)).status == 200
    return mail


def compose(data):
    done = run("newsletter", "compose", data=data)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_whole_circle(site, data):
    answer = sign_up(site, "Reader@Example.org")
    assert answer.status == 303 and answer.headers["Location"] == "/newsletter?asked=1#main"
    assert "is on its way to it" in Reader(site).get("/newsletter?asked=1").text
    mail, = Mailbox(data).wait("confirm")
    assert mail["To"] == "Reader@example.org" and mail["Auto-Submitted"] == "auto-generated"
    assert "List-Unsubscribe" not in mail
    link = link_in(mail)
    assert Reader(site).get(link).status == 200
    assert rows(data, "SELECT state FROM subscribers") == [("pending",)], "a GET confirms nothing"
    assert "You are subscribed" in press(site, link).text
    assert rows(data, "SELECT state FROM subscribers") == [("confirmed",)]
    assert "to 1 subscribers" in compose(data)
    issue, = Mailbox(data).wait("issue")
    leave = link_in(issue)
    assert issue["List-Unsubscribe"].strip() == f"<{site.url}{leave}>"
    assert issue["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
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
    asked, = rows(data, "SELECT sum(asked) FROM signups")
    assert asked == (5,), "each one writes, whatever becomes of it"


def test_an_address_gets_one_mail_a_day(data):
    with Server(data, "--limits", "off") as site:
        for address in ("a@example.org", "A@example.org", "a@EXAMPLE.org"):
            sign_up(site, address)
        sign_up(site, "last@example.org")
        assert [m["To"] for m in Mailbox(data).wait("confirm", 2)] == ["a@example.org",
                                                                       "last@example.org"]
    change(data, "UPDATE subscribers SET mailed_at = mailed_at - 86400001 WHERE id = 1")
    with Server(data, "--limits", "off") as site:
        sign_up(site, "a@example.org")
        assert Mailbox(data).wait("confirm", 3)[-1]["To"] == "a@example.org"


def test_a_confirmed_address_gets_no_second_confirmation(site, data):
    subscribe(site, data, "a@example.org")
    sign_up(site, "a@example.org")
    sign_up(site, "b@example.org")
    assert [m["To"] for m in Mailbox(data).wait("confirm", 2)] == ["a@example.org",
                                                                   "b@example.org"]
    assert rows(data, "SELECT state FROM subscribers ORDER BY id") == [("confirmed",), ("pending",)]


@pytest.mark.parametrize("address, message", [
    ("", "Please enter your mail address"), ("nobody", "That is not a mail address"),
    ('"a b"@example.org', "That is not a mail address"), ("a..b@example.org", "before the @"),
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
    assert answer.status == 422 and "address: That is not a mail address" in answer.text


def test_robots_that_fill_in_everything_get_nothing(site, data):
    answer = sign_up(site, "robot@example.org", comment="http://example.org")
    assert (answer.status, answer.headers["Location"]) == (303, "/newsletter?asked=1#main")
    assert rows(data, "SELECT count(*) FROM subscribers") == [(0,)]


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
    assert 'action="/newsletter"' in page.text, "it offers a new one"
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
    assert "You are subscribed" in press(site, link_in(mail)).text, "a second press does no harm"
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


def test_the_log_knows_neither_tokens_nor_addresses(data):
    with Server(data, "--log", "request") as site:
        subscribe(site, data, "somebody@example.org")
        assert site.stop() == 0
    assert "somebody" not in site.log and not re.search(r"[0-9a-f]{32}", site.log)
    assert "no mail server is set" in site.log


def test_the_store_knows_tokens_by_their_hash(site, data):
    sign_up(site, "a@example.org")
    token = link_in(Mailbox(data).wait("confirm")[0]).split("=")[1]
    stored, = rows(data, "SELECT hash FROM subscriber_tokens")
    assert stored[0] != token and len(stored[0]) == 64


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


def test_one_network_address_signs_up_so_often(data):
    with Server(data) as site:
        statuses = [sign_up(site, f"a{i}@example.org").status for i in range(11)]
    assert statuses == [303] * 10 + [429]


def test_a_lost_link_to_unsubscribe_comes_by_mail(site, data):
    subscribe(site, data, "a@example.org")
    assert 'action="/newsletter/farewell"' in Reader(site).get("/newsletter/unsubscribe").text
    for address in ("a@example.org", "stranger@example.org"):
        answer = Reader(site).post("/newsletter/farewell", {"address": address})
        assert answer.headers["Location"] == "/newsletter/unsubscribe?asked=1#main"
    assert len(Mailbox(data).files("farewell")) == 0, "a mail was sent today already"


def test_the_farewell_mail_unsubscribes(data):
    with Server(data) as site:
        subscribe(site, data, "a@example.org")
    change(data, "UPDATE subscribers SET mailed_at = 0")
    with Server(data) as site:
        Reader(site).post("/newsletter/farewell", {"address": "A@example.org"})
        mail, = Mailbox(data).wait("farewell")
        assert "You are unsubscribed" in press(site, link_in(mail)).text


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
