"""What an editor wrote in a review is on the page, word by word."""

import html
import re
import urllib.request

import pytest

from commands.catalogs import changed, publish
from program import Server

BODY = """Start it with vllm serve <model> --port <port>, and returns a List<String>. Keep if a<b.

<think> blocks: what stands between <think> and </think> is shown. <!-- So is this. -->

<details>
The price doubled in May.
</details>

- <td> in a list
- plain --no-cache, "quoted" ...

[Update]: withdrawn
"""


@pytest.fixture
def page(tmp_path):
    document = changed(("tools", 0, "reviews", 0, "body"), BODY)
    publish(tmp_path / "data", tmp_path / "catalog.json", document)
    with Server(tmp_path / "data") as running:
        with urllib.request.urlopen(running.url + "/tool/alpha") as answer:
            yield answer.read().decode()


def test_every_word_of_a_review_is_shown(page):
    body = re.search(r'<div class="review-body"[^>]*>(.*?)</div>', page, re.S)[1]
    shown = html.unescape(re.sub(r"<[^>]+>", "", body)).split()
    assert shown == [word for word in BODY.split() if word != "-"]


def test_nothing_of_a_review_is_a_tag_or_a_comment(page):
    body = re.search(r'<div class="review-body"[^>]*>(.*?)</div>', page, re.S)[1]
    assert set(re.findall(r"</?(\w+)", body)) == {"p", "ul", "li"}
    assert "<!--" not in body
