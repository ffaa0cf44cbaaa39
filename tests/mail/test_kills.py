"""The sender killed at any moment: nobody is skipped, and at most the one mail that was on its way
comes twice, known by its Message-ID."""

import random
import threading

from letters import parse, rows
from newsletters import serve, states, wait_for_states, with_issue_to
from peer import Hold
from program import LIMIT

KILLS = 30
READERS = [f"reader{n}@verdict.test" for n in range(120)]
# When a process dies, counted in mails: as soon as the data of one came, or was answered, or while
# the mail server lets the process wait for the answer to them, or to the next mail's recipient.
MOMENTS = ("received", "accepted", "DATA", "RCPT")


def send_and_kill(data, peer, moment, count):
    """Starts the server and kills it at its `count`th mail. It gets no further than to the next
    one, however late the kill comes."""
    received, accepted, held = peer.received + count, peer.accepted + count, threading.Event()

    def hold(mail):
        if peer.received < received:
            return None
        held.set()
        return Hold(threading.Event())  # which nobody sets: it ends with the connection

    peer.on("DATA" if moment == "DATA" else "RCPT", hold)
    with serve(data, peer) as site:
        if moment in ("received", "accepted"):
            peer.wait(**{moment: received if moment == "received" else accepted})
        else:
            assert held.wait(LIMIT)
        site.process.kill()
        site.stop()
    peer.clear()


def test_whenever_the_sender_dies_nobody_is_skipped_and_a_mail_at_most_comes_twice(data, peer):
    seed = random.randrange(10**9)
    print("seed", seed)
    choose = random.Random(seed)
    moments = choose.sample(MOMENTS * 8, KILLS)
    with_issue_to(data, *READERS)
    for number, moment in enumerate(moments):
        left = sum(state != "sent" for state in states(data))
        send_and_kill(data, peer, moment,
                      choose.randint(1, min(6, (left - 1) // (KILLS - number))))
    with serve(data, peer) as site:
        wait_for_states(data, *["sent"] * len(READERS))
        assert site.stop() == 0
    assert peer.connections == KILLS + 1, "so a mail's connection tells which process sent it"
    assert_nobody_was_skipped(peer.mails, moments)
    assert rows(data, "PRAGMA integrity_check") == [("ok",)]


def assert_nobody_was_skipped(mails, moments):
    known, again = {}, []
    for mail in mails:
        reader, message_id = mail.to[0], parse(mail.content)["Message-ID"]
        if reader in known:
            again.append(mail.connection)
        assert known.setdefault(reader, message_id) == message_id, "a mail that comes twice"
    assert sorted(known) == sorted(READERS)
    assert len(set(known.values())) == len(READERS), "Message-IDs"
    assert len(set(again)) == len(again) <= KILLS, f"two mails again by one process: {again}"
    # Process n had connection n + 1, and the next one repeats what it may have sent. It did send a
    # mail when it died without the answer to the data, and none when it had begun with the next.
    after = {moment: {n + 2 for n, died in enumerate(moments) if died == moment}
             for moment in MOMENTS}
    assert after["DATA"] <= set(again)
    assert not after["RCPT"] & set(again)
