"""script/install.sh waits while another program holds a lock of the package manager."""

import fcntl
import os
import subprocess

import pytest

from program import LIMIT, ROOT

CONFIGURATION = """
Dir::State "{folder}/state"; Dir::Cache "{folder}/cache"; Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "-"; Dir::State::status "{folder}/state/status";
"""


@pytest.fixture
def apt(tmp_path):
    """A real apt-get that keeps all that it locks in a folder of its own; it names no source."""
    for name in ("state/lists/partial", "cache/archives/partial"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "state/status").touch()
    (tmp_path / "apt.conf").write_text(CONFIGURATION.format(folder=tmp_path))
    return tmp_path


def start(apt, words):
    return subprocess.Popen(["sh", "-c", f". script/install.sh; apt_get {words}"], cwd=ROOT, text=True,
                            env={**os.environ, "APT_CONFIG": str(apt / "apt.conf")},
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.skipif(os.getuid() != 0, reason="sudo may ask for a password")
@pytest.mark.parametrize("words, lock", [
    ("update", "state/lists/lock"), ("clean", "cache/archives/lock"),
    ("install -f", "state/lock-frontend")])
def test_a_lock_is_waited_for(apt, words, lock):
    with open(apt / lock, "w", encoding="ascii") as held:
        fcntl.lockf(held, fcntl.LOCK_EX)
        asked = start(apt, words)
        said = asked.stdout.readline()
    rest, complaint = asked.communicate(timeout=LIMIT)
    assert "waiting for it" in said
    assert (asked.returncode, rest, complaint) == (0, "", "")


@pytest.mark.skipif(os.getuid() != 0, reason="sudo may ask for a password")
def test_another_failure_is_told_at_once(apt):
    asked = start(apt, "install no-such-package-here")
    said, complaint = asked.communicate(timeout=LIMIT)
    assert asked.returncode != 0 and said == ""
    assert "Unable to locate package no-such-package-here" in complaint
