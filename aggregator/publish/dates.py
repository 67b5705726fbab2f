"""Times as feeds and pages write them, whatever the process's locale is."""

from datetime import UTC, datetime
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from aggregator.publish.words import ENGLISH, Words

_AMERICAN = ("America/", "Canada/", "US/")
"""Where an abbreviation of a zone means what it means in America: CST is China's as well."""


def in_words(time: datetime, timezone: str = "UTC", *, words: Words = ENGLISH) -> str:
    """Return `time` as people read it in a zone, such as `7 January 2026, 10:31 PST`."""
    local = _local(time, timezone)
    zone = local.tzname() or ""
    return words.time.format(
        day=local.day if local.day > 1 else words.first_day,
        month=words.months[local.month - 1],
        year=local.year,
        hour=local.hour,
        minute=local.minute,
        zone=words.zones.get(zone, zone) if timezone.startswith(_AMERICAN) else zone,
    )


def in_rfc3339(time: datetime) -> str:
    """Return `time` as Atom and JSON Feed write it, in UTC."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def in_rfc822(time: datetime) -> str:
    """Return `time` as RSS and OPML write it, in UTC and with four digits of the year."""
    return format_datetime(time.astimezone(UTC), usegmt=True)


def whole_seconds(time: datetime) -> datetime:
    """Return `time` in UTC without what RSS cannot say, so that every format gives the same."""
    return time.astimezone(UTC).replace(microsecond=0)


def _local(time: datetime, timezone: str) -> datetime:
    return time.astimezone(UTC if timezone == "UTC" else ZoneInfo(timezone))
