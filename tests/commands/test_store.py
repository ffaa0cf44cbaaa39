"""Stores that are not as they should be: one clear message, and nothing changed."""

import os
import pathlib
import sqlite3
import stat

import pytest

from nobody import run_as_nobody
from program import CATALOG, Server, run

COMMANDS = (("migrate",), ("import", CATALOG), ("serve", "--listen", "127.0.0.1:0"))


def snapshot(folder):
    """Every file below `folder` with its bytes, without the lock, which is not the store."""
    return {path: path.read_bytes() for path in sorted(pathlib.Path(folder).rglob("*"))
            if path.is_file() and path.name != "verdict.lock"}


def refused(done, *words):
    assert done.returncode == 1, done
    complaints = [line for line in done.stderr.splitlines() if line]
    assert len(complaints) == 1, done.stderr
    for word in words:
        assert word in complaints[0]


@pytest.fixture
def data(tmp_path):
    """A folder with a migrated store."""
    folder = tmp_path / "data"
    assert run("migrate", data=folder).returncode == 0
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_a_store_that_is_a_folder(tmp_path, command):
    (tmp_path / "verdict.db").mkdir()
    refused(run(*command, data=tmp_path), "verdict.db", "is a folder", "--data")
    assert list((tmp_path / "verdict.db").iterdir()) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_a_store_that_is_not_sqlite(tmp_path, command):
    (tmp_path / "verdict.db").write_text("Dear diary, today I was not a database. " * 50)
    before = snapshot(tmp_path)
    refused(run(*command, data=tmp_path), "verdict.db", "is not an SQLite file", "--data")
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("command", COMMANDS)
def test_a_store_of_another_program(tmp_path, command):
    other = sqlite3.connect(tmp_path / "verdict.db")
    other.execute("CREATE TABLE recipes (x)")
    other.commit()
    other.close()
    before = snapshot(tmp_path)
    refused(run(*command, data=tmp_path), "not Verdict's", "--data")
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("command", COMMANDS)
def test_data_that_is_a_file(tmp_path, command):
    path = tmp_path / "file"
    path.write_text("x")
    refused(run(*command, data=path), "is not a folder", "--data")
    assert path.read_text() == "x"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_store_that_may_not_be_written(open_folder, command):
    data = open_folder / "data"
    assert run("migrate", data=data).returncode == 0
    for path in [data, *data.iterdir()]:
        os.chmod(path, 0o555 if path.is_dir() else 0o444)
    before = snapshot(data)
    refused(run_as_nobody(*command, data=data), "Permission denied", "writable")
    assert snapshot(data) == before


@pytest.mark.parametrize("command", [command for command in COMMANDS if command[0] != "import"])
def test_a_store_that_another_server_holds(data, command):
    with Server(data) as server:
        refused(run(*command, data=data), "in use by another verdict",
                f"process {server.process.pid}", "--data")


def test_export_reads_beside_a_server(data):
    with Server(data):
        assert run("export", data=data).returncode == 0


def test_export_of_no_store_says_how_to_make_one(tmp_path):
    refused(run("export", data=tmp_path), "there is no store here yet", "verdict migrate")
    assert list(tmp_path.iterdir()) == []


def edit(data, statement):
    """Changes the store behind the program's back."""
    store = sqlite3.connect(data / "verdict.db")
    store.execute(statement)
    store.commit()
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("damage, words", [
    ("UPDATE schema_migrations SET sha256 = 'f' WHERE number = 1",
     ("0001_catalog.sql", "has changed since it was applied")),
    ("INSERT INTO schema_migrations VALUES (9000, '9000_future.sql', 'f', 1)",
     ("9000_future.sql", "missing")),
    ("INSERT INTO schema_migrations SELECT max(number) + 1, '9001_next.sql', 'f', 1"
     " FROM schema_migrations", ("9001_next.sql", "run the newer program")),
    ("UPDATE schema_migrations SET number = 8000 WHERE number = 1",
     ("0002_community.sql", "missing")),
])
def test_migrations_that_do_not_fit(data, command, damage, words):
    edit(data, damage)
    before = snapshot(data)
    refused(run(*command, data=data), *words)
    assert snapshot(data) == before


def test_migrate_status_tells_what_is_applied(data):
    done = run("migrate", "status", data=data)
    assert done.returncode == 0
    assert done.stdout.splitlines()[0].endswith("Z  0001_catalog.sql")


def test_the_store_is_its_owners_alone(data):
    for path in data.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
