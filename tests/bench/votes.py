"""votes.py BINARY: durable votes per second, a fresh session each, committed together and alone, and
what pages feel meanwhile. In turn, in one run, on loopback. Prints a Markdown table.
"""

import contextlib
import datetime
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

ROUNDS, SECONDS, CONNECTIONS = 5, 3, 64
HERE = pathlib.Path(__file__).resolve().parent
CATALOG = HERE.parents[1] / "catalog"
UNITS = {"us": 0.001, "ms": 1, "s": 1000}


@contextlib.contextmanager
def serving(binary, folder, commit):
    data = ["--data", str(folder / commit)]
    subprocess.run([binary, "import", "--if-empty", str(CATALOG), *data], check=True,
                   stdout=subprocess.DEVNULL)
    process = subprocess.Popen(
        [binary, "serve", "--listen", "127.0.0.1:0", "--workers", "2", "--limits", "off", "--log",
         "warning", "--group-commit", commit, *data], stdout=subprocess.PIPE, text=True)
    try:
        yield process.stdout.readline().split()[-1]
    finally:
        process.terminate()
        process.wait(60)


def wrk(url, *options):
    return ["wrk", "--latency", f"-d{SECONDS}s", *options, url]


def read(out):
    """Votes or requests per second, and the 99th percentile of a request in milliseconds."""
    if "Non-2xx" in out or "Socket errors" in out:
        raise SystemExit(out)
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", out).groups()
    return float((re.search(r"Votes/sec:\s+([\d.]+)", out)
                  or re.search(r"Requests/sec:\s+([\d.]+)", out))[1]), float(value) * UNITS[unit]


def run(command):
    return read(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def measure(binary, folder, commit):
    vote = ["-t1", f"-c{CONNECTIONS}", "-s", str(HERE / "votes.lua")]
    page = ["-t1", "-c4"]
    with serving(binary, folder, commit) as url:
        votes = run(wrk(f"{url}/tool/aider/vote", *vote))
        quiet = run(wrk(f"{url}/tool/n8n", *page))
        hammer = subprocess.Popen(wrk(f"{url}/tool/aider/vote", *vote), stdout=subprocess.DEVNULL)
        try:
            loud = run(wrk(f"{url}/tool/n8n", *page))
        finally:
            hammer.wait(60)
    return {"votes/s": votes[0], "p99 of a vote's request, ms": votes[1], "p99 of a page, quiet, ms": quiet[1],
            "p99 of a page, hammered, ms": loud[1]}


def main(binary):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="verdict-votes-"))
    try:
        rows = {"on": [], "off": []}
        for _ in range(ROUNDS):
            for commit, seen in rows.items():
                seen.append(measure(binary, folder, commit))
    finally:
        shutil.rmtree(folder)
    names = list(rows["off"][0])
    print(f"\n{datetime.date.today()}, {ROUNDS} rounds of {SECONDS} s in turn, {CONNECTIONS} connections, "
          "load on the same machine, median\n")
    print("| votes, a fresh session each | " + " | ".join(names) + " |")
    print("|---" * (len(names) + 1) + "|")
    for commit, label in (("on", "group commit"), ("off", "each by itself")):
        cells = [f"{statistics.median(r[name] for r in rows[commit]):,.1f}" for name in names]
        print(f"| {label} | " + " | ".join(cells) + " |")
    ratios = sorted(a["votes/s"] / b["votes/s"] for a, b in zip(rows["on"], rows["off"]))
    print(f"\nGroup commit over alone, min–median–max: {ratios[0]:.1f}–{statistics.median(ratios):.1f}"
          f"–{ratios[-1]:.1f}")


main(sys.argv[1])
