"""Import: files, folders and pipes, and bytes that are no document."""

import json
import os
import threading

import pytest

from commands.catalogs import DOCUMENT, OTHER, TOOL, changed, publish, refuse, rows, write
from program import run


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


def test_a_folder_is_read_in_byte_order(data, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    for slug in ("a", "b", "z"):
        name = {"a": "a.json", "b": "b.json", "z": "Z.json"}[slug]
        write(folder / name, {"categories": [{"slug": slug, "name": slug}]})
    publish(data, folder)
    assert rows(data, "SELECT slug FROM categories ORDER BY id") == [("z",), ("a",), ("b",)]


def test_a_pipe_is_read(data, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    # A daemon: it waits for a reader, and ends with the tests when none comes.
    writer = threading.Thread(target=lambda: pipe.write_text(json.dumps(DOCUMENT)), daemon=True)
    writer.start()
    done = run("import", pipe, data=data)
    writer.join(60)
    assert done.returncode == 0, done.stderr


def deep(levels):
    return '{"tools": ' + "[" * levels + "]" * levels + "}"


@pytest.mark.parametrize("content, message", [
    ("", "is not valid JSON"), ("{", "is not valid JSON"), ("[]", "is not a JSON object"),
    ('{"tools": []} x', "line 1, column"), ("{\"tools\": [],}", "is not valid JSON"),
    ('{"tools": [], "tools": []}', "duplicate"),
    (deep(200), "tools[0]: a list is not an object"), (deep(5000), "is not valid JSON"),
    ('{"categories": [{"slug": "a", "name": "a\\u0000b"}]}', "holds the character NUL"),
    ('{"categories": [{"slug": "a", "na\\u0000me": "b"}]}', "holds the character NUL"),
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


def feed_without_end(pipe, taken):
    """Writes until nobody reads any more; `taken` gets the number of bytes."""
    with open(pipe, "wb", buffering=0) as stream:
        try:
            while sum(taken) < 200 * 1024 * 1024:
                taken.append(stream.write(b" " * 65536))
        except BrokenPipeError:
            pass


def test_a_pipe_without_end_is_refused(data, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    taken = []
    writer = threading.Thread(target=feed_without_end, args=(pipe, taken), daemon=True)
    writer.start()
    done = run("import", pipe, data=data)
    writer.join(60)
    assert done.returncode == 1 and "is larger than 64 MB" in done.stderr
    assert 64 * 1024 * 1024 < sum(taken) < 66 * 1024 * 1024


def test_sixty_four_megabytes_are_read(data, file):
    text = json.dumps(DOCUMENT).encode()
    file.write_bytes(text + b" " * (64 * 1024 * 1024 - len(text)))
    publish(data, file)
    with open(file, "ab") as longer:
        longer.write(b" ")
    refuse(data, file, "is larger than 64 MB")


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
