"""clock.py: a clock for the program that stands still until the test sets it.

Only the time of day is the test's; how long a thread waits is real.
"""

import datetime
import glob
import os

import pytest

LIBRARY = next(iter(glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")), None)


class Clock:
    def __init__(self, folder):
        if "TSAN_OPTIONS" in os.environ:
            pytest.skip("libfaketime hides locks from the thread sanitizer")
        self.file = folder / "clock"
        self.env = {
            "LD_PRELOAD": LIBRARY, "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_FMT": "%s", "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "ASAN_OPTIONS": "verify_asan_link_order=0"}

    def set(self, moment):
        """"2026-11-23 08:00:00", in UTC."""
        utc = datetime.datetime.fromisoformat(moment).replace(tzinfo=datetime.timezone.utc)
        aside = self.file.with_suffix(".new")
        aside.write_text(f"{utc.timestamp():.0f}\n")
        aside.rename(self.file)  # the program reads it at any moment
