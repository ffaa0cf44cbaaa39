"""Export writes what import reads: there and back gives the same bytes."""

import json
import os
import subprocess

import pytest

from commands.catalogs import changed, document, write
from program import BINARY, CATALOG, LIMIT, clean_environment, run


def exported(data):
    done = run("export", data=data)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_there_and_back_gives_the_same_bytes(tmp_path):
    assert run("import", CATALOG, data=tmp_path / "one").returncode == 0
    first = exported(tmp_path / "one")
    file = write(tmp_path / "first.json", first)
    assert run("import", file, data=tmp_path / "two").returncode == 0
    assert exported(tmp_path / "two") == first
    # And into the store it came from, it changes nothing.
    again = run("import", file, data=tmp_path / "one")
    assert " 0 new, 0 changed" in again.stdout and exported(tmp_path / "one") == first


def test_awkward_texts_survive(tmp_path):
    text = 'a "quoted" \\ back / slash </script> \u2028 \U0001f600 مرحبا \t tab\n\nnew ```code```'
    awkward = changed(("tools", 0, "reviews", 0, "body"), text)
    file = write(tmp_path / "a.json", awkward)
    assert run("import", file, data=tmp_path / "one").returncode == 0
    first = exported(tmp_path / "one")
    assert json.loads(first)["tools"][0]["reviews"][0]["body"] == text
    assert "\U0001f600" in first  # as itself, not escaped
    assert run("import", write(tmp_path / "b.json", first), data=tmp_path / "two").returncode == 0
    assert exported(tmp_path / "two") == first


def test_a_whole_document_comes_back_as_it_went(tmp_path):
    file = write(tmp_path / "a.json", document())
    assert run("import", file, data=tmp_path / "one").returncode == 0
    assert json.loads(exported(tmp_path / "one")) == document()


def test_an_empty_store_exports_empty_lists(tmp_path):
    assert run("migrate", data=tmp_path).returncode == 0
    assert json.loads(exported(tmp_path)) == {"reviewers": [], "categories": [], "tools": [],
                                              "comparisons": []}


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the system has no /dev/full")
def test_a_catalog_that_finds_no_room_is_told_as_that(tmp_path):
    assert run("import", CATALOG, data=tmp_path).returncode == 0  # more than one buffer
    with open("/dev/full", "w") as full:
        done = subprocess.run([BINARY, "export", "--data", str(tmp_path)], stdout=full,
                              stderr=subprocess.PIPE, text=True, env=clean_environment(),
                              timeout=LIMIT)
    assert done.returncode == 1
    assert done.stderr == "verdict: standard output: No space left on device\n"
