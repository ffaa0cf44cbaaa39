"""Names that are written from right to left do not move the words around them."""

import html
import re

import pytest

from client import Reader
from commands.catalogs import document, publish
from letters import Mailbox
from program import Server
from signups import compose, subscribe

ALPHA, BETA, BUILDER = "ألفا!", "בטא (2)", "باني"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("names")
    catalog = document()
    alpha, beta = catalog["tools"]
    alpha["name"], beta["name"], catalog["reviewers"][0]["name"] = ALPHA, BETA, BUILDER
    catalog["reviewers"].append({**catalog["reviewers"][0], "slug": "other", "name": "Other"})
    review = alpha["reviews"][0]
    alpha["reviews"] += [{**review, "reviewer": "other", "score": 10}]
    beta["reviews"] = [{**review, "score": 60}, {**review, "reviewer": "other", "score": 30}]
    catalog["tools"].append({**beta, "slug": "gamma", "name": "Gamma", "reviews": []})
    publish(folder / "data", folder / "catalog.json", catalog)
    with Server(folder / "data", "--limits", "off") as site:
        yield site, folder / "data"


def bare(text):
    """What is left of a text when all that is isolated is taken out."""
    text = html.unescape(re.sub(r"<bdi>.*?</bdi>", "", text, flags=re.S))
    return re.sub("\u2068[^\u2068\u2069]*\u2069", "", text)


def check(text, *names):
    for name in names:
        assert name in html.unescape(text)
        assert name not in bare(text), text


def element(page, pattern):
    return re.search(pattern, page, re.S)[1]


def test_names_in_sentences_are_isolated(served):
    site, _ = served
    page = Reader(site).get("/compare/alpha-vs-beta").text
    check(element(page, r"<title>(.*?)</title>"), ALPHA, BETA)
    check(element(page, r'aria-current="page">(.*?)</li>'), ALPHA, BETA)
    check(element(page, r'<meta name="description" content="(.*?)"'), ALPHA)
    check(element(page, r'class="answer-sentence">(.*?)</p>'), ALPHA)
    check(element(page, r'class="answer-flip">(.*?)</p>'), BUILDER)
    weighted = Reader(site).get("/compare/alpha-vs-beta?weight.builder=2").text
    check(element(weighted, r'class="answer-weights">(.*?)</p>'), BUILDER)


def test_a_tools_page_isolates_its_name(served):
    site, _ = served
    page = Reader(site).get("/tool/alpha").text
    check(element(page, r"<title>(.*?)</title>"), ALPHA)
    check(element(page, r'class="homepage">(.*?)</p>'), ALPHA)
    check(element(page, r'aria-current="page">(.*?)</li>'), ALPHA)


def test_mails_and_the_feed_isolate_names(served):
    site, data = served
    subscribe(site, data, "reader@example.org")
    compose(data)
    mail, = Mailbox(data).wait("issue")
    check(mail["Subject"], ALPHA, BETA)
    text = mail.get_body(("plain",)).get_content()
    check(element(text, r"(From 10 .*?apart)"), BUILDER)
    check(Reader(site).get("/newsletter/1").text.split("<title>")[1].split("<")[0], ALPHA)


def test_other_names_stand_as_they_are(served):
    site, _ = served
    page = Reader(site).get("/tool/gamma").text
    assert element(page, r"<title>(.*?)</title>").startswith("Gamma: ship or skip?")
