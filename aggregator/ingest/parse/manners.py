"""How a feed wants to be polled: RSS `ttl`, `skipHours`, `skipDays`, the syndication module of RSS 1.0, hubs.

feedparser keeps the last hour of `skipHours` alone, so this reads the elements themselves.
"""

from collections.abc import Iterator
from datetime import timedelta

from lxml import etree

from aggregator.ingest.parse.elements import Element, children, first_text, name_of, text_of
from aggregator.ingest.parse.hubs import hubs_of_feed
from aggregator.model.rhythm import Manners

_HOLDERS = frozenset({"channel", "feed", "atom:feed"})
_LONGEST = timedelta(days=7)
_LONGEST_NUMBER = 9
"""Digits; what has more is no number of minutes."""

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PERIODS = {
    # https://web.resource.org/rss/1.0/modules/syndication/; months and years are longer than any rest
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=7),
    "yearly": timedelta(days=7),
}


def read_manners(root: Element | None, base_url: str = "") -> Manners:
    """Return what the feed's own head says; what makes no sense says nothing.

    `base_url` is where the feed came from: its links may be relative.
    """
    try:
        head = None if root is None else _head(root)
        return Manners() if head is None else _read(head, base_url)
    except (etree.LxmlError, ValueError):  # names and texts that are not even UTF-8
        return Manners()


def _read(head: Element, base_url: str) -> Manners:
    return Manners(
        ttl=_ttl(first_text(head, "ttl")),
        update_period=_update_period(head),
        skip_hours=tuple(sorted(set(_hours(head)))),
        skip_days=tuple(sorted(set(_days(head)))),
        offer=hubs_of_feed(head, base_url),
    )


def _head(root: Element) -> Element | None:
    if name_of(root) in _HOLDERS:
        return root
    return next(children(root, *_HOLDERS), None)


def _ttl(minutes: str | None) -> timedelta | None:
    number = _number(minutes)
    return timedelta(minutes=min(number, _LONGEST // timedelta(minutes=1))) if number else None


def _update_period(head: Element) -> timedelta | None:
    period = _PERIODS.get((first_text(head, "sy:updateperiod") or "").lower())
    times = _number(first_text(head, "sy:updatefrequency"))
    return None if period is None else period / max(times or 1, 1)


def _hours(head: Element) -> Iterator[int]:
    for text in _texts(head, "skiphours", "hour"):
        hour = _number(text)
        if hour is not None and hour <= 24:  # noqa: PLR2004 - RSS 0.91 counts from 1, so midnight is 24
            yield hour % 24


def _days(head: Element) -> Iterator[int]:
    for text in _texts(head, "skipdays", "day"):
        if text.lower() in _DAYS:
            yield _DAYS.index(text.lower())


def _texts(head: Element, holder: str, name: str) -> Iterator[str]:
    for each in children(head, holder):
        yield from (text_of(child).strip() for child in children(each, name))


def _number(text: str | None) -> int | None:
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > _LONGEST_NUMBER:
        return None
    return int(text)
