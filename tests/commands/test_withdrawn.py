"""Import and export of what the editor takes back."""

import json

import jsonschema
import pytest

from commands.catalogs import changed, document, dump, publish, refuse, rows, write
from program import CATALOG, run

KINDS = {"reviewer": ("reviewers", "builder"), "category": ("categories", "tools"),
         "tool": ("tools", "alpha")}


def withdrawn(*elements):
    return {"withdrawn": list(elements)}


def standing(data):
    """The names of what is withdrawn."""
    return {name for table in ("reviewers", "categories", "tools")
            for name, in rows(data, f"SELECT slug FROM seen_{table} WHERE withdrawn_at IS NOT NULL")} | {
            key for key, in rows(data, "SELECT tool_ids FROM seen_comparisons"
                                       " WHERE withdrawn_at IS NOT NULL")}


def exported(data):
    done = run("export", data=data)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("element, name", [
    ({"reviewer": "builder"}, "builder"), ({"tool": "alpha"}, "alpha"),
    ({"comparison": ["beta", "alpha"]}, "1-2")])
def test_withdrawn_and_published_again(data, file, tmp_path, element, name):
    publish(data, file, document())
    before = exported(data)
    done = publish(data, tmp_path / "w.json", withdrawn(element))
    assert "withdrawn    1 new, 0 unchanged" in done.stdout
    assert standing(data) == {name}
    done = publish(data, tmp_path / "w.json")
    assert "withdrawn    0 new, 1 unchanged" in done.stdout
    done = publish(data, file)
    assert "1 changed" in done.stdout and standing(data) == set() and exported(data) == before
    whole = dump(data)
    assert "1 changed" not in publish(data, file).stdout and dump(data) == whole
    publish(data, tmp_path / "w.json")
    assert standing(data) == {name}, "also a second time"
    publish(data, file)
    assert standing(data) == set() and exported(data) == before


def test_what_no_document_mentions_stays_withdrawn(data, file, tmp_path):
    publish(data, file, document())
    publish(data, tmp_path / "w.json", withdrawn({"tool": "alpha"}))
    publish(data, tmp_path / "o.json", {"categories": document()["categories"]})
    assert standing(data) == {"alpha"}


def test_a_category_goes_with_its_tools(data, file, tmp_path):
    publish(data, file, document())
    write(file, withdrawn({"category": "tools"}))
    refuse(data, file, 'withdrawn[0].category: the tool "alpha" is published in it',
           'withdrawn[0].category: the tool "beta" is published in it')
    elements = [{"category": "tools"}, {"tool": "alpha"}, {"tool": "beta"}]
    publish(data, file, withdrawn(*elements))
    assert standing(data) == {"tools", "alpha", "beta"}
    write(file, {"tools": document()["tools"][1:]})
    refuse(data, file, 'tools[0].category: the category "tools" is withdrawn')
    moved = {**document()["tools"][1], "category": "other"}
    publish(data, file, {"categories": [{"slug": "other", "name": "Other"}], "tools": [moved]})
    assert standing(data) == {"tools", "alpha"}


WRONG = [
    ({"tool": "gamma"}, 'withdrawn[0].tool: there is no tool "gamma"'),
    ({"reviewer": "nobody"}, 'withdrawn[0].reviewer: there is no reviewer "nobody"'),
    ({"category": "none"}, 'withdrawn[0].category: there is no category "none"'),
    ({"tool": "alfa"}, 'withdrawn[0].tool: "alfa" is an alias; name the tool by its slug'),
    ({"comparison": ["alpha", "gamma"]}, 'withdrawn[0].comparison[1]: there is no tool "gamma"'),
    ({"comparison": ["alpha", "other"]}, "withdrawn[0].comparison: these tools are compared in no"),
]
SHAPE = [
    ({}, "withdrawn[0]: names not one reviewer, category, tool or comparison"),
    ({"tool": "alpha", "reviewer": "builder"}, "withdrawn[0]: names not one"),
    ({"tool": 7}, "withdrawn[0].tool: 7 is not a string"),
    ({"tools": "alpha"}, '"tools" is not a key of what is withdrawn'),
    ({"comparison": ["alpha"]}, "withdrawn[0].comparison: has fewer than 2 elements"),
    ({"comparison": ["alpha", "alpha"]}, "stands in this list twice"),
    ("alpha", 'withdrawn[0]: "alpha" is not an object'),
]


@pytest.mark.parametrize("element, message", WRONG + SHAPE)
@pytest.mark.parametrize("together", [True, False])
def test_what_cannot_be_withdrawn_is_named(data, file, element, message, together):
    catalog = document()
    catalog["tools"].append({**catalog["tools"][1], "slug": "other"})
    if not together:
        publish(data, file, catalog)
        catalog = {}
    write(file, {**catalog, **withdrawn(element)})
    done = run("import", file, data=data)
    assert done.returncode == 1 and message in done.stderr, done.stderr


def test_the_schema_says_the_same():
    validator = jsonschema.Draft202012Validator(json.loads((CATALOG / "schema.json").read_text()))
    for element, _ in WRONG:
        assert validator.is_valid(withdrawn(element))
    for element, _ in SHAPE:
        assert not validator.is_valid(withdrawn(element)), element


def test_the_whole_site_comes_back_in_an_empty_store(data, file, tmp_path):
    publish(data, file, document())
    publish(data, file, withdrawn({"tool": "alpha"}, {"reviewer": "builder"},
                                  {"comparison": ["alpha", "beta"]}))
    first = exported(data)
    assert json.loads(first)["withdrawn"] == [
        {"reviewer": "builder"}, {"tool": "alpha"}, {"comparison": ["alpha", "beta"]}]
    again = publish(data, write(file, first))
    assert " 0 new, 0 changed" in again.stdout and "1 changed" not in again.stdout
    assert "withdrawn    0 new, 3 unchanged" in again.stdout and exported(data) == first
    publish(tmp_path / "two", file)
    assert exported(tmp_path / "two") == first and standing(tmp_path / "two") == standing(data)


def test_what_is_published_and_withdrawn_in_one_import_is_withdrawn(data, file, tmp_path):
    publish(data, file, {**document(), **withdrawn({"tool": "beta"})})
    assert standing(data) == {"beta"}
    publish(data, file, changed(("tools", 1, "tagline"), "Back"))
    assert standing(data) == set()
