"""crash.py ROUNDS: kills the real server at random moments while 16 readers vote and bookmark, and
compares what was answered with what is in the store. Ends with a line of what was seen.

Each reader keeps what it was told: an answered vote must be there; one that was on its way when the
server died may be there or not. Nothing may be counted twice, and tallies must equal the votes.
"""

import http.client
import pathlib
import random
import sqlite3
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "http"))
from client import Reader  # noqa: E402
from program import CATALOG, LIMIT, Server, run  # noqa: E402

READERS = 16
TOOLS = ("aider", "vllm", "ollama", "whisper", "n8n", "zapier")
# The cookie is named after the port that readers use, which must be the same one in each round.
SETTINGS = ("--limits", "off", "--log", "error", "--base-url", "http://localhost:8080")
REQUESTS_MOST = 100000  # of one reader in one round


class Voter:
    """One reader: what it was told, and what it asked last without hearing the answer."""

    def __init__(self):
        self.cookie, self.votes, self.bookmarks, self.open = None, {}, set(), None
        self.answered = 0

    def act(self, reader):
        tool = random.choice(TOOLS)
        if random.random() < 0.3:
            action = "remove" if tool in self.bookmarks else "add"
            self.open = ("bookmark", tool, action)
            status = reader.post("/bookmarks", {"action": action, "tool": tool}).status
        else:
            choice = random.choice(("ship", "skip", "none"))
            self.open = ("vote", tool, choice)
            status = reader.vote(tool, choice).status
        assert status == 303, status
        self.believe(self.open)
        self.open = None
        self.answered += 1

    def believe(self, told):
        kind, tool, what = told
        if kind == "vote":
            self.votes[tool] = what
        elif what == "add":
            self.bookmarks.add(tool)
        else:
            self.bookmarks.discard(tool)

    def run(self, server):
        reader = Reader(server, self.cookie)
        try:
            for _ in range(REQUESTS_MOST):
                self.act(reader)
        except (OSError, http.client.HTTPException):
            pass  # the server was killed
        # A first vote whose answer was lost may be counted: the reader has its cookie, and sees it.
        self.cookie = reader.cookie


def one_round(data, voters):
    with Server(data, *SETTINGS) as server:
        threads = [threading.Thread(target=voter.run, args=(server,)) for voter in voters]
        for thread in threads:
            thread.start()
        # A moment counted in answers, so that a slow machine is killed in the middle too.
        goal = sum(voter.answered for voter in voters) + random.randint(1, 400)
        while sum(voter.answered for voter in voters) < goal:
            assert any(thread.is_alive() for thread in threads)
        server.process.kill()
        for thread in threads:
            thread.join(LIMIT)
        server.stop()


def shown(reader, voter):
    """What the pages show this reader now."""
    page = reader.get("/bookmarks")
    assert page.status == 200
    bookmarks = set(reader.bookmarks())
    votes = {}
    for tool in TOOLS:
        line = reader.line(tool)
        votes[tool] = "ship" if "You said ship" in line else "skip" if "You said skip" in line else "none"
    return votes, bookmarks


def settle(voter, votes, bookmarks):
    """Compares; the one request that was never answered may have gone either way."""
    lost = []
    open_ = voter.open or (None, None, None)
    for tool in TOOLS:
        told = voter.votes.get(tool, "none")
        allowed = {told, open_[2]} if open_[:2] == ("vote", tool) else {told}
        if votes[tool] not in allowed:
            lost.append(f"vote on {tool}: told {told}, found {votes[tool]}")
        if (tool in voter.bookmarks) != (tool in bookmarks) and open_[:2] != ("bookmark", tool):
            lost.append(f"bookmark of {tool}: told {tool in voter.bookmarks}")
    voter.votes = {tool: choice for tool, choice in votes.items() if choice != "none"}
    voter.bookmarks, voter.open = bookmarks, None
    return lost


def check(data, voters):
    lost = []
    with Server(data, *SETTINGS) as server:
        for voter in voters:
            if voter.cookie:
                lost += settle(voter, *shown(Reader(server, voter.cookie), voter))
            else:
                voter.open = None  # it was given no cookie yet
        assert server.stop() == 0
    store = sqlite3.connect(f"file:{data}/verdict.db?mode=ro", uri=True)
    assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    counted = """SELECT tool_id, sum(choice = 'ship'), sum(choice = 'skip') FROM votes GROUP BY tool_id
                 ORDER BY tool_id"""
    tallied = "SELECT tool_id, ship, skip FROM tallies WHERE ship + skip > 0 ORDER BY tool_id"
    if store.execute(counted).fetchall() != store.execute(tallied).fetchall():
        lost.append("tallies differ from the votes")
    twice = "SELECT count(*) FROM votes GROUP BY session_id, tool_id HAVING count(*) > 1"
    if store.execute(twice).fetchall():
        lost.append("a vote is counted twice")
    store.close()
    return lost


def main(rounds):
    with tempfile.TemporaryDirectory(prefix="verdict-crash-") as folder:
        data = pathlib.Path(folder) / "data"
        assert run("import", CATALOG, data=data).returncode == 0
        voters = [Voter() for _ in range(READERS)]
        lost = []
        for _ in range(rounds):
            one_round(data, voters)
            lost += check(data, voters)
        answered = sum(voter.answered for voter in voters)
        print(*lost, sep="\n", end="\n" if lost else "")
        print(f"{rounds} kills, {answered} answers, {len(lost)} lost, doubled or miscounted")
        return 1 if lost else 0


sys.exit(main(int(sys.argv[1])))
