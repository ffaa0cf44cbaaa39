"""A store that another user may only read: commands that read work, or say why they cannot."""

import os
import shutil

import pytest

from nobody import run_as_nobody
from program import CATALOG, Server, run

READERS = (("export",), ("config",), ("migrate", "status"), ("newsletter", "status"))
IN_STORE = [command for command in READERS if command != ("config",)]


@pytest.fixture
def data(open_folder):
    """A store whose name says something else in a URI."""
    folder = open_folder / "a ?#%41&b=c"
    assert run("import", CATALOG, data=folder).returncode == 0
    return folder


def lock_up(data, files=0o444):
    for path in data.iterdir():
        os.chmod(path, files)
    os.chmod(data, 0o555)


def snapshot(data):
    return {path.name: path.read_bytes() for path in data.iterdir()}


@pytest.mark.parametrize("command", READERS)
def test_commands_that_read_work_where_nothing_may_be_written(data, command):
    expected = run(*command, data=data)
    assert expected.returncode == 0
    lock_up(data)
    before = snapshot(data)
    done = run_as_nobody(*command, data=data)
    assert (done.returncode, done.stdout, done.stderr) == (0, expected.stdout, "")
    assert snapshot(data) == before


@pytest.mark.parametrize("command", IN_STORE)
@pytest.mark.parametrize("files", [0o444, 0o400])
def test_beside_a_server_they_read_all_or_say_why(data, command, files):
    with Server(data):
        expected = run(*command, data=data)
        lock_up(data, files)
        os.chmod(data / "verdict.db", 0o444)
        done = run_as_nobody(*command, data=data)
        os.chmod(data, 0o755)
    assert "readonly database" not in done.stderr
    if files == 0o444 or os.getuid() != 0:
        assert (done.returncode, done.stdout) == (0, expected.stdout), done.stderr
    else:
        assert done.returncode == 1 and "verdict.db-wal" in done.stderr
        assert "as the store's owner" in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", IN_STORE)
def test_a_log_without_its_index_is_not_left_out(data, command, open_folder):
    """A backup of a crashed server's folder: what its log holds would be missing."""
    copy = open_folder / "copy"
    copy.mkdir()
    shutil.copy(data / "verdict.db", copy)
    (copy / "verdict.db-wal").write_bytes(b"what nobody can tell")
    lock_up(copy)
    done = run_as_nobody(*command, data=copy)
    assert done.returncode == 1 and "verdict.db-wal" in done.stderr, done
    assert "copy of the folder" in done.stderr


@pytest.mark.parametrize("command", IN_STORE)
def test_a_store_that_may_not_be_read_is_said(data, command):
    if os.getuid() != 0:
        pytest.skip("needs a second user")
    lock_up(data, 0o400)
    done = run_as_nobody(*command, data=data)
    assert done.returncode == 1 and "may not be read" in done.stderr, done
