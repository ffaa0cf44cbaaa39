"""Fixtures of the mail tests: the real Postfix, a server that misbehaves on demand, and a store."""

import pytest

from peer import Peer
from postfix import Postfix, why_not
from program import CATALOG, run


@pytest.fixture(scope="session")
def one_postfix():
    if reason := why_not():
        pytest.skip(reason)
    with Postfix() as running:
        yield running


@pytest.fixture
def postfix(one_postfix):
    """One Postfix for all tests, so each uses addresses of its own. What Postfix logged meanwhile is
    shown when the test fails."""
    before = len(one_postfix.log)
    yield one_postfix
    print(one_postfix.log[before:])


@pytest.fixture
def peer():
    with Peer() as running:
        yield running


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    data = tmp_path_factory.mktemp("filled") / "data"
    assert run("import", CATALOG, data=data).returncode == 0
    return data


@pytest.fixture
def data(filled, tmp_path):
    """A store with the shipped catalog, and no subscribers yet."""
    target = tmp_path / "data"
    target.mkdir(mode=0o700)
    (target / "verdict.db").write_bytes((filled / "verdict.db").read_bytes())
    return target
