"""import.py: how long votes wait while a large catalog is published beside the server, and what that
takes of time and memory.

The catalog is made up: 100,000 tools with four reviews each, in documents of 20,000. It is imported
again and again: into an empty store, once more as it is, with every text changed, in other categories
and under other aliases, all of it withdrawn, and brought back. Two voters vote all the while; the
longest wait of a vote is what matters.
"""

import datetime
import http.client
import json
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
os.environ["VERDICT_BINARY"] = os.path.abspath(sys.argv[1])  # before program.py reads it
from program import Server  # noqa: E402

TOOLS, A_DOCUMENT, VOTERS = int(os.environ.get("TOOLS", "100000")), 20000, 2
REVIEWERS = ("builder", "founder", "skeptic", "futurist")
WORDS = ("fast local model agent review token server cheap open weights editor vector cloud batch "
         "prompt limits teams scale notes graph").split()


def text(words):
    return " ".join(random.choice(WORDS) for _ in range(words))


def tool(number, mark, moved):
    reviews = [{"reviewer": reviewer, "score": random.randrange(101),
                "verdict": random.choice(("ship", "skip")), "reviewed": "2026-11-18",
                "body": text(45) + mark} for reviewer in REVIEWERS]
    return {"slug": f"tool-{number}", "name": f"Tool {number}", "category": f"c-{(number + moved) % 50}",
            "tagline": text(8) + mark, "description": text(40) + mark,
            "homepage": f"https://t{number}.example/", "entry": "free", "pricing": "Free",
            "best_for": text(6), "aliases": [f"t-{number}-{moved}"],
            "facts": [{"key": "license", "value": "MIT" + mark, "source": "https://x.example/",
                       "checked": "2026-11-20"}], "reviews": reviews}


def make_catalog(folder, mark, moved=0):
    random.seed(1)
    folder.mkdir()
    (folder / "a.json").write_text(json.dumps({
        "reviewers": [{"slug": r, "name": r, "lens": "A view", "byline": "ai"} for r in REVIEWERS],
        "categories": [{"slug": f"c-{i}", "name": f"Category {i}"} for i in range(50)]}))
    for first in range(0, TOOLS, A_DOCUMENT):
        tools = [tool(i, mark, moved) for i in range(first, min(TOOLS, first + A_DOCUMENT))]
        (folder / f"t{first:07}.json").write_text(json.dumps({"tools": tools}))
    (folder / "z.json").write_text(json.dumps({
        "comparisons": [{"tools": [f"tool-{i}", f"tool-{i + 1}"]} for i in range(0, TOOLS - 1, 2)]}))
    return sum(file.stat().st_size for file in folder.iterdir()) / 1e6


def send_vote(connection, address, cookie):
    connection.request("POST", address,
                       urllib.parse.urlencode({"choice": random.choice(("ship", "skip"))}),
                       {"Content-Type": "application/x-www-form-urlencoded",
                        "Sec-Fetch-Site": "same-origin", **cookie})
    response = connection.getresponse()
    response.read()
    return response


def vote_all_the_while(server, ended, waits):
    connection = http.client.HTTPConnection(server.host, server.port, timeout=60)
    first = send_vote(connection, "/tool/voted/vote", {})
    cookie = {"Cookie": first.getheader("Set-Cookie").partition(";")[0]}
    assert send_vote(connection, first.getheader("Location"), cookie).status == 303
    while not ended.is_set():
        begun = time.monotonic()
        assert send_vote(connection, "/tool/voted/vote", cookie).status == 303
        waits.append((time.monotonic() - begun) * 1000)
        time.sleep(0.005)
    connection.close()


def memory(pid, which):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(which):
            return int(line.split()[1]) / 1024
    return 0


def imported(binary, server, data, folder):
    """Seconds, the waits of the votes meanwhile, and the server's memory: at its peak, and after."""
    pid = server.process.pid
    pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5")  # forgets the peak so far
    ended, waits = threading.Event(), []
    voters = [threading.Thread(target=vote_all_the_while, args=(server, ended, waits))
              for _ in range(VOTERS)]
    for voter in voters:
        voter.start()
    begun = time.monotonic()
    try:
        subprocess.run([binary, "import", folder, "--data", data], check=True,
                       stdout=subprocess.DEVNULL)
    finally:
        seconds = time.monotonic() - begun
        ended.set()
        for voter in voters:
            voter.join()
    return seconds, waits, memory(pid, "VmHWM"), memory(pid, "VmRSS")


def main(binary):
    os.environ["VERDICT_BINARY"] = binary
    folder = pathlib.Path(tempfile.mkdtemp(prefix="verdict-import-"))
    data = folder / "data"
    voted = folder / "voted.json"
    voted.write_text(json.dumps({
        "categories": [{"slug": "voted", "name": "Voted"}],
        "tools": [{"slug": "voted", "name": "Voted", "category": "voted", "tagline": "x",
                   "description": "x", "entry": "free", "pricing": "x"}]}))
    try:
        subprocess.run([binary, "import", voted, "--data", data], check=True,
                       stdout=subprocess.DEVNULL)
        size = make_catalog(folder / "one", "")
        make_catalog(folder / "two", " changed")
        make_catalog(folder / "three", " changed", 1)
        (folder / "none.json").write_text(json.dumps(
            {"withdrawn": [{"tool": f"tool-{i}"} for i in range(TOOLS)]}))
        rows = []
        with Server(data, "--limits", "off") as server:
            for what, source in (("new", "one"), ("unchanged", "one"), ("every text changed", "two"),
                                 ("all moved, with other aliases", "three"),
                                 ("all withdrawn", "none.json"), ("all brought back", "three")):
                rows.append((what, *imported(binary, server, data, folder / source)))
    finally:
        shutil.rmtree(folder)
    print(f"\n{datetime.date.today()}, {TOOLS:,} tools with four reviews each, {size:,.0f} MB, imported "
          "beside a server that takes votes\n\n"
          "| tools | import, s | votes meanwhile | median wait of a vote, ms | longest, ms "
          "| server's memory, peak and after, MB |\n|---|---|---|---|---|---|")
    for what, seconds, waits, peak, after in rows:
        print(f"| {what} | {seconds:.1f} | {len(waits):,} | {statistics.median(waits):.1f} "
              f"| {max(waits):.0f} | {peak:.0f}, {after:.0f} |")


main(os.path.abspath(sys.argv[1]))
