"""What a session is after it began: forgotten for good, one reader's alone, known among other
cookies, kept as long as it is used; and ids that are never given twice."""

import sqlite3
import threading
import time

import pytest

from client import SAME, Reader
from letters import change, rows, wait_for
from program import CATALOG, LIMIT, ROOT, Server, run
from signups import sign_up


def count(data, table):
    return rows(data, f"SELECT count(*) FROM {table}")[0][0]


def begun(site, tool="aider"):
    """A reader with a vote, the cookie that began the session, and the one that goes on."""
    reader = Reader(site, follows=False)
    reader.post(f"/tool/{tool}/vote", {"choice": "ship"})
    first = reader.cookie
    assert reader.post(f"/tool/{tool}/vote?again=1", {"choice": "ship"}).status == 303
    return reader, first


def test_a_forgotten_session_does_not_come_back(site, data):
    reader, first = begun(site)
    for tool in ("vllm", "n8n"):
        reader.vote(tool, "skip")
    last = reader.cookie
    assert reader.post("/forget", {}).status == 303 and reader.jar == {}
    for cookie in (first, last, f"{first}; {last}"):
        for path in ("/tool/aider/vote", "/tool/aider/vote?again=1"):
            late = Reader(site, cookie, follows=False).post(path, {"choice": "ship"})
            assert late.status == 307, "as for a reader who comes for the first time"
        assert "You said" not in Reader(site, cookie).line("aider")
    assert count(data, "sessions") == count(data, "votes") == 0


def test_what_is_on_its_way_when_a_reader_is_forgotten_begins_nothing(site, data):
    """A second first write's cookie, which never began a session, is forgotten too."""
    reader, first = begun(site)
    other = Reader(site, follows=False)
    other.post("/tool/vllm/vote", {"choice": "ship"})
    held = f"{first}; {other.cookie}"
    Reader(site, held).post("/forget", {})
    assert Reader(site, held, follows=False).post("/tool/vllm/vote?again=1",
                                                  {"choice": "ship"}).status == 307
    assert count(data, "sessions") == count(data, "votes") == 0


def test_forgetting_races_votes_and_wins(site, data):
    for _ in range(20):
        reader, first = begun(site)
        cookies = [first, reader.cookie]
        threads = [threading.Thread(target=lambda i=i: Reader(site, cookies[i % 2], follows=False)
                                    .vote("vllm", "ship")) for i in range(6)]
        threads.insert(3, threading.Thread(target=lambda: Reader(site, cookies[1])
                                           .post("/forget", {})))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(LIMIT)
        assert count(data, "sessions") == count(data, "votes") == 0


def test_forget_me_twice_deletes_nobody_else(site, data):
    one, _ = begun(site)
    cookie = one.cookie
    one.post("/forget", {})
    two, _ = begun(site, "vllm")
    Reader(site, cookie).post("/forget", {})
    assert two.line("vllm").endswith("You said ship.") and count(data, "sessions") == 1
    assert rows(data, "SELECT id FROM sessions") == [(2,)], "no id comes twice"


def test_what_was_forgotten_is_remembered_for_minutes(data):
    with Server(data, "--limits", "off") as site:
        reader, _ = begun(site)
        reader.post("/forget", {})
        (until,), = rows(data, "SELECT until FROM forgotten_tokens")
        assert 0 < until / 1000 - time.time() <= 600
    change(data, "UPDATE forgotten_tokens SET until = until - 600001")
    with Server(data, "--limits", "off") as site:
        Reader(site).vote("aider", "ship")
        assert count(data, "forgotten_tokens") == 0


def test_the_page_tells_only_the_forgotten_that_they_are(site):
    assert "You are forgotten" not in Reader(site).get("/about/votes?utm_source=x").text


@pytest.mark.parametrize("base_url, name", [
    ("http://verdict.example", "verdict_80"), ("http://[::1]:8081", "verdict_8081"),
    ("http://[::1]", "verdict_80"), ("https://verdict.example", "__Host-verdict"),
    ("https://verdict.example:8443", "__Host-verdict"),
])
def test_the_cookie_has_a_name_that_no_other_program_uses(data, base_url, name):
    with Server(data, "--base-url", base_url) as site:
        reader, first = begun(site)
        assert list(reader.jar) == [name] and first.startswith(f"{name}_")


def test_the_session_is_found_among_cookies_of_other_programs(site, data):
    reader, _ = begun(site)
    (name, token), = reader.jar.items()
    others = [f"{name}={'a' * 64}", "session=" + "b" * 32, f"{name}x=1", f"x{name}=1", f"{name}=", "a"]
    for cookie in ("; ".join([*others, f"{name}={token}"]), "; ".join([f"{name}={token}", *others])):
        for _ in range(2):
            answer = Reader(site, follows=False).post("/tool/vllm/vote", {"choice": "ship"},
                                                      {**SAME, "Cookie": cookie})
            assert answer.status == 303 and "Set-Cookie" not in answer.headers
        page = Reader(site).get("/tool/vllm", Cookie=cookie)
        assert "You said <" not in page.text and "You said ship" in page.text
    assert count(data, "sessions") == 1 and count(data, "votes") == 2


def test_a_session_of_the_former_name_goes_on_and_another_programs_cookie_stays(site, data):
    reader, _ = begun(site)
    token, = reader.jar.values()
    theirs = Reader(site, "session=" + "b" * 32)
    theirs.vote("vllm", "ship")
    theirs.post("/forget", {})
    assert theirs.jar == {"session": "b" * 32}
    ours = Reader(site, f"session={token}")
    assert ours.vote("vllm", "ship").status == 303
    assert ours.jar == {f"verdict_{site.port}": token} and count(data, "sessions") == 1


def test_a_write_prolongs_the_cookie_once_a_day(data):
    same = ("--limits", "off", "--base-url", "http://localhost:8080")
    with Server(data, *same) as site:
        reader, _ = begun(site)
        assert "Set-Cookie" not in reader.vote("vllm", "ship").headers
    change(data, "UPDATE sessions SET used_on = used_on - 1")
    with Server(data, *same) as site:
        later = Reader(site, reader.cookie)
        given = later.vote("vllm", "skip").headers["Set-Cookie"]
        assert given.startswith(reader.cookie + "; ") and "Max-Age=31536000" in given
        assert "Set-Cookie" not in later.post("/bookmarks", {"action": "add", "tool": "vllm"}).headers


def test_an_import_keeps_the_token_and_loses_nothing(site, data):
    reader, _ = begun(site)
    before = dict(reader.jar)
    for _ in range(2):
        assert reader.post("/bookmarks", {"action": "import", "list": "1.1.1"}).status == 303
    reader.vote("vllm", "ship")
    assert reader.jar == before and len(reader.bookmarks()) == 3 and count(data, "sessions") == 1


def test_a_vote_that_comes_and_goes_takes_a_number_each_time(site, data):
    reader, _ = begun(site)
    ids = []
    for _ in range(3):
        reader.vote("aider", "none")
        reader.vote("aider", "ship")
        ids += rows(data, "SELECT id FROM votes")
    assert ids == [(2,), (3,), (4,)]


def test_an_erased_subscriber_leaves_the_number_to_nobody(data):
    with Server(data, "--limits", "off") as site:
        sign_up(site, "a@example.org")
        wait_for(lambda: rows(data, "SELECT id FROM subscribers") == [(1,)], "the first")
    change(data, "DELETE FROM deliveries")
    change(data, "DELETE FROM subscriber_tokens")
    change(data, "DELETE FROM subscribers")
    with Server(data, "--limits", "off") as site:
        sign_up(site, "b@example.org")
        wait_for(lambda: rows(data, "SELECT id FROM subscribers") == [(2,)], "the second")
        wait_for(lambda: rows(data, "SELECT id FROM deliveries") == [(2,)], "its mail")
        wait_for(lambda: rows(data, "SELECT last FROM numbers WHERE noun = 'signups'") == [(2,)], "it")


def test_numbers_begin_above_all_that_an_older_store_names(tmp_path):
    """The migration, on a store whose newest rows are gone but still named."""
    store = sqlite3.connect(":memory:")
    scripts = sorted((ROOT / "migrations").glob("*.sql"))
    older = [path for path in scripts if path.name < "0004"]
    for path in older:
        store.executescript(path.read_text())
    store.executescript("""
        INSERT INTO issues VALUES (3, 0, 's', 17);
        INSERT INTO issue_tools VALUES (5, 1, 0, 40, 'open');
        INSERT INTO deliveries (id, kind, issue_id, subscriber_id, state, made_at, due_at)
        VALUES (9, 'issue', 4, 12, 'sent', 0, 0);
        INSERT INTO votes VALUES (21, 6, 30, 'ship');
        INSERT INTO bookmarks VALUES (31, 7);""")
    numbers, = [path for path in scripts if path.name.endswith("_numbers.sql")]
    store.executescript(numbers.read_text())
    assert dict(store.execute("SELECT noun, last FROM numbers")) == {
        "sessions": 31, "votes": 21, "subscribers": 12, "signups": 0, "issues": 4, "deliveries": 9}


def test_an_import_takes_numbers_for_what_is_new_alone(data):
    nouns = ("reviewer", "category", "tool", "review", "fact", "comparison")

    def numbers():
        return rows(data, f"SELECT {', '.join(noun + '_id' for noun in nouns)} FROM publication")
    before = numbers()
    assert run("import", CATALOG, data=data).returncode == 0
    assert numbers() == before
    tables = ("reviewers", "categories", "tools", "reviews", "facts", "comparisons")
    assert before == [tuple(rows(data, f"SELECT max(id) FROM {table}")[0][0] for table in tables)]
