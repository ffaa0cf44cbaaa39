"""The weekly schedule: it fires once, whatever restarts, clock jumps and time changes happen."""

import http.client
import itertools

import pytest

from clock import Clock
from commands.catalogs import TOOL, document, write
from letters import Mailbox, rows
from program import LIMIT, Server, run


class Site:
    """A site whose schedule and clock are the test's."""

    def __init__(self, folder, schedule):
        self.data, self.clock, self.schedule = folder / "data", Clock(folder), schedule
        self.file, self.numbers, self.server = folder / "catalog.json", itertools.count(1), None

    def start(self):
        self.server = Server(self.data, "--limits", "off", "--newsletter-at", self.schedule,
                             env=self.clock.env)
        self.server.__enter__()

    def stop(self):
        if self.server:
            assert self.server.stop() == 0, self.server.log
        self.server = None

    def restart(self):
        self.stop()
        self.start()

    def at(self, moment):
        """Sets the clock, starts the server if need be, and answers the slots that were kept, once
        the server has seen that clock: of two mails that are asked for one after the other, it
        sends the second after it looked."""
        self.clock.set(moment)
        if not self.server:
            self.start()
        for _ in range(2):
            self.ask_for_a_mail(f"reader{next(self.numbers)}@example.org")
        return rows(self.data, "SELECT slot, issue_id FROM issue_slots ORDER BY slot")

    def ask_for_a_mail(self, address):
        sent = len(Mailbox(self.data).files("confirm"))
        connection = http.client.HTTPConnection(self.server.host, self.server.port, timeout=LIMIT)
        connection.request("POST", "/newsletter", f"address={address}", {
            "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"})
        assert connection.getresponse().status == 303
        connection.close()
        Mailbox(self.data).wait("confirm", sent + 1)

    def publish(self, *slugs):
        """Lists a comparison of two new tools, so that there is something to tell."""
        content = document()
        content["tools"] = [{**TOOL, "slug": slug, "name": slug, "aliases": []} for slug in slugs]
        content["comparisons"] = [{"tools": list(slugs)}]
        done = run("import", write(self.file, content), data=self.data, env=self.clock.env)
        assert done.returncode == 0, done.stderr


@pytest.fixture
def site(tmp_path):
    sites = []

    def start(schedule):
        sites.append(Site(tmp_path, schedule))
        return sites[-1]
    yield start
    for started in sites:
        started.stop()


def test_it_fires_once_a_week(site):
    site = site("Mon 08:00")
    site.clock.set("2026-11-18 12:00:00")
    site.publish("alpha", "beta")
    first = ("2026-11-16", None)  # only noted: the schedule begins here
    assert site.at("2026-11-23 07:59:59") == [first]
    second = ("2026-11-23", 1)
    assert site.at("2026-11-23 08:00:00") == [first, second]
    site.publish("gamma", "delta")
    for later in ("2026-11-23 08:00:30", "2026-11-29 23:59:59", "2026-11-30 07:59:59"):
        assert site.at(later) == [first, second]
    assert site.at("2026-11-30 08:00:00") == [first, second, ("2026-11-30", 2)]
    third = ("2026-12-07", None)  # a week without changes sends nothing
    assert site.at("2026-12-07 09:00:00") == [first, second, ("2026-11-30", 2), third]
    assert rows(site.data, "SELECT id, subject FROM issues") == [
        (1, "alpha vs beta: too close to call"), (2, "delta vs gamma: too close to call")]


def test_a_restart_changes_nothing(site):
    site = site("Mon 08:00")
    site.at("2026-11-22 12:00:00")
    site.publish("alpha", "beta")
    site.restart()
    kept = [("2026-11-16", None), ("2026-11-23", 1)]
    assert site.at("2026-11-23 08:00:01") == kept
    site.publish("gamma", "delta")
    for _ in range(2):
        site.restart()
        assert site.at("2026-11-23 08:00:02") == kept


def test_an_outage_is_made_up_for_once(site):
    site = site("Mon 08:00")
    site.at("2026-11-02 12:00:00")
    site.publish("alpha", "beta")
    site.stop()
    assert site.at("2026-11-25 12:00:00") == [("2026-11-02", None), ("2026-11-23", 1)]


def test_another_weekday_fires_on_its_next_date(site):
    site = site("Mon 08:00")
    site.at("2026-11-22 12:00:00")
    site.publish("alpha", "beta")
    kept = site.at("2026-11-23 08:00:00")
    site.publish("gamma", "delta")
    site.schedule = "Tue 08:00"
    site.restart()
    assert site.at("2026-11-23 12:00:00") == kept, "last Tuesday is over"
    assert site.at("2026-11-24 08:00:00") == [*kept, ("2026-11-24", 2)]


def test_a_clock_that_jumps_back_fires_nothing_twice(site):
    site = site("Mon 08:00")
    site.at("2026-11-22 12:00:00")
    site.publish("alpha", "beta")
    kept = site.at("2026-11-23 08:00:00")
    site.publish("gamma", "delta")
    for earlier in ("2026-11-23 07:59:59", "2026-11-17 00:00:00", "2026-11-23 08:00:00"):
        assert site.at(earlier) == kept


def test_a_clock_that_was_ahead_silences_nobody(site):
    site = site("Mon 08:00")
    site.at("2026-11-22 12:00:00")
    site.publish("alpha", "beta")
    assert ("2027-11-22", 1) in site.at("2027-11-23 08:00:00")
    site.at("2026-11-23 07:00:00")
    site.publish("gamma", "delta")
    assert ("2026-11-23", 2) in site.at("2026-11-23 08:00:00")
    assert rows(site.data, "SELECT title FROM issue_items WHERE issue_id = 2") == [
        ("delta vs gamma",)]


@pytest.mark.parametrize("before, moments, due, slot", [
    # In Berlin the clock goes through 02:30 twice: at 00:30 and at 01:30 UTC.
    ("2026-10-24 12:00:00", ("2026-10-25 00:29:59", "2026-10-25 00:30:00", "2026-10-25 00:59:59",
                             "2026-10-25 01:00:00", "2026-10-25 01:30:00", "2026-10-25 02:30:00",
                             "2026-10-26 00:00:00"), (1, 4), "2026-10-25"),
    # There is no 02:30: the clock goes from 01:59:59 to 03:00:00, at 01:00 UTC.
    ("2026-03-28 12:00:00", ("2026-03-29 00:29:59", "2026-03-29 00:30:00", "2026-03-29 00:59:59",
                             "2026-03-29 01:00:00", "2026-03-29 01:30:00", "2026-03-29 02:30:00",
                             "2026-03-30 00:00:00"), (1, 4), "2026-03-29"),
])
def test_an_hour_that_comes_twice_or_never_fires_once(site, before, moments, due, slot):
    site = site("Sun 02:30 Europe/Berlin")
    begun = site.at(before)
    site.publish("alpha", "beta")
    seen = []
    for number, moment in enumerate(moments):
        seen.append(site.at(moment))
        site.publish(f"more{number}", f"other{number}")
    fired = [*begun, (slot, 1)]
    first = seen.index(fired)
    assert first in due, "either reading of such an hour is good"
    assert seen == [begun] * first + [fired] * (len(seen) - first)
