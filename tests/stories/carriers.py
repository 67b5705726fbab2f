"""Carriers for the tests of status, lead and match."""

from datetime import UTC, datetime, timedelta
from typing import Any

from aggregator.model.item import Label, Version
from aggregator.model.source import Rights, Source
from aggregator.model.story import Carrier

NOON = datetime(2026, 1, 7, 12, tzinfo=UTC)
SOURCES = {
    source.id: source
    for source in (
        Source(id="northern", url="http://northern.example/", rights=Rights.FULL, wire="Northern Press"),
        Source(id="harbour", url="http://harbour.example/", rights=Rights.FULL),
        Source(id="valley", url="http://valley.example/", rights=Rights.SUMMARY),
        Source(id="coast", url="http://coast.example/", rights=Rights.FULL, priority=5),
    )
}


def make_version(
    title: str = "East pier to reopen", text: str = "The board voted.", **fields: object
) -> Version:
    """Return a version published at noon."""
    values: dict[str, Any] = {
        "title": title,
        "text": text,
        "published": NOON,
        "body_html": f"<p>{text}</p>",
    } | fields
    return Version(**values)


def make_carrier(item: int = 1, source: str = "harbour", **fields: object) -> Carrier:
    """Return a carrier first seen a minute after noon."""
    seen = NOON + timedelta(minutes=1)
    values: dict[str, Any] = {
        "item": item,
        "source": source,
        "guid": f"guid-{item}",
        "outlet": source.title(),
        "first_seen": seen,
        "version_seen": seen,
        "version": make_version(),
    } | fields
    return Carrier(**values)


def labelled(label: Label | None, text: str = "The board voted.", **fields: object) -> Version:
    """Return a version with this label."""
    return make_version("East pier to reopen", text, **(fields | {"label": label}))
