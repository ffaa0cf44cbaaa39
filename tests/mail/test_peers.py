"""The mail servers that the other mail tests rely on: each does what its description says."""

import concurrent.futures
import contextlib
import email
import os
import signal
import smtplib
import socket
import threading

import pytest

from peer import DROP, Hold, Peer
from postfix import Postfix, members, why_not
from program import LIMIT

SENDER = "news+7.ab@verdict.test"


def mail(subject="Hello", to="reader@verdict.test"):
    return (f"From: News <news@verdict.test>\r\nTo: {to}\r\nSubject: {subject}\r\n"
            "Date: Tue, 24 Nov 2026 09:00:00 +0000\r\nMessage-ID: <1@verdict.test>\r\n"
            "\r\nGood morning.\r\n").encode()


def client(server):
    return smtplib.SMTP("127.0.0.1", server.port, local_hostname="test.invalid", timeout=LIMIT)


def send(server, to, content=None, sender=SENDER):
    with client(server) as session:
        session.sendmail(sender, [to], content or mail(to=to))


@contextlib.contextmanager
def sending(server, to):
    """Sends from another thread; the future tells how it went."""
    with concurrent.futures.ThreadPoolExecutor() as pool:
        yield pool.submit(send, server, to)


def can_connect(port, host="127.0.0.1"):
    try:
        socket.create_connection((host, port), timeout=LIMIT).close()
        return True
    except ConnectionRefusedError:
        return False


def test_postfix_delivers_any_local_part_with_its_extension(postfix):
    send(postfix, "anna+x.1@verdict.test")
    (message, raw), = postfix.messages("anna+x.1@verdict.test", 1)
    assert message["Return-Path"] == f"<{SENDER}>"
    assert message["X-Original-To"] == message["Delivered-To"] == "anna+x.1@verdict.test"
    assert message["Subject"] == "Hello" and message.get_content() == "Good morning.\n"
    assert raw.endswith(b"\n\nGood morning.\n")


def test_postfix_keeps_the_mails_of_addresses_apart(postfix):
    with client(postfix) as session:
        session.sendmail(SENDER, ["bert@verdict.test", "bert+1@verdict.test"], mail("Both"))
        session.sendmail(SENDER, ["bert@verdict.test"], mail("One"))
    postfix.idle()
    subjects = [mail.message["Subject"] for mail in postfix.messages("Bert@verdict.test", 2)]
    assert sorted(subjects) == ["Both", "One"]
    assert len(postfix.messages("bert+1@verdict.test", 1)) == 1
    assert postfix.messages("bert+2@verdict.test", 0) == []


def test_postfix_is_idle_when_all_is_delivered(postfix):
    readers = [f"gerd+{n}@verdict.test" for n in range(40)]
    with client(postfix) as session:
        session.sendmail(SENDER, [*readers, "full+gerd@verdict.test"], mail())
    postfix.idle()
    assert [len(postfix.messages(reader, 0)) for reader in readers] == [1] * len(readers)
    assert any(b"full+gerd@" in raw for raw in postfix.bounces(SENDER, 0))


def test_postfix_refuses_nobody_and_takes_the_others(postfix):
    with client(postfix) as session:
        refused = session.sendmail(SENDER, ["nobody+1@verdict.test", "carl@verdict.test"], mail())
    (address, (code, text)), = refused.items()
    assert address == "nobody+1@verdict.test" and code == 550 and text.startswith(b"5.1.1 ")
    assert len(postfix.messages("carl@verdict.test", 1)) == 1


def test_postfix_relays_nothing(postfix):
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        send(postfix, "someone@elsewhere.test")
    assert refusal.value.recipients["someone@elsewhere.test"][0] == 554


def test_postfix_listens_on_loopback_alone(postfix):
    assert can_connect(postfix.port)
    assert not can_connect(postfix.port, "127.0.0.2")


@pytest.mark.parametrize("name, status", [("full", "5.2.2"), ("gone", "5.1.1"), ("busy", "4.2.0")])
def test_postfix_accepts_and_then_bounces(postfix, name, status):
    path, to = f"bounce+{name}.77@verdict.test", f"{name}+x@verdict.test"
    send(postfix, to, sender=path)
    raw, = postfix.bounces(path)
    report = email.message_from_bytes(raw)
    assert report["Return-Path"] == "<>" and report["Delivered-To"] == path
    assert report.get_content_type() == "multipart/report"
    assert report.get_param("report-type") == "delivery-status"
    _, delivery, original = report.get_payload()
    recipient = delivery.get_payload()[1]
    assert recipient["Final-Recipient"].endswith(to)
    assert recipient["Action"] == "failed" and recipient["Status"] == status
    assert original.get_payload()[0]["Message-ID"] == "<1@verdict.test>"
    # It is a mail like any other too, and the strict parser takes it.
    assert [mail.raw for mail in postfix.messages(path, 1)] == [raw]


def test_a_wait_that_fails_shows_the_log(postfix, monkeypatch):
    send(postfix, "dora@verdict.test")
    postfix.messages("dora@verdict.test", 1)
    monkeypatch.setattr("postfix.LIMIT", 0.05)
    with pytest.raises(AssertionError, match=r"no 2 mails for dora@(.|\n)*there are 1(.|\n)*status=sent"):
        postfix.messages("dora@verdict.test", 2)
    with pytest.raises(AssertionError, match="no 1 mails for dora@"):
        postfix.bounces("dora@verdict.test")


def test_postfix_ends_with_all_it_started():
    if reason := why_not():
        pytest.skip(reason)
    with Postfix() as first, Postfix() as second:
        send(first, "emil@verdict.test")
        first.messages("emil@verdict.test", 1)
        assert second.messages("emil@verdict.test", 0) == []
        group = first.process.pid
        assert len(members(group)) > 1
    assert first.process.returncode is not None and members(group) == []
    assert not can_connect(first.port)
    assert not first.folder.exists()


def test_postfix_ends_what_does_not_end_by_itself(monkeypatch):
    if reason := why_not():
        pytest.skip(reason)
    with Postfix() as running:
        send(running, "hans@verdict.test")
        group = running.process.pid
        os.kill(max(members(group)), signal.SIGSTOP)
        monkeypatch.setattr("postfix.LIMIT", 1)
    assert members(group) == []


def test_a_dead_postfix_is_told_at_once():
    if reason := why_not():
        pytest.skip(reason)
    with Postfix() as running:
        running.process.kill()
        with pytest.raises(AssertionError, match="ended by itself"):
            running.messages("frida@verdict.test", 1)


def test_why_postfix_cannot_run_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    assert why_not() == "Postfix takes root to start"
    monkeypatch.setattr(os, "getuid", lambda: 0)
    monkeypatch.setattr("postfix.DAEMONS", tmp_path)
    assert why_not() == "Postfix is not installed"


def test_the_peer_keeps_envelopes_in_their_order(peer):
    content = mail() + b".dots\r\n..\r\n\xe4\xf6\r\n"
    with client(peer) as first, client(peer) as second:
        second.sendmail("b@verdict.test", ["1@x.test"], mail("Second connection"))
        first.sendmail("a@verdict.test", ["2@x.test", "3@x.test"], content)
        second.sendmail("c@verdict.test", ["4@x.test"], mail())
    mails = peer.wait(accepted=3)
    assert [mail.connection for mail in mails] == [2, 1, 2]
    assert [mail.sender for mail in mails] == ["b@verdict.test", "a@verdict.test", "c@verdict.test"]
    assert [mail.to for mail in mails] == [["1@x.test"], ["2@x.test", "3@x.test"], ["4@x.test"]]
    assert mails[1].content == content
    assert (peer.connections, peer.received, peer.accepted) == (2, 3, 3)


@pytest.mark.parametrize("answer", ["451 4.3.0 Later", "550 5.7.1 Never"])
@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
def test_the_peer_refuses_at_each_stage(peer, stage, answer):
    rule = peer.on(stage, answer, times=1)
    with client(peer) as session:
        session.ehlo()
        told = [session.mail(SENDER), session.rcpt("anna@x.test")]
        told.append(session.data(mail()) if stage == "DATA" else None)
        at = ("MAIL", "RCPT", "DATA").index(stage)
        assert told[at] == (int(answer[:3]), answer[4:].encode())
        assert rule.used == 1 and peer.accepted == 0
        assert peer.received == len(peer.mails) == (1 if stage == "DATA" else 0)
        session.rset()
        session.sendmail(SENDER, ["anna@x.test"], mail())  # the rule was for once
    assert len(peer.wait(accepted=1)) == 1


def test_a_rule_can_be_for_one_recipient(peer):
    gone = peer.on("RCPT", "550 5.1.1 Gone", to="gone@x.test")
    peer.on("DATA", "452 4.2.2 Full", to="full@x.test")
    with client(peer) as session:
        refused = session.sendmail(SENDER, ["a@x.test", "gone@x.test", "b@x.test"], mail())
        assert refused == {"gone@x.test": (550, b"5.1.1 Gone")}
        with pytest.raises(smtplib.SMTPDataError, match="4.2.2 Full"):
            session.sendmail(SENDER, ["full@x.test"], mail())
    accepted, = peer.wait(accepted=1)
    assert accepted.to == ["a@x.test", "b@x.test"] and gone.used == 1
    assert [mail.answer for mail in peer.mails] == ["250 2.0.0 Ok", "452 4.2.2 Full"]
    peer.clear()
    send(peer, "gone@x.test")


def test_a_rule_can_be_a_function(peer):
    peer.on("DATA", lambda mail: "554 5.6.0 No" if b"Subject: Bad" in mail.content else None)
    send(peer, "a@x.test", mail("Good"))
    with pytest.raises(smtplib.SMTPDataError):
        send(peer, "a@x.test", mail("Bad"))
    assert peer.accepted == 1


def test_a_mistake_in_a_rule_fails_the_test():
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        with Peer() as peer:
            peer.on("DATA", lambda mail: 1 / 0)
            with pytest.raises(smtplib.SMTPDataError):
                send(peer, "a@x.test")


def test_an_answer_waits_for_an_event(peer):
    event = threading.Event()
    peer.on("DATA", Hold(event), to="slow@x.test", times=1)
    peer.on("DATA", Hold(event, "450 4.2.0 After all"), to="slow@x.test", times=1)
    with sending(peer, "slow@x.test") as first:
        peer.wait(received=1)
        with sending(peer, "slow@x.test") as second:
            peer.wait(received=2)
            send(peer, "quick@x.test")  # other connections go on
            assert [mail.answer for mail in peer.mails] == [None, None, "250 2.0.0 Ok"]
            assert not first.done() and not second.done()
            event.set()
    assert first.exception() is None
    assert isinstance(second.exception(), smtplib.SMTPDataError)
    assert peer.accepted == 2


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
def test_the_peer_hangs_up_without_an_answer(peer, stage):
    peer.on(stage, DROP, times=1)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(peer, "a@x.test")
    send(peer, "a@x.test")
    assert (peer.connections, peer.accepted) == (2, 1)
    assert [mail.answer for mail in peer.mails] == [None] * (stage == "DATA") + ["250 2.0.0 Ok"]


def test_the_peer_goes_down_and_comes_back_on_its_port(peer):
    for round_ in (1, 2):
        with contextlib.suppress(smtplib.SMTPServerDisconnected):
            with client(peer) as session:
                session.sendmail(SENDER, ["a@x.test"], mail())
                peer.stop()
                with pytest.raises(smtplib.SMTPServerDisconnected):
                    session.noop()
        assert not can_connect(peer.port)
        peer.start()
        send(peer, "a@x.test")
        assert peer.accepted == peer.connections == 2 * round_


def test_the_peer_goes_down_while_an_answer_waits():
    event = threading.Event()
    with Peer() as peer:
        peer.on("DATA", Hold(event))
        with sending(peer, "a@x.test") as sent:
            peer.wait(received=1)
            peer.stop()
        assert isinstance(sent.exception(), (smtplib.SMTPServerDisconnected, ConnectionError))
        assert peer.accepted == 0


def test_nobody_listens_before_the_start():
    peer = Peer()
    assert not can_connect(peer.port)
    with peer:
        assert can_connect(peer.port)
    assert not can_connect(peer.port)


def test_waiting_has_a_bound_and_says_what_is_missing(peer):
    send(peer, "a@x.test")
    with pytest.raises(AssertionError, match="no 2 accepted.*there are 1 accepted"):
        peer.wait(accepted=2, limit=0.05)


def test_the_peer_can_count_without_keeping():
    connections, each = 4, 500

    def send_many(peer):
        with client(peer) as session:
            for _ in range(each):
                session.sendmail(SENDER, ["a@x.test"], mail())

    with Peer(keep=False) as peer, concurrent.futures.ThreadPoolExecutor(connections) as pool:
        for sent in [pool.submit(send_many, peer) for _ in range(connections)]:
            sent.result()
        assert peer.wait(accepted=connections * each) == peer.mails == []
        assert (peer.connections, peer.received) == (connections, connections * each)
