"""Reports as providers write them, and what they do to a subscriber, issue by issue."""

import hashlib
import stat
import subprocess
import time

import pytest

from commands.catalogs import DOCUMENT, dump, publish
from letters import add_subscribers, change, rows
from program import BINARY, LIMIT, Server, clean_environment, run

GONE = "The address gets no mail any more.\n"
NOTED = "Noted: the mail did not arrive this time.\n"
NOTHING = "Noted: the report says nothing against the address.\n"
NO_REPORT = "This is not a report of a mail that did not arrive.\n"
ANNA = "anna@reader.test"
SECRET = "00112233445566778899aabbccddeeff"
SECRET_HASH = hashlib.blake2b(SECRET.encode(), digest_size=32).hexdigest()


@pytest.fixture
def data(tmp_path):
    """A store with one subscriber."""
    publish(tmp_path / "data", tmp_path / "catalog.json", DOCUMENT)
    add_subscribers(tmp_path / "data", ANNA)
    return tmp_path / "data"


def send_issue(data, state="sent"):
    """One more issue was sent to the subscriber; its number, which is the delivery's too."""
    now = int(time.time() * 1000)
    (number,), = rows(data, "SELECT coalesce(max(id), 0) + 1 FROM issues")
    change(data, "INSERT INTO issues (id, composed_at, subject, comparison_id)"
           " VALUES (?, ?, 'x', 0)", number, now)
    change(data, "INSERT INTO deliveries (id, kind, issue_id, subscriber_id, state, made_at, due_at,"
           " return_hash) SELECT ?1, 'issue', ?1, id, ?2, ?3, ?3, ?4 FROM subscribers",
           number, state, now, SECRET_HASH)
    return number


def path_of(number):
    return f"bounces+{number}-{SECRET}@verdict.test"


def pipe(data, mail, **environment):
    done = subprocess.run([BINARY, "bounce", "--data", str(data)], input=mail, timeout=LIMIT,
                          capture_output=True, env={**clean_environment(), **environment})
    assert (done.returncode, done.stderr) == (0, b""), done
    return done.stdout.decode()


def write(path, group, head="", kind="report; report-type=delivery-status",
          part="message/delivery-status"):
    return (f"Return-Path: <>\nDelivered-To: {path}\n{head}Content-Type: multipart/{kind};"
            f" boundary=\"b1\"\n\n--b1\nContent-Type: text/plain\n\nSorry.\n\n--b1\nContent-Type:"
            f" {part}\n\nReporting-MTA: dns; mx.reader.test\n\n{group}\n--b1\nContent-Type:"
            f" text/rfc822-headers\n\nReturn-Path: <{path}>\nSubject: x\n\n--b1--\n").encode()


def report(number, status="5.1.1", diagnosis=None, to=ANNA, action="failed"):
    group = f"Final-Recipient: rfc822; {to}\nAction: {action}\n"
    group += f"Status: {status}\n" if status else ""
    group += f"Diagnostic-Code: smtp; {diagnosis}\n" if diagnosis else ""
    return write(path_of(number), group)


def bounces(data):
    """The subscriber's soft bounces, None when there is no mail to it; why addresses get none."""
    found = rows(data, "SELECT soft_bounces FROM subscribers WHERE id NOT IN"
                 " (SELECT subscriber_id FROM suppressions WHERE subscriber_id > 0)")
    return (found[0][0] if found else None,
            [reason for reason, in rows(data, "SELECT reason FROM suppressions")])


def recorded(data, number):
    (row,) = rows(data, "SELECT report, report_code FROM deliveries WHERE id = ?", number)
    return row


STANDS, LOST = (0, []), (None, ["hard"])
SOFT = (1, [])
CASES = {  # what stands in the report: the outcome at once, and when the next issue draws the same
    "gmail rate": (("5.2.1", "550-5.2.1 The user you are trying to contact is receiving mail at a rate"
                    " that prevents additional messages from being delivered. 550 5.2.1"
                    " ReceivingRatePerm"), "soft", SOFT, (2, [])),
    "exchange 5.2.122": (("5.2.122", "550 5.2.122 The recipient has exceeded their limit for the number"
                          " of messages they can receive per hour"), "soft", SOFT, (2, [])),
    "quota in 5.1.1": (("5.1.1", "552 5.2.2 Over quota"), "soft", SOFT, (2, [])),
    "exchange 5.1.90": (("5.1.90", "550 5.1.90 Your message can't be sent because you've reached your"
                         " daily limit for message recipients"), "about us", STANDS, STANDS),
    "cox": (("5.1.0", "550 5.1.0 <bounces@verdict.test> sender rejected. Refer to Error Codes."
             " AUP#CDRBL"), "about us", STANDS, STANDS),
    "godaddy": (("5.1.0", "550 5.1.0 192.0.2.1 is not allowed to send from <verdict.test> per it's SPF"
                 " Record. IB508"), "about us", STANDS, STANDS),
    "blocklist in 5.1.1": (("5.1.1", "550 5.7.1 IP address blacklisted by recipient"), "about us",
                           STANDS, STANDS),
    "hotmail": (("5.5.0", "550 5.5.0 Requested action not taken: mailbox unavailable"),
                "perhaps gone", SOFT, LOST),
    "yahoo": (("5.0.0", "554 delivery error: dd This user doesn't have a reader.test account"),
              "perhaps gone", SOFT, LOST),
    "postfix 5.0.0": (("5.0.0", "550 User not found"), "perhaps gone", SOFT, LOST),
    "exchange 5.4.1": (("5.4.1", "550 5.4.1 Recipient address rejected: Access denied"),
                       "perhaps gone", SOFT, LOST),
    "disabled": (("5.2.1", "550 5.2.1 The account is disabled"), "perhaps gone", SOFT, LOST),
    "no status": ((None, "550 5.1.1 <anna@reader.test> User unknown"), "gone", LOST, None),
    "no status, unclear": ((None, "it did not work"), "unclear", SOFT, (2, [])),
    "exim": (("5.0.0", "550 5.1.1 nobody"), "gone", LOST, None),
    "a forward": (("5.1.1", "550 5.1.1 <anna@oldjob.test> unknown", "anna@oldjob.test"), "soft", SOFT,
                  (2, [])),
    "capitals": (("5.1.1", None, ANNA.upper()), "gone", LOST, None),
}


@pytest.mark.parametrize("case", CASES)
def test_a_report_does_what_its_table_says(data, case):
    words, kind, once, twice = CASES[case]
    first = send_issue(data)
    pipe(data, report(first, *words))
    assert (bounces(data), recorded(data, first)[0]) == (once, kind)
    pipe(data, report(first, *words))
    assert bounces(data) == once, "a report of the same mail counts once"
    if twice is not None:
        pipe(data, report(send_issue(data), *words))
        assert bounces(data) == twice


def test_a_server_does_the_same(data):
    number = send_issue(data)
    with Server(data) as site:
        assert pipe(data, report(number, "5.2.2")) == NOTED
        assert site.stop() == 0
    assert '"event":"bounce","issue":"1","report":"soft","code":"5.2.2"' in site.log
    assert ANNA not in site.log
    assert (bounces(data), recorded(data, number)) == (SOFT, ("soft", "5.2.2"))


@pytest.mark.parametrize("action,status", [("delayed", "4.4.1"), ("relayed", "2.1.9"),
                                           ("delivered", "2.0.0"), ("expanded", "2.0.0")])
def test_a_report_that_changes_nothing_is_recorded_all_the_same(data, action, status):
    number = send_issue(data)
    assert pipe(data, report(number, status, action=action)) == NOTHING
    assert (bounces(data), recorded(data, number)) == (STANDS, ("nothing", ""))
    assert pipe(data, report(number, "5.2.2")) == NOTED, "and one that counts may follow"
    assert pipe(data, report(number, status, action=action)) == NOTHING
    assert (bounces(data), recorded(data, number)) == (SOFT, ("soft", "5.2.2"))


def test_of_several_recipients_the_subscriber_counts(data):
    number = send_issue(data)
    group = "\n".join(f"Final-Recipient: rfc822; {to}\nAction: failed\nStatus: {status}\n"
                      for to, status in (("b@reader.test", "5.1.1"), (ANNA, "5.2.2"),
                                         ("c@reader.test", "5.1.1")))
    assert pipe(data, write(path_of(number), group)) == NOTED
    assert recorded(data, number) == ("soft", "5.2.2")


def test_a_host_name_in_another_script_is_the_same_address(data):
    change(data, "UPDATE subscribers SET address = 'anna@xn--bcher-kva.test',"
           " address_key = 'anna@xn--bcher-kva.test'")
    group = "Final-Recipient: utf-8; anna@bücher.test\nAction: failed\nStatus: 5.1.1\n"
    mail = write(path_of(send_issue(data)), group, part="message/global-delivery-status")
    assert pipe(data, mail) == GONE


@pytest.mark.parametrize("quiet,kept", [(2, 2), (3, 1)])
def test_three_issues_in_a_row_that_arrive_have_bounces_forgotten(data, quiet, kept):
    pipe(data, report(send_issue(data), "5.2.2"))
    for _ in range(quiet):
        send_issue(data)
    pipe(data, report(send_issue(data), "5.2.2"))
    assert bounces(data) == (kept, [])


def test_what_did_not_arrive_is_no_quiet_issue(data):
    pipe(data, report(send_issue(data), "5.5.0", "550 mailbox unavailable"))
    for _ in range(3):
        send_issue(data, "failed")
        pipe(data, report(send_issue(data), "5.7.1"))
    pipe(data, report(send_issue(data), "5.5.0", "550 mailbox unavailable"))
    assert bounces(data) == LOST


def test_a_doubt_is_forgotten_with_the_rest(data):
    pipe(data, report(send_issue(data), "5.0.0", "550 User unknown"))
    for _ in range(3):
        send_issue(data)
    pipe(data, report(send_issue(data), "5.0.0", "550 User unknown"))
    assert bounces(data) == (1, [])
    pipe(data, report(send_issue(data), "5.0.0", "550 User unknown"))
    assert bounces(data) == LOST


def feedback(path, kind="abuse", to="fbl@verdict.test"):
    return (f"To: {to}\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n"
            f"--b\nContent-Type: text/plain\n\nAn abuse report.\n\n--b\nContent-Type:"
            f" message/feedback-report\n\nFeedback-Type: {kind}\nUser-Agent: x/1\nVersion: 1\n\n--b\n"
            f"Content-Type: message/rfc822\n\nReturn-Path: <{path}>\nSubject: x\n\nx\n--b--\n").encode()


def test_an_abuse_report_unsubscribes_and_suppresses(data):
    number = send_issue(data)
    assert pipe(data, feedback(path_of(number), "not-spam")) == NO_REPORT
    assert pipe(data, feedback(path_of(number))) == GONE
    assert rows(data, "SELECT state FROM subscribers") == [("left",)]
    assert bounces(data) == (0, ["complaint"])
    assert recorded(data, number) == ("complaint", "")
    assert "complaints   1 " in run("newsletter", "status", data=data).stdout


def test_a_complaint_is_not_lifted_by_a_mail_that_was_taken(data):
    """Unlike the suppression of an address that seemed to be gone, which it replaces."""
    pipe(data, report(send_issue(data)))
    number = send_issue(data)
    change(data, "UPDATE deliveries SET due_at = due_at - 4 * 86400000")
    assert pipe(data, feedback(path_of(number))) == GONE
    assert run("newsletter", "compose", data=data).returncode == 0
    assert rows(data, "SELECT reason FROM suppressions") == [("complaint",)]


def test_the_return_path_is_found_wherever_servers_write_it(data):
    number = send_issue(data)
    path, other = path_of(number), "bounces@verdict.test"
    mail = report(number, "5.2.2").decode()
    places = [(mail.replace("Delivered-To: " + path, f"Delivered-To: {path.upper()}"), {}),
              (mail.replace("Delivered-To: " + path, f"To: {other}\nEnvelope-to: {path}"), {}),
              (mail.replace("Delivered-To: " + path, f"To: {other}\nX-Original-To: {path}"), {}),
              (mail.replace("Delivered-To: " + path, f"To: {other}"), {"RECIPIENT": path}),
              (mail.replace("Delivered-To: " + path, f"To: {other}"), {"ORIGINAL_RECIPIENT": path}),
              (mail.replace("Delivered-To: " + path, f"To: {other}"), {})]
    for text, environment in places:
        assert pipe(data, text.encode(), **environment) == NOTED
    assert bounces(data) == SOFT


def files(data):
    return sorted((data / "bounces").glob("*")) if (data / "bounces").exists() else []


def test_what_cannot_be_read_is_kept_and_the_oldest_goes(data):
    number = send_issue(data)
    quoting = (f"Delivered-To: {path_of(number)}\nFrom: anna@reader.test\nSubject: Re: weekly\n\n"
               "My own bot says:\nAction: failed\nStatus: 5.1.1\nCan you help?\n").encode()
    before = dump(data)
    assert pipe(data, quoting) == NO_REPORT
    kept, = files(data)
    assert kept.read_bytes() == quoting and dump(data) == before
    assert f"unread       1 in {data}/bounces\n" in run("newsletter", "status", data=data).stdout
    assert (stat.S_IMODE(kept.stat().st_mode), stat.S_IMODE(kept.parent.stat().st_mode)) == (
        0o600, 0o700)
    for count in range(100):
        (data / "bounces" / f"2000000000000-{count:08x}.eml").write_text("x")
    pipe(data, b"Subject: to nobody\n\nx")
    assert len(files(data)) == 100
    assert kept not in files(data), "the oldest"
    pipe(data, report(number))
    assert len(files(data)) == 100, "what was read is not kept"
    assert "unread       100 in" in run("newsletter", "status", data=data).stdout


def test_a_mail_without_end_is_read_to_its_end(data):
    """So that a mail server's pipe does not break; little of it is kept."""
    with subprocess.Popen([BINARY, "bounce", "--data", str(data)], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, env=clean_environment()) as process:
        for _ in range(100):
            process.stdin.write(b"To: " + b"\0+1-" * 262144)
        process.stdin.close()
        assert process.stdout.read().decode() == NO_REPORT
        assert process.wait(LIMIT) == 0
    kept, = files(data)
    assert kept.stat().st_size <= 1 << 20
