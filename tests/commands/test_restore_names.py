"""Restoring where files cannot have a second name: the old ones change theirs, and none is lost.

The system refuses a link to a file that its maker may not write, though its folder's owner may rename
it; as FAT and some volumes refuse every link."""

import os
import pathlib
import shutil
import subprocess

import pytest

from commands.test_backup import crashed, data, refused, snapshot, votes  # noqa: F401
from nobody import NOBODY, run_as_nobody
from program import CATALOG, run

LINKS = pathlib.Path("/proc/sys/fs/protected_hardlinks")


@pytest.fixture
def linkless(crashed, tmp_path, open_folder):  # noqa: F811
    """A crashed store of root's in the folder of another user, who restores; its backup beside it."""
    if os.getuid() != 0 or LINKS.read_text().strip() != "1":
        pytest.skip("needs root, and a system that protects files from links")
    folder = open_folder / "data"
    shutil.copytree(crashed, folder, ignore=shutil.ignore_patterns("*.sock"))
    shutil.copy(tmp_path / "backup.db", open_folder)
    for path in (*folder.iterdir(), open_folder / "backup.db"):
        os.chmod(path, 0o644)
    os.chown(folder / "verdict.lock", NOBODY, NOBODY)
    os.chown(folder, NOBODY, NOBODY)
    done = subprocess.run(["ln", folder / "verdict.db", folder / "second"], user=NOBODY,
                          extra_groups=[], capture_output=True, text=True)
    assert "not permitted" in done.stderr
    return folder


def test_what_was_there_is_set_aside_whole(linkless):
    held = snapshot(linkless)
    done = run_as_nobody("restore", linkless.parent / "backup.db", data=linkless)
    assert done.returncode == 0 and done.stderr == "", done
    aside, = linkless.glob("verdict.db.before-*Z")
    assert str(aside) in done.stdout
    after = snapshot(linkless)
    assert after[aside.name] == held["verdict.db"]
    assert after[aside.name + "-wal"] == held["verdict.db-wal"]
    assert "verdict.db-wal" not in after and "verdict.db.new" not in after
    assert votes(linkless / "verdict.db") == 5
    done = run_as_nobody("restore", aside, data=linkless)
    assert done.returncode == 0 and votes(linkless / "verdict.db") == 12, done


def aside_then_killed(folder, endings):
    """As a restore left it that was killed after it renamed so many files."""
    (folder / "verdict.db.new").write_bytes(b"")
    for ending in endings:
        os.rename(folder / f"verdict.db{ending}", folder / f"verdict.db.before-0{ending}")
    for path in folder.glob("verdict.db-shm"):
        path.unlink()


@pytest.mark.parametrize("endings", [[""], ["", "-wal"]])
def test_a_kill_in_between_is_seen(crashed, tmp_path, endings):  # noqa: F811
    """A start would make a new store, and nobody would see that the old one is gone."""
    aside_then_killed(crashed, endings)
    before = snapshot(crashed)
    for command in (("serve", "--listen", "127.0.0.1:0"), ("migrate",), ("export",), ("backup", "x")):
        refused(run(*command, data=crashed), "verdict.db.new", "verdict restore FILE")
    assert snapshot(crashed) == before
    assert run("restore", tmp_path / "backup.db", data=crashed).returncode == 0
    assert votes(crashed / "verdict.db") == 5
    assert (crashed / "verdict.db.before-0").read_bytes() == before["verdict.db.before-0"]


def test_a_backup_of_a_folder_that_may_only_be_read(open_folder):
    data, target = open_folder / "data", open_folder / "backups"  # noqa: F811
    assert run("import", CATALOG, data=data).returncode == 0
    target.mkdir()
    target.chmod(0o777)
    for path in data.iterdir():
        os.chmod(path, 0o444)
    os.chmod(data, 0o555)
    before = {path.name: path.read_bytes() for path in data.iterdir()}
    done = run_as_nobody("backup", target / "copy.db", data=data)
    assert (done.returncode, done.stderr) == (0, ""), done
    assert {path.name: path.read_bytes() for path in data.iterdir()} == before
    assert run("restore", target / "copy.db", data=open_folder / "other").returncode == 0
    assert run("export", data=open_folder / "other").stdout == run("export", data=data).stdout
