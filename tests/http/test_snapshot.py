"""A page shows one state of the catalog, also while an import publishes another."""

import json
import re
import subprocess
import threading

import pytest

from client import Reader
from program import BINARY, LIMIT, Server, clean_environment, run

SLUGS = [f"tool-{letter}" for letter in "abcde"]


@pytest.fixture
def documents(tmp_path):
    """The same five tools, each with the mark of one of two editions."""
    for edition in ("one", "two"):
        tools = [{"slug": slug, "name": slug, "category": "c", "tagline": f"edition {edition}",
                  "description": "d", "entry": "free", "pricing": "p"} for slug in SLUGS]
        (tmp_path / f"{edition}.json").write_text(json.dumps(
            {"categories": [{"slug": "c", "name": "C"}], "tools": tools,
             "comparisons": [{"tools": SLUGS}]}))
    return [tmp_path / "one.json", tmp_path / "two.json"]


def editions(page):
    return set(re.findall(r"edition (\w+)", page))


def test_a_page_is_of_one_edition(documents, tmp_path):
    data = tmp_path / "data"
    assert run("import", documents[0], data=data).returncode == 0
    mixed, seen, over = [], set(), threading.Event()

    def read(site):
        reader = Reader(site)
        while not over.is_set():
            found = editions(reader.get("/compare/" + "-vs-".join(SLUGS)).text)
            seen.update(found)
            if len(found) != 1:
                mixed.append(found)

    with Server(data, "--workers", "4", "--limits", "off") as site:
        readers = [threading.Thread(target=read, args=(site,)) for _ in range(4)]
        for reader in readers:
            reader.start()
        for turn in range(60):
            done = subprocess.run([BINARY, "import", documents[(turn + 1) % 2], "--data", data],
                                  env=clean_environment(), capture_output=True, timeout=LIMIT)
            assert done.returncode == 0, done
        over.set()
        for reader in readers:
            reader.join(LIMIT)
        assert site.stop() == 0
    assert seen == {"one", "two"} and mixed == []
