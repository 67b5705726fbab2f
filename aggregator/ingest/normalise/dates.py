"""Dates as aware UTC, or nothing: a date that cannot be told is better unknown than wrong."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from dateutil import parser as dateutil_parser
from dateutil import tz as dateutil_tz

from aggregator.ingest.normalise.draft import Context, Draft, told
from aggregator.ingest.normalise.text import collapse
from aggregator.ingest.normalise.zones import FRENCH_ZONES, ZONES
from aggregator.model.item import Reason

DATE_LIMIT = 100
"""Characters of a date; what is longer is prose."""
FIRST_YEAR, LAST_YEAR = 1900, 2100

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""What a database says that has no date."""
_SENTINELS = (datetime(2000, 1, 1), datetime(2004, 2, 2))  # noqa: DTZ001  # dateutil fills in what a date lacks
_RFC_5322 = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\s+\d{2,4}\s+"
    r"\d{1,2}:\d\d(?::\d\d)?\s+(?:[+-]\d{4}|GMT|UTC?|Z)"
)
_SECONDS = re.compile(r"\d{10}(?:\d{3})?")
_ISO = re.compile(r"(?:19|20)\d\d-?\d\d-?\d\d(?:$|[T ])")
_AMBIGUOUS = re.compile(r"\b(0?[1-9]|1[0-2])[/.-](0?[1-9]|1[0-2])[/.-]\d{2,4}\b")
_MERIDIEM = re.compile(r"\b([ap])\.?\s?m\b\.?", re.IGNORECASE)
_FRENCH_HOUR = re.compile(r"\b(\d{1,2})\s?h\s?(\d{2})?\b", re.IGNORECASE)
_NOISE = re.compile(
    # what stands around a date: English "on ... at", French weekdays and "le ... à", ordinals
    r"\b(?:on|at|le|à|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b|(?<=\d)(?:st|nd|rd|th|er)\b|[|•]",
    re.IGNORECASE,
)
_MONTHS = {
    # how English, French, Spanish, Portuguese, Italian and German news sites write them -> English;
    # CLDR's names and abbreviations, without those that English shares
    "Jan": "janvier janv enero ene janeiro gennaio gen januar jänner",
    "Feb": "février fevrier févr fév febrero fevereiro fev febbraio februar",
    "Mar": "mars marzo março marco märz mär",
    "Apr": "avril avr abril abr aprile",
    "May": "mai mayo maio maggio mag",
    "Jun": "juin junio junho giugno giu juni",
    "Jul": "juillet juil julio julho luglio lug juli",
    "Aug": "août aout agosto ago",
    "Sep": "septembre sept septiembre setembro set settembre",
    "Oct": "octobre octubre outubro out ottobre ott oktober okt",
    "Nov": "novembre noviembre novembro",
    "Dec": "décembre decembre déc diciembre dic dezembro dez dicembre dezember",
}
_FOREIGN = {name: english for english, names in _MONTHS.items() for name in names.split()}
_FOREIGN_MONTH = re.compile(rf"\b({'|'.join(sorted(_FOREIGN, key=len, reverse=True))})\b\.?", re.IGNORECASE)
_ZONE_AND_OFFSET = re.compile(
    r"(?<![A-Za-z])\s?(?:GMT|UTC?)\s?([+-])(\d{1,2})(?::?(\d\d))?(?!\d)", re.IGNORECASE
)
"""`GMT+2`, JavaScript's `GMT-0800`: ahead of Greenwich is plus; dateutil takes it the POSIX way round."""
_NAME_BEHIND_OFFSET = re.compile(r"(?<=[+-]\d{4})\s*\([^()]*\)$")
"""JavaScript's `(Pacific Standard Time)`."""
_HOURS_AND_MERIDIEM = re.compile(r"\b((?:1[3-9]|2[0-3]):\d\d(?::\d\d)?)\s*[ap]\.?\s?m\b\.?", re.IGNORECASE)
_LEAP_SECOND = re.compile(r"(?<=:\d\d):60(?!\d)")
_MIDNIGHT = re.compile(r"(?<![\d:])24:00(?::00(?:\.0+)?)?(?![\d:])")
"""ISO 8601 and RSS generators end a day with it."""
_ODD_HOUR = re.compile(r":60|24:00")
_WEEKDAY = re.compile(r"^[^\W\d]{2,13}\.?,\s+(?=\d)")


def take_dates(draft: Draft, context: Context) -> Draft:
    """Return the draft with its times; a date that stands only in the signature counts where there is no other.

    One in the trailer counts last.
    """
    signed = draft.signature.date if draft.signature else None
    updated = parse_date(draft.raw.updated, context.zone)
    given = parse_date(draft.raw.published, context.zone) or updated or parse_date(signed, context.zone)
    own = given or parse_date(draft.first_published, context.zone)
    is_dated_ahead = own is not None and own > context.now
    return told(
        replace(draft, is_dated_ahead=True) if is_dated_ahead else draft,
        published=_not_after_now(own, context.now),
        updated=_not_after_now(updated, context.now),
        reasons=_noted(draft, is_of_trailer=given is None and own is not None),
    )


def _noted(draft: Draft, *, is_of_trailer: bool) -> tuple[Reason, ...]:
    reasons = draft.version.reasons
    if not is_of_trailer:
        return reasons
    return (*reasons, Reason("published", f"trailer (first published {draft.first_published})"))


def parse_date(text: str | None, zone: ZoneInfo) -> datetime | None:
    """Return the time that a text names as aware UTC, None if it cannot be told; `zone` is for texts without one."""
    line = collapse(text or "")
    if not line or len(line) > DATE_LIMIT:
        return None
    mended, days = _mend(line)
    try:
        moment = _read(mended, zone)
        return _plausible(moment + timedelta(days=days) if moment else None, zone)
    # OverflowError: years beyond a C long; the others are dateutil's on odd digits
    except (ValueError, OverflowError, TypeError, AttributeError, ArithmeticError):
        return None


def _mend(line: str) -> tuple[str, int]:
    """Return a line as the parsers read it, and the days that its time lies behind its date."""
    if _RFC_5322.fullmatch(line) and not _ODD_HOUR.search(line):
        return line, 0
    offset = _ZONE_AND_OFFSET.sub(
        lambda match: f" {match.group(1)}{int(match.group(2)):02}{match.group(3) or '00'}", line
    )
    text = _HOURS_AND_MERIDIEM.sub(r"\1", _NAME_BEHIND_OFFSET.sub("", offset))
    midnight = _MIDNIGHT.sub("00:00:00", _LEAP_SECOND.sub(":59", text))
    return midnight, int(_MIDNIGHT.search(text) is not None)


def _read(line: str, zone: ZoneInfo) -> datetime | None:
    if _SECONDS.fullmatch(line):
        return _EPOCH + timedelta(seconds=int(line[:10]))
    if _RFC_5322.fullmatch(line):
        moment = parsedate_to_datetime(line)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # "-0000" is UTC of an unknown place
    if _ISO.match(line):
        try:
            return datetime.fromisoformat(line)
        except ValueError:
            pass  # "2026-01-07 10:31:00 PST" and its kind: dateutil reads on
    return _read_loosely(_to_english(line), zone)


def _read_loosely(line: str, zone: ZoneInfo) -> datetime | None:
    """Return what dateutil makes of a line, None if it would have to fill in the day, month or year."""
    is_american = zone.key.startswith("America/")
    if _AMBIGUOUS.search(line) and zone.key in {"UTC", "Etc/UTC"}:
        return None  # 01/07/2026: without a region nobody knows

    def name_zone(name: str | None, offset: int | None) -> tzinfo | None:
        return _zone_of(name, offset, zone)

    first, second = (
        dateutil_parser.parse(
            line, default=default, tzinfos=name_zone, dayfirst=not is_american and not _ISO.match(line)
        )
        for default in _SENTINELS
    )
    return first if first.date() == second.date() else None


def _zone_of(name: str | None, offset: int | None, zone: ZoneInfo) -> tzinfo | None:
    if offset is not None:
        return dateutil_tz.tzoffset(name, offset)
    if name is None:
        return None
    # the source's own zone knows its names best: CST in Shanghai, IST in Kolkata
    own = {zone.tzname(datetime(2026, month, 1)) for month in (1, 7)}  # noqa: DTZ001  # asks for the zone's name
    is_own = name in own and not zone.key.startswith(
        "America/"
    )  # there the table is right, also for EST in July
    return None if is_own else ZONES.get(name.upper(), FRENCH_ZONES.get(name.upper()))


def _to_english(line: str) -> str:
    text = _FOREIGN_MONTH.sub(lambda match: _FOREIGN[match.group(1).lower()], _WEEKDAY.sub("", line))
    text = _FRENCH_HOUR.sub(lambda match: f"{match.group(1)}:{match.group(2) or '00'}", text)
    return " ".join(_NOISE.sub(" ", _MERIDIEM.sub(r"\1m", text)).split())


def _plausible(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    if moment is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    aware = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    return None if aware == _EPOCH else aware


def _not_after_now(moment: datetime | None, now: datetime) -> datetime | None:
    # whole seconds, as feeds write them: a time that was stored is the time that was published
    return None if moment is None else min(moment, now.astimezone(UTC)).replace(microsecond=0)
