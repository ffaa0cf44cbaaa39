"""What an issue of the newsletter tells: what changed since the last one, and nothing else."""

import pytest

from commands.catalogs import REVIEW, TOOL, document, publish
from letters import change, rows
from program import CATALOG, run

REVIEWERS = ("builder", "skeptic", "futurist", "founder")


def panel(**scores):
    """Reviews that say ship from 60 points on."""
    return [{**REVIEW, "reviewer": reviewer, "score": score,
             "verdict": "ship" if score >= 60 else "skip"} for reviewer, score in scores.items()]


def catalog(tools, *comparisons):
    """A document of tools by slug with their reviews, and listed comparisons."""
    content = document()
    content["reviewers"] = [{**content["reviewers"][0], "slug": slug, "name": slug.title()}
                            for slug in REVIEWERS]
    content["tools"] = [{**TOOL, "slug": slug, "name": slug.title(), "aliases": [],
                         "reviews": reviews} for slug, reviews in tools.items()]
    content["comparisons"] = [{"tools": list(slugs)} for slugs in comparisons]
    return content


def compose(data):
    """What the next issue tells: None, or its items."""
    done = run("newsletter", "compose", data=data)
    assert done.returncode == 0, done.stderr
    if "Nothing has changed" in done.stdout:
        return None
    return rows(data, """SELECT kind, title, detail, path FROM issue_items
                         WHERE issue_id = (SELECT max(id) FROM issues) ORDER BY position""")


def vote(data, slug, ship, skip):
    change(data, """INSERT INTO tallies SELECT id, ?, ? FROM tools WHERE slug = ? ON CONFLICT DO
                    UPDATE SET ship = excluded.ship, skip = excluded.skip""", ship, skip, slug)


def test_a_new_comparison_is_told_with_its_answer_once(data, file):
    tools = {"alpha": panel(builder=90, skeptic=80), "beta": panel(builder=70, skeptic=79),
             "gamma": panel(builder=75)}
    publish(data, file, catalog(tools, ("alpha", "beta")))
    assert compose(data) == [(
        "comparison", "Alpha vs Beta", "Alpha leads with every reviewer, 10.5 points ahead on average.",
        "/compare/alpha-vs-beta")]
    assert compose(data) is None
    publish(data, file, catalog(tools, ("alpha", "beta"), ("beta", "gamma"), ("alpha", "gamma")))
    assert [item[1] for item in compose(data)] == ["Alpha vs Gamma", "Beta vs Gamma"], "newest first"
    assert compose(data) is None


def test_a_verdict_that_changed_is_told_with_before_and_after(data, file):
    publish(data, file, catalog({"alpha": panel(builder=90, skeptic=80, founder=50),
                                 "beta": panel(builder=70)}, ("alpha", "beta")))
    compose(data)
    publish(data, file, catalog({"alpha": panel(builder=55, skeptic=80, founder=50)}))
    assert compose(data)[0] == ("verdict", "Alpha", "Now Skip · 1 ship / 2 skip."
                                " It was Ship · 2 ship / 1 skip."
                                " From 50 (Founder) to 80 (Skeptic): 30 points apart.",
                                "/tool/alpha")
    publish(data, file, catalog({"alpha": panel(builder=55, skeptic=80)}))
    assert compose(data) == [
        ("verdict", "Alpha", "Now Mixed · 1 ship / 1 skip. It was Skip · 1 ship / 2 skip.",
         "/tool/alpha")]


def test_a_verdict_that_turned_and_turned_back_is_no_news(data, file):
    tools = {"alpha": panel(builder=90), "beta": panel(builder=70)}
    publish(data, file, catalog(tools, ("alpha", "beta")))
    compose(data)
    publish(data, file, catalog({"alpha": panel(builder=30)}))
    publish(data, file, catalog({"alpha": panel(builder=90)}))
    assert compose(data) is None


def test_scores_and_words_that_changed_are_no_news(data, file):
    tools = {"alpha": panel(builder=90), "beta": panel(builder=70)}
    publish(data, file, catalog(tools, ("alpha", "beta")))
    compose(data)
    content = catalog({"alpha": panel(builder=88), "beta": panel(builder=70)})
    content["tools"][0]["tagline"] = "Another"
    publish(data, file, content)
    assert compose(data) is None


def test_a_first_panel_is_no_verdict_that_changed(data, file):
    publish(data, file, catalog({"alpha": [], "beta": panel(builder=70)}, ("alpha", "beta")))
    compose(data)
    publish(data, file, catalog({"alpha": panel(builder=90, skeptic=85)}))
    assert compose(data) is None


@pytest.mark.parametrize("votes, told", [
    ((9, 0), None),
    ((10, 0), "Readers now say ship: 100% ship of 10 votes, 95% interval 72% to 100%."),
    ((0, 12), "Readers now say skip: 0% ship of 12 votes, 95% interval 0% to 24%."),
    ((8, 2), None), ((60, 50), None)])
def test_readers_who_cross_the_line_are_told(data, file, votes, told):
    publish(data, file, catalog({"alpha": panel(builder=90), "beta": panel(builder=70)},
                                ("alpha", "beta")))
    compose(data)
    vote(data, "alpha", *votes)
    assert compose(data) == ([("call", "Alpha", told, "/tool/alpha")] if told else None)
    assert compose(data) is None


def test_readers_who_cross_it_back_are_told(data, file):
    publish(data, file, catalog({"alpha": panel(builder=90), "beta": panel(builder=70)},
                                ("alpha", "beta")))
    vote(data, "alpha", 20, 0)
    assert [item[0] for item in compose(data)] == ["comparison", "call"]
    vote(data, "alpha", 5, 1)
    assert compose(data) is None, "too few votes to say anything"
    vote(data, "alpha", 20, 19)
    assert compose(data) == [("call", "Alpha", "Readers no longer call it: 51% ship of 39 votes,"
                              " 95% interval 36% to 66%.", "/tool/alpha")]
    vote(data, "alpha", 5, 60)
    assert compose(data)[0][2].startswith("Readers now say skip: 8% ship of 65 votes")


def test_the_most_divided_panels_are_told_among_those_that_said_something(data, file):
    tools = {"alpha": panel(builder=90, founder=20), "beta": panel(builder=80, founder=54),
             "gamma": panel(builder=80, founder=56), "delta": panel(builder=90, founder=40),
             "eta": panel(builder=95, founder=30, skeptic=50), "zeta": panel(builder=99)}
    publish(data, file, catalog(tools, ("alpha", "beta")))
    divided = [item for item in compose(data) if item[0] == "divided"]
    assert divided == [
        ("divided", "Alpha", "From 20 (Founder) to 90 (Builder): 70 points apart.", "/tool/alpha"),
        ("divided", "Eta", "From 30 (Founder) to 95 (Builder): 65 points apart.", "/tool/eta"),
        ("divided", "Delta", "From 40 (Founder) to 90 (Builder): 50 points apart.", "/tool/delta")]
    assert compose(data) is None
    publish(data, file, catalog({"beta": panel(builder=80, founder=51)}))
    assert [item[:2] for item in compose(data)] == [("divided", "Beta")]
    publish(data, file, catalog({"beta": panel(builder=80, founder=56)}))
    assert compose(data) is None, "24 points are not far apart"


def test_every_comparison_is_told_however_many(data, file):
    tools = {f"tool-{number:02}": panel(builder=70) for number in range(9)}
    slugs = sorted(tools)
    pairs = [(a, b) for i, a in enumerate(slugs) for b in slugs[i + 1:]]
    publish(data, file, catalog(tools, *pairs))
    assert len(compose(data)) == 36
    assert rows(data, "SELECT subject FROM issues") == [
        ("Tool-07 vs Tool-08: too close to call, and 35 more",)]


def test_the_shipped_catalog_makes_an_issue(data):
    assert run("import", CATALOG, data=data).returncode == 0
    kinds = [item[0] for item in compose(data)]
    assert kinds == sorted(kinds, key=("verdict", "comparison", "call", "divided").index)
    assert kinds.count("comparison") == 14
