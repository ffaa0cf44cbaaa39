"""Lists of bookmarks as long as they may be, and limits that our own pages never meet."""

import json
import re
import urllib.parse

import pytest

from client import Reader
from letters import change, rows
from program import Server, run

MOST = 500


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """A site with 520 tools, the first 20 of which have the longest slugs."""
    folder = tmp_path_factory.mktemp("many")
    tools = [{"slug": f"tool-{i:03}" + "-x" * 36 * (i < 20), "name": f"Tool {i}", "category": "c",
              "tagline": "t", "description": "d", "entry": "free", "pricing": "Free"}
             for i in range(520)]
    (folder / "c.json").write_text(json.dumps({"categories": [{"slug": "c", "name": "C"}],
                                               "tools": tools}))
    assert run("import", folder / "c.json", data=folder / "data").returncode == 0
    # Ids as far apart as in a store of a million tools.
    change(folder / "data", "UPDATE tools SET id = id * 2000")
    change(folder / "data", "UPDATE publication SET tool_id = tool_id * 2000")
    with Server(folder / "data", "--limits", "off") as site:
        site.data, site.slugs = folder / "data", [tool["slug"] for tool in tools]
        yield site
        assert site.stop() == 0


def keeper(site, slugs):
    reader = Reader(site)
    for start in range(0, len(slugs), 50):
        fields = [("action", "add"), *(("tool", slug) for slug in slugs[start:start + 50])]
        assert reader.post("/bookmarks", fields).status == 303
    return reader


def walk(reader, path):
    """All tools of a list, page by page, as its links lead."""
    found, paths = [], [path]
    for path in paths:
        page = reader.get(path)
        assert page.status == 200 and page.headers["X-Robots-Tag"] == "noindex"
        here = re.findall(r'id="tool-([^"]+)"', page.text)
        assert len(here) <= 50
        found += here
        if len(paths) == 1:
            links = re.findall(r'<li><a href="(/bookmarks[^"]+)"', page.text)
            paths += [link.replace("&amp;", "&") for link in links[1:]]
    return found


def share_link(reader):
    link = re.search(r'href="(/bookmarks\?[^"]+)">Link to this list', reader.get("/bookmarks").text)
    return link[1].replace("&amp;", "&")


@pytest.mark.parametrize("size", [1, 50, 51, 70, MOST])
def test_every_bookmark_is_seen_and_travels_by_one_link(many, size):
    slugs = many.slugs[:size]
    sender, receiver = keeper(many, slugs), Reader(many)
    assert walk(sender, "/bookmarks") == sorted(slugs)
    link = share_link(sender)
    assert len(f"GET {link}&page=10 HTTP/1.1") < 4096
    assert sorted(walk(receiver, link)) == sorted(slugs)
    page = receiver.get(link + ("&page=2" if size > 50 else "")).text
    form = dict(re.findall(r'<input type="hidden" name="(back|list)" value="([^"]+)">', page)[:2])
    assert receiver.post("/bookmarks", {"action": "import", **form}).status == 303
    assert walk(receiver, "/bookmarks") == sorted(slugs)
    # A vote from a card of the longest list finds its way back.
    back = re.findall(r'name="back" value="([^"]+)"', page)[-1].replace("&amp;", "&")
    tool = re.findall(r'id="tool-([^"]+)"', page)[-1]
    voted = receiver.vote(tool, "ship", back=back)
    assert voted.status == 303 and voted.headers["Location"] == f"{back}#community-{tool}"


def test_a_page_that_is_no_more_is_the_last_one(many):
    reader = keeper(many, many.slugs[:60])
    for page in ("2", "3", "99999999999999999999"):
        assert len(re.findall(r'id="tool-', reader.get(f"/bookmarks?page={page}").text)) == 10
    for page in ("0", "-1", "x", ""):
        shown = len(re.findall(r'id="tool-', reader.get(f"/bookmarks?page={page}").text))
        assert shown in (10, 50) and reader.get(f"/bookmarks?page={page}").status == 200
    assert "Compare them" not in reader.get("/bookmarks").text, "only as many as fit side by side"


def test_links_from_before_stay_good(many):
    reader = Reader(many)
    old = "/bookmarks?" + "&".join(f"tool={slug}" for slug in many.slugs[100:160])
    assert sorted(walk(reader, old)) == many.slugs[100:160]
    assert walk(reader, "/bookmarks?tool=tool-100&tool=gone&tool=tool-100") == ["tool-100"] * 2
    assert reader.get("/bookmarks?tool=gone").status == 404


@pytest.mark.parametrize("text, status", [
    ("", 400), ("0", 400), ("1..2", 400), ("1.", 400), (".1", 400), ("A", 400), ("1.-1", 400),
    ("1y2p0ij32e8e7", 404), ("1y2p0ij32e8e8", 400), ("z" * 40, 400), (".".join(["1"] * 501), 400),
    ("1", 404), ("1k0.7", 404),
])
def test_a_list_that_is_none_is_told_so(many, text, status):
    assert Reader(many).get(f"/bookmarks?list={text}").status == status
    answer = Reader(many).post("/bookmarks", {"action": "import", "list": text})
    assert answer.status == (422 if status == 400 else 303)
    assert rows(many.data, "SELECT count(*) FROM bookmarks WHERE tool_id NOT IN"
                           " (SELECT id FROM tools)") == [(0,)]


def test_more_than_500_are_refused_whole(many):
    reader, link = keeper(many, many.slugs[:1]), share_link(keeper(many, many.slugs[20:]))
    full = reader.post("/bookmarks", {"action": "import", "list": link.split("=", 1)[1]})
    assert full.status == 429 and "500 bookmarks are the most" in full.text
    assert walk(reader, "/bookmarks") == many.slugs[:1]


@pytest.mark.parametrize("ticked", [6, 64, 65, 70, 200])
def test_many_ticked_boxes_are_told_that_five_is_the_most(many, ticked):
    slugs = many.slugs[20:20 + ticked]
    page = Reader(many).get("/compare?" + "&".join(f"tool={slug}" for slug in slugs))
    assert page.status == 422 and "Five tools are the most" in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert Reader(many).get("/compare?tool=tool-100").status == 200


def test_more_boxes_than_an_address_holds_are_told_it_too(many):
    page = Reader(many).get("/compare?" + "&".join(f"tool={slug}" for slug in many.slugs[:20] * 3))
    assert page.status == 414 and "Five tools are the most" in page.text


@pytest.mark.parametrize("filling", ["x", "%C3%A9", "|", "&some=parameter"])
def test_a_vote_comes_from_any_page_that_could_be_read(many, filling):
    path = "/tool/tool-100?"
    path += filling * ((4096 - len(path)) // len(filling))
    page = Reader(many).get(path)
    assert page.status == 200
    back = re.search(r'name="back" value="([^"]+)"', page.text)[1].replace("&amp;", "&")
    assert back == path
    voted = Reader(many).vote("tool-100", "ship", back=back)
    assert voted.status == 303 and voted.headers["Location"] == f"{path}#community-tool-100"


def test_the_longest_form_of_our_own_is_taken(many):
    longest = {"choice": "ship", "back": "/tool/tool-100?" + "|" * (4096 - 15)}
    assert 12000 < len(urllib.parse.urlencode(longest)) < 16384
    assert Reader(many).post("/tool/tool-100/vote", longest).status == 303
