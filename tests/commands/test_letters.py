"""The newsletter's mails: their date, their header fields, where their links lead, and what a
confirmation says."""

import re
import subprocess

import pytest

from client import Reader
from clock import Clock
from commands.catalogs import DOCUMENT, publish
from letters import Mailbox, add_subscribers, parse, rows, text_of
from program import BINARY, LIMIT, Server, clean_environment, run

NEAR_MIDNIGHT = "2026-11-22 23:30:00"  # Sunday in London, Monday in Berlin, still Sunday in New York


@pytest.fixture
def filled(data, file):
    publish(data, file, DOCUMENT)
    return data


def preview(data, *words, env=None):
    done = subprocess.run([BINARY, "newsletter", "preview", "--data", str(data), *words],
                          capture_output=True, env=clean_environment(**(env or {})), timeout=LIMIT)
    assert done.returncode == 0, done
    return parse(done.stdout)


@pytest.mark.parametrize("schedule, date", [
    ("Mon 00:30 Europe/Berlin", "Nov 23, 2026"), ("Sun 18:30 America/New_York", "Nov 22, 2026"),
    ("Mon 12:30 Pacific/Auckland", "Nov 23, 2026"), ("Sun 23:30", "Nov 22, 2026"),
    (None, "Nov 22, 2026")])
@pytest.mark.parametrize("machine", ["UTC", "Asia/Tokyo"])
def test_an_issue_has_the_date_of_the_schedules_zone(filled, tmp_path, schedule, date, machine):
    """In its mail, on its page and in the archive, wherever the machine is; without a schedule,
    that of UTC. The feed has the moment."""
    add_subscribers(filled, "a@example.org")
    clock = Clock(tmp_path)
    clock.set(NEAR_MIDNIGHT)
    env = {**clock.env, "TZ": machine}
    words = ("--newsletter-at", schedule) if schedule else ()
    assert f"issue 1, {date}" in text_of(preview(filled, *words, env=env))
    assert run("newsletter", "compose", *words, data=filled, env=env).returncode == 0
    assert run("newsletter", "send", *words, data=filled, env=env).returncode == 0
    mail, = Mailbox(filled).wait("issue")
    assert f"issue 1, {date}" in text_of(mail)
    assert f"issue 1 · {date}" in mail.get_body(("html",)).get_content()
    with Server(filled, *words, env=env) as site:
        assert f"issue 1 · {date}" in Reader(site).get("/newsletter/1").text
        assert f"Issue 1, {date}" in Reader(site).get("/newsletter").text
        feed = Reader(site).get("/newsletter.atom").text
        assert re.findall(r"<updated>(\d{4}-\d\d-\d\dT23:30:\d\d)Z</updated>", feed)
        assert site.stop() == 0


@pytest.mark.parametrize("base_url, one_click", [
    ("https://verdict.test", True), ("http://verdict.test", False), (None, False)])
def test_one_click_is_offered_over_https_alone(filled, base_url, one_click):
    """As RFC 8058 has it; the link itself is always there."""
    mail = preview(filled, *(("--base-url", base_url) if base_url else ()))
    assert "/newsletter/unsubscribe" in mail["List-Unsubscribe"]
    assert mail["List-Unsubscribe-Post"] == ("List-Unsubscribe=One-Click" if one_click else None)


LOCAL = (None, "http://localhost:8080", "http://127.0.0.1", "https://127.1.2.3:8443",
         "http://[::1]:8080", "http://0.0.0.0:8080", "http://LOCALHOST")
PUBLIC = ("https://verdict.test", "http://192.0.2.7", "https://localhost.example", "http://127.example")
WARNING = "the links in mails lead to this machine's address"
SERVER = ("--mail-server", "smtp://127.0.0.1:9", "--mail-from", "verdict@verdict.test")


@pytest.mark.parametrize("word", ["send", "compose", "serve"])
@pytest.mark.parametrize("base_url, warned", [*((url, True) for url in LOCAL),
                                              *((url, False) for url in PUBLIC)])
def test_a_base_url_that_only_this_machine_knows_is_warned_of(filled, base_url, warned, word):
    words = (*SERVER, *(("--base-url", base_url) if base_url else ()))
    if word == "serve":
        with Server(filled, *words) as site:
            assert site.stop() == 0
        told = site.log
    else:
        done = run("newsletter", word, *words, data=filled)
        assert done.returncode == 0
        told = done.stderr
    assert (WARNING in told and "--base-url" in told) == warned


@pytest.mark.parametrize("word", ["send", "compose"])
def test_without_a_mail_server_there_is_nothing_to_warn_of(filled, word):
    assert run("newsletter", word, data=filled).stderr == ""


def test_the_confirmation_says_first_what_happens_when_it_is_ignored(data):
    with Server(data) as site:
        Reader(site).post("/newsletter", {"address": "a@example.org"})
        mail, = Mailbox(data).wait("confirm")
        assert site.stop() == 0
    ignored = ("If you did not ask for this, ignore it: nothing more comes, and we forget the address"
               " within a week.")
    text, html = text_of(mail), mail.get_body(("html",)).get_content()
    assert text.replace("\n", " ").startswith(ignored)
    body = html.split("<body>", 1)[1]
    assert re.sub("<[^>]+>", "", body).strip().startswith(ignored)
    link = re.search(r"^http://\S+/newsletter/confirm\?token=[0-9a-f]{64}$", text, re.M)[0]
    assert f'<p class="button"><a href="{link}">Confirm my subscription</a></p>' in html
    assert f'<a href="{link}">{link}</a>' in html, "for who cannot press the button"


def test_what_is_ignored_is_forgotten_as_promised(data, tmp_path):
    clock = Clock(tmp_path)
    clock.set("2026-11-02 08:00:00")
    with Server(data, env=clock.env) as site:
        Reader(site).post("/newsletter", {"address": "a@example.org"})
        Mailbox(data).wait("confirm")
        assert site.stop() == 0
    clock.set("2026-11-09 09:00:00")
    with Server(data, env=clock.env) as site:
        assert site.stop() == 0
    assert rows(data, "SELECT count(*) FROM subscribers") == [(0,)]
