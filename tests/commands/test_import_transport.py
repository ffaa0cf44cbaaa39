"""Import reads what the command is told, in the command's own process, and hands it over whole."""

import contextlib
import json
import os
import pty
import resource
import shutil
import signal
import socket
import subprocess
import threading

import pytest

from commands.catalogs import DOCUMENT, OTHER, TOOL, changed, dump, refuse, rows, write
from program import BINARY, LIMIT, Server, clean_environment, run

NAMES = "SELECT slug, name FROM tools ORDER BY id"
PUBLISHED = [("alpha", "Alpha"), ("beta", "Beta")]


@pytest.fixture(params=["alone", "served"])
def server(request, data):
    """Both ways to import: beside a server, and without one."""
    if request.param == "alone":
        assert run("migrate", data=data).returncode == 0
        yield None
        return
    with Server(data) as running:
        yield running
        assert running.stop() == 0


def start(*words, data, **options):
    return subprocess.Popen([BINARY, *map(str, words), "--data", str(data)], text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            env=clean_environment(), **options)


def ended(process):
    out, told = process.communicate(timeout=LIMIT)
    return process.returncode, out, told


def test_standard_input_is_a_document(server, data):
    done = run("import", "-", data=data, input=json.dumps(DOCUMENT))
    assert (done.returncode, done.stderr) == (0, "")
    assert rows(data, NAMES) == PUBLISHED
    done = run("import", "-", data=data, input="{")
    assert done.returncode == 1
    assert done.stderr.startswith("verdict: standard input: line 1, column 1: is not valid JSON")


@pytest.mark.parametrize("path", ["pipe", "/dev/stdin", "/proc/self/fd/0"])
def test_a_pipe_is_a_document(server, data, tmp_path, path):
    if path == "pipe":
        path = tmp_path / "pipe"
        os.mkfifo(path)
        process = start("import", path, data=data)
        path.write_text(json.dumps(DOCUMENT))
        code, _, told = ended(process)
    else:
        done = run("import", path, data=data, input=json.dumps(DOCUMENT))
        code, told = done.returncode, done.stderr
    assert (code, told) == (0, "")
    assert rows(data, NAMES) == PUBLISHED


def test_what_the_system_makes_up_is_read(server, data):
    """A file that says that it is empty and is not."""
    done = run("import", "/proc/version", data=data)
    assert done.returncode == 1
    assert "/proc/version: line 1, column" in done.stderr and "is not valid JSON" in done.stderr


def test_a_slow_pipe_holds_nobody_up(data, tmp_path, file):
    """Until it has come to its end, the server knows nothing of it."""
    os.mkfifo(tmp_path / "slow")
    write(file, {"categories": [{"slug": "other", "name": "Other"}]})
    with Server(data, "--request-timeout", "1") as server:
        process = start("import", tmp_path / "slow", data=data)
        with open(tmp_path / "slow", "w") as slow:
            slow.write(json.dumps(DOCUMENT)[:10])
            slow.flush()
            assert run("import", file, data=data).returncode == 0
            slow.write(json.dumps(DOCUMENT)[10:])
        assert ended(process)[0] == 0
        assert rows(data, NAMES) == PUBLISHED
        assert server.stop() == 0


@contextlib.contextmanager
def server_with_a_mount(data, folder, content):
    """A server for which something else lies at `folder`: an empty file system, with `content`."""
    ready = ('mount -t tmpfs none "$1" && { [ -z "$2" ] || printf %s "$2" >"$1/catalog.json"; } && '
             'shift 2 && exec "$@"')
    server = Server(data)
    server.command = ["unshare", "-m", "sh", "-c", ready, "sh", str(folder), content,
                      *server.command]
    with server:
        yield server
        assert server.stop() == 0


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("unshare") or
                    subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode != 0,
                    reason="needs to mount, as root may")
@pytest.mark.parametrize("other", ["", json.dumps({"categories": [{"slug": "wrong", "name": "W"}]})])
def test_the_commands_own_files_are_read(data, tmp_path, other):
    """Also where the server sees nothing, or something else, at the same path."""
    folder = tmp_path / "folder"
    folder.mkdir()
    write(folder / "catalog.json", DOCUMENT)
    with server_with_a_mount(data, folder, other) as server:
        seen = os.listdir(f"/proc/{server.process.pid}/root{folder}")
        assert seen == (["catalog.json"] if other else [])
        done = run("import", folder, data=data)
        assert (done.returncode, done.stderr) == (0, "")
        assert rows(data, NAMES) == PUBLISHED
        assert rows(data, "SELECT slug FROM categories") == [("tools",)]


def test_a_large_folder_is_one_import(server, data, tmp_path):
    """More than one document may hold."""
    folder = tmp_path / "folder"
    folder.mkdir()
    parts = [{"reviewers": DOCUMENT["reviewers"], "categories": DOCUMENT["categories"]},
             {"tools": [TOOL, OTHER]}, {"comparisons": DOCUMENT["comparisons"]}]
    for number, part in enumerate(parts):
        write(folder / f"{number}.json", json.dumps(part) + " " * (30 << 20))
    done = run("import", folder, data=data)
    assert (done.returncode, done.stderr) == (0, "")
    assert rows(data, NAMES) == PUBLISHED
    write(folder / "9.json", {"tools": [{**TOOL, "name": ""}, {**OTHER, "name": "Changed"}]})
    shutil.move(folder / "1.json", tmp_path / "1.json")
    refuse(data, folder, '9.json: tools[0].name: "" is empty')


def open_scratch(pid):
    found = []
    for descriptor in os.listdir(f"/proc/{pid}/fd"):
        with contextlib.suppress(FileNotFoundError):
            found.append(os.readlink(f"/proc/{pid}/fd/{descriptor}"))
    return [name for name in found if name.endswith("(deleted)")]


def wait_until(condition):
    """Waits, at most LIMIT seconds, until it holds."""
    pause = threading.Event()
    for _ in range(LIMIT * 50):
        if condition():
            return
        pause.wait(0.02)
    raise AssertionError("this did not come to be")


def test_half_an_import_leaves_nothing(data, file):
    """A client that goes away in the middle of the documents."""
    with Server(data) as server:
        before, files = dump(data), sorted(os.listdir(data))
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(LIMIT)
        client.connect(str(data / "operator.sock"))
        document = json.dumps(DOCUMENT).encode()
        client.sendall(b"POST /import HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
                       b"0a\0D%d\0%s" % (len(document) + 100, len(document) + 90, document))
        wait_until(lambda: open_scratch(server.process.pid))
        assert sorted(os.listdir(data)) == files
        client.close()
        wait_until(lambda: not open_scratch(server.process.pid))
        assert (dump(data), sorted(os.listdir(data))) == (before, files)
        assert run("import", write(file, DOCUMENT), data=data).returncode == 0
        assert server.stop() == 0


def test_a_killed_command_leaves_nothing(server, data, tmp_path):
    before, files = dump(data), sorted(os.listdir(data))
    os.mkfifo(tmp_path / "pipe")
    process = start("import", tmp_path / "pipe", data=data)
    with open(tmp_path / "pipe", "w") as pipe:
        pipe.write(json.dumps(DOCUMENT)[:100])
        pipe.flush()
        process.send_signal(signal.SIGKILL)
        assert ended(process)[0] == -signal.SIGKILL
    assert (dump(data), sorted(os.listdir(data))) == (before, files)


def test_a_disk_that_does_not_take_the_documents(server, data, file):
    """The limit on a file's size stands for a full disk: what is told is the system's word."""
    before, files = dump(data), sorted(os.listdir(data))
    write(file, json.dumps(DOCUMENT) + " " * (4 << 20))
    small = (1 << 20, resource.RLIM_INFINITY)
    if server:
        pid = server.process.pid
        resource.prlimit(pid, resource.RLIMIT_FSIZE, small)
        done = run("import", file, data=data)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        told = ("verdict: the running server cannot keep the documents, and nothing was changed: "
                "File too large\n")
    else:
        done = run("import", file, data=data,
                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, small))
        told = f"verdict: {data}: File too large: nothing was changed\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", told)
    assert dump(data) == before
    assert set(os.listdir(data)) <= {*files, "verdict.db-wal", "verdict.db-shm"}
    assert run("import", file, data=data).returncode == 0
    assert rows(data, NAMES) == PUBLISHED


def test_a_file_that_changes_meanwhile_is_told(server, data, file, tmp_path):
    before = dump(data)
    write(file, DOCUMENT)
    os.mkfifo(tmp_path / "pipe")
    process = start("import", file, tmp_path / "pipe", data=data)
    with open(tmp_path / "pipe", "w") as pipe:  # by then it has looked at the file
        write(file, changed(("tools", 0, "name"), "Something longer"))
        pipe.write("{}")
    assert ended(process) == (1, "", f"verdict: {file}: was changed or removed while it was read: "
                                     "nothing was changed\n")
    assert dump(data) == before


def on_a_terminal(*words, data):
    """What a person sees who runs the command."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([BINARY, *map(str, words), "--data", str(data)], stderr=theirs,
                               stdout=subprocess.DEVNULL, env=clean_environment())
    os.close(theirs)
    seen = b""
    with contextlib.suppress(OSError):  # the terminal's end
        while more := os.read(ours, 4096):
            seen += more
    os.close(ours)
    assert process.wait(LIMIT) == 0
    return seen.decode()


def test_a_terminal_shows_how_far_it_is(server, data, file):
    write(file, json.dumps(DOCUMENT) + " " * (4 << 20))
    seen = on_a_terminal("import", file, data=data)
    assert ("The server checks and publishes 4 MB" if server else "Checking") in seen
    assert seen.endswith("\r\x1b[K")  # and clears it
    assert run("import", file, data=data).stderr == ""


def test_two_imports_at_once_are_both_done(data, tmp_path):
    with Server(data) as server:
        processes = []
        for number in range(4):
            tools = [{**OTHER, "slug": f"tool-{number}-{i}"} for i in range(200)]
            write(tmp_path / f"{number}.json", {"categories": DOCUMENT["categories"], "tools": tools})
            processes.append(start("import", tmp_path / f"{number}.json", data=data))
        assert [ended(process)[::2] for process in processes] == [(0, "")] * 4
        assert rows(data, "SELECT count(*) FROM published_tools") == [(800,)]
        assert server.stop() == 0
