"""Where a test of a command keeps its store and its document."""

import pathlib
import shutil
import tempfile

import pytest


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "catalog.json"


@pytest.fixture
def open_folder():
    """A folder whose way in is open to every user; pytest's own are closed."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="verdict-open-"))
    folder.chmod(0o755)
    yield folder
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            path.chmod(0o755)
    shutil.rmtree(folder)
