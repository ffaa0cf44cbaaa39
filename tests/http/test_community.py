"""Votes, bookmarks and sessions, against the real program, as a reader without scripts."""

import hashlib
import re
import resource
import threading

import pytest

from client import SAME, Reader
from letters import change, rows
from program import CATALOG, LIMIT, Server, run

TOOLS = ("aider", "vllm", "ollama", "whisper", "n8n", "zapier")


def test_a_vote_counts_changes_and_is_taken_back(site):
    reader, other = Reader(site), Reader(site)
    assert other.line("aider") == "No community votes yet"
    assert reader.vote("aider", "ship").status == 303
    assert reader.line("aider") == "1 ship / 0 skip: too few votes to call You said ship."
    assert other.line("aider") == "1 ship / 0 skip: too few votes to call"
    reader.vote("aider", "ship")
    assert other.line("aider").startswith("1 ship / 0 skip")
    reader.vote("aider", "skip")
    assert reader.line("aider").endswith("You said skip.")
    assert other.line("aider").startswith("0 ship / 1 skip")
    reader.vote("aider", "none")
    assert other.line("aider") == reader.line("aider") == "No community votes yet"


def test_the_page_shows_the_choice_and_offers_to_take_it_back(site):
    reader = Reader(site)
    assert "Take back" not in reader.get("/tool/aider").text
    reader.vote("aider", "skip")
    page = reader.get("/compare/aider-vs-vllm").text
    assert re.findall(r'aria-pressed="(\w+)"', page) == ["false", "true", "false", "false"]
    assert page.count("Take back") == 1


def test_a_script_that_asks_gets_json(site):
    status, answer = Reader(site).vote_json("aider", "ship")
    assert status == 200
    assert answer == {"tool": "aider", "choice": "ship", "ship": 1, "skip": 0,
                      "community": "1 ship / 0 skip: too few votes to call"}


def test_the_community_calls_from_ten_votes(site):
    for i in range(9):
        Reader(site).vote("aider", "ship" if i < 6 else "skip")
    assert Reader(site).line("aider") == "6 ship / 3 skip: too few votes to call"
    Reader(site).vote("aider", "ship")
    # Wilson, 7 of 10: 0.3968 to 0.8922.
    assert Reader(site).line("aider") == "70% ship of 10 votes, 95% interval 40% to 89%"
    page = Reader(site).get("/tool/aider").text
    assert re.search(r'interval-bar" x="39.68%" y="2" width="49.5[34]%"', page)


def test_a_session_from_before_the_longer_cookie_goes_on(data):
    with Server(data, "--limits", "off") as site:
        Reader(site).vote("aider", "ship")
    cookie = "0123456789abcdef" * 2
    change(data, "UPDATE sessions SET token_hash = ?",
           hashlib.blake2b(cookie.encode(), digest_size=32).hexdigest())
    with Server(data, "--limits", "off") as site:
        reader = Reader(site, f"session={cookie}")
        assert "You said ship" in reader.line("aider")
        reader.vote("vllm", "skip")
        assert reader.jar == {f"verdict_{site.port}": cookie}, "it has the site's name from now on"
        assert "You said ship" in reader.line("aider")


def test_the_cookie_is_a_secret_that_the_store_does_not_know(site, data):
    answer = Reader(site).vote("aider", "ship")
    cookie = answer.headers["Set-Cookie"]
    token = re.fullmatch(rf"verdict_{site.port}=([0-9a-f]{{64}}); Path=/; Max-Age=31536000;"
                         r" HttpOnly; SameSite=Lax", cookie)[1]
    assert token not in str(rows(data, "SELECT * FROM sessions"))
    assert token.encode() not in (data / "verdict.db-wal").read_bytes()


def test_under_https_the_cookie_is_bound_to_the_host(data):
    with Server(data, "--base-url", "https://verdict.example") as server:
        cookie = Reader(server).vote("aider", "ship").headers["Set-Cookie"]
    assert cookie.startswith("__Host-verdict=") and cookie.endswith("; Secure")


def test_a_session_begins_with_a_write_and_not_before(site, data):
    reader = Reader(site)
    for path in ("/", "/tool/aider", "/bookmarks", "/about/votes"):
        assert "Set-Cookie" not in reader.get(path).headers
    assert rows(data, "SELECT count(*) FROM sessions") == [(0,)]


@pytest.mark.parametrize("cookie", [
    "NAME=", "NAME=" + "0" * 32, "NAME=" + "a" * 31, "NAME=" + "a" * 33, "NAME=" + "A" * 32,
    "NAME=" + "z" * 32, "NAME=" + "a" * 64, "NAME=" + "a" * 112, "NAME_01234567=" + "a" * 112,
    "NAME=" + "a" * 3000, "session=" + "a" * 32, "session", "=;;=",
])
def test_any_other_cookie_is_no_session(site, data, cookie):
    reader = Reader(site, cookie.replace("NAME", f"verdict_{site.port}"))
    page = reader.get("/tool/aider")
    assert page.status == 200 and "You said" not in page.text
    assert "Set-Cookie" in reader.vote("aider", "ship").headers
    assert "You said ship" in reader.line("aider")
    assert rows(data, "SELECT count(*) FROM sessions") == [(1,)]


def test_a_reader_without_a_session_gets_the_page_of_everyone(site):
    reader = Reader(site)
    one, two = Reader(site).get("/tool/aider"), Reader(site, "other=1").get("/tool/aider")
    assert one.text == two.text and one.headers["Cache-Control"] == "no-cache"
    assert one.headers["Vary"] == "Accept-Encoding, Cookie"
    reader.vote("vllm", "ship")
    assert reader.get("/tool/aider").headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("headers, allowed", [
    ({"Sec-Fetch-Site": "same-origin"}, True),
    ({"Sec-Fetch-Site": "same-site"}, False),
    ({"Sec-Fetch-Site": "cross-site"}, False),
    ({"Sec-Fetch-Site": "none"}, False),
    ({"Sec-Fetch-Site": "cross-site", "Origin": "SELF"}, False),
    ({"Origin": "SELF"}, True),
    ({"Origin": "http://evil.example"}, False),
    ({"Origin": "null"}, False),
    ({}, False),
])
def test_no_other_site_writes(site, data, headers, allowed):
    headers = {k: v.replace("SELF", site.url) for k, v in headers.items()}
    for path, fields in (("/tool/aider/vote", {"choice": "ship"}),
                         ("/bookmarks", {"action": "add", "tool": "aider"}), ("/forget", {})):
        assert Reader(site).post(path, fields, headers).status == (303 if allowed else 403)
    assert rows(data, "SELECT count(*) FROM votes") == [(int(allowed),)]


@pytest.mark.parametrize("path, fields, status, problem", [
    ("/tool/nothing/vote", {"choice": "ship"}, 404, ""),
    ("/tool/aider/vote", {"choice": "maybe"}, 422, "choice: must be ship, skip or none"),
    ("/tool/aider/vote", {}, 422, "choice: must be"),
    ("/tool/aider/vote", [("choice", "ship"), ("choice", "skip")], 422, "choice: must be"),
    ("/bookmarks", {"action": "add"}, 422, "tool: is missing"),
    ("/bookmarks", {"action": "add", "tool": "nothing"}, 404, ""),
    ("/bookmarks", {"tool": "aider"}, 422, "action: must be add, remove or import"),
    ("/tool/aider/vote", {"choice": "ship", "x": "y" * 16384}, 413, "16384 bytes"),
])
def test_a_form_that_cannot_be_is_told_why(site, data, path, fields, status, problem):
    page = Reader(site).post(path, fields)
    assert page.status == status and problem in page.text and "<h1>" in page.text
    script = Reader(site).post(path, fields, {**SAME, "Accept": "application/json"})
    assert script.status == status and problem in script.text
    assert rows(data, "SELECT count(*) FROM sessions") == [(0,)]


def test_other_content_types_are_refused(site):
    for kind in ("application/json", "multipart/form-data", "text/plain", ""):
        answer = Reader(site).send("POST", "/tool/aider/vote", "choice=ship",
                                   {**SAME, "Content-Type": kind})
        assert answer.status == 415, kind


@pytest.mark.parametrize("back, location", [
    ("/compare/aider-vs-vllm?weight.builder=2", "/compare/aider-vs-vllm?weight.builder=2"),
    ("/tool/aider#x", "/tool/aider"), ("https://evil.example/", "/tool/aider"),
    ("//evil.example/", "/tool/aider"), ("/\\evil.example", "/tool/aider"),
    ("/a\r\nSet-Cookie: x=1", "/tool/aider"), ("/é", "/tool/aider"), ("", "/tool/aider"),
])
def test_back_is_only_ever_a_path_of_this_site(site, back, location):
    answer = Reader(site).vote("aider", "ship", back=back)
    assert answer.headers["Location"] == f"{location}#community-aider"


def test_bookmarks_are_kept_compared_and_removed(site):
    reader = Reader(site)
    assert "No bookmarks yet" in reader.get("/bookmarks").text
    for tool in ("vllm", "aider"):
        assert reader.post("/bookmarks", {"action": "add", "tool": tool}).status == 303
    assert reader.bookmarks() == ["aider", "vllm"]
    assert "/compare?tool=aider&amp;tool=vllm" in reader.get("/bookmarks").text
    page = reader.get("/compare/aider-vs-vllm").text
    assert page.count("Remove bookmark") == 2
    panel = page.split('id="bookmarks"')[1]
    assert "Aider" in panel and "No bookmarks yet" not in panel
    reader.post("/bookmarks", {"action": "remove", "tool": "aider"})
    assert reader.bookmarks() == ["vllm"]
    assert Reader(site).bookmarks() == []


def test_a_list_travels_by_link(site, data):
    sender, receiver = Reader(site), Reader(site)
    for tool in TOOLS[:3]:
        sender.post("/bookmarks", {"action": "add", "tool": tool})
    link = re.search(r'href="(/bookmarks\?[^"]+)">Link to this list', sender.get("/bookmarks").text)
    link = link[1].replace("&amp;", "&")
    shared = receiver.get(link)
    assert "Add them to my bookmarks" in shared.text
    assert receiver.bookmarks() == []  # a GET adds nothing
    receiver.vote("n8n", "ship")
    before = receiver.cookie
    carried = re.search(r'name="list" value="([^"]+)"', shared.text)[1]
    for _ in range(2):  # a second press, with the cookie of the first, loses nothing
        Reader(site, before).post("/bookmarks", {"action": "import", "list": carried})
    assert receiver.cookie == before and receiver.bookmarks() == sorted(TOOLS[:3])
    assert "You said ship." in receiver.line("n8n")
    assert rows(data, "SELECT count(*) FROM sessions") == [(2,)]


def test_at_most_500_bookmarks(tmp_path):
    import json
    tools = [{"slug": f"t{i}", "name": f"T{i}", "category": "c", "tagline": "x",
              "description": "x", "entry": "free", "pricing": "x"} for i in range(501)]
    file = tmp_path / "many.json"
    file.write_text(json.dumps({"categories": [{"slug": "c", "name": "C"}], "tools": tools}))
    assert run("import", file, data=tmp_path / "data").returncode == 0
    with Server(tmp_path / "data", "--limits", "off") as server:
        reader = Reader(server)
        for start in range(0, 500, 50):
            fields = [("tool", f"t{i}") for i in range(start, start + 50)]
            assert reader.post("/bookmarks", [("action", "add"), *fields]).status == 303
        full = reader.post("/bookmarks", {"action": "add", "tool": "t500"})
        assert full.status == 429 and "500 bookmarks" in full.text
        assert reader.post("/bookmarks", {"action": "add", "tool": "t7"}).status == 303
    assert rows(tmp_path / "data", "SELECT count(*) FROM bookmarks") == [(500,)]


def test_forget_me_deletes_everything(site, data):
    reader = Reader(site)
    reader.vote("aider", "ship")
    reader.vote("vllm", "skip")
    reader.post("/bookmarks", {"action": "add", "tool": "aider"})
    Reader(site).vote("vllm", "skip")
    assert "Forget me" in reader.get("/about/votes").text
    before = reader.cookie
    answer = reader.post("/forget", {})
    assert answer.status == 303 and "Max-Age=0" in answer.headers["Set-Cookie"]
    assert "You are forgotten" in Reader(site).get(answer.headers["Location"].split("#")[0]).text
    assert "You said" not in Reader(site, before).line("vllm")
    assert rows(data, "SELECT tool_id FROM votes") == rows(data, "SELECT tool_id FROM tallies"
                                                               " WHERE ship + skip > 0")
    assert rows(data, "SELECT count(*) FROM sessions") == [(1,)]
    assert rows(data, "SELECT count(*) FROM bookmarks") == [(0,)]


def test_idle_sessions_go_and_their_votes_stay_counted(data):
    same = ("--limits", "off", "--base-url", "http://localhost:8080")  # so the cookie has one name
    with Server(data, *same) as server:
        idle, fresh = Reader(server), Reader(server)
        idle.vote("aider", "ship")
        idle.post("/bookmarks", {"action": "add", "tool": "vllm"})
        fresh.vote("aider", "skip")
    change(data, "UPDATE sessions SET used_on = used_on - 366 WHERE id = 1")
    with Server(data, *same) as server:
        # Whoever writes afterwards finds the cleaning done.
        assert Reader(server).vote("n8n", "ship").status == 303
        assert Reader(server, idle.cookie).line("aider") == "1 ship / 1 skip: too few votes to call"
        assert Reader(server, fresh.cookie).line("aider").endswith("You said skip.")
    assert rows(data, "SELECT session_id FROM votes WHERE choice = 'ship' AND tool_id ="
                     " (SELECT id FROM tools WHERE slug = 'aider')") == [(None,)]
    assert rows(data, "SELECT count(*) FROM bookmarks") == [(0,)]


def test_many_idle_sessions_go_in_small_batches(data):
    change(data, """WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1050)
                    INSERT INTO sessions SELECT i, printf('%064x', i), 0 FROM n""")
    with Server(data, "--limits", "off") as server:
        for _ in range(1000):  # each answer is a chance for the writer to clean a little more
            Reader(server).get("/tool/aider")
            if rows(data, "SELECT count(*) FROM sessions") == [(0,)]:
                break
    assert rows(data, "SELECT count(*) FROM sessions") == [(0,)]


def test_one_address_has_limits(data):
    with Server(data) as server:
        answers = [Reader(server).vote("aider", "ship") for _ in range(31)]
        assert [a.status for a in answers] == [303] * 30 + [429]
        assert answers[-1].headers["Retry-After"] and "Please wait a moment" in answers[-1].text
        known = Reader(server, answers[0].headers["Set-Cookie"].split(";")[0])
        statuses = [known.vote("aider", "ship").status for _ in range(120)]
        assert statuses[0] == 303 and 429 in statuses  # its own votes run out later
        assert known.get("/tool/aider").status == 200  # reading never does
    assert rows(data, "SELECT count(*) FROM sessions") == [(30,)]


def test_forwarded_addresses_count_only_from_named_proxies(data):
    def sessions(server, addresses):
        return [Reader(server).post("/tool/aider/vote", {"choice": "ship"},
                                    {**SAME, "X-Forwarded-For": a}).status for a in addresses]
    many = [f"192.0.2.{i}" for i in range(40)]
    with Server(data) as server:
        assert 429 in sessions(server, many)
    with Server(data, "--trusted-proxies", "127.0.0.1") as server:
        assert 429 not in sessions(server, many)
        # One /64 is one reader, whatever the rest; what stands before the last is not believed.
        assert 429 in sessions(server, [f"198.51.100.{i}, 2001:db8::{i:x}" for i in range(1, 32)])
    assert "is not an address" in run("serve", "--trusted-proxies", "10.0.0", data=data).stderr


def test_no_page_is_stale(site):
    """Readers race voters: a page shows every vote that was answered before it was asked for."""
    answered, faults, lock = [0], [], threading.Lock()

    def told(job):
        """So that what fails in one thread ends the others."""
        def run():
            try:
                job()
            except Exception as error:
                faults.append(repr(error))
        return run

    def vote():
        for _ in range(25):
            if Reader(site).vote("aider", "ship").status != 303:
                faults.append("not counted")
            with lock:
                answered[0] += 1

    def read():
        while answered[0] < 100 and not faults:
            before = answered[0]
            line = Reader(site).line("aider")
            shown = int((re.search(r"of (\d+) votes", line) or re.search(r"(\d+) ship", line)
                         or [0, 0])[1])
            if shown < before:
                faults.append(f"{shown} shown when {before} were answered")

    threads = [threading.Thread(target=told(job)) for job in [vote] * 4 + [read] * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT)
    assert faults == [] and "of 100 votes" in Reader(site).line("aider")


def test_a_full_disk_refuses_writes_and_heals(data):
    with Server(data, "--limits", "off") as server:
        pid = server.process.pid
        first = Reader(server)
        assert first.vote("aider", "ship").status == 303
        unlimited = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        size = (data / "verdict.db-wal").stat().st_size
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, unlimited[1]))
        refused = Reader(server).vote("aider", "ship")
        assert refused.status == 503 and refused.headers["Retry-After"]
        assert "We cannot do that right now" in refused.text
        assert "Set-Cookie" not in refused.headers
        assert Reader(server).line("aider").startswith("1 ship")
        resource.prlimit(pid, resource.RLIMIT_FSIZE, unlimited)
        assert Reader(server).vote("aider", "ship").status == 303
        assert Reader(server).line("aider").startswith("2 ship")
        assert server.stop() == 0
    assert rows(data, "PRAGMA integrity_check") == [("ok",)]
    assert rows(data, "SELECT count(*) FROM votes") == [(2,)]
