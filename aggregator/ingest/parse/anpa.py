"""ANPA 1312 text as raw entries, as American wires sent it for decades and newsrooms' systems still do.

SYN SYN SOH W2870 US asian              service level, number, selector
f l DC3 DC1 BC-Keyword  1stLd  11-13 1049   priority, category, format, keyword, version, date, words
STX ^BC-Keyword, 1st Ld-Writethru,466<  the whole keyword line
^Headline< ^Eds: ...< ^By JANE DOE=     head lines; the text's own lines are indented
ETX AP-WF-11-13-13 1509GMT<             agency, wire, date and time
"""

import html
import re
from itertools import pairwise

from aggregator.ingest.parse.format import Format
from aggregator.ingest.parse.newscodes import ANPA_CATEGORIES
from aggregator.ingest.parse.teletype import (
    ETX,
    STX,
    TRAILER_LIMIT,
    read_messages,
    without_controls,
)
from aggregator.model.item import Category, Label, PubStatus, RawEntry
from aggregator.model.poll import Body, ParseResult

_HEADER = re.compile(
    r"\s{0,9}(?P<service>[A-Za-z]{0,4})(?P<number>\d{1,6})?[ \x1f\x1e]?(?P<selector>[^\n]{0,40})\n"
    r"\s{0,9}(?P<priority>[a-z])[ \t]+(?P<category>[a-z])[ \t]*(?P<format>[\x11-\x14]{2})(?P<keywords>[^\n]{0,200})\n"
)
_RECOGNISED = re.compile(
    rb"\A[\s\x00\x16]{0,40}\x01[^\n]{0,60}\r?\n\s{0,9}[a-z][ \t]+[a-z][ \t]*[\x11-\x14]{2}"
)
_URGENCIES = {"f": 1, "b": 2, "u": 3, "r": 4, "d": 5, "a": 5, "s": 5}
"""Flash, bulletin, urgent, regular, deferred, advance and Sunday copy, on the IPTC's scale."""
_TABULAR = "\x14"
_VERSION = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\s?L(?:d|ead)\b", re.IGNORECASE)
_CORRECTIVE = re.compile(r"[,-]\s*(?:Corrective|Correction)\b(?=,|$)", re.IGNORECASE)
_STOPS = (
    # behind a comma, as AP writes them; "BC-FL--Shark Kill,466" is a story about sharks
    (re.compile(r",\s*(?:Bulletin\s+)?Kill\b(?=,|$)", re.IGNORECASE), PubStatus.CANCELED),
    (re.compile(r",\s*(?:Bulletin\s+)?Withhold\b(?=,|$)", re.IGNORECASE), PubStatus.WITHHELD),
)
_SLUG = re.compile(r"^(?:\*\d+<?\s*)?\^?\s*(?:[AB][A-Z]|[AP]M)-")
_BYLINE = re.compile(r"By\s+[A-ZÀ-Þ]")
_FOR_EDITORS = re.compile(r"\(?Eds:|EDITOR'?S'? NOTE|AP (?:Photo|Video|Graphic)|APTV", re.IGNORECASE)
_STANDING = re.compile(
    r"(?:All Times \w+|Eds?\b.*|END|_{2,}|-{2,}|The Associated Press|Associated Press|.{0,30}\bAP\b.{0,30}Writer)"
)
_DATE = re.compile(
    r"\s*(?P<agency>[A-Z]{2,5})-(?:[A-Z]{1,4}-)?(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d\d)\s+"
    r"(?P<hour>\d\d)(?P<minute>\d\d)\s?(?P<zone>[A-Z]{1,5})?"
)
_INDENTED = re.compile(r"^(?:\t| {2,})")


def recognises_anpa(body: Body) -> bool:
    """Return whether a body begins with an ANPA header."""
    return _RECOGNISED.match(body.content[:160]) is not None


def read_anpa(body: Body) -> ParseResult:
    """Return the body's messages, or what it looks like if none has a header."""
    return read_messages(body, _HEADER, _entry, name="anpa", standard="ANPA 1312")


def _entry(header: re.Match[str], message: str) -> RawEntry:
    copy, _, trailer = message[header.end() :].partition(STX)[2].partition(ETX)
    heads, text = _split_heads(copy)
    keyword = heads.pop(0) if heads and _SLUG.match(heads[0]) else " ".join(header["keywords"].split()[:1])
    slug = keyword.partition("<")[2].lstrip(" ^") or keyword if keyword.startswith("*") else keyword
    titles = [line for line in heads if _is_title(line)]
    title, more = (titles[0], titles[1:]) if titles else (None, [])
    dated = _DATE.match(trailer[:TRAILER_LIMIT])
    return RawEntry(
        title_html=_html(title),
        summary_html=_html(more[0]) if text and more and not _is_table(header) else None,
        # a list of headlines has no other text
        content_html="".join(f"<p>{_html(line)}</p>" for line in text or more) or None,
        updated=_moment(dated) if dated else None,
        authors=_authors(heads),
        credit=dated["agency"] if dated else None,
        categories=(Category(term=header["category"], scheme=ANPA_CATEGORIES),),
        is_wire=True,
        number=_number(slug) or _number(header["keywords"]),
        status=next((status for words, status in _STOPS if words.search(slug)), None),
        label=Label.CORRECTED if _CORRECTIVE.search(slug) else None,
        urgency=_URGENCIES.get(header["priority"]),
        genre="Agate" if _is_table(header) else None,
        slugline=re.sub(r",\s*\d*\s*$", "", slug) or None,
        editors_note="\n".join(line for line in heads if _FOR_EDITORS.match(line)) or None,
    )


def _split_heads(copy: str) -> tuple[list[str], list[str]]:
    """Return the head lines, which begin with "^", and the paragraphs of the text, which are indented."""
    heads: list[str] = []
    text: list[str] = []
    for line in copy.split("\n"):
        bare = _bare(line)
        if not bare:
            continue
        is_head = not text and not _INDENTED.match(line) and line.lstrip().startswith(("^", "*"))
        if is_head:
            heads.append(bare)
        elif not _STANDING.fullmatch(bare):
            text.append(bare)
    return heads, text


def _bare(line: str) -> str:
    """Return a line without the marks of the typesetter: "^" before it, "<" (end of line) or "=" behind it."""
    words = " ".join(without_controls(line).split())
    return words.lstrip("^").rstrip("<=").strip()


def _is_title(line: str) -> bool:
    return not (_BYLINE.match(line) or _FOR_EDITORS.match(line) or _STANDING.fullmatch(line))


def _authors(heads: list[str]) -> tuple[str, ...]:
    """Return the bylines, each with the line below it, which says for whom or as what: "AP Sports Writer"."""
    signed = []
    for line, below in pairwise([*heads, ""]):
        if _BYLINE.match(line):
            signed.append(f"{line}, {below}" if _STANDING.fullmatch(below) else line)
    return tuple(signed)


def _is_table(header: re.Match[str]) -> bool:
    return header["format"].startswith(_TABULAR)


def _number(keywords: str) -> int | None:
    found = _VERSION.search(keywords)
    return int(found.group(1)) if found else None


def _html(line: str | None) -> str | None:
    # wires set quotation marks as two apostrophes and dashes as underscores
    marked = (line or "").replace("``", "“").replace("''", "”").replace(" _ ", " — ")
    return html.escape(marked, quote=False) or None


def _moment(dated: re.Match[str]) -> str:
    day = f"20{dated['year']}-{dated['month']}-{dated['day']}"
    return f"{day} {dated['hour']}:{dated['minute']} {dated['zone'] or 'GMT'}"


ANPA = Format(name="anpa", recognises=recognises_anpa, read=read_anpa)
