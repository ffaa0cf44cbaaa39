"""Import of a folder: what is below it is read, and what is not read is named."""

import os

from commands.catalogs import DOCUMENT, publish, refuse, rows, write
from program import run


def category(slug):
    return {"categories": [{"slug": slug, "name": slug}]}


def slugs(data):
    return [slug for slug, in rows(data, "SELECT slug FROM categories ORDER BY id")]


def skipped(done):
    return [line for line in done.stdout.splitlines() if line.startswith("skipped")]


def test_folders_below_are_read_in_byte_order(data, tmp_path):
    top = tmp_path / "top"
    (top / "b/c").mkdir(parents=True)
    (top / "empty").mkdir()
    write(top / "a.json", category("a"))
    write(top / "b/c/d.JSON", category("d"))
    write(top / "b/a.Json", category("ba"))
    write(top / "z.json", category("z"))
    done = publish(data, top)
    assert slugs(data) == ["a", "ba", "d", "z"]
    assert skipped(done) == []


def test_what_is_skipped_is_named(data, tmp_path):
    top = tmp_path / "top"
    (top / "sub").mkdir(parents=True)
    (top / ".git").mkdir()
    write(top / ".git/hidden.json", "{")
    write(top / "a.json", category("a"))
    write(top / "sub/notes\x1b.txt", "no JSON")
    write(top / "sub/schema.json", "{")
    done = publish(data, top)
    assert slugs(data) == ["a"]
    assert skipped(done) == [f"skipped      {top}/.git, {top}/sub/notes\\u001b.txt, "
                             f"{top}/sub/schema.json"]
    for number in range(9):
        write(top / f"{number}.txt", "")
    done = publish(data, top)
    assert skipped(done) == ["skipped      " + ", ".join(
        f"{top}/{name}" for name in (".git", "0.txt", "1.txt", "2.txt", "3.txt")) + " and 7 more"]
    write(top / "b.json", category(""))
    done = run("import", top, data=data)
    assert done.returncode == 1 and len(skipped(done)) == 1
    assert "b.json: categories[0].slug" in done.stderr


def test_links_that_lead_back_end(data, tmp_path):
    """Folders that hold each other, and the same documents by two ways."""
    for here, there in (("one", "two"), ("two", "one")):
        (tmp_path / here).mkdir()
        write(tmp_path / here / f"{here}.json", category(here))
        os.symlink(tmp_path / there, tmp_path / here / "link")
        os.symlink(".", tmp_path / here / "self")
    os.symlink("missing", tmp_path / "two/dangling")
    done = publish(data, tmp_path / "one")
    assert slugs(data) == ["two", "one"]
    assert skipped(done) == ["skipped      " + ", ".join(
        f"{tmp_path}/one/{name}" for name in ("link/dangling", "link/link", "link/self", "self"))]


def test_a_linked_document_is_read(data, tmp_path):
    (tmp_path / "top").mkdir()
    write(tmp_path / "elsewhere", DOCUMENT)
    os.symlink(tmp_path / "elsewhere", tmp_path / "top/linked.json")
    publish(data, tmp_path / "top")
    assert slugs(data) == ["tools"]
    os.symlink("nowhere", tmp_path / "top/z.json")
    refuse(data, tmp_path / "top", f"{tmp_path}/top/z.json: No such file or directory")


def test_a_pipe_in_a_folder_holds_nobody_up(data, tmp_path):
    (tmp_path / "top").mkdir()
    write(tmp_path / "top/a.json", category("a"))
    os.mkfifo(tmp_path / "top/pipe.json")
    done = publish(data, tmp_path / "top")
    assert skipped(done) == [f"skipped      {tmp_path}/top/pipe.json"]


def test_a_folder_without_documents(data, tmp_path):
    (tmp_path / "top/sub").mkdir(parents=True)
    write(tmp_path / "top/sub/notes.txt", "")
    refuse(data, tmp_path / "top", f"{tmp_path}/top: is a folder without any .json document")
