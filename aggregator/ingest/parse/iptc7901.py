"""IPTC 7901 text as raw entries (https://iptc.org/standards/iptc-7901/): one message or several in a body.

SOH eca062 4 i 211 ... dpa 061          service and number, priority, category, words, agency
Germany-politics/                       keyword line
STX 1ST LEAD / headline / By Jane =     title lines; the last one ends with " ="
text, then what is for editors
ETX 131137 GMT Nov 13                   day and time, month and year
"""

import html
import re

from aggregator.ingest.parse.format import Format
from aggregator.ingest.parse.newscodes import ANPA_CATEGORIES
from aggregator.ingest.parse.teletype import (
    ETX,
    STX,
    TRAILER_LIMIT,
    paragraphs,
    read_messages,
    without_controls,
)
from aggregator.model.item import Category, Label, PubStatus, RawEntry
from aggregator.model.poll import Body, ParseResult

_HEADER = re.compile(
    r"\s{0,9}[A-Za-z]{0,8}\d{1,6}[ \t]+(?P<priority>\d)[ \t]+(?P<category>[A-Za-z]{1,4})(?:[ \t]+(?P<words>\d{1,6}))?"
    r"(?P<rest>[^\n]{0,80})\n"
)
_RECOGNISED = re.compile(rb"\A[\s\x00\x16]{0,40}\x01\s{0,9}[A-Za-z]{0,8}\d{1,6}[ \t]+\d[ \t]+[A-Za-z]{1,4}\b")
_AGENCY = re.compile(r"(?P<agency>[A-Za-z]{2,8})(?:-[a-z]{2,5}[ \t]+|[ \t]+|-[A-Z]{1,4})\d{2,6}\s*$")
"""As in: "dpa 061", "dpa-tns 0908", "/AFP-TT12"."""
_DATE = re.compile(
    r"\s*(?:[A-Z]{2,6}\s+)?(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)\s*(?P<zone>[A-Z]{1,5})?\s+(?P<month>[A-Za-z]{3,9})\.?\s*(?P<year>\d\d)\b"
)
_ORDINAL = re.compile(r"(\d{1,2})(?:ST|ND|RD|TH)\b", re.IGNORECASE)
_MARKER = re.compile(
    # whole lines alone: "KILL: Pier fraud alleged" is a headline with its label
    r"\(?(?:(?:\d{1,2}(?:ST|ND|RD|TH)\s+)?(?:LEAD|LD|REFILE|EXTRA|URGENT|FLASH|BULLETIN|ROUNDUP|WRAPUP|PREVIEW|UPDATE"
    r"|REPEAT|FEATURE|ANALYSIS|NEWS ?ALERT|EILMELDUNG|ACHTUNG|ADVISORY|CORRECTION|CORRECTED|KORREKTUR|BERICHTIGUNG|KILL"
    r"|WITHHOLD)\b[\s/,:-]*)+\d{0,2}\)?",
    re.IGNORECASE,
)
_CORRECTION = re.compile(r"CORRECT|KORREKTUR|BERICHTIGUNG", re.IGNORECASE)
_BYLINE = re.compile(r"(?:By|Von|Par|Por)\s+(?:[A-ZÀ-Þ]|dpa\b)")
"""As in "By dpa correspondents"; "By sea and land" is a headline."""
_FOR_EDITORS = re.compile(
    # dpa's notebook and its contacts, in both its languages
    r"^(?:#+[^\S\n]*(?:dpa[^\S\n]+)?(?:notebook|notizblock)\b|\*[^\S\n]\*[^\S\n]\*|"
    r"(?:the following information is not|die folgenden informationen sind nicht)\b)",
    re.IGNORECASE | re.MULTILINE,
)
_SIGN_OFF = re.compile(r"[a-z]{2,8}(?:[ /][a-z0-9]{2,4}){1,6}")
_STOPS = {"KILL": PubStatus.CANCELED, "WITHHOLD": PubStatus.WITHHELD}


def recognises_iptc7901(body: Body) -> bool:
    """Return whether a body begins with a 7901 header."""
    return _RECOGNISED.match(body.content[:128]) is not None


def read_iptc7901(body: Body) -> ParseResult:
    """Return the body's messages, or what it looks like if none has a header."""
    return read_messages(body, _HEADER, _entry, name="iptc7901", standard="IPTC 7901")


def _entry(header: re.Match[str], message: str) -> RawEntry:
    message, _, trailer = message[header.end() :].partition(ETX)
    # where STX is missing, the copy begins behind the header
    keywords, _, copy = message.partition(STX) if STX in message else ("", "", message)
    titles, text = _split_titles(without_controls(copy))
    text, note = _split_note(text)
    agency = _AGENCY.search(header["rest"])
    markers = [line for line in titles if _MARKER.fullmatch(line)]
    bylines = [line for line in titles[1:] if _BYLINE.match(line)]
    headline = " ".join(line for line in titles if line not in markers and line not in bylines)
    return RawEntry(
        title_html=html.escape(headline, quote=False) or None,
        content_html=_paragraphs_html(text),
        updated=_date(trailer[:TRAILER_LIMIT]),
        # "Von Jane Doe, dpa": the German desk's word for "By"
        authors=tuple(line.removeprefix("Von ") for line in bylines),
        credit=agency["agency"] if agency else None,
        categories=(Category(term=header["category"].lower(), scheme=ANPA_CATEGORIES),),
        is_wire=True,
        number=next((int(found.group(1)) for line in markers if (found := _ORDINAL.search(line))), None),
        status=next((_STOPS[word] for word in _words(markers) if word in _STOPS), None),
        label=Label.CORRECTED if any(_CORRECTION.search(line) for line in markers) else None,
        urgency=int(header["priority"]) or None,
        slugline=" ".join(without_controls(keywords).split()).rstrip("/") or None,
        editors_note=note,
    )


def _words(lines: list[str]) -> list[str]:
    return [word.strip("():") for line in lines for word in line.upper().split()]


def _split_titles(copy: str) -> tuple[list[str], str]:
    """Return the title lines, of which the last ends with "=" or stands before a blank line, and the text."""
    lines = copy.lstrip("\n").split("\n")
    titles: list[str] = []
    for place, line in enumerate(lines):
        bare = line.strip().lstrip("^~").strip()
        if not bare:
            return titles, "\n".join(lines[place:])
        titles.append(bare.rstrip("=<").strip())
        if bare.endswith("="):
            return [title for title in titles if title], "\n".join(lines[place + 1 :])
    # nothing but lines in a row: the first is the headline
    return titles[:1], "\n".join(lines[1:])


def _split_note(text: str) -> tuple[str, str | None]:
    found = _FOR_EDITORS.search(text)
    if found is None:
        return text, None
    return text[: found.start()], text[found.start() :].strip() or None


def _paragraphs_html(text: str) -> str | None:
    found = paragraphs(text.replace("\n^", "\n").replace("\n~", "\n\n"))
    if found and _SIGN_OFF.fullmatch(found[-1]):
        found.pop()  # "dpa wsz jln npr": who wrote and edited it, by their initials
    return "".join(f"<p>{html.escape(paragraph, quote=False)}</p>" for paragraph in found) or None


def _date(trailer: str) -> str | None:
    # "131137 GMT Nov 13" is the 13th at 11:37 in November 2013
    found = _DATE.match(trailer)
    if found is None:
        return None
    moment = f"{found['day']} {found['month']} 20{found['year']} {found['hour']}:{found['minute']}"
    return f"{moment} {found['zone']}" if found["zone"] else moment


IPTC7901 = Format(name="iptc7901", recognises=recognises_iptc7901, read=read_iptc7901)
