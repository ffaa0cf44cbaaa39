"""Many readers at once: 10,000 forms, and an issue for 100,000 subscribers."""

import concurrent.futures
import http.client
import os

from client import SAME
from letters import add_many_subscribers, rows, wait_for
from program import BINARY, CATALOG, LIMIT, Server, clean_environment, run

FORMS, READERS = 10000, 32


def send_forms(site, reader):
    """A reader's share of the forms, over one connection. Answers the statuses."""
    connection = http.client.HTTPConnection(site.host, site.port, timeout=LIMIT)
    statuses = []
    for number in range(reader, FORMS, READERS):
        connection.request("POST", "/newsletter", f"address=reader{number}@example.org", {
            "Content-Type": "application/x-www-form-urlencoded", **SAME})
        response = connection.getresponse()
        response.read()
        statuses.append(response.status)
    connection.close()
    return statuses


def test_ten_thousand_signups_at_once(data):
    """No mail server answers, so what is asked for waits, and all of it is there."""
    nobody = ("--mail-server", "smtp://127.0.0.1:1", "--mail-from", "verdict@example.org")
    with Server(data, "--limits", "off", *nobody) as site:
        with concurrent.futures.ThreadPoolExecutor(READERS) as pool:
            statuses = sum(pool.map(lambda reader: send_forms(site, reader), range(READERS)), [])
        assert statuses == [303] * FORMS
        wait_for(lambda: rows(data, "SELECT count(*) FROM signups") == [(0,)], "all taken up")
        assert site.stop() == 0
    counted = rows(data, """SELECT count(*), count(DISTINCT s.address), count(DISTINCT d.id)
                            FROM subscribers AS s JOIN deliveries AS d ON d.subscriber_id = s.id
                            WHERE s.state = 'pending' AND d.state = 'waiting'""")
    assert counted == [(FORMS, FORMS, FORMS)]


def compose_for(data, subscribers):
    """Composes an issue for so many and answers the command's peak memory, in KB."""
    assert run("import", CATALOG, data=data).returncode == 0
    add_many_subscribers(data, subscribers)
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    command = [BINARY, "newsletter", "compose", "--data", str(data)]
    no_quarantine = "quarantine_size_mb=0:thread_local_quarantine_size_kb=0"  # of freed memory
    process = os.posix_spawn(BINARY, command, clean_environment(ASAN_OPTIONS=no_quarantine),
                             file_actions=quiet)
    _, status, usage = os.wait4(process, 0)
    assert status == 0
    assert rows(data, "SELECT count(*) FROM deliveries") == [(subscribers,)]
    return usage.ru_maxrss


def test_an_issue_for_many_takes_no_more_memory(tmp_path):
    few, many = compose_for(tmp_path / "few", 1000), compose_for(tmp_path / "many", 100000)
    assert many - few < 16 * 1024, "so few bytes for each that none is held"
