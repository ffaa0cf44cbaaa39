"""One click unsubscribes (RFC 8058), however many readers one mail provider asks for at once."""

import concurrent.futures
import secrets
import time

import pytest

from client import Reader
from letters import add_many_subscribers, change, rows
from mail.newsletters import token_hash
from program import Server, run

MANY = 385  # what the limit on writes, 120 at once, would turn away most of


def give_tokens(data, count, purpose, state="confirmed"):
    """A link to each of so many subscribers, of a store that no server has."""
    assert run("migrate", data=data).returncode == 0
    add_many_subscribers(data, count)
    change(data, "UPDATE subscribers SET state = ?, asked_at = ?, left_at = ?", state,
           now := int(time.time() * 1000), now if state == "left" else None)
    tokens = [secrets.token_hex(32) for _ in range(count)]
    for number, token in enumerate(tokens, 1):
        change(data, "INSERT INTO subscriber_tokens VALUES (?, ?, ?, ?)", token_hash(token),
               purpose, number, now + 3600_000)
    return tokens


def post_all(site, page, tokens):
    """What a mail provider sends, and the statuses that come back."""
    def post(token):
        return Reader(site).send("POST", f"/newsletter/{page}?token={token}",
                                 "List-Unsubscribe=One-Click",
                                 {"Content-Type": "application/x-www-form-urlencoded"}).status
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        return list(pool.map(post, tokens))


def test_every_reader_of_one_provider_is_unsubscribed(data):
    tokens = give_tokens(data, MANY, "leave")
    with Server(data) as site:
        assert post_all(site, "unsubscribe", tokens) == [200] * MANY
        assert post_all(site, "unsubscribe", tokens[:200]) == [200] * 200, "again is no harm"
        assert site.stop() == 0
    assert rows(data, "SELECT state, count(*) FROM subscribers GROUP BY state") == [("left", MANY)]
    assert rows(data, "SELECT purpose, count(*) FROM subscriber_tokens GROUP BY purpose") == [
        ("erase", MANY), ("leave", MANY), ("return", MANY)], "asking again leaves nothing more"


@pytest.mark.parametrize("page, purpose, before, after", [
    ("confirm", "confirm", "pending", [("confirmed", MANY)]),
    ("return", "return", "left", [("confirmed", MANY)]), ("erase", "erase", "left", [])])
def test_no_link_that_is_good_is_limited(data, page, purpose, before, after):
    tokens = give_tokens(data, MANY, purpose, before)
    with Server(data) as site:
        assert post_all(site, page, tokens) == [200] * MANY
        assert site.stop() == 0
    assert rows(data, "SELECT state, count(*) FROM subscribers GROUP BY state") == after


def test_links_that_are_not_good_are_limited_with_the_rest(data):
    token, = give_tokens(data, 1, "leave")
    with Server(data) as site:
        answers = post_all(site, "unsubscribe", [secrets.token_hex(32) for _ in range(200)])
        assert set(answers) == {404, 429} and answers.count(404) < 200
        assert post_all(site, "confirm", [token])[0] == 429, "of another purpose"
        assert post_all(site, "unsubscribe", [""])[0] == 429
        assert post_all(site, "unsubscribe", [token]) == [200], "the good one goes through"
        assert Reader(site).vote("vllm", "ship").status == 429
