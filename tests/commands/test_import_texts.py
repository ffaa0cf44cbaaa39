"""Import: what texts hold: characters, ends of lines, names that can be read, days, addresses."""

import datetime
import json

import jsonschema
import pytest

from commands.catalogs import changed, document, publish, refuse, rows, write
from program import CATALOG, run

NAME = ("tools", 0, "name")
BODY = ("tools", 0, "reviews", 0, "body")
HOME = ("tools", 0, "homepage")
DAY = ("tools", 0, "reviews", 0, "reviewed")
CHECKED = ("tools", 0, "facts", 0, "checked")
LINES = [NAME, ("tools", 0, "tagline"), ("tools", 0, "pricing"), ("tools", 0, "best_for"),
         ("tools", 0, "facts", 0, "value"), ("categories", 0, "name"), ("reviewers", 0, "name"),
         ("reviewers", 0, "lens"), ("reviewers", 0, "motto")]
TEXTS = [BODY, ("tools", 0, "description"), ("reviewers", 0, "bio")]

BLANK = "is only white space or invisible characters"
INVISIBLE = ["\u200b", "\u00a0", "\u3000", "\ufeff", "\u2060", "\u180e", "\u115f", "\u1160", "\u3164",
             "\uffa0", "\u2800", "\u00ad", "\u200f", "\ufe0f", "\U000e0020", " \u2003\u200d",
             "\u0301", "\u0489", "\u20dd\ufe20"]
# Everywhere, and in one line alone.
FORBIDDEN = [("\ufffe", "U+FFFE"), ("\uffff", "U+FFFF"), ("\ufdd0", "U+FDD0"),
             ("\U0001ffff", "U+1FFFF"), ("\U0010fffe", "U+10FFFE"), ("\u0085", "U+0085"),
             ("\u009b", "U+009B"), ("\u007f", "U+007F"), ("\u000b", "U+000B"), ("\u0001", "U+0001")]
IN_A_LINE = [("\u202e", "U+202E"), ("\u202a", "U+202A"), ("\u2066", "U+2066"), ("\u2069", "U+2069"),
             ("\u2028", "U+2028"), ("\u2029", "U+2029"), ("\r", "U+000D"), ("\r\n", "U+000D"),
             ("\t", "U+0009")]
WRONG = ([(path, text, BLANK) for path in LINES + TEXTS for text in INVISIBLE[:1]]
         + [(path, text, BLANK) for path in (NAME, BODY) for text in INVISIBLE]
         + [(path, f"a{text}b", f"holds {kind}{sign}") for path in (NAME, BODY, LINES[4])
            for text, sign in FORBIDDEN
            for kind in ["" if ord(text) > 0x9f else "a control character ("]]
         + [(path, f"a{text}b", sign) for path in LINES for text, sign in IN_A_LINE[:1]]
         + [(NAME, f"a{text}b", sign) for text, sign in IN_A_LINE]
         + [(HOME, text, "names a host that cannot be")
            for text in ("https://.", "https://..", "https://-", "https://a..b")]
         + [(HOME, text, "names no host") for text in ("https://:80", "https:///", "https://?")]
         + [(HOME, "https://a:b@c.example/", "holds a user name"),
            (HOME, "https://a.example:x/", "has a port"),
            (HOME, "https://a.example/\u200b", "holds a character that no web address holds"),
            (("tools", 0, "facts", 0, "source"), "https://.", "names a host that cannot be")]
         + [(path, "0000-01-01", "is before 1990") for path in (DAY, CHECKED)])
# What no schema can say.
BEYOND = ([(path, text, "shows nothing, as CommonMark") for path in (BODY, TEXTS[2])
           for text in ("---", "#", ">", "- \n- ", "```\n\n```", "&nbsp;", "* * *\n\n***")]
          + [(path, text, "names a character that no text may hold") for path in (BODY, TEXTS[2])
             for text in ("a&#xFFFE;b", "a &#65535;", "a&#128;b", "*a&#x1;*", "[a](/b '&#xfdd0;')")]
          + [(path, "2999-01-01", "is still to come") for path in (DAY, CHECKED)]
          + [(HOME, text, "names a host that cannot be") for text in ("https://256.0.0.1", "https://1")]
          + [(HOME, "https://a.example:99999", "has a port")])


def place(path):
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)[1:]


def ids(table):
    return [f"{place(path)}-{ascii(value)[1:-1]}" for path, value, _ in table]


@pytest.mark.parametrize("path, value, rule", WRONG + BEYOND, ids=ids(WRONG + BEYOND))
def test_what_cannot_be_read_is_refused_with_its_place(data, file, path, value, rule):
    write(file, changed(path, value))
    done = run("import", file, data=data)
    assert done.returncode == 1
    told = done.stderr.rstrip("\n").split("\n")
    assert len(told) == 2 and f"{file}: {place(path)}: " in told[0] and rule in told[0]


GOOD = ([(NAME, name) for name in ("\u200e.NET", "Caf\u00e9\u0301", "\u0645\u0631\u062d\u0628\u0627",
                                   "\u200fa", "x\u200d\u200cy", "a\u00a0b", "\U0001f468\u200d\U0001f469")]
        + [(BODY, "a\u2028\u202bb\u202c \u2067c\u2069"), (BODY, "<b>"), (BODY, "![](https://a.example/)")]
        + [(HOME, home) for home in ("https://b\u00fccher.example/\u4e2d", "http://[::1]:8080/a?b",
                                     "https://192.0.2.1", "https://a.example./", "https://localhost:1")]
        + [(DAY, "1990-01-01")])


@pytest.mark.parametrize("path, value", GOOD, ids=ids([(*row, "") for row in GOOD]))
def test_what_can_be_read_is_taken(data, file, path, value):
    publish(data, file, changed(path, value))


def test_the_schema_says_the_same():
    validator = jsonschema.Draft202012Validator(json.loads((CATALOG / "schema.json").read_text()))
    for path, value in GOOD:
        assert validator.is_valid(changed(path, value)), (path, value)
    for path, value, rule in WRONG:
        assert not validator.is_valid(changed(path, value)), (path, value)
    for path, value, rule in BEYOND:
        assert validator.is_valid(changed(path, value)), (path, value)


def test_a_day_may_be_tomorrow_and_not_the_day_after(data, file):
    today = datetime.datetime.now(datetime.timezone.utc).date()
    publish(data, file, changed(DAY, str(today + datetime.timedelta(days=1))))
    write(file, changed(DAY, str(today + datetime.timedelta(days=3))))
    refuse(data, file, "is still to come")


def test_a_byte_order_mark_is_skipped(data, tmp_path):
    file = tmp_path / "bom.json"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(document()).encode())
    publish(data, file)
    assert rows(data, "SELECT count(*) FROM tools") == [(2,)]
    for bytes_ in (b"\xef\xbb\xbf", b"\xef\xbb", b"\xef\xbb\xbf\xef\xbb\xbf{}", b"\xff\xfe{\x00}\x00"):
        file.write_bytes(bytes_)
        refuse(data, file, "is not valid JSON")


def test_each_document_of_a_folder_may_begin_with_a_mark(data, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    for slug in ("a", "b"):
        text = json.dumps({"categories": [{"slug": slug, "name": slug}]})
        (folder / f"{slug}.json").write_bytes(b"\xef\xbb\xbf" + text.encode())
    publish(data, folder)
    assert rows(data, "SELECT slug FROM categories ORDER BY id") == [("a",), ("b",)]


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
def test_every_end_of_a_line_becomes_one(data, file, ends):
    published = document()
    for path in TEXTS:
        published = json.loads(json.dumps(published))
        at = published
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = ends.join(["one", "", "two", ""])
    publish(data, file, published)
    texts = rows(data, "SELECT description FROM tools WHERE slug = 'alpha' "
                       "UNION ALL SELECT bio FROM reviewers UNION ALL SELECT body FROM reviews")
    assert texts == [("one\n\ntwo\n",)] * 3
    again = run("import", file, data=data)
    assert " 1 new" not in again.stdout and "1 changed" not in again.stdout


def test_the_limit_counts_what_is_kept(data, file):
    publish(data, file, changed(("tools", 0, "description"), "a\r\n" * 5000))
    write(file, changed(("tools", 0, "description"), "a\r\n" * 5001))
    refuse(data, file, "is longer than 10000 characters")
