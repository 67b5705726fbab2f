"""The place and the agency at the head of wire copy: "BUFFALO, N.Y. (AP) — Snow fell"."""

import re
from dataclasses import dataclass

from aggregator.ingest.normalise.agencies import Agencies

DATELINE_LIMIT = 120
"""Characters of a dateline; what is longer is prose."""
PLACE_WORDS = 8
"""Words of a place at most, its province and country included."""

_DASH = r"(?:--+|[-–—_―])"
_MARK = re.compile(rf"\(|\s{_DASH}|--|[–—]")
"""Without one of these a line has no dateline."""
_IN_BRACKETS = re.compile(
    # as in: "LONDON, March 3 (Reuters) - ", "CITY (AP) _ ", "(Reuters) - ", "Madrid, 7 ene (EFE).- "
    # NAN sets no dash: "Lagos, Aug. 3 (NAN) The Senate"
    rf"(?P<place>[^()\n]{{0,80}}?)\s?\((?P<agency>[^()\n]{{2,50}})\)(?P<dash>\s?[.,:]?\s?{_DASH}+\s*|\s*:\s+|\.?\s+)(?=[\w\"“«'‘*\[])"
)
_BARE = re.compile(rf"(?P<place>[^()\n–—]{{2,80}}?)\s+(?P<agency>[A-Za-z]{{2,12}})\s+{_DASH}\s+(?=\S)")
"""AAP signs without brackets: "SYDNEY, July 30 AAP - "."""
_PLACE_ALONE = re.compile(
    rf"(?P<place>[^()\n–—]{{2,60}}?)\s*(?:\s{_DASH}|--|[–—])\s*(?=[\"“«'‘*\[]?\s?[A-ZÀ-Þ\d])"
)
_PLACE_IN_BRACKETS = re.compile(r"\((?P<place>[^()\n]{3,40})\)\s*(?:[-–—]\s*)?(?=[«“\"]?\s?[A-ZÀ-Þ])")
"""La Presse (Montréal) writes "(Ottawa) Le premier ministre"."""

_MONTH = (
    r"(?:jan|feb|fév|fev|mar|apr|avr|may|mai|jun|juin|jul|juil|aug|août|aout|sep|oct|nov|dec|déc"
    r"|ene|abr|ago|dic|gen)"
)
_DATE = re.compile(
    rf"[\s,]+(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:le\s+)?"
    rf"(?:{_MONTH}[a-zéû]{{0,7}}\.?\s+\d{{1,2}}|\d{{1,2}}(?:er)?\s+{_MONTH}[a-zéû]{{0,7}}\.?)(?:,?\s+\d{{4}})?[\s.,]*$",
    re.IGNORECASE,
)
_CAPITALS = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ.'’\- ]{2,40}(?:[,/] ?[A-ZÀ-Þ][\w.'’\- ]{1,30})?", re.UNICODE)
"""A town in capitals, its province behind a comma: "BUFFALO, N.Y.", "SAINT-JÉRÔME, Que."."""
_TOWN = re.compile(
    r"[A-ZÀ-Þ][\w.'’\-]+(?:[ -](?:[A-ZÀ-Þ][\w.'’\-]*|d[eu]|des|la|le|sur|of|the|and|et)){0,4}"
    r"(?:[,/] ?[A-ZÀ-Þ][\w.'’ \-]+)?"
)
_NO_PLACE = re.compile(
    # what else stands in capitals before a dash, or in brackets, at the head of a text (outlets' own words)
    r"\b(?:updated?|breaking|watch|video|photos?|opinion|editorial|review|exclusive|analysis|note|urgent|live|poll|quiz"
    r"|correct(?:ed|ion)|kill|withhold|alert|advisory|embargoed|eds?|editors?|warning|spoilers?|sponsored|advertisement"
    r"|listen|read|column|commentary|explainer|interview|recap|highlights?|just in|mise à jour|file|audio|podcast"
    r"|who|what|when|where|why|how|here|this|that|these|there|it|he|she|they|we|you|i)\b|^the\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """How a text begins: its place as written, the agency, and what follows."""

    place: str | None
    agency: str | None
    words: str
    """The agency as it stands there, "(AP)"."""
    rest: str


def split_dateline(line: str, agencies: Agencies) -> Dateline | None:
    """Return the dateline that a line begins with, None if it begins with anything else."""
    head = line[: DATELINE_LIMIT + 2]
    if not _MARK.search(head):
        return None
    return _signed(head, line, agencies) or _unsigned(head, line)


def _signed(head: str, line: str, agencies: Agencies) -> Dateline | None:
    for pattern in (_IN_BRACKETS, _BARE):
        match = pattern.match(head)
        if match is None:
            continue
        words = match.group("agency").strip()
        agency = agencies.among(words)
        place = match.group("place").strip(" ,")
        has_dash = pattern is _BARE or bool(match.group("dash").strip(" ."))
        if agency and _may_stand_before(place, agencies, has_dash=has_dash):
            town = _place(place)
            return _with_place_behind(town, agency, f"({words})", line[match.end() :])
    return None


def _with_place_behind(town: str | None, agency: str, words: str, rest: str) -> Dateline:
    # "(NAN) Lagos, Aug. 3 - The", "(ANSA) - ROME, JAN 7 - The": the agency comes first
    if town is None and (match := _PLACE_ALONE.match(rest[:DATELINE_LIMIT])):
        behind = _undated(match.group("place"))
        if _CAPITALS.fullmatch(behind) or (behind != match.group("place") and _TOWN.fullmatch(behind)):
            return Dateline(behind, agency, words, rest[match.end() :])
    return Dateline(town, agency, words, rest)


def _may_stand_before(place: str, agencies: Agencies, *, has_dash: bool) -> bool:
    """Return whether words before an agency in brackets are a place: "The Associated Press (AP) said" has none."""
    if not place:
        return True
    town = _undated(place)
    if agencies.among(town) or _NO_PLACE.search(town) or len(town.split()) > PLACE_WORDS:
        return False
    if not has_dash and town == place and not _CAPITALS.fullmatch(town):
        return False
    return _CAPITALS.fullmatch(town) is not None or _TOWN.fullmatch(town) is not None


def _unsigned(head: str, line: str) -> Dateline | None:
    match = _PLACE_ALONE.match(head)
    if match is not None:
        town = _undated(match.group("place"))
        is_place = _CAPITALS.fullmatch(town) is not None and not _NO_PLACE.search(town)
        return Dateline(town, None, "", line[match.end() :]) if is_place else None
    match = _PLACE_IN_BRACKETS.match(head)
    if match is None:
        return None
    town = _undated(match.group("place"))
    is_place = _TOWN.fullmatch(town) is not None and not _NO_PLACE.search(town) and not town.isupper()
    return Dateline(town, None, "", line[match.end() :]) if is_place else None


def _place(place: str) -> str | None:
    return _undated(place) or None


def _undated(place: str) -> str:
    return _DATE.sub("", f" {place}").strip(" ,")
