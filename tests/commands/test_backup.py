"""Copies of the store, and putting one back: whole or not at all, and never mixed with another."""

import os
import pathlib
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "http"))
from client import Reader  # noqa: E402
from program import CATALOG, LIMIT, Server, run  # noqa: E402

TOOLS = ("aider", "vllm", "ollama", "whisper", "n8n", "zapier")


def snapshot(folder):
    """Every file with its bytes, without the lock, and without what a reader makes: an empty log and
    the index of the log."""
    held = {path.name: path.read_bytes() for path in sorted(pathlib.Path(folder).iterdir())
            if path.is_file() and path.name not in ("verdict.lock", "verdict.db-shm")}
    if held.get("verdict.db-wal") == b"":
        del held["verdict.db-wal"]
    return held


def content(file):
    """All that a store holds, as SQL."""
    store = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    dump = sorted(store.iterdump())  # VACUUM sorts what was made later
    store.close()
    return dump


def refused(done, *words):
    assert done.returncode == 1, done
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    for word in words:
        assert word in done.stderr


def vote(server, count):
    for i in range(count):
        Reader(server).vote(TOOLS[i % len(TOOLS)], "ship")


def kill(server):
    server.process.kill()
    server.process.wait(LIMIT)
    server.stop()


def serve(data, *words):
    return Server(data, "--limits", "off", "--log", "error", *words)


@pytest.fixture
def data(filled, tmp_path):
    return pathlib.Path(shutil.copytree(filled, tmp_path / "data"))


@pytest.fixture
def crashed(data, tmp_path):
    """A store whose server was killed after votes, with a backup of before the last of them."""
    with serve(data) as server:
        vote(server, 5)
        assert run("backup", tmp_path / "backup.db", data=data).returncode == 0
        vote(server, 7)
        kill(server)
    assert (data / "verdict.db-wal").stat().st_size > 0
    return data


def votes(file):
    store = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    count = store.execute("SELECT count(*) FROM votes").fetchone()[0]
    store.close()
    return count


def test_a_backup_after_a_crash_comes_back_exactly(data, tmp_path):
    with serve(data) as server:
        running = threading.Thread(target=lambda: vote_until_dead(server))
        running.start()
        while votes(data / "verdict.db") < 3:
            assert running.is_alive()
        kill(server)
        running.join(LIMIT)
    backup = tmp_path / "backup.db"
    with serve(data) as server:
        assert run("backup", backup, data=data).returncode == 0
        held = content(backup)
        vote(server, 9)
        kill(server)
    done = run("restore", backup, data=data)
    assert done.returncode == 0 and done.stderr == "", done
    assert content(data / "verdict.db") == held
    with serve(data) as server:
        assert server.stop() == 0
    assert votes(data / "verdict.db") == votes(backup)


def vote_until_dead(server):
    try:
        for _ in range(100):
            vote(server, 10)
    except OSError:
        pass


def test_what_was_there_is_set_aside_whole(crashed, tmp_path):
    done = run("restore", tmp_path / "backup.db", data=crashed)
    aside, = crashed.glob("verdict.db.before-*Z")
    assert str(aside) in done.stdout
    assert (crashed / f"{aside.name}-wal").stat().st_size > 0
    assert sorted(path.name for path in crashed.iterdir() if path.name.startswith("verdict.db")) == [
        "verdict.db", aside.name, aside.name + "-wal"]
    assert votes(crashed / "verdict.db") == 5
    assert run("restore", aside, data=crashed).returncode == 0, "and comes back with its log"
    assert votes(crashed / "verdict.db") == 12
    assert len(list(crashed.glob("verdict.db.before-*Z"))) == 2


def test_a_backup_is_made_beside_a_server(data, tmp_path):
    backup = tmp_path / "backup.db"
    backup.write_text("what was there before")
    with serve(data) as server:
        vote(server, 4)
        done = run("backup", backup, data=data)
        assert done.returncode == 0 and str(backup) in done.stdout, done
        assert server.stop() == 0
    assert votes(backup) == 4
    assert content(backup) == content(data / "verdict.db")
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] in (["backup.db", "data"], ["data", "backup.db"])


def test_a_restore_makes_the_folder(data, tmp_path):
    assert run("backup", tmp_path / "a?b#c%41.db", data=data).returncode == 0
    done = run("restore", tmp_path / "a?b#c%41.db", data=tmp_path / "new")
    assert done.returncode == 0 and "before" not in done.stdout
    assert content(tmp_path / "new" / "verdict.db") == content(data / "verdict.db")


@pytest.mark.parametrize("name", ["verdict.db", "verdict.db-wal", "verdict.db-shm", "verdict.lock",
                                  "operator.sock", ".", "../data", "missing/file.db", "folder"])
def test_a_backup_is_refused(data, name):
    (data / "folder").mkdir()
    before = snapshot(data)
    done = run("backup", data / name, data=data)
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1, done
    assert snapshot(data) == before and list((data / "folder").iterdir()) == []


@pytest.mark.parametrize("words", [("backup",), ("restore",), ("backup", "a", "b"),
                                   ("restore", "a", "b")])
def test_one_file_is_named(data, words):
    done = run(*words, data=data)
    assert done.returncode == 2 and f"verdict {words[0]} FILE" in done.stderr


def damage(file):
    """Turns the middle pages to something else."""
    held = file.read_bytes()
    middle = len(held) // 2 // 4096 * 4096
    file.write_bytes(held[:middle] + b"\x55" * 8192 + held[middle + 8192:])


def cut(file):
    os.truncate(file, file.stat().st_size // 2)


def sql(*statements):
    def change(file):
        store = sqlite3.connect(file)
        store.executescript(";".join(statements))
        store.close()
    return change


FAULTS = {
    "damaged": (damage, "damaged"),
    "cut": (cut, "backup.db"),
    "with two indexes mixed up": (sql(  # a copy makes them anew, and would hide it
        "PRAGMA writable_schema = ON",
        """UPDATE sqlite_schema SET rootpage =
               (SELECT min(rootpage) + max(rootpage) FROM sqlite_schema WHERE type = 'index') - rootpage
           WHERE rootpage IN (SELECT min(rootpage) FROM sqlite_schema WHERE type = 'index' UNION ALL
                              SELECT max(rootpage) FROM sqlite_schema WHERE type = 'index')"""),
        "damaged"),
    "a row that points nowhere": (sql("PRAGMA foreign_keys = OFF", "DELETE FROM categories"),
                                  "points to nothing"),
    "of another program": (sql("PRAGMA application_id = 7"), "not Verdict's"),
    "newer": (sql("INSERT INTO schema_migrations SELECT max(number) + 1, '9001_next.sql', 'f', 1"
                  " FROM schema_migrations"), "run the newer program"),
    "of an edited migration": (sql("UPDATE schema_migrations SET sha256 = 'f' WHERE number = 1"),
                               "has changed"),
    "text": (lambda file: file.write_text("Dear diary " * 999), "not an SQLite file"),
    "empty": (lambda file: file.write_text(""), "holds no store"),
    "missing": (lambda file: file.unlink(), "No such file"),
    "a folder": (lambda file: (file.unlink(), file.mkdir()), "is not a file"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_restore_of_what_is_no_backup(crashed, tmp_path, fault):
    change, words = FAULTS[fault]
    change(tmp_path / "backup.db")
    before = snapshot(crashed)
    refused(run("restore", tmp_path / "backup.db", data=crashed), words)
    assert snapshot(crashed) == before


def test_a_restore_beside_a_server(data, tmp_path):
    assert run("backup", tmp_path / "backup.db", data=data).returncode == 0
    with serve(data) as server:
        vote(server, 1)
        before = snapshot(data)
        refused(run("restore", tmp_path / "backup.db", data=data), "in use by another verdict")
        assert snapshot(data) == before
        assert Reader(server).get("/").status == 200


def test_a_restore_of_the_store_itself(data):
    before = snapshot(data)
    refused(run("restore", data / "verdict.db", data=data), "is the store itself")
    assert snapshot(data) == before


def copied(file, data):
    """Onto the same inode."""
    (data / "verdict.db").write_bytes(file.read_bytes())


def moved(file, data):
    file.rename(data / "verdict.db")


def vacuumed(data, file):
    assert run("backup", file, data=data).returncode == 0


def copied_pages(data, file):
    """As `sqlite3 verdict.db ".backup …"` does, or a copy of the file alone."""
    store, target = sqlite3.connect(f"file:{data}/verdict.db?mode=ro", uri=True), sqlite3.connect(file)
    store.backup(target)
    target.close()
    store.close()


COMMANDS = (("serve", "--listen", "127.0.0.1:0"), ("migrate",),
            ("import", CATALOG / "categories.json"), ("export",),
            ("backup", "/dev/null/x"))


@pytest.mark.parametrize("put", [copied, moved])
@pytest.mark.parametrize("make", [vacuumed, copied_pages])
def test_a_backup_beside_the_log_of_another(data, tmp_path, make, put):
    backup = tmp_path / "backup.db"
    make(data, backup)
    held = content(backup)
    with serve(data) as server:
        vote(server, 3)
        assert server.stop() == 0  # the votes are in the database now, and the next log begins
    with serve(data) as server:
        vote(server, 9)
        kill(server)
    put(pathlib.Path(shutil.copy(backup, tmp_path / "put.db")), data)
    before = snapshot(data)
    for command in COMMANDS:
        refused(run(*command, data=data), "verdict.db-wal", "another database", "verdict restore FILE")
    assert snapshot(data) == before
    assert run("restore", backup, data=data).returncode == 0
    assert content(data / "verdict.db") == held


@pytest.mark.parametrize("make", [vacuumed, copied_pages])
@pytest.mark.parametrize("ended", [True, False])
def test_a_copy_of_a_running_store_beside_a_later_log(data, tmp_path, make, ended):
    """Made while the server ran, which then ended well, or was the one that crashed."""
    with serve(data) as server:
        vote(server, 3)
        make(data, tmp_path / "copy.db")
        vote(server, 9)
        if ended:
            assert server.stop() == 0
        else:
            kill(server)
    if ended:
        with serve(data) as server:
            vote(server, 5)
            kill(server)
    copied(tmp_path / "copy.db", data)
    before = snapshot(data)
    refused(run("migrate", data=data), "another database")
    assert snapshot(data) == before


def test_a_crashed_store_may_move(crashed, tmp_path):
    target = tmp_path / "moved"
    target.mkdir()
    for name in ("verdict.db", "verdict.db-wal"):
        shutil.copy(crashed / name, target / name)
    assert run("migrate", data=target).returncode == 0
    assert votes(target / "verdict.db") == 12


def test_a_crash_while_the_operator_edits(data):
    """With a tool that leaves no marks."""
    code = f"""import os, sqlite3
store = sqlite3.connect({str(data / "verdict.db")!r})
store.execute("UPDATE tools SET tagline = 'Edited' WHERE slug = 'aider'")
store.commit()
store.execute("CREATE TABLE more (x)")
store.commit()
os._exit(0)"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=LIMIT)
    assert run("migrate", data=data).returncode == 0
    assert "'Edited'" in "".join(content(data / "verdict.db"))


def test_a_backup_of_the_same_run(crashed, tmp_path):
    copied(tmp_path / "backup.db", crashed)
    before = snapshot(crashed)
    refused(run("migrate", data=crashed), "another database")
    assert snapshot(crashed) == before


def test_a_log_without_its_database(crashed):
    (crashed / "verdict.db").rename(crashed / "elsewhere.db")
    before = snapshot(crashed)
    refused(run("migrate", data=crashed), "another database")
    assert snapshot(crashed) == before
    (crashed / "elsewhere.db").rename(crashed / "verdict.db")
    assert run("migrate", data=crashed).returncode == 0
    assert votes(crashed / "verdict.db") == 12


def test_a_log_that_an_older_program_left(data):
    """It numbered neither stores nor logs."""
    sql("PRAGMA user_version = 0")(data / "verdict.db")
    code = f"""import os, sqlite3
store = sqlite3.connect({str(data / "verdict.db")!r})
store.execute("PRAGMA wal_autocheckpoint = 0")
store.execute("UPDATE tools SET name = 'Older' WHERE slug = 'aider'")
store.commit()
os._exit(0)"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=LIMIT)
    assert (data / "verdict.db-wal").stat().st_size > 0
    assert run("migrate", data=data).returncode == 0
    assert "'Older'" in "".join(content(data / "verdict.db"))


@pytest.mark.skipif(os.getuid() != 0, reason="only root may mount")
def test_a_full_disk(crashed, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "verdict", disk], check=True)
    try:
        (disk / "kept.db").write_text("an earlier backup")
        before = snapshot(disk)
        refused(run("backup", disk / "kept.db", data=crashed), "full")
        assert snapshot(disk) == before
        refused(run("restore", tmp_path / "backup.db", data=disk), "full")
        assert snapshot(disk) == before
    finally:
        subprocess.run(["umount", disk], check=True)
