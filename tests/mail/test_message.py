"""A mail as bytes, read back by Python's strict parser."""

import email
import email.policy
import email.utils
import os
import re
import subprocess

import pytest

from program import LIMIT

PRINT = os.environ.get("MAIL_PRINT", "build-test/tests/mail_print")
STRICT = email.policy.strict + email.policy.default.clone(raise_on_defect=True)
EMOJI = "\N{BALLOT BOX WITH BALLOT}\N{VARIATION SELECTOR-16}\N{ROCKET}"
HEBREW = "\u05e4\u05e1\u05e7 \u05d4\u05d3\u05d9\u05df"
ARABIC = "\u0627\u0644\u062d\u0643\u0645"


def raw(**members):
    words = [f"{name}={value}".encode() if isinstance(value, str) else name.encode() + b"=" + value
             for name, value in members.items()]
    return subprocess.run([PRINT, *words], check=True, capture_output=True, timeout=LIMIT).stdout


def read(**members):
    """The parsed mail, after what holds for every mail."""
    data = raw(**members)
    assert b"\n" not in data.replace(b"\r\n", b"") and b"\r" not in data.replace(b"\r\n", b"")
    assert data.isascii() and data.endswith(b"\r\n")
    assert max(map(len, data.split(b"\r\n"))) <= 998
    head = data.split(b"\r\n\r\n", 1)[0]
    for line in head.split(b"\r\n"):
        assert line.strip()
        assert len(line) <= 76 or b"<" in line or b"boundary" in line, line
    for word in re.findall(rb"=\?.*?\?=", head):
        assert len(word) <= 75
        base64 = re.fullmatch(rb"=\?UTF-8\?B\?(.*)\?=", word)[1]
        email.base64mime.decode(base64).decode("utf-8")  # no character is split
    mail = email.message_from_bytes(data, policy=STRICT)
    for part in mail.walk():
        assert not part.defects
        for _, field in part.items():
            assert not field.defects, field.defects
    return mail


def words_of(field, **members):
    """A field's value with its encoded words read by RFC 2047: blanks between two of them are no
    text. (Python's structured reading keeps those in phrases, and drops blanks at the ends.)"""
    head = raw(**members).split(b"\r\n\r\n")[0].replace(b"\r\n ", b" ").decode() + "\r\n"
    value = re.search(rf"^{field}:(?: (.*))?\r$", head, re.M)[1] or ""
    return "".join(words if isinstance(words, str) else words.decode(charset or "ascii")
                   for words, charset in email.header.decode_header(value))


def contents(mail):
    assert mail.get_content_type() == "multipart/alternative" and not mail.preamble
    text, html = mail.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    return [part.get_payload(decode=True).decode("utf-8").replace("\r\n", "\n")
            for part in (text, html)]


def encodings(mail):
    return [part["Content-Transfer-Encoding"] for part in mail.iter_parts()]


def test_a_plain_mail_reads_as_it_was_written():
    assert raw(date="1795487148999") == "\r\n".join([
        "Date: Tue, 24 Nov 2026 02:25:48 +0000",
        'From: "Verdict" <verdict@verdict.example.org>',
        "To: <reader@example.net>",
        "Subject: The week",
        "Message-ID: <1.reader@verdict.example.org>",
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
        'Content-Type: multipart/alternative; boundary="=_verdict_0"',
        "",
        "--=_verdict_0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 7bit",
        "",
        "Hello",
        "",
        "--=_verdict_0",
        "Content-Type: text/html; charset=utf-8",
        "Content-Transfer-Encoding: 7bit",
        "",
        "<p>Hello</p>",
        "",
        "--=_verdict_0--",
        ""]).encode()
    mail = read()
    assert contents(mail) == ["Hello\n", "<p>Hello</p>\n"]
    assert not [name for name in mail.keys() if name.startswith("List-") or name == "Precedence"]


def test_a_list_mail_names_its_list_and_the_way_out():
    url = "https://verdict.example.org/newsletter/end/" + "k" * 200
    mail = read(list_id="weekly.verdict.example.org", list_name="Verdict, weekly",
                unsubscribe_url=url)
    assert mail["List-Id"] == '"Verdict, weekly" <weekly.verdict.example.org>'
    assert mail["List-Unsubscribe"].strip() == f"<{url}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Auto-Submitted" not in mail and "Precedence" not in mail


@pytest.mark.parametrize("locale", ("C", "de_DE.UTF-8"))
def test_the_date_depends_on_no_place_and_no_language(monkeypatch, locale):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("LC_ALL", locale)
    mail = read(date="951782400000")
    assert mail["Date"] == "Tue, 29 Feb 2000 00:00:00 +0000"
    assert mail["Date"].datetime.timestamp() == 951782400


SUBJECTS = [
    "Ship or skip", "", " ", "a", "two  blanks", " blanks around ", "=?UTF-8?B?c3B5?=", "a =? b",
    EMOJI, (EMOJI + " ship it ") * 16, "x" * 200, "x" * 2000, "word " * 100 + "end", HEBREW * 20,
    ARABIC + " or " + HEBREW, "\u00e9" * 200, "a: b; c, <d> \"e\" (f) [g] \\h", "\u202eabc",
] + [EMOJI[0] * n for n in range(1, 40)] + ["a" * n + "\U0001F680" * 20 for n in range(4)]


@pytest.mark.parametrize("subject", SUBJECTS, ids=range(len(SUBJECTS)))
def test_any_subject_comes_back(subject):
    read(subject=subject)
    assert words_of("Subject", subject=subject) == subject


NAMES = [HEBREW, ARABIC * 20, "Verdict", "Verdict, Inc. (the \"one\" \\ only)", "O'Neil <x@y>",
         "x" * 200, EMOJI * 30, "=?UTF-8?Q?spy?=", "Zo\u00eb"]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_any_name_comes_back(name):
    mail = read(from_name=name, list_id="weekly.example.org", list_name=name)
    address, = mail["From"].addresses
    assert address.addr_spec == "verdict@verdict.example.org"
    assert mail["List-Id"].endswith("<weekly.example.org>")
    if re.search(rb"^From: =\?", raw(from_name=name), re.M):
        assert words_of("From", from_name=name) == f"{name} <verdict@verdict.example.org>"
    else:
        assert address.display_name == name


def test_no_name_leaves_the_address_alone():
    assert b"From: <verdict@verdict.example.org>\r\n" in raw(from_name="")


BREAKS = ["\r\n", "\n", "\r", "\r\n\r\n", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029", "\x7f",
          "\r\n ", "\\\r\n", "\"\r\n"]


@pytest.mark.parametrize("end", BREAKS, ids=ascii)
def test_no_value_adds_a_field(end):
    evil = f"good{end}Bcc: victim@example.net{end}{end}body"
    plain = read(list_id="weekly.example.org", unsubscribe_url="https://example.org/x")
    bare = end.strip('\\"')
    mail = read(subject=evil, from_name=evil, list_name=evil, list_id="weekly.example.org" + bare,
                unsubscribe_url=f"https://example.org/{bare}>", message_id="1@example.org" + bare,
                to="reader@example.net" + bare)
    assert mail.keys() == plain.keys()
    assert contents(mail) == contents(plain)
    for value in (mail["Subject"], mail["From"].addresses[0].display_name):
        assert "Bcc: victim@example.net" in value
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", value)


@pytest.mark.parametrize("value", (b"\xff\xfe", b"caf\xe9", b"\xed\xa0\x80"))
def test_what_is_not_utf_8_is_replaced_in_the_head(value):
    mail = read(subject=value, from_name=value)
    assert "\ufffd" in mail["Subject"] and "\ufffd" in mail["From"].addresses[0].display_name


LONG = "https://verdict.example.org/" + "p" * 900
TEXTS = [  # a text, and how it travels
    ("", "7bit"), ("\n", "7bit"), ("no end of line", "7bit"), ("a\n\n\nb\n\n", "7bit"),
    (LONG + "\n", "7bit"), ("x" * 998 + "\n", "7bit"), ("x" * 999 + "\n", "quoted-printable"),
    ("x" * 3000 + "\n", "quoted-printable"), (".\n..\n.hidden\n", "7bit"), ("a\tb\n", "7bit"),
    (".\n..\n" + "." * 3000 + "\n.\u00e9\n", "quoted-printable"),
    ("From here on\n>From there\n", "quoted-printable"),
    ("x" * 75 + "From here\n" + "\u00e9" * 12 + "xxxFrom here\n", "quoted-printable"),
    ("blank \ntab\t\n \n\t\n", "quoted-printable"), ("=3D = =\n", "7bit"),
    ("caf\u00e9 = 1=2 \n", "quoted-printable"), (EMOJI * 100 + "\n", "quoted-printable"),
    ((HEBREW + " ") * 40 + "\n" + ARABIC, "quoted-printable"), ("bell\x07 esc\x1b\n", "quoted-printable"),
    ("--=_verdict_0\n--=_verdict_1--\n", "7bit"), ("--=_verdict_0\n\u00e9", "quoted-printable"),
] + [("x" * n + " \u00e9\n" + " " * n + "\n" + "x" * n + "\n\u00e9", "quoted-printable")
     for n in range(70, 80)]


@pytest.mark.parametrize("text, encoding", TEXTS, ids=range(len(TEXTS)))
def test_any_content_comes_back(text, encoding):
    html = "<p>" + text + "</p>\n\n\n"
    mail = read(text=text, html=html)
    assert contents(mail) == [text, html]
    assert encodings(mail)[0] == encoding
    for line in raw(text=text, html=html).split(b"\r\n"):
        assert not line.startswith(b"From ")
        if "quoted-printable" in encodings(mail) and encoding == encodings(mail)[1]:
            assert len(line) <= 76 and not line.endswith((b" ", b"\t"))


def test_lines_may_end_as_they_do_on_the_wire():
    mail = read(text="a\r\nb\rc\r\n\r\n", html="<p>\r\n</p>")
    assert contents(mail) == ["a\nb\rc\n\n", "<p>\n</p>"]
    assert encodings(mail) == ["quoted-printable", "7bit"]


def test_links_can_be_copied_from_the_source():
    assert f"\r\n{LONG}\r\n".encode() in raw(text=f"Read on:\n{LONG}\n")
