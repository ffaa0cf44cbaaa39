"""The newsletter's feed is XML, whatever stands in a store that an earlier version filled."""

import re
import xml.etree.ElementTree as xml

import pytest

from client import Reader
from letters import change
from program import Server
from signups import compose

ATOM = "{http://www.w3.org/2005/Atom}"
# What XML 1.0 cannot hold, and what it can.
UNFIT = "\ufffe\uffff\u0001\u000b\u001f"
FIT = "\ufffd \U0001fffe \u0085 <&>\"' \u202e مرحبا"


@pytest.mark.parametrize("column", ["title", "detail"])
def test_no_stored_character_breaks_the_feed(data, column):
    compose(data)
    change(data, f"UPDATE issue_items SET {column} = ?", f"a{UNFIT}b {FIT}")
    change(data, "UPDATE issues SET subject = ?", f"c{UNFIT}d {FIT}")
    with Server(data, "--limits", "off") as site:
        feed = xml.fromstring(Reader(site).get("/newsletter.atom").text)
    entry = feed.find(f"{ATOM}entry")
    assert re.fullmatch("c\ufffd\ufffd[? ]{3}d " + re.escape(FIT), entry.find(f"{ATOM}title").text)
    assert re.search("a\ufffd\ufffd[? ]{3}b", entry.find(f"{ATOM}content").text)
