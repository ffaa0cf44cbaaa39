"""Where a test of a command keeps its store and its document."""

import pytest


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "catalog.json"
