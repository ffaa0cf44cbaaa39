"""Mails that do not arrive: refused at once, sent back later by the real Postfix, told of by
reports as other servers write them; and what only looks like one."""

import email.policy
import http.client
import itertools
import random
import re
import shutil
import subprocess
import urllib.parse
from email.charset import QP, Charset
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from commands.catalogs import DOCUMENT, changed, dump, publish
from letters import add_subscribers, rows, wait_for
from postfix import DOMAIN
from program import BINARY, LIMIT, Server, clean_environment, run

HARD = "The address gets no mail any more.\n"
SOFT = "Noted: the mail did not arrive this time.\n"
NO_REPORT = "This is not a report of a mail that did not arrive.\n"
NOT_OURS = "Its return path is none of ours, or old.\n"
numbers = itertools.count(1)  # one Postfix for all tests, so each has addresses of its own


@pytest.fixture
def number():
    return next(numbers)


@pytest.fixture
def data(tmp_path):
    publish(tmp_path / "data", tmp_path / "catalog.json", DOCUMENT)
    return tmp_path / "data"


def serve(postfix, data, number):
    return Server(data, "--limits", "off", "--mail-server", postfix.url, "--mail-rate", "0",
                  "--mail-from", f"verdict@{DOMAIN}", "--mail-return", f"back.{number}@{DOMAIN}")


def send_issue(data):
    """Composes beside the server and waits until it has tried every mail."""
    done = run("newsletter", "compose", data=data)
    assert done.stdout.startswith("Issue "), done
    on_its_way = "SELECT count(*) FROM deliveries WHERE state IN ('waiting', 'leased')"
    wait_for(lambda: rows(data, on_its_way) == [(0,)], "all mails to be tried")


def return_path(postfix, data, number, address):
    """Of the newest mail to the address, from Postfix's log: the store has but a hash of it."""
    (delivery,), = rows(data, "SELECT max(d.id) FROM deliveries AS d JOIN subscribers AS s"
                        " ON s.id = d.subscriber_id WHERE s.address = ?", address)
    path = rf"from=<(back\.{number}\+{delivery}-[0-9a-f]{{32}}@{DOMAIN})>"
    return wait_for(lambda: re.search(path, postfix.log), f"a mail to {address} in the log")[1]


def pipe(data, mail):
    """`verdict bounce` with the mail's bytes on its standard input; what it printed."""
    done = subprocess.run([BINARY, "bounce", "--data", str(data)], input=mail, timeout=LIMIT,
                          capture_output=True, env=clean_environment())
    assert (done.returncode, done.stderr) == (0, b""), done
    return done.stdout.decode()


def bounces_of(data):
    """The addresses that get mail with their soft bounces, and why others get none any more."""
    return (dict(rows(data, "SELECT address, soft_bounces FROM subscribers WHERE id NOT IN"
                      " (SELECT subscriber_id FROM suppressions WHERE subscriber_id > 0)")),
            [reason for reason, in rows(data, "SELECT reason FROM suppressions")])


def test_an_address_that_is_refused_at_once_gets_no_mail_any_more(postfix, data, number):
    nobody, kept = f"nobody+{number}@{DOMAIN}", f"kept+{number}@{DOMAIN}"
    add_subscribers(data, nobody, kept)
    with serve(postfix, data, number) as site:
        send_issue(data)
        assert rows(data, "SELECT state FROM deliveries ORDER BY id") == [("failed",), ("sent",)]
        assert bounces_of(data) == ({kept: 0}, ["hard"])
        connection = http.client.HTTPConnection(site.host, site.port, timeout=LIMIT)
        connection.request("POST", "/newsletter", urllib.parse.urlencode({"address": nobody}),
                           {"Content-Type": "application/x-www-form-urlencoded",
                            "Sec-Fetch-Site": "same-origin"})
        assert connection.getresponse().status == 303
        connection.close()
        assert site.stop() == 0
    assert bounces_of(data) == ({kept: 0}, ["hard"]), "nor does signing up again bring one"
    assert rows(data, "SELECT count(*) FROM deliveries") == [(2,)]
    assert "@" not in site.log, "the log knows no address"


@pytest.mark.parametrize("served", [True, False], ids=["served", "alone"])
@pytest.mark.parametrize("name", ["full", "gone"])
def test_a_mail_that_postfix_sends_back_is_noted(postfix, data, number, name, served):
    lost, fine = f"{name}+{number}@{DOMAIN}", f"fine+{number}@{DOMAIN}"
    add_subscribers(data, fine, lost)
    with serve(postfix, data, number) as site:
        send_issue(data)
        report, = postfix.bounces(return_path(postfix, data, number, lost))
        assert bounces_of(data) == ({fine: 0, lost: 0}, [])
        if not served:
            assert site.stop() == 0
        assert pipe(data, report) == (HARD if name == "gone" else SOFT)
    assert bounces_of(data) == (({fine: 0}, ["hard"]) if name == "gone"
                                else ({fine: 0, lost: 1}, []))


def test_the_third_mail_that_postfix_sends_back_ends_it(postfix, data, tmp_path, number):
    full, fine = f"full+{number}@{DOMAIN}", f"fine+{number}@{DOMAIN}"
    add_subscribers(data, fine, full)
    with serve(postfix, data, number):
        for count, verdict in ((1, "skip"), (2, "ship"), (3, "skip")):
            send_issue(data)
            report, = postfix.bounces(return_path(postfix, data, number, full))
            assert pipe(data, report) == (HARD if count == 3 else SOFT)
            assert bounces_of(data) == (({fine: 0}, ["soft"]) if count == 3
                                        else ({fine: 0, full: count}, []))
            publish(data, tmp_path / "catalog.json",
                    changed(("tools", 0, "reviews", 0, "verdict"), verdict))
        send_issue(data)
    assert rows(data, "SELECT count(*) FROM deliveries WHERE issue_id = 4") == [(1,)]


@pytest.fixture(scope="module")
def sent(tmp_path_factory, one_postfix):
    """A store that sent two issues to Anna and Bert, and the return paths of their mails."""
    folder, number = tmp_path_factory.mktemp("sent"), next(numbers)
    data, readers = folder / "data", [f"{name}+{number}@{DOMAIN}" for name in ("anna", "bert")]
    publish(data, folder / "catalog.json", DOCUMENT)
    add_subscribers(data, *readers)
    with serve(one_postfix, data, number):
        send_issue(data)
        publish(data, folder / "catalog.json",
                changed(("tools", 0, "reviews", 0, "verdict"), "skip"))
        send_issue(data)
    paths = [[mail.message["Return-Path"].strip("<>") for mail in one_postfix.messages(reader, 2)]
             for reader in readers]
    return data, readers, paths


@pytest.fixture
def store(sent, tmp_path):
    return shutil.copytree(sent[0], tmp_path / "data")


QUOTED = Charset("utf-8")
QUOTED.body_encoding = QP


def anna_of(path):
    """Anna's address, whose number the return paths of her store hold."""
    return re.sub(r"^back\.(\d+)\+.*", r"anna+\1@" + DOMAIN, path)


def report(path, status="5.1.1", action="failed", charset="us-ascii", to=None, **limits):
    """A delivery status notification (RFC 3464), as bytes."""
    mail = MIMEMultipart("report", **{"report-type": "delivery-status"})
    mail["From"] = "Mail Delivery Subsystem <MAILER-DAEMON@mx.elsewhere.test>"
    mail["To"] = f"<{path}>"
    mail["Subject"] = "Undeliverable: weekly verdicts"
    mail["Auto-Submitted"] = "auto-replied"
    sorry = "Sorry" if charset == "us-ascii" else "Größter Unfug, entschuldigen Sie"
    mail.attach(MIMEText(f"{sorry}: your message could not be delivered.\n", "plain", charset))
    server, recipient = Message(), Message()
    server["Reporting-MTA"] = "dns; mx.elsewhere.test"
    to = f"rfc822; {to or anna_of(path)}"
    recipient["Original-Recipient"] = recipient["Final-Recipient"] = to
    recipient["Action"], recipient["Status"] = action, status
    recipient["Diagnostic-Code"] = "smtp; 550 Requested action not taken"
    delivery = MIMEBase("message", "delivery-status")
    delivery.set_payload([server, recipient])
    mail.attach(delivery)
    mail.attach(MIMEText("Subject: Something new\nStatus: RO\n", "rfc822-headers"))
    return mail.as_bytes(policy=email.policy.SMTP.clone(**limits))


def fields(mail, change):
    """The mail with the names and colons of some fields changed."""
    return re.sub(rb"(?m)^(To|Action|Status|Final-Recipient): ", change, mail)


REPORTS = {
    "plain": report,
    "base64": lambda path: report(path, charset="utf-8"),
    "quoted-printable": lambda path: report(path, charset=QUOTED),
    "a comment": lambda path: report(path, "5.1.1 (bad destination mailbox address)"),
    "capitals": lambda path: report(path, action="Failed"),
    "lower case": lambda path: fields(report(path), lambda m: m[0].lower()),
    "ends of lines": lambda path: report(path).replace(b"\r\n", b"\n"),
    "a mailbox's line": lambda path: b"From x Tue Nov 24 09:00:00 2026\n" + report(path),
    "a forwarder": lambda path: b"Delivered-To: " + path.encode() + b"\r\n" + report("a@a.test", to=anna_of(path)),
    "NULs": lambda path: report(path).replace(b"Sorry", b"So\0rry\0"),
    "2 MB": lambda path: report(path) + b"x" * 2000000,
    "folded": lambda path: report(path, max_line_length=40),
    "a folded address": lambda path: report(path).replace(b"To: <", b"To:\r\n <"),
    "no blanks": lambda path: fields(report(path), rb"\1:"),
    "tabs": lambda path: fields(report(path), rb"\1:\t"),
}


@pytest.mark.parametrize("shape", REPORTS)
def test_a_report_is_read_as_other_servers_write_it(sent, store, shape):
    _, (anna, bert), ((_, path), _) = sent
    assert pipe(store, REPORTS[shape](path)) == HARD
    assert bounces_of(store) == ({bert: 0}, ["hard"])


@pytest.mark.parametrize("issue", [0, 1])
def test_a_report_of_any_issue_counts_for_its_own_subscriber(sent, store, issue):
    _, (anna, bert), (_, paths) = sent
    assert pipe(store, report(paths[issue], "4.4.7")) == SOFT
    assert bounces_of(store) == ({anna: 0, bert: 1}, [])
    assert pipe(store, report(paths[1 - issue], "5.2.2")) == SOFT
    assert bounces_of(store) == ({anna: 0, bert: 2}, [])


def test_a_mail_counts_once_however_often_it_is_told_of(sent, store):
    """Three *mails* that came back end it, not three reports of one."""
    _, (anna, bert), ((path, _), _) = sent
    assert pipe(store, report(path, "5.2.2")) == SOFT
    for _ in range(3):
        pipe(store, report(path, "5.2.2"))
    assert bounces_of(store) == ({anna: 1, bert: 0}, [])


@pytest.mark.parametrize("status", ["5.1.7", "5.1.8"])
def test_a_report_that_blames_the_sender_is_no_proof_against_the_address(sent, store, status):
    """RFC 3463: the sender's mailbox or system is bad. Every address would be lost over it."""
    _, (anna, bert), ((path, _), _) = sent
    pipe(store, report(path, status))
    assert set(bounces_of(store)[0]) == {anna, bert}


def test_a_report_of_an_address_that_is_suppressed_already_changes_nothing(sent, store):
    _, (_, bert), (paths, _) = sent
    assert [pipe(store, report(path)) for path in paths] == [HARD, HARD]
    assert bounces_of(store) == ({bert: 0}, ["hard"])


def text(path, words):
    return f"From: a@elsewhere.test\nTo: <{path}>\nSubject: Hello\n\n{words}\n".encode()


def elsewhere(path, change):
    """The path with the delivery's number changed."""
    return re.sub(r"\+(\d+)", lambda m: f"+{change(int(m[1]))}", path)


NOTHING = {
    "out of office": (NO_REPORT, lambda path: text(path, "I am out of office until Monday.")),
    "spam": (NO_REPORT, lambda path: text(path, "Your parcel failed. Act: http://a.test/?5.1.1")),
    "a wrong secret": (NOT_OURS, lambda path: report(re.sub("-.*@", f"-{'0' * 32}@", path))),
    "another's number": (NOT_OURS, lambda path: report(elsewhere(path, lambda n: n + 1))),
    "no such number": (NOT_OURS, lambda path: report(elsewhere(path, lambda n: 10 ** 12))),
    "a short secret": (NO_REPORT, lambda path: report(re.sub("-.", "-", path))),
    "a long secret": (NO_REPORT, lambda path: report(re.sub("-", "-0", path))),
    "no return path": (NO_REPORT, lambda path: report(f"postmaster@{DOMAIN}")),
    "the path in the body": (NO_REPORT, lambda path: report("a@a.test") + f"\nTo: {path}".encode()),
    "NULs in the path": (NO_REPORT, lambda path: report(path).replace(b"-", b"\0")),
    "an empty input": (NO_REPORT, lambda path: b""),
    "binary rubbish": (NO_REPORT, lambda path: random.Random(7).randbytes(300000)),
    "NULs": (NO_REPORT, lambda path: b"\0" * 5000),
    "2 MB in one line": (NO_REPORT, lambda path: b"To: +" + b"1" * 2000000),
    "2 MB of rubbish": (NO_REPORT, lambda path: text(path, "") + random.randbytes(2000000)),
}


@pytest.fixture(scope="module")
def places(sent, tmp_path_factory):
    """Two stores, one that has a server and one that has none."""
    alone, served = (shutil.copytree(sent[0], tmp_path_factory.mktemp("store") / "data")
                     for _ in range(2))
    with Server(served):
        yield alone, served


@pytest.mark.parametrize("case", NOTHING)
def test_what_is_no_report_of_a_mail_of_ours_changes_nothing(sent, places, case):
    _, _, ((path, _), _) = sent
    words, make = NOTHING[case]
    for data in places:
        before = dump(data)
        assert pipe(data, make(path)) == words
        assert dump(data) == before
