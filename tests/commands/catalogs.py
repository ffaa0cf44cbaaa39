"""catalogs.py: small documents that tests change and import."""

import copy
import json

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
