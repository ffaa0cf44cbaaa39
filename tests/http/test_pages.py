"""What the pages say, and where they are: the address rules of comparisons and tools."""

import html
import html.parser
import json
import re
import sqlite3
import urllib.error
import urllib.request

import pytest

from program import CATALOG, Server, run

SEED = "/compare/gemini-nano-3-open-weights-vs-smolvlm2"


def text_of(html):
    """The page as words, roughly as a reader without style sees them."""
    body = re.sub(r"<script.*?</script>|<head.*?</head>", " ", html, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).replace("&#39;", "'")


@pytest.fixture(scope="module")
def seed(server):
    with urllib.request.urlopen(server.url + SEED) as response:
        return response.read().decode()


def test_it_says_what_a_comparison_says_in_order(seed):
    words = text_of(seed)
    at = 0
    for part in ["Compare", "Gemini Nano 3 Open Weights vs SmolVLM2", "AI tool comparison",
                 "Which one should you ship with?", "The answer", "leads with every reviewer",
                 "Gemini Nano 3 Open Weights", "Ship", "Panel ship", "75%", "Community", "—",
                 "Entry", "Free", "Four-bit versions fit", "SmolVLM2", "100%", "Decision",
                 "Panel verdict", "Ship · 3 ship / 1 skip", "Ship · 4 ship / 0 skip",
                 "Community", "No community votes yet", "Pricing", "Free (open research license)",
                 "Free / Open Source (Apache 2.0)", "Best for", "Category", "Developer Tools",
                 "Reviewer scorecard", "Builder", "82 /100 · ship", "88 /100 · ship", "Skeptic",
                 "75 /100 · ship", "82 /100 · ship", "Futurist", "78 /100 · ship",
                 "85 /100 · ship", "Founder", "52 /100 · skip", "78 /100 · ship",
                 "Weekly AI Tool Verdicts", "Get the next comparison in your inbox",
                 "New AI tools ship daily. We compare them before you waste an afternoon.",
                 "Bookmarks", "No bookmarks yet", "Bookmark tools to save them for later"]:
        found = words.find(part, at)
        assert found >= 0, f"{part!r} is missing behind {words[max(0, at - 60):at]!r}"
        at = found + len(part)


def test_the_answer_of_the_seed(seed):
    words = text_of(seed)
    assert "SmolVLM2 leads with every reviewer, 11.5 points ahead on average." in words
    assert "No weighting of the reviewers can flip it." in words
    assert "71.75" in words and "83.25" in words


def test_no_control_does_nothing(seed):
    """Forms weigh the reviewers, vote, bookmark and sign up."""
    assert re.findall(r'<form method="get" action="([^"]+)"', seed) == [SEED]
    assert re.findall(r'<form [^>]*method="post" action="([^"]+)"', seed) == [
        "/tool/gemini-nano-3-open-weights/vote", "/bookmarks", "/tool/smolvlm2/vote", "/bookmarks",
        "/newsletter"]
    assert "Loading bookmarks" not in seed
    assert not re.search(r" style=| on[a-z]+=", seed)


@pytest.mark.parametrize("path, kind", [
    ("/compare/llama-cpp-vs-vllm", "A close call: llama.cpp is 2.5 points ahead on average."),
    ("/compare/aider-vs-github-copilot", "GitHub Copilot is 5.25 points ahead on average."),
    ("/compare/n8n-vs-zapier", "No reviewer has scored both"),
    ("/compare/llama-cpp-vs-ollama-vs-vllm",
     "A close call: llama.cpp is 2.5 points ahead of vLLM on average."),
])
def test_answers_of_every_kind(get, path, kind):
    assert kind in text_of(get(path).text)


def test_what_flips_the_answer_can_be_tried(get):
    page = get("/compare/aider-vs-github-copilot").text
    # Means 70.25 and 75.5: D = 21, Aider +2 +8 -8 -23. Lowering Founder by 21/23 to 0.087 does it.
    assert "Weighing Founder at less than 0.09 instead of 1 would put Aider in front." in page
    trial = re.search(r'href="([^"#]+)#answer">Try it', page)[1]
    assert trial == "/compare/aider-vs-github-copilot?weight.founder=0"
    tried = get(trial).text
    assert "Aider is " in text_of(tried)
    assert "With your weights:" in tried and "Founder 0×" in tried


def test_a_level_that_rounds_to_the_weight_is_said_so(tmp_path):
    """Means 50.02 and 50: a weight of 1.0008 instead of 1 flips it, which no reader could read."""
    def tool(slug, *scores):
        return {"slug": slug, "name": slug, "category": "c", "tagline": "x", "description": "x",
                "entry": "free", "pricing": "x", "reviews": [
                    {"reviewer": f"r{i}", "score": score, "verdict": "ship",
                     "reviewed": "2026-01-01", "body": "x"} for i, score in enumerate(scores)]}
    document = {"categories": [{"slug": "c", "name": "C"}], "reviewers": [
        {"slug": f"r{i}", "name": f"R{i}", "lens": "x", "byline": "ai"} for i in range(3)],
        "tools": [tool("a", 100, 0, 51), tool("b", 0, 100, 50)]}
    (tmp_path / "a.json").write_text(json.dumps(document))
    assert run("import", tmp_path / "a.json", data=tmp_path / "data").returncode == 0
    with Server(tmp_path / "data") as server:
        query = "?weight.r0=5&weight.r1=5&weight.r2=0.1"
        with urllib.request.urlopen(server.url + "/compare/a-vs-b" + query) as response:
            page = response.read().decode()
    assert "Weighing R0 at a little less than 5 would put b in front." in page


def test_weights_recompute_and_stay_canonical(get, server):
    answer = get(SEED + "?weight.builder=2&weight.founder=0.5&utm_source=x")
    assert answer.status == 200
    assert "With your weights:" in answer.text
    assert f'rel="canonical" href="{server.url}{SEED}"' in answer.text
    assert '<meta name="robots" content="noindex">' in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert re.search(r'name="weight.builder" [^>]*value="2"', answer.text)
    same = get(SEED + "?weight.builder=1&weight.skeptic=&weight.futurist=1.0&weight.founder=1")
    assert "With your weights:" not in same.text


@pytest.mark.parametrize("query, message", [
    ("weight.builder=9", "weight.builder: 9 is not a number within 0 to 5"),
    ("weight.builder=-1", "is not a number within 0 to 5"),
    ("weight.builder=1.25", "at most one decimal"),
    ("weight.builder=%3Cb%3E", "&lt;b&gt; is not a number"),
    ("weight.nobody=1", "weighs a reviewer who has not scored all of these tools"),
    ("weight.builder=1&weight.builder=2", "is a second weight for the same reviewer"),
    ("weight.builder=0&weight.skeptic=0&weight.futurist=0&weight.founder=0",
     "Every weight is 0"),
])
def test_weights_that_cannot_be_read_are_named(get, query, message):
    answer = get(f"{SEED}?{query}")
    assert answer.status == 400
    assert message in answer.text and 'href="/compare"' in answer.text


@pytest.mark.parametrize("path", [
    "/compare/smolvlm2-vs-gemini-nano-3-open-weights",
    "/compare/Gemini-Nano-3-Open-Weights-vs-SmolVLM2",
    "/compare/smolvlm-2-vs-gemini-nano-3",
    "/compare/gemini-nano-3-open-weights%2Dvs-smolvlm2",
    "/compare/gemini-nano-3-open-weights-vs-smolvlm2/",
])
def test_any_other_spelling_is_a_redirect(get, path):
    for query in ("", "?weight.builder=2&x=%20"):
        answer = get(path + query)
        assert answer.status == 301
        assert answer.headers["Location"] == SEED + query


@pytest.mark.parametrize("path", [
    "/compare/smolvlm2", "/compare/smolvlm2-vs-", "/compare/smolvlm2-vs-nothing",
    "/compare/smolvlm2-vs-smolvlm2", "/compare/smolvlm2-vs-smolvlm-2",
    "/compare/smolvlm2-vs-SMOLVLM2-vs-aider", "/compare/aider-vs-ollama-vs-vllm-vs-zapier-vs-n8n-vs-whisper",
    "/compare/a%00-vs-b", "/tool/nothing", "/tool/vs", "/tool/" + "a" * 500,
])
def test_what_is_not_there(get, path):
    answer = get(path)
    assert answer.status in (400, 404)
    assert 'href="/"' in answer.text and 'href="/compare"' in answer.text


def test_only_listed_comparisons_are_indexed(get):
    assert "noindex" not in get(SEED).text
    unlisted = get("/compare/aider-vs-ollama")
    assert unlisted.status == 200
    assert '<meta name="robots" content="noindex">' in unlisted.text


def test_two_to_five_tools(get):
    five = get("/compare/aider-vs-llama-cpp-vs-ollama-vs-pgvector-vs-vllm")
    assert five.status == 200
    assert len(re.findall(r'<article class="card"', five.text)) == 5
    assert five.text.count('scope="col"') == 6


def structured(html):
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html,
                                re.S)[1])["@graph"]


def test_structured_data_is_true(get, seed, server):
    crumbs, *tools = structured(seed)
    assert [c["item"] for c in crumbs["itemListElement"]] == [server.url + "/compare",
                                                              server.url + SEED]
    assert [tool["name"] for tool in tools] == ["Gemini Nano 3 Open Weights", "SmolVLM2"]
    for tool in tools:
        assert "aggregateRating" not in tool
        assert {r["author"]["@type"] for r in tool["review"]} == {"Organization"}
    assert [r["reviewRating"]["ratingValue"] for r in tools[1]["review"]] == [88, 82, 85, 78]
    assert "review" not in structured(get("/tool/n8n").text)[1]


def test_the_head_says_what_the_page_is(seed, server):
    assert f'<link rel="canonical" href="{server.url}{SEED}">' in seed
    for name in ("og:title", "og:description", "og:url", "og:type", "og:site_name"):
        assert f'property="{name}"' in seed
    assert '<html lang="en">' in seed and seed.count("<h1") == 1
    assert "<title>Gemini Nano 3 Open Weights vs SmolVLM2: which should you ship with?" in seed


def test_base_url_is_the_public_address(tmp_path):
    assert run("import", CATALOG, data=tmp_path).returncode == 0
    with Server(tmp_path, "--base-url", "https://verdict.example") as server:
        with urllib.request.urlopen(server.url + SEED) as response:
            page = response.read().decode()
    assert f'rel="canonical" href="https://verdict.example{SEED}"' in page
    assert server.url not in page


def test_the_home_page_lists_the_newest_first(get):
    page = get("/").text
    listed = [c["tools"] for c in json.loads((CATALOG / "comparisons.json").read_text())
              ["comparisons"]]
    addresses = re.findall(r'<h3><a href="/compare/([^"]+)"', page)
    assert addresses == ["-vs-".join(sorted(tools)) for tools in reversed(listed)][:12]
    for tool in ("smolvlm2", "n8n", "pgvector"):
        assert f'href="/tool/{tool}"' in page


def test_an_empty_store_says_so(tmp_path):
    with Server(tmp_path) as server:
        with urllib.request.urlopen(server.url) as response:
            assert "Nothing has been published yet." in response.read().decode()


def test_a_fault_of_ours_is_a_page_and_a_log_line(tmp_path):
    assert run("import", CATALOG, data=tmp_path).returncode == 0
    with Server(tmp_path) as server:
        broken = sqlite3.connect(tmp_path / "verdict.db")
        broken.execute("DROP TABLE comparisons")
        broken.commit()
        broken.close()
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(server.url)
        page = caught.value.read().decode()
        assert caught.value.code == 500
        assert "Something broke on our side" in page and 'href="/compare"' in page
        with urllib.request.urlopen(server.url + "/compare") as response:
            assert response.status == 200  # the rest goes on
    faults = [json.loads(line) for line in server.log.splitlines() if '"error"' in line]
    # The start clears what an import that died has left, and may meet the hole too.
    faults = [fault for fault in faults if not fault["doing"].startswith("CATALOG_CLEAR_")]
    assert [fault["doing"] for fault in faults] == ["COMPARISON_NEWEST"]
    assert "no such table" in faults[0]["cause"]


def test_a_tool_page_has_card_panel_facts_and_comparisons(get):
    words = text_of(get("/tool/pgvector").text)
    for part in ("pgvector", "Ship", "100%", "Facts", "Index types", "HNSW, IVFFlat", "source",
                 "checked Nov 20, 2026", "Reviewer scorecard", "89 /100 · ship", "Written by AI",
                 "Compared with", "LangChain"):
        assert part in words, part
    assert "Not reviewed yet" in text_of(get("/tool/n8n").text)
    assert "Mixed · 2 ship / 2 skip" in text_of(get("/tool/langchain").text)
    assert "Skip · 1 ship / 3 skip" in text_of(get("/tool/autogpt").text)


def test_a_tool_is_found_by_its_alias_in_any_case(get):
    for name in ("copilot", "GitHub-Copilot", "COPILOT", "github%2Dcopilot"):
        answer = get(f"/tool/{name}?x=1")
        assert (answer.status, answer.headers["Location"]) == (301, "/tool/github-copilot?x=1")


def test_the_picker_leads_to_the_comparison(get):
    answer = get("/compare?tool=vllm&tool=copilot&tool=vllm&tool=nothing")
    assert (answer.status, answer.headers["Location"]) == (303,
                                                           "/compare/github-copilot-vs-vllm")
    one = get("/compare?tool=vllm")
    assert one.status == 200 and "at least two tools" in one.text
    assert re.search(r'value="vllm" checked', one.text)
    six = "&".join(f"tool={t}" for t in ("vllm", "n8n", "aider", "whisper", "ollama", "zapier"))
    assert "Five tools are the most" in get("/compare?" + six).text


AWKWARD = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='x",
           "مرحبا بالعالم", "👩‍👩‍👧‍👦 family 🇫🇷", "W" * 200, "{{NAME}} {{#TOOL}}", "&amp;&lt;"]


class Seen(html.parser.HTMLParser):
    """The tags and attributes that a browser would see."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes = set(), set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_awkward_names_are_text_everywhere(tmp_path):
    review = {"reviewer": "r", "score": 50, "verdict": "ship", "reviewed": "2026-01-01",
              "body": AWKWARD[0]}
    tools = [{"slug": f"t{i}", "name": name, "category": "c", "tagline": name,
              "description": name, "homepage": "https://x.example/'%3Cb%3E", "entry": "free",
              "pricing": name, "best_for": name, "reviews": [review],
              "facts": [{"key": "k", "value": name, "source": "https://x.example/?a=b&c=d",
                         "checked": "2026-01-01"}]} for i, name in enumerate(AWKWARD)]
    document = {"reviewers": [{"slug": "r", "name": AWKWARD[1], "lens": AWKWARD[0],
                               "byline": "human"}],
                "categories": [{"slug": "c", "name": AWKWARD[0]}], "tools": tools,
                "comparisons": [{"tools": ["t0", "t1"]}]}
    (tmp_path / "a.json").write_text(json.dumps(document))
    assert run("import", tmp_path / "a.json", data=tmp_path / "data").returncode == 0
    with Server(tmp_path / "data") as server:
        for path in ["/", "/compare", "/compare/t0-vs-t1-vs-t2-vs-t3-vs-t4"] + [
                f"/tool/t{i}" for i in range(len(AWKWARD))]:
            with urllib.request.urlopen(server.url + path) as response:
                page = response.read().decode()
            seen = Seen()
            seen.feed(page)
            assert "img" not in seen.tags and page.count("<script") <= 2, path
            assert not [name for name in seen.attributes if name.startswith("on")], path
            for graph in re.findall(r'ld\+json">(.*?)</script>', page, re.S):
                json.loads(graph)
            if path.startswith("/tool/t"):
                name = AWKWARD[int(path[-1])]
                assert html.escape(name, quote=True).replace("&#x27;", "&#39;") in page
