"""A store with the shipped catalog, and a copy of it for each test that changes it."""

import shutil

import pytest

from program import CATALOG, run


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    data = tmp_path_factory.mktemp("filled") / "data"
    assert run("import", CATALOG, data=data).returncode == 0
    return data


@pytest.fixture
def data(filled, tmp_path):
    """Without subscribers and votes yet."""
    target = tmp_path / "data"
    target.mkdir(mode=0o700)
    shutil.copy(filled / "verdict.db", target)
    return target
