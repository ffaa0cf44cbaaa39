"""Export of a large catalog: a folder of documents, whole or not there, that import takes back."""

import hashlib
import json
import os
import resource
import subprocess

import pytest

from commands.catalogs import DOCUMENT, OTHER, write
from program import BINARY, CATALOG, LIMIT, clean_environment, run

BIG = 17500  # tools, whose texts make more than one document may hold


def exported(data):
    done = run("export", data=data)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def digest(data):
    """Of all that is exported, and what is said meanwhile."""
    process = subprocess.Popen([BINARY, "export", "--data", str(data)], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, env=clean_environment())
    seen, size = hashlib.sha256(), 0
    while more := process.stdout.read(1 << 20):
        seen.update(more)
        size += len(more)
    told = process.stderr.read().decode()
    assert process.wait(LIMIT) == 0
    return seen.hexdigest(), size, told


@pytest.fixture
def filled(data):
    assert run("import", CATALOG, data=data).returncode == 0
    return data


def test_a_folder_comes_back_as_the_same_catalog(filled, tmp_path):
    done = run("export", "--folder", tmp_path / "out", data=filled)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"4 documents in {tmp_path}/out\n"
    assert sorted(os.listdir(tmp_path / "out")) == [
        f"{noun}-00001.json" for noun in ("categories", "comparisons", "reviewers", "tools")]
    assert run("import", tmp_path / "out", data=tmp_path / "other").returncode == 0
    assert exported(tmp_path / "other") == exported(filled)
    again = run("import", tmp_path / "out", data=filled)
    assert again.stdout.count(" 0 new, 0 changed, ") == 4


def test_a_large_catalog_is_several_documents(data, tmp_path):
    tools = [{**OTHER, "slug": f"tool-{i:05}", "description": f"{i:05} " * 650} for i in range(BIG)]
    parts = tmp_path / "parts"
    parts.mkdir()
    write(parts / "a.json", {"categories": DOCUMENT["categories"], "tools": tools[:BIG // 2]})
    write(parts / "b.json", {"tools": tools[BIG // 2:]})
    assert run("import", parts, data=data).returncode == 0
    whole, size, told = digest(data)
    assert size > 64 << 20
    assert told == ("verdict: this document is larger than the 64 MB that import takes: write several "
                    "into a folder: verdict export --folder DIR\n")
    done = run("export", "--folder", tmp_path / "out", data=data)
    assert (done.returncode, done.stderr) == (0, "")
    sizes = [file.stat().st_size for file in (tmp_path / "out").iterdir()]
    assert len(sizes) >= 7 and max(sizes) < 20 << 20
    assert run("import", tmp_path / "out", data=tmp_path / "other").returncode == 0
    assert digest(tmp_path / "other")[0] == whole


def test_an_empty_folder_is_filled(filled, tmp_path):
    (tmp_path / "out").mkdir()
    assert run("export", "--folder", f"{tmp_path}/out//", data=filled).returncode == 0
    assert len(os.listdir(tmp_path / "out")) == 4


def test_an_empty_catalog_is_a_folder_too(data, tmp_path):
    assert run("migrate", data=data).returncode == 0
    assert run("export", "--folder", tmp_path / "out", data=data).returncode == 0
    assert run("import", tmp_path / "out", data=data).returncode == 0


def test_what_is_there_stays(filled, tmp_path):
    (tmp_path / "out").mkdir()
    write(tmp_path / "out/mine", "mine")
    write(tmp_path / "file", "mine")
    before = sorted(os.listdir(tmp_path))
    for name, cause in [("out", "is not empty"), ("file", "Not a directory"),
                        ("none/out", "No such file or directory")]:
        done = run("export", "--folder", tmp_path / name, data=filled)
        assert done.returncode == 1 and done.stdout == ""
        assert done.stderr.startswith(f"verdict: {tmp_path}/{name}") and cause in done.stderr
    assert sorted(os.listdir(tmp_path)) == before
    assert (tmp_path / "out/mine").read_text() == (tmp_path / "file").read_text() == "mine"


def test_a_folder_that_finds_no_room_is_not_there(filled, tmp_path):
    tools = [{**OTHER, "category": "inference", "slug": f"tool-{i}", "description": "word " * 700}
             for i in range(100)]
    assert run("import", write(tmp_path / "more.json", {"tools": tools}), data=filled).returncode == 0
    before = sorted(os.listdir(tmp_path))
    small = (200000, resource.RLIM_INFINITY)  # holds what the store needs for reading
    done = run("export", "--folder", tmp_path / "out", data=filled,
               preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, small))
    assert done.returncode == 1 and "File too large" in done.stderr
    assert sorted(os.listdir(tmp_path)) == before


def test_only_export_takes_a_folder(filled, tmp_path):
    for words in (("import", CATALOG), ("serve",), ("migrate",)):
        done = run(*words, "--folder", tmp_path / "out", data=filled)
        assert done.returncode == 2
        assert done.stderr.startswith("verdict: --folder belongs to the command export\n")


def test_an_export_is_one_moment(data, file):
    """One that is not yet read to its end stays what it was when an import is published meanwhile."""
    def catalog(name):
        tools = [{**OTHER, "slug": f"tool-{i}", "name": name, "description": "word " * 700}
                 for i in range(300)]
        return write(file, {"categories": DOCUMENT["categories"], "tools": tools})

    assert run("import", catalog("Before"), data=data).returncode == 0
    before = exported(data)
    process = subprocess.Popen([BINARY, "export", "--data", str(data)], stdout=subprocess.PIPE,
                               text=True, env=clean_environment())
    head = process.stdout.read(1000)  # the rest is more than a pipe holds
    assert run("import", catalog("After"), data=data).returncode == 0
    assert head + process.stdout.read() == before
    assert process.wait(LIMIT) == 0
    assert exported(data).count('"name": "After"') == 300


def test_what_is_withdrawn_goes_along(filled, tmp_path):
    taken = json.loads(exported(filled))["tools"][0]["slug"]
    file = write(tmp_path / "taken.json", {"withdrawn": [{"tool": taken}]})
    assert run("import", file, data=filled).returncode == 0
    done = run("export", "--folder", tmp_path / "out", data=filled)
    assert done.stdout == f"5 documents in {tmp_path}/out\n"
    assert json.loads((tmp_path / "out/withdrawn-00001.json").read_text()) == {
        "withdrawn": [{"tool": taken}]}
    assert run("import", tmp_path / "out", data=tmp_path / "other").returncode == 0
    assert exported(tmp_path / "other") == exported(filled)
