"""What is answered as done is on disk: the system calls of the real server show that a vote's
batch was synced before its answer left. A killed process would not tell; a power cut does."""

import os
import re
import subprocess

import pytest

from client import Reader
from program import Server

CALLS = "recvfrom,recvmsg,read,pwrite64,write,writev,sendto,sendmsg,fsync,fdatasync"
LOG = "verdict.db-wal>"
LINE = re.compile(r"^(\d+) +(?:<\.\.\. (?P<resumed>\w+) resumed>|(?P<call>\w+)\()(?P<rest>.*)$")


class TracedServer(Server):
    """The server under strace, which stays behind it, so that signals reach the server."""

    def __init__(self, data, trace):
        super().__init__(data, "--limits", "off",
                         env={"ASAN_OPTIONS": "detect_leaks=0"})  # it cannot be traced itself
        self.command = ["strace", "-D", "-f", "-y", "-s", "64", "-o", str(trace),
                        "-e", "trace=" + CALLS, *self.command]


@pytest.fixture
def traced(data, tmp_path):
    trial = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, text=True)
    if trial.returncode != 0:
        pytest.skip("strace may not trace here: " + trial.stderr.strip())
    with TracedServer(data, tmp_path / "trace") as server:
        yield server, tmp_path / "trace"


def events(trace):
    """What happened, in order: "vote" came in, the log of the store was "written" and is "synced",
    "answer" begins to go out. Writing counts when it ends as well."""
    begun = {}
    for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
        found = LINE.match(line)
        if not found:
            continue
        thread, call, rest = found[1], found["call"], found["rest"]
        if call:
            begun[thread] = rest
        else:
            call, rest = found["resumed"], begun.pop(thread, "") + rest
        if call in ("recvfrom", "recvmsg", "read") and '"POST /tool/' in rest:
            yield "vote"
        elif call in ("sendto", "sendmsg", "write", "writev") and '"HTTP/1.1 303' in rest:
            yield "answer"
        elif call in ("pwrite64", "write", "writev") and LOG in rest:
            yield "written"
        elif call in ("fsync", "fdatasync") and LOG in rest and re.search(r"\) += 0$", rest):
            yield "synced"


def test_a_vote_is_synced_before_it_is_answered(traced):
    server, trace = traced
    reader = Reader(server)
    reader.vote("smolvlm2", "ship")  # begins a session
    assert reader.vote("smolvlm2", "skip").status == 303
    assert server.stop() == 0
    seen = list(events(trace))
    vote = len(seen) - seen[::-1].index("vote")
    then = seen[vote:seen.index("answer", vote)]
    assert "written" in then, seen
    assert then[-1] == "synced", seen
