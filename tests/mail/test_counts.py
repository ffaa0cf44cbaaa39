"""What became of an issue, counted by kind, for the operator: in `newsletter status` and in the log."""

import json

from letters import change, rows, wait_for
from newsletters import serve, states, with_issue_to
from test_brake import bounce, status, try_now

READERS = [f"reader{n}@host{n}.test" for n in range(20)]
ANSWERS = {7: "550 5.1.1 nobody", 9: "552 5.2.2 full", 11: "550 User unknown",
           13: "554 5.7.1 Looks like spam"}


def refuse_some(peer):
    for number, answer in ANSWERS.items():
        peer.on("RCPT", answer, to=READERS[number])


def finished(log):
    return [line for line in map(json.loads, log.splitlines()) if "finished" in line]


def test_an_issues_mails_are_counted_by_kind(data, peer):
    with_issue_to(data, *READERS)
    refuse_some(peer)
    try_now(data, peer)
    lines = status(data).splitlines()
    assert "deliveries   16 sent, 0 waiting, 4 failed, 0 cancelled" in lines
    assert "came back    2 soft, 1 gone, 1 about us, 0 complaints" in lines
    bounce(data, peer.mails[0])
    assert "came back    2 soft, 2 gone, 1 about us, 0 complaints" in status(data).splitlines()
    assert "subscribers  20 confirmed, 0 pending, 0 left, 2 suppressed" in status(data).splitlines()


def test_what_is_put_back_is_counted_no_more(data, peer):
    big = [f"reader{n}@big.test" for n in range(12)]
    with_issue_to(data, *READERS[:3], *big)
    peer.on("RCPT", lambda mail: "550 5.1.1 nobody" if mail.to[-1].endswith("big.test") else None)
    try_now(data, peer)
    told = status(data)
    assert "deliveries   3 sent, 12 waiting, 0 failed, 0 cancelled" in told
    assert "came back" not in told


def test_the_log_has_one_line_for_each_issue(data, peer):
    with_issue_to(data, *READERS)
    refuse_some(peer)
    with serve(data, peer) as site:
        wait_for(lambda: states(data).count("failed") == 4 and "waiting" not in states(data)
                 and "leased" not in states(data), "all mails to be tried")
        assert site.stop() == 0
    line, = finished(site.log)
    del line["time"]
    assert line == {"level": "info", "event": "newsletter", "finished": "issue 1", "sent": "16",
                    "failed": "4", "soft": "2", "gone": "1", "about_us": "1", "complaints": "0"}
    assert not any(reader in site.log for reader in READERS)


def test_the_line_comes_when_all_its_mails_were_in_the_outbox(data, peer):
    """Its one mail may be sent before it is known that there are no more."""
    with_issue_to(data, READERS[0])
    change(data, "DELETE FROM deliveries")
    change(data, "UPDATE issues SET queued_to = 0")
    with serve(data, peer) as site:
        wait_for(lambda: rows(data, "SELECT 1 FROM issues WHERE queued_to IS NULL"), "the outbox")
        wait_for(lambda: states(data) == ["sent"], "the mail")
        assert site.stop() == 0
    line, = finished(site.log)
    assert line["sent"] == "1"


def test_an_issue_that_waits_is_not_finished(data, peer):
    with_issue_to(data, *READERS)
    peer.on("RCPT", "450 4.2.0 Not now", to=READERS[3])
    with serve(data, peer) as site:
        peer.wait(accepted=len(READERS) - 1)
        wait_for(lambda: states(data).count("sent") == len(READERS) - 1, "the others to be sent")
        assert site.stop() == 0
    assert finished(site.log) == []
