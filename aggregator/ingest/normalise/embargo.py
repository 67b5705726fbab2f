"""Embargoes that stand in the text: "EMBARGOED UNTIL 10 a.m. Jan 7" at the head of wire copy."""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from aggregator.ingest.normalise.dates import parse_date

LINE_LIMIT = 200
"""Characters of an embargo's line; what is longer is prose about one."""

_EMBARGO = re.compile(
    # agencies and press offices; a story about an embargo says neither "embargoed until" nor this in capitals
    r"[\[(*\s]*(?:(?:strictly|under|sous|note|attention)\s*:?\s+){0,2}"
    r"(?:embargo(?:ed)?\s*(?:until|till|to|for(?:\s+release)?|jusqu['’](?:à|au)|:|-|–|—)"
    r"|(?-i:EMBARGO(?:ED)?|UNDER EMBARGO|SOUS EMBARGO)(?=[\s\])*.]*$)"
    r"|hold\s+for\s+release|not\s+for\s+(?:publication|release|broadcast|use)\b[^.]{0,60}?\b(?:before|until|prior\s+to)"
    r"|(?:à\s+)?ne\s+pas\s+(?:publier|diffuser)\s+avant)",
    re.IGNORECASE,
)
_IN_TITLE = re.compile(
    r"[\[(]?\s*(?:EMBARGOED|UNDER EMBARGO|SOUS EMBARGO)(?P<until>[^\])]{0,60}?)\s*(?:[\])]|:|\s[-–—]\s|--)\s*(?=\S)"
)
_WORDS = re.compile(
    r"\b(?:until|till|jusqu['’](?:à|au)|for|release|before|prior|to|after|on|at|hours?|hrs?|local|time|le|à|au"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b|[,;*()\[\]]|\.$",
    re.IGNORECASE,
)
_NOON = re.compile(r"\b(?:noon|midi)\b", re.IGNORECASE)
_MILITARY = re.compile(r"^\s*([01]\d|2[0-3])([0-5]\d)(?!\d)")
_MILITARY_BEFORE_ZONE = re.compile(r"\b([01]\d|2[0-3])([0-5]\d)(?=\s*(?:GMT|BST|UTC|EST|EDT|ET)\b)")
_HOUR = re.compile(r"\d\s?(?::\s?\d\d|h\b|h\d\d|[ap]\.?\s?m\b)", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Embargo:
    """A line that embargoes; `until` is None where it names no hour that can be read."""

    until: datetime | None


def read_embargo(line: str, zone: ZoneInfo, now: datetime) -> Embargo | None:
    """Return the embargo that a line is, None if it is anything else; `zone` is for hours without one."""
    if len(line) > LINE_LIMIT:
        return None
    match = _EMBARGO.match(line)
    return None if match is None else Embargo(_hour(line[match.end() :], zone, now))


def split_title(title: str, zone: ZoneInfo, now: datetime) -> tuple[Embargo | None, str]:
    """Return the embargo that a headline begins with, and the rest of it."""
    match = _IN_TITLE.match(title)
    if match is None:
        return None, title
    return Embargo(_hour(match.group("until"), zone, now)), title[match.end() :]


def _hour(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return the time that the words behind an embargo name; a day without an hour is not enough."""
    line = _MILITARY_BEFORE_ZONE.sub(r"\1:\2", _NOON.sub("12:00 pm", _WORDS.sub(" ", text)))
    line = " ".join(_MILITARY.sub(r"\1:\2 ", line).split()).strip(" .:-–—")
    if not _HOUR.search(line):
        return None
    if _YEAR.search(line):
        return parse_date(line, zone)
    # without a year the one that brings it nearest to today is meant
    read = (parse_date(f"{line} {year}", zone) for year in (now.year - 1, now.year, now.year + 1))
    return min((time for time in read if time), key=lambda time: abs(time - now), default=None)
