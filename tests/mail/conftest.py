"""Fixtures of the mail tests: the real Postfix, and a server that misbehaves on demand."""

import pytest

from peer import Peer
from postfix import Postfix, why_not


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
