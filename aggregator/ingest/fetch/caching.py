"""What a server says about when to come back, and what to ask with."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from aggregator.http.messages import Response
from aggregator.model.poll import Validators

_MAX_AGE = re.compile(r'(?:^|[,;\s])max-age\s*=\s*"?(\d{1,10})', re.IGNORECASE | re.ASCII)

_LONGEST = timedelta(days=366)
"""What any wait is cut to, so that no date can overflow; the cadence cuts it further."""


def read_validators(response: Response) -> Validators:
    """Return the validators exactly as sent; what cannot be echoed byte for byte is left out."""
    return Validators(
        etag=_find_echoable(response, "ETag"), last_modified=_find_echoable(response, "Last-Modified")
    )


def read_max_age(response: Response, now: datetime) -> timedelta | None:
    """Return how long the answer stays fresh: `max-age`, else `Expires`, less the time it lay in caches.

    `no-cache` and `no-store` are about reuse without asking, and asking is all that we do.
    """
    told = _MAX_AGE.search(", ".join(response.values("Cache-Control")))
    fresh = _seconds(told[1]) if told else _until_expiry(response, now)
    if fresh is None:
        return None
    age = _seconds(_first(response, "Age") or "") or timedelta(0)
    return max(fresh - age, timedelta(0))


def read_retry_at(response: Response, now: datetime) -> datetime | None:
    """Return when the server asks us to come back (`Retry-After`, in seconds or as a date)."""
    value = _first(response, "Retry-After")
    if value is None:
        return None
    wait = _seconds(value)
    if wait is not None:
        return now + wait
    moment = _read_date(value)
    return None if moment is None else min(max(moment, now), now + _LONGEST)


def _until_expiry(response: Response, now: datetime) -> timedelta | None:
    told = _first(response, "Expires")
    expires = _read_date(told) if told else None
    if expires is None:
        return None
    sent = _read_date(_first(response, "Date") or "") or now  # the server's clock against itself
    return min(max(expires - sent, timedelta(0)), _LONGEST)


def _find_echoable(response: Response, name: str) -> str | None:
    value = _first(response, name)
    # U+FFFD stands for bytes that are not UTF-8: they cannot be sent back as they came.
    return value if value and "\ufffd" not in value else None


def _first(response: Response, name: str) -> str | None:
    return next((value.strip() for value in response.values(name)), None)


def _seconds(text: str) -> timedelta | None:
    if not (text.isascii() and text.isdigit()):
        return None
    return min(timedelta(seconds=int(text[:12])), _LONGEST)


def _read_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
