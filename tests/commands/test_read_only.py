"""A store that another user may only read: commands that read work, or say why they cannot."""

import os
import pathlib
import shutil
import stat

import pytest

from program import BINARY, CATALOG, Server, run

NOBODY = 65534
READERS = (("export",), ("config",), ("migrate", "status"), ("newsletter", "status"))
IN_STORE = [command for command in READERS if command != ("config",)]


@pytest.fixture
def data(tmp_path):
    """A store whose name says something else in a URI."""
    folder = tmp_path / "a ?#%41&b=c"
    assert run("import", CATALOG, data=folder).returncode == 0
    return folder


def open_parents(path):
    for parent in path.parents:
        if parent.stat().st_uid == os.getuid() and parent != pathlib.Path("/"):
            os.chmod(parent, stat.S_IMODE(parent.stat().st_mode) | 0o711)


def lock_up(data, files=0o444):
    for path in data.iterdir():
        os.chmod(path, files)
    os.chmod(data, 0o555)
    open_parents(data)


def read(data, *command):
    """As another user, who is not above modes as root is. The program is opened before, for that
    user may have no way to where it lies."""
    if os.getuid() != 0:
        return run(*command, data=data)
    program = os.open(BINARY, os.O_RDONLY)
    try:
        return run(*command, data=data, user=NOBODY, group=NOBODY, extra_groups=[], cwd="/",
                   executable=f"/proc/self/fd/{program}", pass_fds=[program])
    finally:
        os.close(program)


def snapshot(data):
    return {path.name: path.read_bytes() for path in data.iterdir()}


@pytest.mark.parametrize("command", READERS)
def test_commands_that_read_work_where_nothing_may_be_written(data, command):
    expected = run(*command, data=data)
    assert expected.returncode == 0
    lock_up(data)
    before = snapshot(data)
    done = read(data, *command)
    assert (done.returncode, done.stdout, done.stderr) == (0, expected.stdout, "")
    assert snapshot(data) == before


@pytest.mark.parametrize("command", IN_STORE)
@pytest.mark.parametrize("files", [0o444, 0o400])
def test_beside_a_server_they_read_all_or_say_why(data, command, files):
    with Server(data):
        expected = run(*command, data=data)
        lock_up(data, files)
        os.chmod(data / "verdict.db", 0o444)
        done = read(data, *command)
        os.chmod(data, 0o755)
    assert "readonly database" not in done.stderr
    if files == 0o444 or os.getuid() != 0:
        assert (done.returncode, done.stdout) == (0, expected.stdout), done.stderr
    else:
        assert done.returncode == 1 and "verdict.db-wal" in done.stderr
        assert "as the store's owner" in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", IN_STORE)
def test_a_log_without_its_index_is_not_left_out(data, command, tmp_path):
    """A backup of a crashed server's folder: what its log holds would be missing."""
    copy = tmp_path / "copy"
    copy.mkdir()
    shutil.copy(data / "verdict.db", copy)
    (copy / "verdict.db-wal").write_bytes(b"what nobody can tell")
    lock_up(copy)
    done = read(copy, *command)
    assert done.returncode == 1 and "verdict.db-wal" in done.stderr, done
    assert "copy of the folder" in done.stderr


@pytest.mark.parametrize("command", IN_STORE)
def test_a_store_that_may_not_be_read_is_said(data, command):
    if os.getuid() != 0:
        pytest.skip("needs a second user")
    lock_up(data, 0o400)
    done = read(data, *command)
    assert done.returncode == 1 and "may not be read" in done.stderr, done
