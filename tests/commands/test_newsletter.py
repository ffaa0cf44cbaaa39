"""The newsletter's commands without a server and beside one: what they print, how they end, what
they write, and what they leave alone."""

import pathlib
import re
import socket
import sqlite3
import stat
import subprocess

import pytest

from commands.catalogs import DOCUMENT, changed, dump, publish
from letters import Mailbox, add_subscribers, change, parse, rows, text_of
from program import BINARY, LIMIT, ROOT, Server, clean_environment, run

USAGE = """verdict: usage: verdict newsletter preview | newsletter compose | newsletter send | \
newsletter status | newsletter release ADDRESS | newsletter retry ISSUE
Try: verdict help
"""
NOTHING = "Nothing has changed since the last issue, so none {}.\n"
FORGED = ("To: bounces+1-{}@a.test\nContent-Type: multipart/report; boundary=b\n\n--b\n"
          "Content-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n--b--\n"
          .format("0" * 32))
WORDS = ("preview", "status", "compose", "send")


@pytest.fixture
def filled(data, file):
    """The folder of a store that has something to tell."""
    publish(data, file, DOCUMENT)
    return data


def newsletter(data, *words):
    """What the command printed; it ended well and complained of nothing."""
    done = run("newsletter", *words, data=data)
    assert (done.returncode, done.stderr) == (0, ""), done
    return done.stdout


def preview(data, *words):
    """The mail that is printed, read strictly, and what stands on standard error."""
    done = subprocess.run([BINARY, "newsletter", "preview", "--data", str(data), *words],
                          capture_output=True, env=clean_environment(), timeout=LIMIT)
    assert done.returncode == 0, done
    return (parse(done.stdout) if done.stdout else None), done.stderr.decode()


def files(folder):
    return sorted(path.name for path in folder.rglob("*"))


def refused(done, *words, status=1):
    """It could not be done, and one line says why."""
    assert done.returncode == status and done.stdout == "", done
    line, = done.stderr.splitlines()
    assert all(word in line for word in words), line


@pytest.mark.parametrize("words", [(), ("print",), ("compose", "now"), ("status", "send"), ("",),
                                   ("release",), ("retry",), ("retry", "1", "2")])
def test_misuse_is_told_and_touches_nothing(tmp_path, words):
    done = run("newsletter", *words, data=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", USAGE)
    assert files(tmp_path) == []


def test_bounce_takes_no_words():
    done = run("bounce", "mail.eml", stdin=subprocess.DEVNULL)
    assert done.returncode == 2 and "this word is one too many: mail.eml" in done.stderr


MUST = {
    "mail-from": "must be a mail address, such as verdict@example.org",
    "mail-return": "must be a mail address, such as verdict@example.org",
    "mail-server": "must be smtp:// or smtps:// and a host, with no path",
    "mail-rate": "must be a whole number from 0 to 1000",
    "newsletter-at": "must be a weekday and a time, such as",
}
REFUSED = [
    *(("newsletter-at", value) for value in ("rubbish", "Mon", "Mon 8:00", "Mon 24:00",
                                             "Xyz 08:00", "Mon 08:00Europe/Berlin", "08:00 Mon")),
    *(("mail-from", value) for value in ("rubbish", "a@localhost", "a b@example.org", "a@", "@a.b",
                                         "A <a@example.org>", "a@example.org\nBcc: b@example.org")),
    *(("mail-return", value) for value in ("rubbish", "a@example.org,b@example.org")),
    *(("mail-server", value) for value in ("http://127.0.0.1", "127.0.0.1:25", "smtp://", "smtp:",
                                           "smtp://u@a.test", "smtps://a.test/path", "file:///")),
    *(("mail-rate", value) for value in ("-1", "1001", "fast", "1.5", "")),
]


@pytest.mark.parametrize("flag, value", REFUSED)
def test_settings_that_cannot_be_are_refused(flag, value):
    done = run("config", f"--{flag}", value)
    assert (done.returncode, done.stdout) == (2, "")
    name = "VERDICT_" + flag.upper().replace("-", "_")
    assert done.stderr.startswith(f'verdict: {name} is "{value}" (from the flag), but {MUST[flag]}')


def test_the_return_address_leaves_room_for_its_tag():
    local = "x" * 21
    done = run("config", "--mail-return", f"{local}@example.org")
    assert done.returncode == 2 and "at most 20 bytes before the @" in done.stderr
    assert run("config", "--mail-return", f"{local[1:]}@example.org").returncode == 0
    assert run("config", "--mail-from", f"{local}@example.org").returncode == 2
    assert run("config", "--mail-from", f"{local}@example.org", "--mail-return",
               "bounces@example.org").returncode == 0


@pytest.mark.parametrize("zone", ["Mars/Base", "Berlin", "/etc/passwd", "../zoneinfo/UTC", " UTC"])
def test_a_zone_that_is_not_known_is_refused(zone):
    done = run("config", "--newsletter-at", f"Mon 08:00 {zone}")
    assert done.returncode == 2 and "its time zone is not known here" in done.stderr


@pytest.mark.parametrize("words", [("serve", "--listen", "127.0.0.1:0"), ("newsletter", "send"),
                                   ("newsletter", "preview"), ("bounce",), ("config",)])
def test_a_mail_server_needs_an_address_that_mails_are_from(tmp_path, words):
    done = run(*words, "--mail-server", "smtp://127.0.0.1:25", data=tmp_path)
    assert done.returncode == 2
    assert 'VERDICT_MAIL_FROM is "" (from the default)' in done.stderr
    assert files(tmp_path) == []


def test_preview_prints_the_next_issue_and_writes_nothing(filled):
    add_subscribers(filled, "a@example.org")
    before, there = dump(filled), files(filled)
    mail, _ = preview(filled, "--base-url", "https://verdict.example")
    assert mail["Subject"] == "Alpha vs Beta"
    assert mail["From"] == "Verdict <verdict@verdict.example>" and mail["To"] != "a@example.org"
    assert mail["List-Unsubscribe"] == "<https://verdict.example/newsletter/unsubscribe>"
    assert "https://verdict.example/compare/alpha-vs-beta" in text_of(mail)
    assert mail.get_body(("html",)) is not None and "token=" not in text_of(mail)
    with Server(filled):
        assert preview(filled)[0]["Subject"] == "Alpha vs Beta", "beside a server too"
    assert (dump(filled), files(filled)) == (before, there)


@pytest.mark.parametrize("number", [1, 2])
def test_preview_has_the_number_that_the_issue_will_have(filled, file, number):
    if number == 2:
        newsletter(filled, "compose")
        publish(filled, file, changed(("tools", 0, "reviews", 0, "verdict"), "skip"))
    told = text_of(preview(filled)[0])
    assert newsletter(filled, "compose").startswith(f"Issue {number}, ")
    assert f", issue {number}, " in told
    assert re.search(rf"^On the site: .*/newsletter/{number}$", told, re.M)


def test_a_week_without_changes_sends_nothing(filled, file):
    add_subscribers(filled, "a@example.org", "b@example.org")
    assert newsletter(filled, "compose") == 'Issue 1, "Alpha vs Beta", to 2 subscribers.\n'
    before = dump(filled)
    assert newsletter(filled, "compose") == NOTHING.format("was composed")
    assert preview(filled) == (None, NOTHING.format("would be composed"))
    assert run("import", file, data=filled).returncode == 0
    assert newsletter(filled, "compose") == NOTHING.format("was composed"), "the same again"
    assert dump(filled) == before
    with Server(filled):
        assert newsletter(filled, "compose") == NOTHING.format("was composed")
    assert rows(filled, "SELECT count(*) FROM issues, deliveries") == [(2,)]


def test_status_tells_how_it_stands(filled):
    assert newsletter(filled, "status").splitlines() == [
        "subscribers  0 confirmed, 0 pending, 0 left, 0 suppressed",
        "issue        none yet",
        "next         none: --newsletter-at is not set"]
    add_subscribers(filled, *(f"r{n}@example.org" for n in range(15)))
    newsletter(filled, "compose")
    states = ["sent"] * 1 + ["waiting"] * 1 + ["leased"] * 1 + ["failed"] * 4 + ["cancelled"] * 8
    for number, state in enumerate(states, 1):
        change(filled, "UPDATE deliveries SET state = ? WHERE id = ?", state, number)
    change(filled, "UPDATE subscribers SET state = 'pending' WHERE id <= 2")
    change(filled, "UPDATE subscribers SET state = 'left' WHERE id = 3")
    change(filled, "INSERT INTO suppressions (address_hash, reason, suppressed_at)"
           " VALUES ('x', 'hard', 1), ('y', 'soft', 1)")
    before = dump(filled)
    words = ("status", "--newsletter-at", "Sun 02:30 Asia/Tokyo")
    alone = newsletter(filled, *words)
    subscribers, issue, deliveries, soon = alone.splitlines()
    assert subscribers == "subscribers  12 confirmed, 2 pending, 1 left, 2 suppressed"
    assert re.fullmatch(r'issue        1, \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ, "Alpha vs Beta"', issue)
    assert deliveries == "deliveries   1 sent, 2 waiting, 4 failed, 8 cancelled"
    assert re.fullmatch(r"next         \d{4}-\d\d-\d\dT17:30:00Z", soon), "02:30 in Tokyo"
    assert dump(filled) == before


def test_a_mail_for_each_is_written_as_a_file(filled):
    add_subscribers(filled, "a@example.org", "b@example.org")
    newsletter(filled, "compose")
    assert Mailbox(filled).files() == [], "composing sends nothing yet"
    assert run("newsletter", "send", data=filled).returncode == 0
    mails = Mailbox(filled).files()
    assert [path.name for path in mails] == ["issue-1.eml", "issue-2.eml"]
    assert [parse(path.read_bytes())["To"] for path in mails] == ["a@example.org", "b@example.org"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in mails} == {0o600}
    assert stat.S_IMODE(mails[0].parent.stat().st_mode) == 0o700
    assert "2 sent, 0 waiting" in newsletter(filled, "status")
    before = {path: path.read_bytes() for path in mails}
    assert run("newsletter", "send", data=filled).returncode == 0
    assert {path: path.read_bytes() for path in Mailbox(filled).files()} == before


def test_send_says_where_the_mails_went(filled):
    add_subscribers(filled, "a@example.org")
    newsletter(filled, "compose")
    assert newsletter(filled, "send") == (
        f"1 mail written to {filled}/mail: no mail server is set.\n")
    assert newsletter(filled, "send").startswith("0 mails written")


def test_beside_a_server_the_server_sends(filled):
    add_subscribers(filled, "a@example.org")
    with Server(filled) as site:
        assert newsletter(filled, "compose") == 'Issue 1, "Alpha vs Beta", to 1 subscriber.\n'
        mail, = Mailbox(filled).wait("issue")
        assert mail["List-Unsubscribe"].strip().startswith(f"<{site.url}/newsletter/unsubscribe?")
        assert site.stop() == 0
    assert "no mail server is set, so mails are written as files" in site.log
    change(filled, "UPDATE deliveries SET state = 'waiting', due_at = due_at + 86400000")
    Mailbox(filled).files()[0].unlink()
    with Server(filled) as site:
        assert newsletter(filled, "send") == "The server sends what waits.\n"
        Mailbox(filled).wait("issue")
        assert site.stop() == 0
    assert rows(filled, "SELECT state FROM deliveries") == [("sent",)]


def test_what_no_mail_server_takes_waits(filled):
    add_subscribers(filled, "a@example.org", "b@example.org")
    newsletter(filled, "compose")
    with socket.socket() as nobody:  # its port is taken, and nobody listens there
        nobody.bind(("127.0.0.1", 0))
        done = run("newsletter", "send", "--mail-from", "verdict@example.org", "--mail-server",
                   f"smtp://127.0.0.1:{nobody.getsockname()[1]}", data=filled)
    assert done.returncode == 1 and done.stderr.startswith("verdict: ")
    assert "@" not in done.stderr
    assert rows(filled, "SELECT DISTINCT state, attempts FROM deliveries") == [("waiting", 0)]
    assert run("newsletter", "send", data=filled).returncode == 0
    assert len(Mailbox(filled).files("issue")) == 2


def test_a_bounce_without_a_store_is_for_another_time(tmp_path):
    """75 has a mail server try again: a wrong folder loses no report, and becomes no store."""
    refused(run("bounce", data=tmp_path, input=FORGED), "there is no store here yet", status=75)
    assert files(tmp_path) == []


@pytest.mark.parametrize("word", ["preview", "status"])
def test_what_only_reads_makes_no_store(tmp_path, word):
    refused(run("newsletter", word, data=tmp_path), "there is no store here yet", "verdict migrate")
    assert files(tmp_path) == []


def test_an_empty_store_has_nothing_to_tell(data):
    assert run("migrate", data=data).returncode == 0
    before = dump(data)
    assert newsletter(data, "compose") == NOTHING.format("was composed")
    assert run("newsletter", "send", data=data).returncode == 0
    assert "issue        none yet" in newsletter(data, "status")
    done = run("bounce", data=data, input=FORGED)
    assert (done.returncode, done.stdout) == (0, "Its return path is none of ours, or old.\n")
    assert dump(data) == before and Mailbox(data).files() == []


def test_an_empty_store_has_nothing_to_preview(data):
    assert run("migrate", data=data).returncode == 0
    assert preview(data) == (None, NOTHING.format("would be composed"))


def older(data):
    """Puts a store there as the program left it that had no newsletter yet."""
    table, = rows(data, "SELECT sql FROM sqlite_schema WHERE name = 'schema_migrations'")[0]
    application, = rows(data, "SELECT application_id FROM pragma_application_id")[0]
    applied = rows(data, "SELECT * FROM schema_migrations WHERE number < 3")
    for path in data.glob("verdict.db*"):
        path.unlink()
    store = sqlite3.connect(data / "verdict.db")
    store.executescript(f"PRAGMA application_id = {application}; PRAGMA journal_mode = WAL; {table}")
    for path in sorted((ROOT / "migrations").glob("*.sql"))[:2]:
        store.executescript(path.read_text())
    store.executemany(f"INSERT INTO schema_migrations VALUES ({', '.join('?' * len(applied[0]))})",
                      applied)
    store.commit()
    store.close()


@pytest.mark.parametrize("word", WORDS)
def test_a_store_that_is_older_than_the_program(filled, word):
    """What only reads it says so; what writes brings it up to date first."""
    older(filled)
    before = dump(filled)
    done = run("newsletter", word, data=filled)
    if word in ("preview", "status"):
        refused(done, "the store is older than this program: run verdict migrate")
        assert dump(filled) == before
    else:
        assert done.returncode == 0, done
        assert "0 confirmed" in newsletter(filled, "status")


@pytest.mark.parametrize("words", [("newsletter", word) for word in WORDS] + [("bounce",)])
def test_a_store_that_is_newer_than_the_program(filled, words):
    change(filled, "INSERT INTO schema_migrations SELECT max(number) + 1, '9001_next.sql', 'f', 1"
           " FROM schema_migrations")
    before = dump(filled)
    refused(run(*words, data=filled, input=FORGED), "9001_next.sql", "run the newer program",
            status=75 if words == ("bounce",) else 1)
    assert dump(filled) == before
