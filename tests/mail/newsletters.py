"""newsletters.py: what the tests of sending do: subscribe readers, write an issue, serve, look."""

import hashlib
import json

from client import Reader
from letters import add_subscribers, change, parse, rows, wait_for
from program import Server, run

FROM = "verdict@verdict.test"
SITE = "https://news.verdict.test"


def compose(data):
    """An issue to all of them."""
    done = run("newsletter", "compose", data=data)
    assert done.returncode == 0 and "Issue" in done.stdout, done.stderr


def deliver_again(data, *addresses):
    """The newest issue once more, after all that waits, in a store that no server has."""
    for address in addresses:
        change(data, "INSERT INTO deliveries"
               " (kind, issue_id, subscriber_id, state, made_at, due_at)"
               " SELECT 'issue', (SELECT max(id) FROM issues), id, 'waiting', latest, latest"
               " FROM subscribers, (SELECT max(made_at) AS latest FROM deliveries)"
               " WHERE address = ?", address)


def with_issue_to(data, *addresses):
    add_subscribers(data, *addresses)
    compose(data)


def mail_words(peer):
    """What a command is told so that it sends to the peer."""
    return ("--mail-server", peer.url, "--mail-from", FROM, "--mail-rate", "0",
            "--base-url", SITE)


def serve(data, peer, *words):
    return Server(data, *mail_words(peer), "--limits", "off", *words)


def send(data, *words):
    """`verdict newsletter send`, which a running server is asked to do."""
    done = run("newsletter", "send", *words, data=data)
    assert done.returncode == 0, done.stderr


def states(data):
    """Of all mails, in the order in which they were written."""
    return [state for state, in rows(data, "SELECT state FROM deliveries ORDER BY id")]


def wait_for_states(data, *wanted):
    wait_for(lambda: states(data) == list(wanted), f"mails that are {wanted}")


def wait_for_fault(data, id):
    """Waits until a mail did not arrive, and answers what the store knows of it."""
    return wait_for(lambda: rows(data, "SELECT state, attempts, due_at - tried_at, reason"
                                 " FROM deliveries WHERE reason IS NOT NULL AND id = ?", id),
                    f"fault of mail {id}")[0]


def pauses(log):
    """The seconds that the sender said it would leave the mail server alone."""
    lines = map(json.loads, log.splitlines())
    return [int(line["again_in_seconds"]) for line in lines if "again_in_seconds" in line]


def recipients(mails):
    return [address for mail in mails for address in mail.to]


def message_ids(mails, address):
    """A mail that came twice must be known by them."""
    return [parse(mail.content)["Message-ID"] for mail in mails if mail.to == [address]]


def token_hash(token):
    """What the store knows of a token."""
    return hashlib.blake2b(token.encode(), digest_size=32).hexdigest()


def assert_is_served(site):
    """Pages and votes: what readers do while mails go out, or do not."""
    assert Reader(site).get("/").status == 200
    assert Reader(site).vote("vllm", "ship").status == 303
