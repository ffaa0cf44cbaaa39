"""Lists of a large catalog: no page shows all of it, and each tool is within reach without
scripts."""

import json
import re
import urllib.error
import urllib.parse
import urllib.request

import pytest

from program import LIMIT, Server, run

MOST = 200  # tools on a page
TOO_FEW = "It takes at least two tools"
TOO_MANY = "Five tools are the most"
CATEGORIES = 12
NAMES = [f"tool-{n}" for n in range(2050)]


def many(path):
    """Writes it, the tools of each category far apart, and answers where it is."""
    tools = [{"slug": slug, "name": f"Name of {slug}", "category": f"c{n % CATEGORIES}",
              "tagline": "t", "description": "d", "entry": "free", "pricing": "p"}
             for n, slug in enumerate(NAMES)]
    categories = [{"slug": f"c{n}", "name": f"Category {n}"} for n in range(CATEGORIES)]
    path.write_text(json.dumps({"categories": categories, "tools": tools,
                                "comparisons": [{"tools": NAMES[:2]}]}), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("many")
    done = run("import", many(folder / "catalog.json"), data=folder / "data")
    assert done.returncode == 0, done.stderr
    with Server(folder / "data", "--limits", "off") as server:
        yield server


def read(site, path):
    with urllib.request.urlopen(site.url + path, timeout=LIMIT) as answer:
        return answer.geturl().removeprefix(site.url), answer.headers, answer.read().decode()


def boxes(page, checked=""):
    return re.findall(rf'name="tool" value="([^"]+)"{checked}>', page)


def more(page, value="[^\"]+"):
    return re.search(rf'<button [^>]*name="after" value="({value})"', page)


def send(site, *chosen, **more_fields):
    fields = [("tool", slug) for slug in chosen] + list(more_fields.items())
    return read(site, "/compare?" + urllib.parse.urlencode(fields))


def test_the_front_page_leads_to_every_tool(site):
    path, seen, pages = "/", [], 0
    while path:
        _, headers, page = read(site, path)
        slugs = re.findall(r'<li><a href="/tool/([^"]+)"', page)
        assert 0 < len(slugs) <= MOST and len(page) < 100_000
        assert ('noindex' in (headers["X-Robots-Tag"] or "")) == (pages > 0)
        assert ('rel="canonical"' in page) == (pages == 0)
        assert ("Newest comparisons" in page) == (pages == 0)
        link = re.search(r'href="([^"]+)" rel="next"', page)
        path = link and link[1].split("#")[0]
        seen += slugs
        pages += 1
    assert sorted(seen) == sorted(NAMES) and pages == -(-len(NAMES) // MOST)


def test_categories_follow_each_other(site):
    """A category is not torn over more pages than it needs."""
    _, _, page = read(site, "/")
    order = re.findall(r"<h3>(Category \d+)</h3>", page)
    assert order == [f"Category {n}" for n in range(len(order))] and 1 < len(order) < CATEGORIES


def test_the_picker_leads_to_every_tool_and_keeps_what_was_chosen(site):
    _, _, page = read(site, "/compare")
    chosen, seen, pages = [], boxes(page), 1
    assert len(seen) == MOST and not more(page, "")
    while more(page):
        if len(chosen) < 5:
            chosen.append(boxes(page)[-1])
        path, headers, page = send(site, *chosen, after=more(page)[1])
        assert path.startswith("/compare?") and "noindex" in headers["X-Robots-Tag"]
        assert TOO_FEW not in page and TOO_MANY not in page
        assert sorted(boxes(page, " checked")) == sorted(chosen)
        assert len(boxes(page)) <= MOST + 5
        seen += [slug for slug in boxes(page) if slug not in chosen]
        pages += 1
    assert sorted(seen) == sorted(NAMES) and pages == -(-len(NAMES) // MOST)
    assert send(site, *chosen)[0] == "/compare/" + "-vs-".join(sorted(chosen))


def test_the_picker_leads_back_to_the_first_tools(site):
    _, _, first = read(site, "/compare")
    _, _, second = send(site, after=more(first)[1])
    assert more(second, "")
    path, _, page = send(site, "tool-3", "tool-2005", after="")
    assert path.startswith("/compare?") and len(boxes(page)) == MOST
    assert sorted(boxes(page, " checked")) == ["tool-2005", "tool-3"]


def test_too_many_chosen_over_the_pages_are_said(site):
    _, _, page = send(site, *NAMES[:6], after=NAMES[300])
    assert TOO_MANY in page


@pytest.mark.parametrize("path", ["/", "/compare"])
def test_a_page_behind_a_tool_that_is_none_is_not_found(site, path):
    with pytest.raises(urllib.error.HTTPError) as error:
        read(site, path + "?after=nothing")
    assert error.value.code == 404
