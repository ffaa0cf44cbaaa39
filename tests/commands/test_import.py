"""Import: what it does to the store, and how it tells what is wrong."""

from commands.catalogs import (DOCUMENT, OTHER, TOOL, changed, document, dump, publish, refuse,
                               rows, write)
from program import CATALOG, run


def test_a_whole_document_is_published(data, file):
    done = publish(data, file, DOCUMENT)
    assert done.stdout.split("\n")[2].split() == ["tools", "2", "new,", "0", "changed,", "0",
                                                  "unchanged"]
    assert rows(data, "SELECT slug, name FROM tools ORDER BY id") == [("alpha", "Alpha"),
                                                                      ("beta", "Beta")]


def test_the_shipped_catalog_is_published(data):
    publish(data, CATALOG)
    assert rows(data, "SELECT count(*) >= 14 FROM tools") == [(1,)]
    assert rows(data, "SELECT count(*) >= 4 FROM categories") == [(1,)]
    assert rows(data, "SELECT count(*) FROM reviewers") == [(4,)]
    assert rows(data, "SELECT count(*) >= 10 FROM comparisons") == [(1,)]
    assert rows(data, "SELECT DISTINCT byline FROM reviewers") == [("ai",)]


def test_twice_is_the_same_as_once(data, file):
    publish(data, file, changed(("tools", 0, "aliases"), ["b", "c", "a"]))
    before = dump(data)
    done = publish(data, file)
    assert dump(data) == before
    assert "2 unchanged" in done.stdout and done.stdout.count(" 0 new, 0 changed, ") == 4


def test_if_empty_leaves_a_filled_store_alone(data, file):
    assert run("import", "--if-empty", write(file, DOCUMENT), data=data).returncode == 0
    before = dump(data)
    write(file, changed(("tools", 0, "name"), "Changed"))
    assert run("import", "--if-empty", file, data=data).returncode == 0
    assert dump(data) == before


def test_history_keeps_what_was_said(data, file):
    publish(data, file, DOCUMENT)
    document_2 = changed(("tools", 0, "reviews", 0, "score"), 30)
    document_2["tools"][0]["facts"][0]["value"] = "GPL"
    done = publish(data, file, document_2)
    assert "tools        0 new, 1 changed, 1 unchanged" in done.stdout
    assert rows(data, "SELECT score, replaced_at IS NULL FROM reviews ORDER BY id") == [
        (88, 0), (30, 1)]
    assert rows(data, "SELECT value, replaced_at IS NULL FROM facts ORDER BY id") == [
        ("MIT", 0), ("GPL", 1)]
    assert rows(data, "SELECT a.replaced_at = b.published_at FROM reviews a, reviews b"
                      " WHERE a.id = 1 AND b.id = 2") == [(1,)]


def test_a_review_that_comes_back_is_a_new_one(data, file):
    publish(data, file, DOCUMENT)
    publish(data, file, changed(("tools", 0, "reviews"), []))
    publish(data, file, DOCUMENT)
    assert rows(data, "SELECT id, score, replaced_at IS NULL FROM reviews ORDER BY id") == [
        (1, 88, 0), (2, 88, 1)]


def test_reviewers_and_categories_change_in_place(data, file):
    publish(data, file, DOCUMENT)
    other = document()
    other["reviewers"][0].pop("motto")
    other["categories"][0]["name"] = "Instruments"
    done = publish(data, file, other)
    assert done.stdout.count("0 new, 1 changed, 0 unchanged") == 2
    assert rows(data, "SELECT id, motto FROM reviewers") == [(1, None)]
    assert rows(data, "SELECT id, name FROM categories") == [(1, "Instruments")]


def test_what_a_tool_leaves_out_is_taken_off(data, file):
    publish(data, file, DOCUMENT)
    bare = document()
    for key in ("reviews", "facts", "aliases", "best_for", "homepage"):
        del bare["tools"][0][key]
    publish(data, file, bare)
    assert rows(data, "SELECT count(*) FROM reviews WHERE replaced_at IS NULL") == [(0,)]
    assert rows(data, "SELECT count(*) FROM facts WHERE replaced_at IS NULL") == [(0,)]
    assert rows(data, "SELECT count(*) FROM seen_aliases") == [(0,)]
    assert rows(data, "SELECT best_for, homepage FROM tools WHERE id = 1") == [(None, None)]


def test_what_no_document_names_stays(data, file):
    publish(data, file, DOCUMENT)
    publish(data, file, {"tools": [{**OTHER, "name": "Beta Two"}]})
    assert rows(data, "SELECT name FROM tools ORDER BY id") == [("Alpha",), ("Beta Two",)]
    assert rows(data, "SELECT count(*) FROM reviews WHERE replaced_at IS NULL") == [(1,)]


def test_a_renamed_tool_is_the_same_tool(data, file):
    publish(data, file, DOCUMENT)
    publish(data, file, {"tools": [{**TOOL, "slug": "alpha-two", "aliases": ["alpha", "alfa"]}]})
    assert rows(data, "SELECT id, slug FROM tools ORDER BY id") == [(1, "alpha-two"), (2, "beta")]
    assert rows(data, "SELECT count(*) FROM reviews") == [(1,)]
    assert rows(data, "SELECT alias FROM seen_aliases ORDER BY alias") == [("alfa",), ("alpha",)]


def test_a_tool_takes_its_own_alias_as_its_slug(data, file):
    publish(data, file, DOCUMENT)
    publish(data, file, {"tools": [{**TOOL, "slug": "alfa", "aliases": ["alpha"]}]})
    assert rows(data, "SELECT id, slug FROM tools ORDER BY id") == [(1, "alfa"), (2, "beta")]
    assert rows(data, "SELECT alias, tool_id FROM seen_aliases") == [("alpha", 1)]


def test_a_renamed_tool_stays_compared(data, file):
    publish(data, file, DOCUMENT)
    renamed = document()
    renamed["tools"][0].update(slug="zeta", aliases=["alpha"])
    renamed["comparisons"] = [{"tools": ["zeta", "beta"]}]
    done = publish(data, file, renamed)
    assert "comparisons  0 new, 0 changed, 1 unchanged" in done.stdout


def test_two_tools_cannot_become_one(data, file):
    publish(data, file, DOCUMENT)
    write(file, {"tools": [{**TOOL, "slug": "gamma", "aliases": ["alpha", "beta"]}]})
    refuse(data, file, 'tools[0].aliases[1]: "beta" is the slug of another tool in the store')


def test_a_slug_that_is_an_alias_elsewhere_is_taken(data, file):
    publish(data, file, DOCUMENT)
    write(file, {"tools": [{**OTHER, "slug": "alfa"}]})
    refuse(data, file, 'tools[0].slug: "alfa" is an alias of another tool in the store')


def test_an_alias_given_up_can_be_a_slug_in_the_same_import(data, file):
    publish(data, file, DOCUMENT)
    freed = document()
    freed["tools"][0]["aliases"] = []
    freed["tools"].append({**OTHER, "slug": "alfa"})
    publish(data, file, freed)
    assert rows(data, "SELECT id, slug FROM tools ORDER BY id") == [(1, "alpha"), (2, "beta"),
                                                                    (3, "alfa")]
    assert rows(data, "SELECT count(*) FROM seen_aliases") == [(0,)]


def test_an_alias_moves_between_tools_of_one_import(data, file):
    publish(data, file, DOCUMENT)
    moved = document()
    del moved["tools"][0]["aliases"]
    moved["tools"][1]["aliases"] = ["alfa"]
    publish(data, file, moved)
    assert rows(data, "SELECT alias, tool_id FROM seen_aliases") == [("alfa", 2)]


def test_an_alias_of_a_tool_outside_the_import_is_taken(data, file):
    publish(data, file, DOCUMENT)
    write(file, {"tools": [{**OTHER, "aliases": ["alfa", "alpha"]}]})
    refuse(data, file, 'tools[0].aliases[0]: "alfa" is an alias of another tool',
           'tools[0].aliases[1]: "alpha" is the slug of another tool')


def test_names_taken_in_another_file_say_which(data, tmp_path):
    one = write(tmp_path / "one.json", DOCUMENT)
    two = write(tmp_path / "two.json", {"tools": [OTHER]})
    done = run("import", one, two, data=data)
    assert f'"beta" is already the slug of tools[1] of {one}' in done.stderr


def test_one_bad_file_stops_the_good_ones(data, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    write(folder / "a.json", DOCUMENT)
    write(folder / "b.json", {"categories": [{"slug": "more", "name": ""}]})
    refuse(data, folder, 'b.json: categories[0].name: "" is empty')


def test_all_problems_are_told_at_once(data, file):
    broken = document()
    broken["tools"][0]["reviews"][0]["score"] = 101
    broken["tools"][1]["entry"] = "gratis"
    broken["tools"][1]["category"] = "nowhere"
    write(file, broken)
    refuse(data, file, "101 is not within", '"gratis"', '"nowhere"')


def test_a_problem_is_told_once(data, file):
    write(file, changed(("tools", 0, "aliases"), ["alfa"] * 3))
    refuse(data, file, 'tools[0].aliases[1]: "alfa" stands', 'tools[0].aliases[2]: "alfa" stands')
    write(file, changed(("comparisons", 0, "tools"), ["A", "a b", "alpha"]))
    refuse(data, file, "comparisons[0].tools[0]: ", "comparisons[0].tools[1]: ")


def test_problems_come_in_the_order_of_the_documents(data, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    write(folder / "a.json", {"tools": [{**OTHER, "category": "nowhere"},
                                        {**OTHER, "slug": "gamma", "entry": "gratis"}]})
    write(folder / "b.json", {"tools": [{**TOOL, "name": ""}], "prices": []})
    refuse(data, folder, 'a.json: tools[0].category: there is no category "nowhere"',
           'a.json: tools[1].entry: "gratis"', 'a.json: tools[1].category: there is no category',
           'b.json: "prices" is not a key', 'b.json: tools[0].name: "" is empty',
           "b.json: tools[0].category: there is no", "b.json: tools[0].reviews[0].reviewer: there")


def test_a_hundred_problems_are_enough(data, file):
    write(file, {"tools": [{}] * 200})
    done = run("import", file, data=data)
    assert "and 1300 more problems" in done.stderr
    assert len(done.stderr.splitlines()) == 102


def test_the_first_hundred_problems_are_told(data, file):
    tools = [{**OTHER, "slug": f"tool-{i}", "entry": "gratis", "category": "nowhere"}
             for i in range(200)]
    write(file, {"tools": tools})
    told = run("import", file, data=data).stderr.splitlines()
    assert "tools[0].entry" in told[0] and "tools[0].category" in told[1]
    assert "tools[49].entry" in told[98] and "tools[49].category" in told[99]
    assert "and 300 more problems" in told[100]


def test_awkward_texts_are_published_as_they_are(data, file):
    awkward = changed(("tools", 0, "name"), "<script>\"'&\\ 😀 مرحبا " + "W" * 150)
    publish(data, file, awkward)
    assert rows(data, "SELECT name FROM tools WHERE id = 1") == [
        (awkward["tools"][0]["name"],)]


def test_twenty_thousand_tools_are_imported(data, tmp_path):
    tools = [{**OTHER, "slug": f"tool-{i}", "aliases": [f"t-{i}"]} for i in range(20000)]
    file = write(tmp_path / "many.json", {"categories": DOCUMENT["categories"], "tools": tools})
    publish(data, file)
    assert rows(data, "SELECT count(*) FROM seen_aliases") == [(20000,)]
