"""An item in the making: what the rules hand from one to the next."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from aggregator.ingest.normalise.agencies import Agencies
from aggregator.model.item import RawEntry, Skip, Version
from aggregator.model.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The line that signs a piece: who wrote it, and when if the line says so."""

    people: tuple[str, ...] = ()
    desk: str | None = None
    agency: str | None = None
    date: str | None = None
    """As it was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A raw entry and what the rules have made of it so far."""

    raw: RawEntry
    version: Version
    signature: Signature | None = None
    guid: str = ""
    is_dated_ahead: bool = False
    """Its own date lies in the future of the poll."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a rule may know beside the entry."""

    source: Source
    zone: ZoneInfo
    """The source's own, for dates that name none."""
    now: datetime
    """When the entry was polled; aware."""
    agencies: Agencies


Rule = Callable[[Draft, Context], Draft | Skip]
