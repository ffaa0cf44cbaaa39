"""However much changed, an issue is one that a mail program shows whole, a page that a phone loads,
and a feed that a reader takes; and its subject tells the news."""

import itertools
import re
import subprocess
import xml.etree.ElementTree

import pytest

from client import Reader
from commands.catalogs import publish, write
from commands.test_issues import catalog, compose, panel, vote
from letters import Mailbox, add_subscribers, change, parse, rows, text_of
from program import BINARY, LIMIT, Server, clean_environment, run

HTML_MAX = 60 * 1024
ATOM = "{http://www.w3.org/2005/Atom}"
PLAIN = "Tool number {}"
LONG = "A tool with a name as long as names may be & \"more\" <{}>, " + "so that nothing fits " * 2
FAR = "视觉语言模型视觉语言模型视觉语言模型视觉语言模型 {}"


def many(count, name=PLAIN, verdict=70):
    """A document of so many tools by that name, with one review each."""
    content = catalog({f"tool-{number:04}": panel(builder=verdict) for number in range(count)})
    for number, tool in enumerate(content["tools"]):
        tool["name"] = name.format(number)
    return content


def turn_all(data, file, count, name=PLAIN):
    """A store in which that many verdicts have turned since the last issue."""
    publish(data, file, many(count, name))
    compose(data)
    # Import takes seconds for thousands of tools; what the last issue knew is changed instead.
    change(data, "INSERT INTO issue_tools"
           " SELECT id, (SELECT coalesce(max(id), 0) FROM issues), 0, 1, 0, 'open' FROM tools WHERE true"
           " ON CONFLICT (tool_id, issue_id) DO UPDATE SET ship = 0, skip = 1")


def preview(data, *words):
    done = subprocess.run([BINARY, "newsletter", "preview", "--data", data, *words],
                          capture_output=True, env=clean_environment(), timeout=LIMIT)
    assert done.returncode == 0, done
    return done.stdout, parse(done.stdout)


@pytest.mark.parametrize("name", [PLAIN, LONG, FAR], ids=["plain", "long", "far"])
@pytest.mark.parametrize("count", [600, 3000])
def test_a_mail_is_never_cut_off(data, file, count, name):
    turn_all(data, file, count, name)
    content, mail = preview(data, "--base-url", "https://a-host-with-a-rather-long-name.example")
    html = mail.get_body(("html",)).get_content()
    assert len(html.encode()) <= HTML_MAX
    encoded = content.split(b"Content-Type: text/html", 1)[1]
    assert len(encoded) <= HTML_MAX * 1.05, "as it travels, with soft line ends"
    shown = html.count("<li>")
    assert shown > 50
    assert f"And {count - shown} more on the site" in html
    assert html.index("more on the site") < html.index("Unsubscribe")
    text = text_of(mail)
    assert len(re.findall(r"^\* ", text, re.M)) == shown
    assert f"\nAnd {count - shown} more on the site: https://a-host" in text
    assert len(html.encode()) > HTML_MAX * 0.3, "and no more is left out than must be"


def test_what_fits_has_no_more(data, file):
    turn_all(data, file, 12)
    _, mail = preview(data)
    assert "more on the site" not in text_of(mail)
    assert mail.get_body(("html",)).get_content().count("<li>") == 12


def test_the_mail_that_is_sent_is_bounded_too_and_leads_to_all(data, file):
    turn_all(data, file, 640)
    add_subscribers(data, "a@example.org")
    assert len(compose(data)) == 640, "the store keeps all"
    with Server(data) as site:
        mail, = Mailbox(data).wait("issue")
        html = mail.get_body(("html",)).get_content()
        assert len(html.encode()) <= HTML_MAX
        rest, = re.findall(r'<p class="more"><a href="([^"]+)">And \d+ more', html)
        assert rest == f"{site.url}/newsletter/1"
        seen, path = [], rest.removeprefix(site.url)
        for _ in range(20):
            page = Reader(site).get(path)
            assert page.status == 200
            items = re.findall(r'<li><b><a href="/tool/([^"]+)"', page.text)
            assert 0 < len(items) <= 100
            seen += items
            following = re.search(r'rel="next" href="([^"]+)"', page.text)
            if not following:
                break
            path = following[1]
        assert sorted(seen) == [f"tool-{number:04}" for number in range(640)]
        assert len(Reader(site).get("/newsletter/1").text) < 100_000
        second = Reader(site).get("/newsletter/1?page=2").text
        assert f'rel="canonical" href="{site.url}/newsletter/1?page=2"' in second
        assert 'rel="prev" href="/newsletter/1"' in second and "Page 2 of 7" in second
        assert Reader(site).get("/newsletter/1?page=1").text.count("<li><b") == 100
        for wrong in ("0", "8", "-1", "x", "01", "1e1", "9" * 30):
            assert Reader(site).get(f"/newsletter/1?page={wrong}").status == 404
        feed = Reader(site).get("/newsletter.atom").text
        entry = xml.etree.ElementTree.fromstring(feed).find(f"{ATOM}entry")
        content = entry.find(f"{ATOM}content").text
        assert content.count("<li>") == 50 and "And 590 more on the site" in content
        assert f'href="{site.url}/newsletter/1"' in content
        assert site.stop() == 0


def test_what_readers_care_for_comes_first(data, file):
    tools = {"alpha": panel(builder=90), "beta": panel(builder=70), "gamma": panel(builder=80),
             "delta": panel(builder=95, founder=20), "eta": panel(builder=50)}
    publish(data, file, catalog(tools, ("alpha", "beta")))
    compose(data)
    tools["eta"] = panel(builder=80)
    tools["beta"] = panel(builder=50)
    tools["delta"] = panel(builder=96, founder=20)
    vote(data, "gamma", 12, 0)
    vote(data, "eta", 3, 0)
    publish(data, file, catalog(tools, ("alpha", "beta"), ("alpha", "gamma"), ("alpha", "eta"),
                                ("beta", "eta"), ("beta", "delta")))
    told = compose(data)
    assert [(item[0], item[1]) for item in told] == [
        ("verdict", "Eta"), ("verdict", "Beta"),  # three votes, none
        ("comparison", "Alpha vs Gamma"),         # twelve votes
        ("comparison", "Beta vs Eta"),            # three, 30 points apart
        ("comparison", "Alpha vs Eta"),           # three, 10 points
        ("comparison", "Beta vs Delta"),
        ("call", "Gamma"), ("divided", "Delta")]


def test_two_things_about_one_tool_are_one_item(data, file):
    publish(data, file, catalog({"alpha": panel(builder=90, skeptic=80), "beta": panel(builder=70)},
                                ("alpha", "beta")))
    compose(data)
    vote(data, "alpha", 0, 12)
    publish(data, file, catalog({"alpha": panel(builder=90, skeptic=20)}))
    assert compose(data) == [(
        "verdict", "Alpha", "Now Mixed · 1 ship / 1 skip. It was Ship · 2 ship / 0 skip. "
        "Readers now say skip: 0% ship of 12 votes, 95% interval 0% to 24%. "
        "From 20 (Skeptic) to 90 (Builder): 70 points apart.", "/tool/alpha")]
    assert rows(data, "SELECT subject, preheader FROM issues WHERE id = 2") == [
        ("Alpha falls to Mixed", "Now Mixed · 1 ship / 1 skip. It was Ship · 2 ship / 0 skip. "
         "Readers now say skip: 0% ship of 12 votes, 95% interval 0% to 24%. "
         "From 20 (Skeptic) to 90 (Builder): 70 points apart.")]


NAMES = {"alpha": "Alpha", "beta": "Beta", "gamma": "Gamma", "delta": "Delta",
         "psi": "Psi", "omega": "Omega"}
FIRST = {"psi": panel(builder=80), "omega": panel(builder=80)}  # so that there is a first issue


def subject_after(data, file, before, after, *comparisons, names=NAMES, votes=()):
    """Subject and preheader of the issue that tells the difference."""
    for number, (tools, pairs) in enumerate([({**FIRST, **before}, [("omega", "psi")]),
                                             (after, comparisons)]):
        content = catalog(tools, *pairs)
        for tool in content["tools"]:
            tool["name"] = names[tool["slug"]]
        publish(data, file, content)
        if number == 0:
            compose(data)
    for tool, *tally in votes:
        vote(data, tool, *tally)
    compose(data)
    return rows(data, "SELECT subject, preheader FROM issues ORDER BY id DESC LIMIT 1")[0]


SHIP, SKIP, MIXED = panel(builder=70), panel(builder=50), panel(builder=70, skeptic=50)
TOLD = [
    ({"alpha": SHIP}, {"alpha": MIXED}, "Alpha falls to Mixed"),
    ({"alpha": SHIP}, {"alpha": SKIP}, "Alpha falls to Skip"),
    ({"alpha": MIXED}, {"alpha": SKIP}, "Alpha falls to Skip"),
    ({"alpha": MIXED}, {"alpha": SHIP}, "Alpha rises to Ship"),
    ({"alpha": SKIP}, {"alpha": MIXED}, "Alpha rises to Mixed"),
    ({"alpha": SHIP}, {"alpha": []}, "Alpha is no longer reviewed"),
]


@pytest.mark.parametrize("before, after, subject", TOLD)
def test_the_subject_tells_the_verdict(data, file, before, after, subject):
    assert subject_after(data, file, before, after)[0] == subject


def test_the_subject_counts_the_rest_and_the_preheader_goes_on(data, file):
    before = {"alpha": SHIP, "beta": SKIP, "gamma": panel(builder=90), "delta": panel(builder=70)}
    after = {**before, "alpha": MIXED, "beta": SHIP}
    assert subject_after(data, file, before, after, ("gamma", "delta"), votes=[("gamma", 12, 0)]) == (
        "Alpha falls to Mixed, and 3 more",
        "Also: Beta rises to Ship; Gamma leads Delta; Gamma: readers now say ship.")


@pytest.mark.parametrize("tools, pair, subject", [
    ({"alpha": panel(builder=90), "beta": panel(builder=70)}, ("alpha", "beta"), "Alpha leads Beta"),
    ({"alpha": panel(builder=70), "beta": panel(builder=90)}, ("alpha", "beta"), "Beta leads Alpha"),
    ({"alpha": panel(builder=70, skeptic=72), "beta": panel(builder=71, skeptic=75, founder=1)},
     ("alpha", "beta"), "Beta leads Alpha"),
    ({"alpha": panel(builder=70, skeptic=72), "beta": panel(builder=74, skeptic=70)},
     ("alpha", "beta"), "Beta vs Alpha: too close to call"),
    ({"alpha": panel(builder=70), "beta": panel(builder=70)}, ("alpha", "beta"),
     "Alpha vs Beta: too close to call"),
    ({"alpha": panel(builder=70), "beta": []}, ("alpha", "beta"), "Alpha vs Beta"),
    ({"alpha": panel(builder=90), "beta": SHIP, "gamma": SHIP}, ("alpha", "beta", "gamma"),
     "Alpha leads Beta and 1 other"),
    ({"alpha": panel(builder=90), "beta": SHIP, "gamma": SHIP, "delta": panel(builder=80)},
     ("alpha", "beta", "gamma", "delta"), "Alpha leads Delta and 2 others")])
def test_the_subject_tells_the_answer(data, file, tools, pair, subject):
    assert subject_after(data, file, tools, tools, pair)[0] == subject


LONG_NAMES = ["W" * 120, "The tool whose name says everything that it does and then some more",
              "a" * 60 + " b", "é́" * 60, "שלום" * 20, "👩🏽‍💻 " * 20, "मानक हिन्दी " * 9]


@pytest.mark.parametrize("one, other", itertools.combinations(LONG_NAMES, 2))
def test_a_long_name_is_cut_at_a_word_and_the_subject_stays_short(data, file, one, other):
    names = {**NAMES, "alpha": one, "beta": other}
    tools = {"alpha": panel(builder=90), "beta": panel(builder=70)}
    first, _ = subject_after(data, file, tools, tools, ("alpha", "beta"), names=names)
    then, _ = subject_after(data, file, tools, {**tools, "alpha": SKIP}, ("alpha", "beta"),
                            names=names)
    for subject in (first, then):
        assert len(subject) <= 70 and "…" in subject
        assert " …" not in subject and "\u200d…" not in subject
        assert subject.count("\u2068") == subject.count("\u2069") == sum(
            name == LONG_NAMES[4] for name in ((one, other) if subject is first else (one,)))
    if one == LONG_NAMES[1]:
        assert then.startswith("The tool whose name says everything that… falls to Skip")


def test_names_that_fit_are_whole(data, file):
    names = {**NAMES, "alpha": "Gemini Nano 3 (open weights)", "beta": "vLLM"}
    tools = {"alpha": panel(builder=90), "beta": panel(builder=70)}
    assert subject_after(data, file, tools, tools, ("alpha", "beta"), names=names)[0] == (
        "Gemini Nano 3 (open weights) leads vLLM")


def test_the_preheader_is_the_first_text_of_the_mail_and_is_not_seen(data, file):
    publish(data, file, catalog({"alpha": SHIP, "beta": SKIP}, ("alpha", "beta")))
    compose(data)
    publish(data, file, catalog({"alpha": SKIP, "beta": SHIP}))
    _, mail = preview(data)
    html = mail.get_body(("html",)).get_content()
    body = html.split("<body>", 1)[1]
    assert mail["Subject"] == "Alpha falls to Skip, and 1 more"
    assert re.match(r'\s*<div class="preheader" dir="auto">Also: Beta rises to Ship\.</div>', body)
    assert re.search(r"^\.preheader \{ display: none;", html, re.M)
    assert text_of(mail).startswith("Also: Beta rises to Ship.\n\nWeekly AI tool verdicts, issue 2")


def test_an_issue_of_an_older_program_is_shown_as_it_was(data, file):
    """It has no preheader, and an order and a subject of its own."""
    publish(data, file, catalog({"alpha": SHIP, "beta": SKIP}, ("alpha", "beta")))
    add_subscribers(data, "a@example.org")
    compose(data)
    change(data, "UPDATE issues SET preheader = '', subject = 'Alpha vs Beta'")
    with Server(data):
        mail, = Mailbox(data).wait("issue")
    assert mail["Subject"] == "Alpha vs Beta"
    assert text_of(mail).startswith("Weekly AI tool verdicts, issue 1")
    assert '<div class="preheader"' not in mail.get_body(("html",)).get_content()


BROKEN = ["\ufffe", "\uffff", "\x01", "\x0b", "\x1f", "a\ufffeb\uffffc"]


@pytest.mark.parametrize("text", BROKEN, ids=lambda text: "-".join(f"{ord(c):x}" for c in text))
def test_what_xml_cannot_hold_never_reaches_the_feed(data, file, text):
    """Import refuses it today; a row of an older program may have it."""
    publish(data, file, catalog({"alpha": SHIP, "beta": SKIP}, ("alpha", "beta")))
    compose(data)
    change(data, "UPDATE issues SET subject = 'Subject ' || ?", text)
    change(data, "UPDATE issue_items SET title = 'Title' || ?1, detail = 'Detail' || ?1", text)
    with Server(data) as site:
        feed = Reader(site).get("/newsletter.atom").text
        entry = xml.etree.ElementTree.fromstring(feed).find(f"{ATOM}entry")
        assert entry.find(f"{ATOM}title").text.startswith("Subject ")
        content = entry.find(f"{ATOM}content").text
        assert "Title" in content and "Detail" in content
        assert not set(text) & set("\ufffe\uffff\x01\x0b\x1f") & set(feed)


def test_bytes_that_are_no_utf_8_never_reach_the_feed(data, file):
    publish(data, file, catalog({"alpha": SHIP, "beta": SKIP}, ("alpha", "beta")))
    compose(data)
    change(data, "UPDATE issue_items SET title = CAST(X'41FFED A080C0'  AS TEXT)".replace(" A", "A"))
    with Server(data) as site:
        feed = Reader(site).get("/newsletter.atom").text
        assert xml.etree.ElementTree.fromstring(feed).find(f"{ATOM}entry") is not None
