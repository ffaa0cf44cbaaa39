"""How a session begins: a write is sent twice, the second time with its cookie; and every order in
which overlapping first writes of one browser may go. A browser keeps cookies by their names."""

import itertools
import json
import re

import pytest

from client import SAME, Reader
from letters import rows
from program import Server

WRITES = [("/tool/aider/vote", {"choice": "ship"}), ("/bookmarks", {"action": "add", "tool": "aider"}),
          ("/bookmarks", {"action": "import", "list": "1.2"})]


def count(data, table):
    return rows(data, f"SELECT count(*) FROM {table}")[0][0]


class Browser(Reader):
    """A reader whose requests and answers are taken apart: what is sent carries the cookies of that
    moment, and an answer's cookies are kept when it arrives."""

    def __init__(self, server):
        super().__init__(server, follows=False)

    def ask(self, path, fields):
        """Sends a write; its answer is still on its way."""
        jar, self.jar = self.jar, dict(self.jar)
        answer = self.post(path, fields)
        self.jar = jar
        return answer

    def hear(self, answer):
        self.keep(answer.headers.get_all("Set-Cookie") or [])
        return answer


@pytest.mark.parametrize("path, fields", WRITES)
def test_a_session_begins_once_its_cookie_has_come_back(site, data, path, fields):
    reader = Reader(site, follows=False)
    first = reader.post(path, fields)
    assert first.status == 307 and first.headers["Location"] == f"{path}?again=1"
    assert first.headers["Cache-Control"] == "no-store"
    assert re.match(rf"verdict_{site.port}_[0-9a-f]{{8}}=", first.headers["Set-Cookie"])
    assert count(data, "sessions") == count(data, "votes") == count(data, "bookmarks") == 0
    assert reader.post(first.headers["Location"], fields).status == 303
    assert count(data, "sessions") == 1
    assert list(reader.jar) == [f"verdict_{site.port}"], "one cookie, of the site's name"
    again = reader.post(path, fields)
    assert again.status == 303 and "Set-Cookie" not in again.headers
    assert count(data, "sessions") == 1


@pytest.mark.parametrize("path, fields", WRITES)
def test_without_cookies_a_page_says_that_it_takes_one(site, data, path, fields):
    answer = Reader(site).post(f"{path}?again=1", fields)
    assert answer.status == 422 and "<h1>" in answer.text and "take a cookie" in answer.text
    script = Reader(site).post(f"{path}?again=1", fields, {**SAME, "Accept": "application/json"})
    assert script.status == 422 and "take a cookie" in json.loads(script.text)["problem"]
    assert count(data, "sessions") == count(data, "votes") == count(data, "bookmarks") == 0


@pytest.mark.parametrize("cookie", ["a" * 64, "a" * 112, "session=" + "a" * 64])
def test_cookies_that_are_good_for_nothing_end_on_that_page_too(site, data, cookie):
    reader = Reader(site, cookie if "=" in cookie else f"verdict_{site.port}={cookie}", follows=False)
    seen, path = [], "/tool/aider/vote"
    for _ in range(3):
        answer = Reader(site, reader.cookie, follows=False).post(path, {"choice": "ship"})
        seen.append(answer.status)
        path = answer.headers["Location"]
    assert seen == [307, 307, 422] and count(data, "sessions") == 0


def test_a_token_begins_a_session_only_as_it_was_issued_and_for_ten_minutes(data):
    with Server(data, "--limits", "off") as site:
        browser = Browser(site)
        browser.hear(browser.ask("/tool/aider/vote", {"choice": "ship"}))
        (name, issued), = browser.jar.items()
        for forged in (issued[:64], issued[:-1] + ("0" if issued[-1] != "0" else "1"),
                       "f" + issued[1:] if issued[0] != "f" else "0" + issued[1:],
                       issued[:64] + f"{int(issued[64:80], 16) + 1000:016x}" + issued[80:]):
            assert Reader(site, f"{name}={forged}", follows=False).vote("aider", "ship").status == 307
        assert count(data, "sessions") == 0
    with Server(data, "--limits", "off", "--base-url", site.url) as later:
        assert Reader(later, f"{name}={issued}", follows=False).vote("aider", "ship").status == 307
        assert count(data, "sessions") == 0, "another process's"


ORDERS = [order for order in itertools.permutations([(w, s) for w in (0, 1) for s in (0, 1, 2)])
          if all([s for w, s in order if w == write] == [0, 1, 2] for write in (0, 1))]


def overlapping(site, order, tools):
    """Two first votes. Steps of each: 0 its first answer arrives, and the second try leaves with the
    cookies of that moment; 1 the server takes the second try; 2 the reader has its answer."""
    browser = Browser(site)
    paths = [f"/tool/{tool}/vote" for tool in tools]
    answers = [browser.ask(path, {"choice": "ship"}) for path in paths]
    assert [answer.status for answer in answers] == [307, 307]
    leaving = [None, None]
    for write, step in order:
        if step == 0:
            location = browser.hear(answers[write]).headers["Location"]
            leaving[write] = (location, Reader(site, browser.cookie, follows=False))
        elif step == 1:
            location, sender = leaving[write]
            answers[write] = sender.post(location, {"choice": "ship"})
            assert answers[write].status == 303
        else:
            browser.hear(answers[write])
    return browser


@pytest.mark.parametrize("tools", [("aider", "aider"), ("aider", "vllm")])
def test_overlapping_first_writes_are_one_session_in_every_order(site, data, tools):
    assert len(ORDERS) == 20
    for order in ORDERS:
        browser = overlapping(site, order, tools)
        assert count(data, "sessions") == 1, order
        assert count(data, "votes") == len(set(tools)), order
        for tool in set(tools):
            assert browser.line(tool).endswith("You said ship."), order
            assert browser.vote(tool, "none").status == 303
        assert count(data, "votes") == 0, order
        assert len(browser.jar) == 1, order
        assert browser.post("/forget", {}).status == 303
        assert count(data, "sessions") == 0 and browser.jar == {}, order


def test_an_answer_that_was_lost_takes_no_vote_from_the_reader(site, data):
    browser = Browser(site)
    browser.hear(browser.ask("/tool/aider/vote", {"choice": "ship"}))
    browser.ask("/tool/aider/vote?again=1", {"choice": "ship"})
    assert browser.line("aider").endswith("You said ship.")
    assert browser.vote("aider", "none").status == 303
    assert count(data, "votes") == 0 and list(browser.jar) == [f"verdict_{site.port}"]


def test_a_late_answer_to_forget_me_takes_no_newer_session(site, data):
    browser = Browser(site)
    forgotten = browser.ask("/forget", {})  # its answer is on its way
    browser.hear(browser.ask("/tool/aider/vote", {"choice": "ship"}))
    browser.hear(browser.ask("/tool/aider/vote?again=1", {"choice": "ship"}))
    assert browser.hear(forgotten).status == 303
    assert browser.vote("aider", "none").status == 303
    assert count(data, "votes") == 0 and count(data, "sessions") == 1


def test_limits_count_sessions_that_begin(data):
    with Server(data) as site:
        statuses = []
        for _ in range(31):
            browser = Browser(site)
            browser.hear(browser.ask("/tool/aider/vote", {"choice": "ship"}))
            # A second try that comes twice begins one session.
            statuses.append({browser.ask("/tool/aider/vote?again=1", {"choice": "ship"}).status
                             for _ in range(2)})
        assert statuses == [{303}] * 30 + [{429}]
        assert Reader(site, follows=False).vote("aider", "ship").status == 307, "and no first tries"
    assert count(data, "sessions") == 30


def test_a_second_try_that_begins_nothing_costs_no_session(data):
    with Server(data) as site:
        browser = Browser(site)
        browser.hear(browser.ask("/tool/aider/vote", {"choice": "ship"}))
        first = browser.cookie
        browser.hear(browser.ask("/tool/aider/vote?again=1", {"choice": "ship"}))
        browser.post("/forget", {})
        for _ in range(40):
            late = Reader(site, first, follows=False)
            assert late.post("/tool/aider/vote?again=1", {"choice": "ship"}).status == 307
        assert Reader(site).vote("aider", "ship").status == 303
    assert count(data, "sessions") == 1
