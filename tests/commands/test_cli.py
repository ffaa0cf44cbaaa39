"""The command line: help, settings and where they come from, exit statuses."""

import os
import re
import subprocess

import pytest

from program import BINARY, ROOT, clean_environment, run

COMMANDS = ("serve", "migrate", "import", "export", "config", "help")
SETTINGS = ("LISTEN", "DATA", "BASE_URL", "TRUSTED_PROXIES", "LIMITS", "REQUEST_TIMEOUT", "WORKERS", "GROUP_COMMIT", "LOG", "DEV")


def test_help_names_every_command_and_setting():
    done = run("help")
    assert done.returncode == 0 and done.stderr == ""
    for word in COMMANDS:
        assert f"  {word}" in done.stdout
    for name in SETTINGS:
        assert f"VERDICT_{name}" in done.stdout
        assert "--" + name.lower().replace("_", "-") in done.stdout


def test_the_version_is_that_of_the_build_and_of_the_changelog():
    done = run("--version")
    version = re.fullmatch(r"verdict (\d+\.\d+\.\d+)\n", done.stdout)[1]
    assert f"VERSION {version} " in (ROOT / "CMakeLists.txt").read_text()
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text()


def test_help_is_an_option_too():
    assert run("--help").stdout == run("help").stdout != ""


@pytest.mark.parametrize("words, reason", [
    ([], "a command is missing"),
    (["publish"], "there is no such command: publish"),
    (["export", "x"], "this word is one too many: x"),
    (["import"], "usage: verdict import [--if-empty] PATH…"),
    (["migrate", "x"], "this word is one too many: x"),
    (["migrate", "status", "x"], "usage: verdict migrate | migrate status\n"),
    (["newsletter"], "usage: verdict newsletter preview | newsletter compose | newsletter send | "
                     "newsletter status | newsletter release ADDRESS | newsletter retry ISSUE\n"),
    (["newsletter", "release"], "newsletter release ADDRESS"),
    (["backup"], "usage: verdict backup FILE\n"),
    (["serve", "--if-empty"], "--if-empty belongs to the command import"),
    (["import", "x", "--folder", "x"], "--folder belongs to the command export"),
    (["serve", "--colour", "red"], "unrecognized option '--colour'"),
    (["serve", "--listen"], "option '--listen' requires an argument"),
    (["config", "--workers", "many"], "must be a whole number from 0 to 256"),
    (["config", "--workers", "257"], "must be a whole number from 0 to 256"),
    (["config", "--limits", "some"], "must be on or off"),
    (["config", "--request-timeout", "0"], "must be a whole number from 1 to 3600"),
    (["config", "--group-commit", "never"], "must be on or off"),
    (["config", "--log", "loud"], "must be error, warning, info or request"),
    (["config", "--base-url", "verdict.example"], "must be http:// or https://"),
    (["config", "--base-url", "https://verdict.example/"], "with no path"),
    (["config", "--base-url", "https://"], "must be http:// or https://"),
])
def test_misuse_is_told_and_ends_with_2(words, reason):
    done = run(*words)
    assert done.returncode == 2
    assert reason in done.stderr
    assert done.stdout == ""


def test_a_flag_wins_over_the_environment_over_the_default():
    default = run("config")
    assert "VERDICT_LISTEN=127.0.0.1:8080 " in default.stdout
    assert "from the default" in default.stdout
    given = run("config", env={"VERDICT_LISTEN": "127.0.0.1:1", "VERDICT_DATA": "here"})
    assert "VERDICT_LISTEN=127.0.0.1:1 " in given.stdout
    assert "VERDICT_DATA=here " in given.stdout
    both = run("config", "--listen=127.0.0.1:2", env={"VERDICT_LISTEN": "127.0.0.1:1"})
    assert "VERDICT_LISTEN=127.0.0.1:2 " in both.stdout
    assert "from the flag" in both.stdout


def test_an_empty_variable_is_the_default():
    done = run("config", env={"VERDICT_WORKERS": ""})
    assert "VERDICT_WORKERS=0 " in done.stdout


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the system has no /dev/full")
def test_output_that_does_not_arrive_is_a_failure(tmp_path):
    assert run("migrate", data=tmp_path).returncode == 0
    with open("/dev/full", "w") as full:
        done = subprocess.run([BINARY, "export", "--data", str(tmp_path)], stdout=full,
                              stderr=subprocess.PIPE, text=True, env=clean_environment(),
                              timeout=60)
    assert done.returncode == 1
    assert "standard output" in done.stderr
