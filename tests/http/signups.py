"""signups.py: what a reader does with the newsletter, one step a function."""

import re

from client import Reader
from letters import Mailbox, link_in
from program import run


def sign_up(site, address, **more):
    return Reader(site).post("/newsletter", {"address": address, "comment": "", **more})


def press(site, link):
    """Sends the form of the page behind the link, as a reader does."""
    reader = Reader(site)
    page = reader.get(link)
    assert page.status == 200, page.text
    path, action = re.search(r'action="(/newsletter/[^"?]+)(\?token=[^"]+)"', page.text).groups()
    return reader.post(path + action, {})


def subscribe(site, data, address):
    sent = len(Mailbox(data).files("confirm"))
    assert sign_up(site, address).status == 303
    mail = Mailbox(data).wait("confirm", sent + 1)[-1]
    assert press(site, link_in(mail)).status == 200
    return mail


def compose(data):
    done = run("newsletter", "compose", data=data)
    assert done.returncode == 0, done.stderr
    return done.stdout
