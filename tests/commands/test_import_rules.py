"""Import: every rule of the contract, by table, in the program and in the schema."""

import json

import jsonschema
import pytest

from commands.catalogs import DOCUMENT, FACT, REMOVED, REVIEW, changed, dump, publish, write
from program import CATALOG, run

SLUG_RULE = 'holds "-vs-"'


def places(table):
    """A short name for each row of a table of changes."""
    return [".".join(map(str, row[0])) for row in table]


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
    (("tools", 0, "facts", 0, "source"), "https://", "names no host"),
    (("tools", 0, "facts", 0, "source"), "https://a b", "holds a character that no web address holds"),
    (("tools", 0, "facts", 0, "source"), 'https://a"b', "holds a character that no web"),
    (("tools", 0, "aliases"), ["alfa", "alfa"], '"alfa" stands in this list twice'),
    (("tools", 0, "aliases"), [f"a{i}" for i in range(51)], "has more than 50 elements"),
    (("tools", 0, "aliases", 0), "a-vs-b", "tools[0].aliases[0]: \"a-vs-b\" " + SLUG_RULE),
    (("tools", 0, "aliases", 0), 7, "7 is not a string"),
    (("tools", 0, "entry"), "gratis", '"gratis" is not one of: free, freemium, paid'),
    (("tools", 0, "entry"), ["free"], "a list is not one of"),
    (("tools", 0, "name"), "two\nlines", "holds a control character"),
    (("tools", 0, "best_for"), "", "is empty"),
    (("tools", 0, "best_for"), None, "null is not a string"),
    (("tools", 0, "homepage"), "a.example", "is not an http"),
    (("tools", 0, "tagine"), "x", 'tools[0]: "tagine" is not a key of a tool'),
    (("tools", 0, "é" * 90), "x", 'tools[0]: "' + "é" * 80 + '…" is not a key of a tool'),
    (("tools", 0), [], "tools[0]: a list is not an object"),
    (("tools",), {"slug": "x"}, "tools: an object is not a list"),
    (("comparisons", 0, "tools"), ["alpha"], "has fewer than 2 elements"),
    (("comparisons", 0, "tools"), ["alpha", "alpha"], "stands in this list twice"),
    (("reviewers", 0, "byline"), "robot", '"robot" is not one of: human, ai, mixed'),
    (("categories", 0, "name"), True, "true is not a string"),
    (("prices",), [], '"prices" is not a key of a catalog'),
] + [(("categories", 0, "slug"), slug, rule) for slug, rule in [
    ("", "is empty"), ("a" * 81, "is longer than 80 characters"), ("A", "holds other characters"),
    ("é", "holds other characters"), ("a b", "holds other characters"), ("vs", 'is "vs"'),
    ("vs-a", 'begins with "vs-"'), ("a-vs", 'ends with "-vs"'), ("a-vs-b", SLUG_RULE)]]

# Each text and the most characters that it may have. An emoji is one character and four bytes.
LIMITS = [
    (("reviewers", 0, "name"), 200), (("reviewers", 0, "lens"), 200),
    (("reviewers", 0, "motto"), 500), (("reviewers", 0, "bio"), 10000),
    (("categories", 0, "name"), 200), (("tools", 0, "name"), 200), (("tools", 0, "tagline"), 500),
    (("tools", 0, "description"), 10000), (("tools", 0, "pricing"), 500),
    (("tools", 0, "best_for"), 500), (("tools", 0, "facts", 0, "value"), 1000),
    (("tools", 0, "reviews", 0, "body"), 20000)]
WIDE = "\U0001f600"
ADDRESS = "https://a.example/"
SHAPE += [(path, WIDE * (most + 1), f"is longer than {most} characters") for path, most in LIMITS]
SHAPE += [
    (("tools", 0, "homepage"), ADDRESS + "x" * (2001 - len(ADDRESS)), "is longer than 2000"),
    (("tools", 0, "facts", 0, "source"), ADDRESS + "x" * (2001 - len(ADDRESS)), "longer than 2000"),
    (("tools", 0, "facts", 0, "key"), "k" * 81, "is longer than 80 characters"),
    (("tools", 0, "facts"), [{**FACT, "key": f"k{i}"} for i in range(101)], "more than 100 elements"),
    (("comparisons", 0, "tools"), [f"a{i}" for i in range(6)], "has more than 5 elements")]
# Every key that is not optional.
NEEDED = [(("reviewers", 0), "slug name lens byline"), (("categories", 0), "slug name"),
          (("tools", 0), "slug name category tagline description entry pricing"),
          (("tools", 0, "facts", 0), "key value source checked"),
          (("tools", 0, "reviews", 0), "reviewer score verdict reviewed body"),
          (("comparisons", 0), "tools")]
SHAPE += [((*path, key), REMOVED, f'"{key}" is missing')
          for path, keys in NEEDED for key in keys.split()]

# What stands at the edge of a rule, on the right side of it.
ALLOWED = [(path, WIDE * most) for path, most in LIMITS] + [
    (("tools", 0, "homepage"), ADDRESS + "x" * (2000 - len(ADDRESS))),
    (("tools", 0, "homepage"), "http://[::1]:8080/a?b=c'd#é"),
    (("tools", 0, "facts", 0, "key"), "k" * 80),
    (("tools", 0, "facts", 0, "key"), "a-1-b"),
    (("tools", 0, "facts"), [{**FACT, "key": f"k{i}"} for i in range(100)]),
    (("tools", 0, "aliases"), [f"a{i}" for i in range(50)]),
    (("tools", 0, "aliases", 0), "a" * 80),
    (("tools", 0, "aliases", 0), "avs-vsb"),
    (("tools", 0, "aliases"), []), (("tools", 0, "facts"), []), (("tools", 0, "reviews"), []),
    (("tools", 0, "reviews", 0, "score"), 0), (("tools", 0, "reviews", 0, "score"), 100),
    (("tools", 0, "reviews", 0, "verdict"), "skip"),
    (("tools", 0, "reviews", 0, "reviewed"), "2024-02-29"),
    (("tools", 0, "description"), "\tone\n\ntwo\n"),
    (("tools", 0, "name"), "\u200e<script>\"'&"),
    (("tools", 0, "entry"), "freemium"), (("tools", 0, "entry"), "paid"),
    (("reviewers", 0, "byline"), "human"), (("reviewers", 0, "byline"), "mixed"),
    (("comparisons",), REMOVED), (("comparisons",), []),
] + [(("tools", 0, key), REMOVED) for key in ("best_for", "homepage", "aliases", "facts", "reviews")
     ] + [(("reviewers", 0, key), REMOVED) for key in ("motto", "bio")]


@pytest.mark.parametrize("path, value", ALLOWED, ids=places(ALLOWED))
def test_the_edge_of_a_rule_is_allowed(data, file, path, value):
    publish(data, file, changed(path, value))


@pytest.mark.parametrize("path, value, message", SHAPE, ids=places(SHAPE))
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
    (("tools", 0, "reviews", 0, "score"), 88.0, "score: 88.0 is not a whole number"),
    (("tools", 0, "category"), "nowhere", 'tools[0].category: there is no category "nowhere"'),
    (("tools", 0, "reviews"), [REVIEW, REVIEW], "has an earlier review of this tool"),
    (("tools", 0, "facts"), [FACT, FACT], "is the key of an earlier fact"),
    (("tools", 1, "slug"), "alpha", 'tools[1].slug: "alpha" is already the slug of tools[0]'),
    (("tools", 1, "aliases"), ["a", "alfa"],
     'tools[1].aliases[1]: "alfa" is already an alias of tools[0]'),
    (("tools", 1, "aliases"), ["alpha"],
     'tools[1].aliases[0]: "alpha" is already the slug of tools[0]'),
    (("tools", 0, "aliases"), ["alpha"], '"alpha" is already the slug of tools[0]'),
    (("comparisons", 0, "tools"), ["alpha", "gamma"],
     'comparisons[0].tools[1]: there is no tool "gamma"'),
    (("comparisons", 0, "tools"), ["beta", "alfa"],
     'comparisons[0].tools[1]: "alfa" is an alias; name the tool by its slug'),
    (("comparisons",), [{"tools": ["alpha", "beta"]}, {"tools": ["beta", "alpha"]}],
     "comparisons[1].tools: the same tools are compared in comparisons[0]"),
    (("reviewers",), DOCUMENT["reviewers"] * 2, 'reviewers[1].slug: "builder" is already'),
]


@pytest.mark.parametrize("path, value, message", BEYOND, ids=places(BEYOND))
def test_what_nouns_say_of_each_other_is_checked(data, file, path, value, message):
    write(file, changed(path, value))
    run("migrate", data=data)
    before = dump(data)
    done = run("import", file, data=data)
    assert done.returncode == 1
    assert message in done.stderr
    assert dump(data) == before


def test_the_schema_says_the_same():
    schema = json.loads((CATALOG / "schema.json").read_text())
    validator = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid(DOCUMENT)
    for path, value in ALLOWED:
        assert validator.is_valid(changed(path, value)), (path, value)
    for path, value, message in SHAPE:
        assert not validator.is_valid(changed(path, value)), message
    for path, value, message in BEYOND:
        assert validator.is_valid(changed(path, value)), message
    for document_path in CATALOG.glob("*.json"):
        if document_path.name != "schema.json":
            assert validator.is_valid(json.loads(document_path.read_text())), document_path
