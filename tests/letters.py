"""letters.py: mails that a server wrote as files, and the store behind them."""

import email
import email.policy
import re
import sqlite3
import time

from program import LIMIT


def parse(content):
    """The mail, read as strictly as Python can."""
    mail = email.message_from_bytes(content, policy=email.policy.strict)
    assert max(map(len, content.split(b"\r\n"))) <= 998
    return mail


def text_of(mail):
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


def link_in(mail):
    """The link with a token in the mail's text: path and query."""
    return re.search(r"https?://[^/\s]+(/newsletter/\w+\?token=[0-9a-f]{64})", text_of(mail))[1]


def wait_for(look, what):
    """Looks until there is something to see, and answers it."""
    end = time.monotonic() + LIMIT
    while not (seen := look()):
        assert time.monotonic() < end, what
        time.sleep(0.01)
    return seen


class Mailbox:
    """The folder in which a server without a mail server leaves its mails."""

    def __init__(self, data):
        self.folder = data / "mail"

    def files(self, kind="*"):
        return sorted(self.folder.glob(f"{kind}-*.eml"),
                      key=lambda path: int(path.stem.rsplit("-", 1)[1]))

    def wait(self, kind, count=1):
        files = wait_for(lambda: len(self.files(kind)) >= count and self.files(kind),
                         f"{count} {kind} mails")
        return [parse(path.read_bytes()) for path in files]


def rows(data, query, *values):
    store = sqlite3.connect(f"file:{data}/verdict.db?mode=ro", uri=True)
    try:
        return store.execute(query, values).fetchall()
    finally:
        store.close()


def change(data, statement, *values):
    """Changes a store that no server has; ids that it gives are given."""
    store = sqlite3.connect(data / "verdict.db")
    try:
        with store:
            store.execute(statement, values)
            tables = "SELECT noun FROM numbers" if "INSERT" in statement else "SELECT 1 LIMIT 0"
            for table, in store.execute(tables).fetchall():
                store.execute(f"""UPDATE numbers SET last = max(last, (SELECT coalesce(max(id), 0)
                                  FROM {table})) WHERE noun = ?""", (table,))
    finally:
        store.close()


def add_subscribers(data, *addresses):
    """Confirmed subscribers of a store that no server has, as if they had signed up."""
    for address in addresses:
        change(data, "INSERT INTO subscribers (address, address_key, state, wording, asked_at,"
               " confirmed_at) VALUES (?1, lower(?1), 'confirmed', 1, ?2, ?2)",
               address, int(time.time() * 1000))


def add_many_subscribers(data, count):
    change(data, """WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
                    INSERT INTO subscribers (address, address_key, state, wording, asked_at)
                    SELECT i || '@example.org', i || '@example.org', 'confirmed', 1, 0 FROM n""",
           count)
