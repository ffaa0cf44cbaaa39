"""A reader calls a mail abuse, and the provider says so (RFC 5965): as Microsoft writes it, which leaves out
the return path and the reader's address, with the mail as this program sent it."""

import base64
import json
import re

import pytest

from letters import rows, wait_for
from newsletters import serve, states, with_issue_to
from signups import sign_up
from test_brake import status, try_now
from test_reports import GONE, NO_REPORT, pipe

ANNA, BERT = "anna@reader.test", "bert@reader.test"
NOT_OURS = "Its return path is none of ours, or old.\n"


def complaint(quoted, kind="abuse", part="message/rfc822", more="", encoding="7bit"):
    if encoding == "base64":
        quoted = base64.encodebytes(quoted)
    return b"".join([
        b"From: staff@hotmail.test\r\nTo: abuse@verdict.test\r\nSubject: complaint about message from 192.0.2.1\r\n"
        b"MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=feedback-report;\r\n boundary=\"b\"\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nThis is an abuse report.\r\n\r\n--b\r\n"
        b"Content-Type: message/feedback-report\r\n\r\n",
        f"Feedback-Type: {kind}\r\nUser-Agent: JMRP/1.0\r\nVersion: 1\r\n{more}\r\n--b\r\n"
        f"Content-Type: {part}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode(),
        quoted, b"\r\n--b--\r\n"])


def without(content, *names):
    """The mail without some fields, and without the reader's address."""
    for name in names:
        content = re.sub(rb"(?im)^%b:.*\r\n([ \t].*\r\n)*" % name.encode(), b"", content)
    return content.replace(ANNA.encode(), b"redacted@hotmail.test")


def head(content):
    return content.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"


def token_in(content):
    return re.search(rb"List-Unsubscribe:\s*<[^>]*token=([0-9a-f]{64})>", content)[1]


WAYS = {
    "the whole mail": lambda mail: complaint(without(mail)),
    "its head": lambda mail: complaint(head(without(mail)), part="text/rfc822-headers"),
    "base64": lambda mail: complaint(without(mail), encoding="base64"),
    "ends of lines": lambda mail: complaint(without(mail)).replace(b"\r\n", b"\n"),
    "other names": lambda mail: complaint(head(without(mail)).replace(b"List-Unsubscribe: <", b"LIST-UNSUBSCRIBE:\r\n <")),
    "another return path": lambda mail: complaint(b"Return-Path: <bounce@hotmail.test>\r\n" + without(mail)),
    "no Message-ID": lambda mail: complaint(without(mail, "Message-ID")),
    "a strange Message-ID": lambda mail: complaint(without(mail).replace(b"<issue-1.", b"<issue-99.")),
    "links in the text alone": lambda mail: complaint(without(mail, "List-Unsubscribe")),
    "fraud": lambda mail: complaint(without(mail), "fraud"),
}


@pytest.fixture
def sent(data, peer):
    """The mail of an issue to Anna, who is not its only reader."""
    with_issue_to(data, ANNA, BERT)
    try_now(data, peer)
    return next(mail.content for mail in peer.mails if mail.to == [ANNA])


@pytest.mark.parametrize("way", WAYS)
def test_a_complaint_without_a_return_path_unsubscribes_and_suppresses(data, sent, way):
    assert b"Return-Path" not in sent
    assert pipe(data, WAYS[way](sent)) == GONE
    assert rows(data, "SELECT address, state FROM subscribers") == [(ANNA, "left"), (BERT, "confirmed")]
    assert rows(data, "SELECT reason FROM suppressions") == [("complaint",)]
    assert rows(data, "SELECT report FROM deliveries ORDER BY id") == [("complaint",), (None,)]
    told = status(data)
    assert "complaints   1 of those suppressed" in told and "0 about us, 1 complaint\n" in told
    assert pipe(data, WAYS[way](sent)) == GONE, "and again"
    assert status(data) == told


FORGED = {
    "another token": lambda mail: complaint(without(mail).replace(token_in(mail), b"0" * 64)),
    "the Message-ID alone": lambda mail: complaint(head(without(mail, "List-Unsubscribe"))),
}


@pytest.mark.parametrize("way", FORGED)
def test_what_anybody_may_guess_proves_nothing(data, sent, way):
    assert pipe(data, FORGED[way](sent)) in (NOT_OURS, NO_REPORT)
    assert pipe(data, complaint(without(sent), "not-spam")) == NO_REPORT
    assert rows(data, "SELECT DISTINCT state FROM subscribers") == [("confirmed",)]


def test_a_complaint_about_a_mail_to_confirm_counts_too(data, peer):
    """A stranger signed the reader up."""
    with serve(data, peer) as site:
        assert sign_up(site, ANNA).status == 303
        mail, = peer.wait(accepted=1)
        wait_for(lambda: states(data) == ["sent"], "the mail to be recorded")
        assert pipe(data, complaint(without(mail.content))) == GONE
        assert site.stop() == 0
    assert rows(data, "SELECT reason FROM suppressions") == [("complaint",)]
    line = next(line for line in map(json.loads, site.log.splitlines()) if line["event"] == "bounce")
    assert (line["report"], line["issue"]) == ("complaint", "none") and ANNA not in site.log


def test_a_return_path_that_is_told_twice_is_found(data, peer):
    with_issue_to(data, ANNA)
    try_now(data, peer)
    mail, = peer.mails
    quoted = b"Return-Path: <" + mail.sender.encode() + b">\r\nSubject: x\r\n\r\n"
    assert pipe(data, complaint(quoted, more="Original-Mail-From: <redacted@verdict.test>\r\n")) == GONE
