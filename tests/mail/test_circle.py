"""The newsletter's whole circle as a reader lives it: a real browser, the real Postfix, and nothing
of the store but what pages and mails tell."""

import json
import pathlib
import re
import select
import shutil
import subprocess

import pytest

from commands.catalogs import changed, publish
from letters import add_subscribers, parse, rows, text_of, wait_for
from postfix import DOMAIN
from program import CATALOG, LIMIT, Server, clean_environment, run

READER = pathlib.Path(__file__).with_name("reader.mjs")
NODE = shutil.which("node") or shutil.which("nodejs")


class Browser:
    """A reader's browser, as a context; each call does one thing and answers what the page says."""

    def __init__(self, scripts):
        self.command = [NODE, str(READER), scripts]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, text=True, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, env=clean_environment())
        return self

    def __exit__(self, *error):
        try:
            self.process.communicate(timeout=LIMIT)  # closes its input, which ends it
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise

    def _act(self, *words):
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], LIMIT)
        assert ready, f"the browser does not answer: {words}"
        page = json.loads(self.process.stdout.readline() or '{"error": "the browser ended"}')
        assert "error" not in page, (words, page)
        return page

    def sign_up(self, url, address):
        return self._act("sign-up", url, address)

    def press(self, url, button):
        return self._act("press", url, button)

    def read(self, url):
        return self._act("read", url)


def received(postfix, address, count):
    """The newest of the reader's mails, once there are so many, as it lies in the mailbox."""
    message, raw = postfix.messages(address, count)[-1]
    mail = parse(raw.replace(b"\n", b"\r\n"))
    assert raw.isascii()
    assert mail["Delivered-To"] == mail["X-Original-To"] == address
    assert re.fullmatch(rf"<bounces\+\d+-[0-9a-f]{{32}}@{DOMAIN}>", mail["Return-Path"])
    assert mail["From"] == f"Verdict <verdict@{DOMAIN}>" and mail["To"] == address
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative", "text/plain", "text/html"]
    return mail


def link(mail, page):
    """The whole address of the page that the mail's text leads to."""
    return re.search(rf"https?://\S+/newsletter/{page}(?=\s|$)", text_of(mail))[0]


@pytest.fixture
def data(tmp_path):
    """A store with the catalog, and one who has subscribed long ago."""
    assert run("import", CATALOG, data=tmp_path / "data").returncode == 0
    return tmp_path / "data"


@pytest.mark.skipif(not NODE, reason="node is not installed")
@pytest.mark.parametrize("scripts", ["on", "off"])
def test_a_reader_signs_up_confirms_receives_reads_and_leaves(postfix, data, tmp_path, scripts):
    reader, other = f"Reader.{scripts}@{DOMAIN}", f"other.{scripts}@{DOMAIN}"
    add_subscribers(data, other)
    sending = ("--mail-server", postfix.url, "--mail-from", f"verdict@{DOMAIN}",
               "--mail-return", f"bounces@{DOMAIN}", "--mail-rate", "0")
    with Server(data, *sending) as site, Browser(scripts) as browser:
        page = browser.sign_up(f"{site.url}/compare/aider-vs-vllm",
                               f"Reader.{scripts}@Verdict.TEST")
        assert page["heading"] == "Weekly AI tool verdicts"
        assert "it gets a mail with a link to confirm" in page["status"]

        mail = received(postfix, reader, 1)
        assert mail["Subject"] == "Please confirm: weekly AI tool verdicts"
        assert "List-Id" not in mail and "List-Unsubscribe" not in mail
        confirm = link(mail, r"confirm\?token=[0-9a-f]{64}")
        assert confirm.startswith(site.url)
        assert browser.read(confirm)["heading"] == "Confirm your subscription"
        page = browser.press(confirm, "Yes, send me the weekly verdicts")
        assert page["heading"] == "You are subscribed"

        done = run("newsletter", "compose", data=data)
        assert re.fullmatch(r'Issue 1, "[^"]+", to 2 subscribers\.\n', done.stdout), done
        mail = received(postfix, reader, 2)
        assert mail["List-Id"] == f'"Weekly AI Tool Verdicts" <weekly.{DOMAIN}>'
        assert f'"{mail["Subject"]}"' in done.stdout
        page = browser.read(link(mail, "1"))
        assert page["heading"] == mail["Subject"]
        titles = re.findall(r"^\* (.+)$", text_of(mail), re.M)
        assert len(titles) > 10 and all(title in page["text"] for title in titles)

        leave = link(mail, r"unsubscribe\?token=[0-9a-f]{64}")
        assert mail["List-Unsubscribe"].strip() == f"<{leave}>"
        assert mail["List-Unsubscribe-Post"] is None, "RFC 8058 wants https, and this site has none"
        received(postfix, other, 1)
        assert browser.press(leave, "Unsubscribe")["heading"] == "You are unsubscribed"

        publish(data, tmp_path / "more.json", changed(("tools", 0, "name"), "Größe 東京"))
        done = run("newsletter", "compose", data=data)
        assert done.stdout.startswith('Issue 2, "Größe 東京 vs Beta'), done
        assert done.stdout.endswith(", to 1 subscriber.\n")
        mail = received(postfix, other, 2)
        assert mail["Subject"].startswith("Größe 東京 vs Beta")
        assert browser.read(link(mail, "2"))["heading"] == mail["Subject"]
        waiting = "SELECT count(*) FROM deliveries WHERE state IN ('waiting', 'leased')"
        wait_for(lambda: rows(data, waiting) == [(0,)], "all mails to be sent")
        postfix.idle()
        assert len(postfix.messages(other, 2)) == 2
        assert len(postfix.messages(reader, 2)) == 2, "nothing comes to the one who left"
        assert site.stop() == 0
    assert reader.lower() not in site.log.lower() and not re.search(r"[0-9a-f]{32}", site.log)
