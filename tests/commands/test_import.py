"""Import: the contract of the editor's files, by rule."""

import json
import os
import sqlite3
import threading

import pytest

from commands.catalogs import DOCUMENT, FACT, OTHER, REMOVED, REVIEW, TOOL, changed, document, write
from program import CATALOG, run

SLUG_RULE = 'holds "-vs-"'


def rows(data, query):
    store = sqlite3.connect(f"file:{data}/verdict.db?mode=ro", uri=True)
    try:
        return store.execute(query).fetchall()
    finally:
        store.close()


def dump(data):
    store = sqlite3.connect(f"file:{data}/verdict.db?mode=ro", uri=True)
    try:
        return list(store.iterdump())
    finally:
        store.close()


def publish(data, path, content=None):
    if content is not None:
        write(path, content)
    done = run("import", path, data=data)
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "catalog.json"


def refuse(data, path, *lines):
    """The import is refused with exactly these problems, and nothing is changed."""
    run("migrate", data=data)
    before = dump(data)
    done = run("import", path, data=data)
    assert done.returncode == 1
    told = done.stderr.splitlines()
    assert told[-1] == "verdict: nothing was changed"
    assert len(told) - 1 == len(lines), done.stderr
    for line, expected in zip(told, lines):
        assert expected in line
    assert dump(data) == before
    return told


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
    publish(data, file, DOCUMENT)
    before = dump(data)
    done = publish(data, file)
    assert dump(data) == before
    assert "2 unchanged" in done.stdout and "1 new" not in done.stdout


def test_if_empty_leaves_a_filled_store_alone(data, file):
    assert run("import", "--if-empty", write(file, DOCUMENT), data=data).returncode == 0
    before = dump(data)
    write(file, changed(("tools", 0, "name"), "Changed"))
    assert run("import", "--if-empty", file, data=data).returncode == 0
    assert dump(data) == before


def test_several_files_and_a_folder_are_one_catalog(data, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    write(folder / "b.json", {"tools": [TOOL, OTHER]})
    write(folder / "a.json", {"comparisons": DOCUMENT["comparisons"]})
    write(folder / "schema.json", {"not": "a catalog"})
    write(folder / "notes.txt", "not JSON")
    rest = write(tmp_path / "rest.json", {"reviewers": DOCUMENT["reviewers"],
                                          "categories": DOCUMENT["categories"]})
    done = run("import", folder, rest, data=data)
    assert done.returncode == 0, done.stderr
    assert rows(data, "SELECT count(*) FROM comparison_tools") == [(2,)]


def test_a_pipe_is_read(data, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text(json.dumps(DOCUMENT)))
    writer.start()
    done = run("import", pipe, data=data)
    writer.join(60)
    assert done.returncode == 0, done.stderr


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


def test_what_a_tool_leaves_out_is_taken_off(data, file):
    publish(data, file, DOCUMENT)
    bare = document()
    for key in ("reviews", "facts", "aliases", "best_for", "homepage"):
        del bare["tools"][0][key]
    publish(data, file, bare)
    assert rows(data, "SELECT count(*) FROM reviews WHERE replaced_at IS NULL") == [(0,)]
    assert rows(data, "SELECT count(*) FROM facts WHERE replaced_at IS NULL") == [(0,)]
    assert rows(data, "SELECT count(*) FROM tool_aliases") == [(0,)]
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
    assert rows(data, "SELECT alias FROM tool_aliases ORDER BY alias") == [("alfa",), ("alpha",)]


def test_an_alias_moves_between_tools_of_one_import(data, file):
    publish(data, file, DOCUMENT)
    moved = document()
    del moved["tools"][0]["aliases"]
    moved["tools"][1]["aliases"] = ["alfa"]
    publish(data, file, moved)
    assert rows(data, "SELECT alias, tool_id FROM tool_aliases") == [("alfa", 2)]


def test_an_alias_of_a_tool_outside_the_import_is_taken(data, file):
    publish(data, file, DOCUMENT)
    write(file, {"tools": [{**OTHER, "aliases": ["alfa", "alpha"]}]})
    refuse(data, file, 'tools[0].aliases: "alfa" is an alias of another tool',
           'tools[0].aliases: "alpha" is the slug of another tool')


LONG = "x" * 30000
# Each is (place, value, what the message says). The schema refuses the same ones.
SHAPE = [
    (("tools", 0, "reviews", 0, "score"), 140,
     "tools[0].reviews[0].score: 140 is not within 0 to 100"),
    (("tools", 0, "reviews", 0, "score"), 101, "101 is not within 0 to 100"),
    (("tools", 0, "reviews", 0, "score"), -1, "-1 is not within 0 to 100"),
    (("tools", 0, "reviews", 0, "score"), 88.5, "88.5 is not a whole number"),
    (("tools", 0, "reviews", 0, "score"), "88", '"88" is not a whole number'),
    (("tools", 0, "reviews", 0, "score"), None, "null is not a whole number"),
    (("tools", 0, "reviews", 0, "verdict"), "Ship", '"Ship" is not one of: ship, skip'),
    (("tools", 0, "reviews", 0, "reviewed"), "2026-13-01", "is not a day of the calendar"),
    (("tools", 0, "reviews", 0, "reviewed"), "2026-1-1", "is not a day of the calendar"),
    (("tools", 0, "reviews", 0, "reviewed"), "2026-11-18T", "is not a day of the calendar"),
    (("tools", 0, "reviews", 0, "body"), " \n\t", "is only white space"),
    (("tools", 0, "reviews", 0, "body"), "a\u0001b", "holds a control character"),
    (("tools", 0, "reviews", 0, "body"), LONG, "is longer than 20000 characters"),
    (("tools", 0, "reviews", 0, "body"), REMOVED, 'tools[0].reviews[0]: "body" is missing'),
    (("tools", 0, "reviews", 0, "stars"), 5, '"stars" is not a key of a review'),
    (("tools", 0, "reviews", 0), "good", 'tools[0].reviews[0]: "good" is not an object'),
    (("tools", 0, "reviews"), {}, "tools[0].reviews: an object is not a list"),
    (("tools", 0, "reviews"), [REVIEW] * 51, "has more than 50 elements"),
    (("tools", 0, "facts", 0, "key"), "Context Length", "words of a-z and 0-9"),
    (("tools", 0, "facts", 0, "key"), "-a", "words of a-z and 0-9"),
    (("tools", 0, "facts", 0, "key"), "a--b", "words of a-z and 0-9"),
    (("tools", 0, "facts", 0, "value"), "", "is empty"),
    (("tools", 0, "facts", 0, "source"), "ftp://a", "is not an http:// or https:// address"),
    (("tools", 0, "facts", 0, "source"), "javascript:alert(1)", "is not an http"),
    (("tools", 0, "facts", 0, "source"), "https://", "is not an http"),
    (("tools", 0, "facts", 0, "source"), "https://a b", "is not an http"),
    (("tools", 0, "facts", 0, "source"), 'https://a"b', "is not an http"),
    (("tools", 0, "facts", 0, "checked"), REMOVED, '"checked" is missing'),
    (("tools", 0, "aliases"), ["alfa", "alfa"], '"alfa" stands in this list twice'),
    (("tools", 0, "aliases"), [f"a{i}" for i in range(21)], "has more than 20 elements"),
    (("tools", 0, "aliases", 0), "a-vs-b", "tools[0].aliases[0]: \"a-vs-b\" " + SLUG_RULE),
    (("tools", 0, "aliases", 0), 7, "7 is not a string"),
    (("tools", 0, "entry"), "gratis", '"gratis" is not one of: free, freemium, paid'),
    (("tools", 0, "entry"), ["free"], "a list is not one of"),
    (("tools", 0, "name"), "two\nlines", "holds a control character"),
    (("tools", 0, "name"), "x" * 201, "is longer than 200 characters"),
    (("tools", 0, "tagline"), "é" * 301, "is longer than 300 characters"),
    (("tools", 0, "description"), "x" * 4001, "is longer than 4000 characters"),
    (("tools", 0, "pricing"), "x" * 201, "is longer than 200 characters"),
    (("tools", 0, "best_for"), "", "is empty"),
    (("tools", 0, "best_for"), None, "null is not a string"),
    (("tools", 0, "homepage"), "a.example", "is not an http"),
    (("tools", 0, "homepage"), "https://a.example/" + "x" * 2000, "is longer than 2000"),
    (("tools", 0, "tagine"), "x", 'tools[0]: "tagine" is not a key of a tool'),
    (("tools", 0, "category"), REMOVED, 'tools[0]: "category" is missing'),
    (("tools", 0), [], "tools[0]: a list is not an object"),
    (("tools",), {"slug": "x"}, "tools: an object is not a list"),
    (("comparisons", 0, "tools"), ["alpha"], "has fewer than 2 elements"),
    (("comparisons", 0, "tools"), ["alpha", "alpha"], "stands in this list twice"),
    (("comparisons", 0, "tools"), REMOVED, '"tools" is missing'),
    (("reviewers", 0, "byline"), "robot", '"robot" is not one of: human, ai, mixed'),
    (("reviewers", 0, "lens"), REMOVED, '"lens" is missing'),
    (("reviewers", 0, "motto"), "x" * 301, "is longer than 300 characters"),
    (("reviewers", 0, "bio"), "x" * 4001, "is longer than 4000 characters"),
    (("categories", 0, "name"), True, "true is not a string"),
    (("prices",), [], '"prices" is not a key of a catalog'),
] + [(("categories", 0, "slug"), slug, rule) for slug, rule in [
    ("", "is empty"), ("a" * 81, "is longer than 80 characters"), ("A", "holds other characters"),
    ("é", "holds other characters"), ("a b", "holds other characters"), ("vs", 'is "vs"'),
    ("vs-a", 'begins with "vs-"'), ("a-vs", 'ends with "-vs"'), ("a-vs-b", SLUG_RULE)]]


@pytest.mark.parametrize("path, value, message", SHAPE)
def test_a_broken_rule_is_named_with_its_place(data, file, path, value, message):
    write(file, changed(path, value))
    run("migrate", data=data)
    before = dump(data)
    done = run("import", file, data=data)
    assert done.returncode == 1
    assert message in done.stderr
    assert done.stderr.startswith(f"verdict: {file}: ")
    assert dump(data) == before


# What no schema can say.
BEYOND = [
    (("tools", 0, "reviews", 0, "reviewed"), "2026-02-29", "is not a day of the calendar"),
    (("tools", 0, "reviews", 0, "reviewer"), "nobody",
     'tools[0].reviews[0].reviewer: there is no reviewer "nobody"'),
    (("tools", 0, "category"), "nowhere", 'tools[0].category: there is no category "nowhere"'),
    (("tools", 0, "reviews"), [REVIEW, REVIEW], "has an earlier review of this tool"),
    (("tools", 0, "facts"), [FACT, FACT], "is the key of an earlier fact"),
    (("tools", 1, "slug"), "alpha", 'tools[1].slug: "alpha" is already the slug of tools[0]'),
    (("tools", 1, "aliases"), ["alfa"], 'tools[1].aliases: "alfa" is already an alias of tools[0]'),
    (("tools", 1, "aliases"), ["alpha"], 'tools[1].aliases: "alpha" is already the slug of tools[0]'),
    (("tools", 0, "aliases"), ["alpha"], '"alpha" is already the slug of tools[0]'),
    (("comparisons", 0, "tools"), ["alpha", "gamma"], 'there is no tool "gamma"'),
    (("comparisons", 0, "tools"), ["alfa", "beta"], '"alfa" is an alias; name the tool by its slug'),
    (("comparisons",), [{"tools": ["alpha", "beta"]}, {"tools": ["beta", "alpha"]}],
     "comparisons[1].tools: the same tools are compared in comparisons[0]"),
    (("reviewers",), DOCUMENT["reviewers"] * 2, 'reviewers[1].slug: "builder" is already'),
]


@pytest.mark.parametrize("path, value, message", BEYOND)
def test_what_nouns_say_of_each_other_is_checked(data, file, path, value, message):
    write(file, changed(path, value))
    run("migrate", data=data)
    before = dump(data)
    done = run("import", file, data=data)
    assert done.returncode == 1
    assert message in done.stderr
    assert dump(data) == before


def test_names_taken_in_another_file_say_which(data, tmp_path):
    one = write(tmp_path / "one.json", DOCUMENT)
    two = write(tmp_path / "two.json", {"tools": [OTHER]})
    done = run("import", one, two, data=data)
    assert f'"beta" is already the slug of tools[1] of {one}' in done.stderr


def test_all_problems_are_told_at_once(data, file):
    broken = document()
    broken["tools"][0]["reviews"][0]["score"] = 101
    broken["tools"][1]["entry"] = "gratis"
    broken["tools"][1]["category"] = "nowhere"
    write(file, broken)
    refuse(data, file, "101 is not within", '"gratis"', '"nowhere"')


def test_a_hundred_problems_are_enough(data, file):
    write(file, {"tools": [{}] * 200})
    done = run("import", file, data=data)
    assert "and 1300 more problems" in done.stderr
    assert len(done.stderr.splitlines()) == 102


def deep(levels):
    return '{"tools": ' + "[" * levels + "]" * levels + "}"


@pytest.mark.parametrize("content, message", [
    ("", "is not valid JSON"), ("{", "is not valid JSON"), ("[]", "is not a JSON object"),
    ('{"tools": []} x', "line 1, column"), ("{\"tools\": [],}", "is not valid JSON"),
    ('{"tools": [], "tools": []}', "duplicate"),
    (deep(200), "tools[0]: a list is not an object"), (deep(5000), "is not valid JSON"),
    ('{"categories": [{"slug": "a", "name": "a\\u0000b"}]}', "is not valid JSON"),
    ('{"categories": [{"slug": "a", "name": "\\ud800"}]}', "is not valid JSON"),
])
def test_text_that_is_no_document(data, file, content, message):
    write(file, content)
    refuse(data, file, message)


@pytest.mark.parametrize("content", [b'{"categories": [{"slug": "a", "name": "\xff"}]}',
                                     b'{"categories": [{"slug": "a", "name": "a\x00b"}]}',
                                     b'\xff\xfe{\x00}\x00'])
def test_bytes_that_are_no_document(data, file, content):
    file.write_bytes(content)
    refuse(data, file, "is not valid JSON")


def test_a_hundred_megabytes_are_refused_unread(data, file):
    with open(file, "wb") as sparse:
        sparse.truncate(100 * 1024 * 1024)
    refuse(data, file, "is larger than 64 MB; split it into several documents in one folder")


def test_a_pipe_without_end_is_refused(data):
    done = run("import", "/dev/zero", data=data)
    assert done.returncode == 1 and "is larger than 64 MB" in done.stderr


def test_paths_that_cannot_be_read(data, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    refuse(data, tmp_path / "none.json", "none.json: No such file or directory")
    refuse(data, empty, "is a folder without any .json document")
    assert "usage: verdict import" in run("import", data=data).stderr


def test_a_message_cannot_play_with_the_terminal(data, file):
    write(file, changed(("tools", 0, "category"), "\x1b[31m\u202e\u009b" + "x" * 500))
    told = refuse(data, file, "is longer than 80 characters")
    assert not {"\x1b", "\u202e", "\u009b"} & set(told[0])
    assert len(told[0]) < 400


def test_awkward_texts_are_published_as_they_are(data, file):
    awkward = changed(("tools", 0, "name"), "<script>\"'&\\ 😀 مرحبا " + "W" * 150)
    publish(data, file, awkward)
    assert rows(data, "SELECT name FROM tools WHERE id = 1") == [
        (awkward["tools"][0]["name"],)]


def test_twenty_thousand_tools_are_imported(data, tmp_path):
    tools = [{**OTHER, "slug": f"tool-{i}", "aliases": [f"t-{i}"]} for i in range(20000)]
    file = write(tmp_path / "many.json", {"categories": DOCUMENT["categories"], "tools": tools})
    publish(data, file)
    assert rows(data, "SELECT count(*) FROM tool_aliases") == [(20000,)]


def test_the_schema_refuses_the_same(file):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((CATALOG / "schema.json").read_text())
    validator = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid(DOCUMENT)
    for path, value, message in SHAPE:
        assert not validator.is_valid(changed(path, value)), message
    for path, value, message in BEYOND:
        assert validator.is_valid(changed(path, value)), message
    for document_path in CATALOG.glob("*.json"):
        if document_path.name != "schema.json":
            assert validator.is_valid(json.loads(document_path.read_text())), document_path
