"""catalogs.py: small documents that tests change and import, and what became of them."""

import copy
import json
import sqlite3

from program import run

REVIEW = {"reviewer": "builder", "score": 88, "verdict": "ship", "reviewed": "2026-11-18",
          "body": "Good *enough*.\n\nReally."}
FACT = {"key": "license", "value": "MIT", "source": "https://a.example/license",
        "checked": "2026-11-20"}
TOOL = {"slug": "alpha", "name": "Alpha", "category": "tools", "tagline": "First",
        "description": "One.\n\nTwo.", "homepage": "https://a.example/", "entry": "free",
        "pricing": "Free", "best_for": "Tests", "aliases": ["alfa"], "facts": [FACT],
        "reviews": [REVIEW]}
OTHER = {"slug": "beta", "name": "Beta", "category": "tools", "tagline": "Second",
         "description": "Text", "entry": "paid", "pricing": "$1"}
DOCUMENT = {
    "reviewers": [{"slug": "builder", "name": "Builder", "lens": "Developer", "motto": "Go",
                   "bio": "Builds.", "byline": "ai"}],
    "categories": [{"slug": "tools", "name": "Tools"}],
    "tools": [TOOL, OTHER],
    "comparisons": [{"tools": ["alpha", "beta"]}],
}
REMOVED = object()


def document():
    return copy.deepcopy(DOCUMENT)


def changed(path, value):
    """The document with one place changed: ("tools", 0, "score") and the new value, or REMOVED."""
    result = document()
    at = result
    for step in path[:-1]:
        at = at[step]
    if value is REMOVED:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return result


def write(path, content):
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


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
