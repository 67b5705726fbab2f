"""A story as feeds and lists take it from the store: what its place depends on, and what it shows, written before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from aggregator.publish.carriage import Home
from aggregator.publish.joining import Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An entry as most places need it; `entrycodec.read_entry` returns the whole of it."""

    id: str
    title: str
    updated: datetime
    has_copy: bool
    has_picture: bool
    related: tuple[str, ...]
    """The stories that have something in common with it, by their ids."""
    outlets: Mapping[str, str]
    """What it calls its carriers, by their sources."""
    home: Home | None
    """Where it says that the outlet of its lead is at home."""
    written: Written
    row: str
    """Its row in lists of pages, with gaps that `rows.fill_rows` fills; empty of a notice."""
    whole: bytes
    """The entry, but for its HTML."""
