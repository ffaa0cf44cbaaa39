"""bench.py: Verdict against nginx with the same bytes, in turn, in one run, on loopback.

Server on the first processor, load on the second. Counts requests per second as wrk sees them and
the processor time of the server's processes per request, from /proc. Prints a Markdown table.
"""

import contextlib
import datetime
import gzip
import http.client
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile

ROUNDS, SECONDS, CONNECTIONS = 7, 2, 32
PAGE = "/compare/gemini-nano-3-open-weights-vs-smolvlm2"
TICKS = os.sysconf("SC_CLK_TCK")
CATALOG = pathlib.Path(__file__).resolve().parents[2] / "catalog"
PINNED = (os.cpu_count() or 1) > 1


def on(processor, command):
    return (["taskset", "-c", str(processor)] if PINNED else []) + command


@contextlib.contextmanager
def running(command, **options):
    process = subprocess.Popen(command, **options)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def fetch(port, path, encoding):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Accept-Encoding": encoding})
    response = connection.getresponse()
    return response.headers, response.read()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    for _ in range(200):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            return
        subprocess.run(["sleep", "0.05"], check=True)
    raise SystemExit("a server did not start")


def processor_seconds(pid):
    """User and system time of a process and its children, in seconds."""
    total = 0
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if pid in (int(stat.parent.name), int(fields[1])):
                total += int(fields[11]) + int(fields[12])
    return total / TICKS


def load(port, path, encoding, pid):
    before = processor_seconds(pid)
    out = subprocess.run(on(1, ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-H",
                                f"Accept-Encoding: {encoding}", f"http://127.0.0.1:{port}{path}"]),
                         check=True, capture_output=True, text=True).stdout
    used = processor_seconds(pid) - before
    if "Non-2xx" in out or "Socket errors" in out:
        raise SystemExit(out)
    count = int(re.search(r"(\d+) requests in", out)[1])
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]), used / count * 1e6


def configure_nginx(folder, port):
    (folder / "nginx.conf").write_text(f"""
worker_processes 1; pid {folder}/pid; error_log stderr crit; daemon off;
events {{ worker_connections 1024; }}
http {{
  access_log off; default_type "text/html; charset=utf-8"; sendfile on; tcp_nopush on;
  keepalive_requests 1000000; open_file_cache max=100; gzip_static on; gzip_vary on;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{ listen 127.0.0.1:{port}; root {folder}/root; }}
}}""")


def publish(folder, paths, port):
    """The bytes that Verdict sends, as files for nginx."""
    for path in paths:
        file = folder / "root" / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(fetch(port, path, "identity")[1])
        packed = fetch(port, path, "gzip")[1]
        assert gzip.decompress(packed) == file.read_bytes()
        pathlib.Path(f"{file}.gz").write_bytes(packed)
    for each in (folder, *folder.rglob("*")):
        each.chmod(0o755 if each.is_dir() else 0o644)


def measure(cases, servers):
    results = {}
    for _ in range(ROUNDS):
        for path, encoding, _ in cases:
            for name, (port, pid) in servers.items():
                results.setdefault((path, encoding, name), []).append(
                    load(port, path, encoding, pid))
    return results


def print_table(cases, results):
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    nginx = subprocess.run([shutil.which("nginx") or "/usr/sbin/nginx", "-v"], capture_output=True,
                           text=True, check=True).stderr.strip().rpartition("/")[2]
    print(f"{datetime.date.today()}, {model[1] if model else 'unknown processor'}, nginx {nginx}, "
          f"{ROUNDS} rounds of {SECONDS} s in turn, {CONNECTIONS} connections, median\n")
    print("| what | bytes | Verdict, requests/s | nginx, requests/s | Verdict, µs CPU/request "
          "| nginx, µs CPU/request | CPU ratio, min–median–max |")
    print("|---|---|---|---|---|---|---|")
    for path, encoding, label in cases:
        ours, theirs = results[path, encoding, "verdict"], results[path, encoding, "nginx"]
        ratios = sorted(a[1] / b[1] for a, b in zip(ours, theirs))
        median = [statistics.median(column) for rows in (ours, theirs) for column in zip(*rows)]
        print(f"| {label} | {results[path, encoding, 'bytes']} | {median[0]:,.0f} | {median[2]:,.0f}"
              f" | {median[1]:.1f} | {median[3]:.1f}"
              f" | {ratios[0]:.2f}–{statistics.median(ratios):.2f}–{ratios[-1]:.2f} |")


def main(binary):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="verdict-bench-"))
    try:
        data = ["--data", str(folder / "data")]
        subprocess.run([binary, "import", str(CATALOG), *data], check=True, stdout=subprocess.DEVNULL)
        serve = on(0, [binary, "serve", "--listen", "127.0.0.1:0", "--workers", "1", "--log",
                       "warning", *data])
        with running(serve, stdout=subprocess.PIPE, text=True) as verdict:
            port = int(verdict.stdout.readline().rpartition(":")[2])
            page = fetch(port, PAGE, "identity")[1].decode()
            style = re.search(r'rel="stylesheet" href="([^"]+)"', page)[1]
            cases = [(PAGE, "identity", "comparison page"),
                     (PAGE, "gzip", "comparison page, gzip"), (style, "gzip", "style, gzip")]
            publish(folder, [PAGE, style], port)
            nginx_port = free_port()
            configure_nginx(folder, nginx_port)
            command = on(0, ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")])
            with running(command, env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin"},
                         stderr=subprocess.DEVNULL) as nginx:
                wait_for(nginx_port)
                for path, encoding, _ in cases:
                    assert fetch(nginx_port, path, encoding)[1] == fetch(port, path, encoding)[1]
                results = measure(cases, {"verdict": (port, verdict.pid),
                                          "nginx": (nginx_port, nginx.pid)})
            for path, encoding, _ in cases:
                results[path, encoding, "bytes"] = f"{len(fetch(port, path, encoding)[1]):,}"
        print_table(cases, results)
    finally:
        shutil.rmtree(folder)


main(sys.argv[1])
