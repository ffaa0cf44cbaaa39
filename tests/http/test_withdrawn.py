"""What readers see of what the editor took back."""

import re

import pytest

from client import Reader
from commands.catalogs import document, publish
from program import Server
from signups import compose

ALPHA, BETA, GAMMA = "/tool/alpha", "/tool/beta", "/tool/gamma"
PAIR = "/compare/alpha-vs-beta"


@pytest.fixture
def catalog():
    result = document()
    review = result["tools"][0]["reviews"][0]
    result["tools"][1]["reviews"] = [{**review, "score": 20, "verdict": "skip"}]
    result["tools"].append({**result["tools"][1], "slug": "gamma", "name": "Gamma"})
    result["comparisons"].append({"tools": ["alpha", "beta", "gamma"]})
    return result


@pytest.fixture
def site(tmp_path, catalog):
    publish(tmp_path / "data", tmp_path / "c.json", catalog)
    with Server(tmp_path / "data", "--limits", "off") as running:
        running.data, running.file = tmp_path / "data", tmp_path / "c.json"
        running.withdraw = lambda *elements: publish(
            tmp_path / "data", tmp_path / "w.json", {"withdrawn": list(elements)})
        yield running


def test_a_tool_answers_410_and_leads_on(site):
    site.withdraw({"tool": "alpha"})
    for address in (ALPHA, "/tool/alfa", "/tool/ALPHA"):
        page = Reader(site).get(address)
        assert page.status == 410 and "Alpha was withdrawn" in page.text
        assert f'href="{BETA}"' in page.text and f'href="{GAMMA}"' in page.text
        assert 'href="/compare"' in page.text and page.headers["X-Robots-Tag"] == "noindex"
    script = Reader(site).send("GET", ALPHA, headers={"Accept": "application/json"})
    assert script.status == 410 and "Alpha was withdrawn." in script.text


def test_a_comparison_answers_410_and_leads_on(site):
    site.withdraw({"tool": "alpha"})
    page = Reader(site).get(PAIR)
    assert page.status == 410 and f'href="{BETA}"' in page.text and ALPHA not in page.text
    assert 'href="/compare/' not in page.text
    page = Reader(site).get("/compare/alpha-vs-beta-vs-gamma")
    assert page.status == 410 and 'href="/compare/beta-vs-gamma"' in page.text
    assert Reader(site).get("/compare/alpha-vs-nothing").status == 404


def test_a_comparison_is_withdrawn_without_its_tools(site):
    site.withdraw({"comparison": ["beta", "alpha"]})
    page = Reader(site).get(PAIR)
    assert page.status == 410 and f'href="{ALPHA}"' in page.text and f'href="{BETA}"' in page.text
    assert f'href="{PAIR}"' not in page.text
    assert Reader(site).get(ALPHA).status == 200
    assert PAIR + '"' not in Reader(site).get("/").text
    assert PAIR + '"' not in Reader(site).get(ALPHA).text


def test_it_leaves_every_list_and_comes_back(site):
    site.withdraw({"tool": "alpha"})
    for address in ("/", "/compare", BETA):
        assert "alpha" not in Reader(site).get(address).text.lower(), address
    picked = Reader(site).get("/compare?tool=alpha&tool=beta&tool=gamma")
    assert picked.status == 303 and picked.headers["Location"] == "/compare/beta-vs-gamma"
    publish(site.data, site.file)
    assert Reader(site).get(ALPHA).status == 200 and Reader(site).get(PAIR).status == 200
    for address in ("/", "/compare", BETA):
        assert "alpha" in Reader(site).get(address).text, address


def test_its_votes_stay_and_no_more_come(site):
    reader = Reader(site)
    reader.vote("alpha", "ship")
    site.withdraw({"tool": "alpha"})
    for choice in ("ship", "skip", "none"):
        assert reader.vote("alpha", choice).status == 410
    assert reader.vote_json("alpha", "skip")[0] == 410
    publish(site.data, site.file)
    assert reader.line("alpha") == "1 ship / 0 skip: too few votes to call You said ship."


def test_its_bookmark_is_shown_as_withdrawn(site):
    reader = Reader(site)
    reader.post("/bookmarks", {"action": "add", "tool": "alpha"})
    reader.post("/bookmarks", {"action": "add", "tool": "beta"})
    site.withdraw({"tool": "alpha"})
    page = reader.get("/bookmarks").text
    section = re.search(r'id="withdrawn-title">Withdrawn<.*?</section>', page, re.S)[0]
    assert "Alpha" in section and 'value="remove"' in section and "Beta" not in section
    assert reader.bookmarks() == ["beta"]
    panel = reader.get("/compare/beta-vs-gamma").text
    assert '<bdi>Alpha</bdi> <span class="note">withdrawn</span>' in panel
    other = Reader(site)
    assert other.post("/bookmarks", {"action": "add", "tool": "alpha"}).status == 410
    assert reader.post("/bookmarks", {"action": "remove", "tool": "alpha"}).status == 303
    assert "Withdrawn" not in reader.get("/bookmarks").text


def test_a_shared_list_leaves_it_out(site):
    site.withdraw({"tool": "alpha"})
    reader = Reader(site)
    assert reader.get("/bookmarks?tool=alpha").status == 410
    assert reader.get("/bookmarks?list=1").status == 410
    page = reader.get("/bookmarks?tool=alpha&tool=beta")
    assert page.status == 200 and 'value="alpha"' not in page.text
    fields = [("action", "import"), ("tool", "alpha"), ("tool", "beta")]
    assert reader.post("/bookmarks", fields).status == 303
    assert reader.bookmarks() == ["beta"]


def test_a_withdrawn_reviewer_counts_no_more(site):
    site.withdraw({"reviewer": "builder"})
    page = Reader(site).get(ALPHA).text
    assert "Not reviewed yet" in page and "Builder" not in page
    assert "No reviewer has scored both" in Reader(site).get(PAIR).text
    publish(site.data, site.file)
    assert "Builder" in Reader(site).get(ALPHA).text


def test_the_newsletter_tells_nothing_of_it(site):
    site.withdraw({"tool": "alpha"}, {"comparison": ["alpha", "beta"]})
    compose(site.data)
    assert Reader(site).get("/newsletter/1").status == 404, "every comparison holds it"
    publish(site.data, site.file)
    compose(site.data)
    assert "Alpha vs Beta" in Reader(site).get("/newsletter/1").text
    site.withdraw({"tool": "alpha"})
    compose(site.data)
    assert Reader(site).get("/newsletter/2").status == 404, "a tool that goes is no verdict"
