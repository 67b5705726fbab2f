"""An item in the making: what the rules hand from one to the next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from zoneinfo import ZoneInfo

from aggregator.ingest.normalise.agencies import Agencies
from aggregator.model.item import RawEntry, Skip, Version
from aggregator.model.revising import revised
from aggregator.model.rule import DeskRule
from aggregator.model.source import Section, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The line that signs a piece: who wrote it, and when if the line says so."""

    people: tuple[str, ...] = ()
    desk: str | None = None
    agency: str | None = None
    contributors: tuple[str, ...] = ()
    """Who helped: "with files from ..."; they wrote no copy of their own here."""
    date: str | None = None
    """As it was written."""
    line: str = ""
    """The whole line."""


class Evidence(IntEnum):
    """What may say which agency wrote an item, the most trusted first."""

    METADATA = 1
    DATELINE = 2
    BYLINE = 3
    TRAILER = 4
    PICTURE = 5
    COPYRIGHT = 6


@dataclass(frozen=True, slots=True)
class Claim:
    """An agency's name as a piece of evidence gives it."""

    evidence: Evidence
    agency: str
    words: str
    """As it stands there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A raw entry and what the rules have made of it so far."""

    raw: RawEntry
    version: Version
    signature: Signature | None = None
    claims: tuple[Claim, ...] = ()
    """Who wrote it, by all that says so."""
    first_published: str | None = None
    """When its trailer says that it was first published, as written."""
    guid: str = ""
    is_dated_ahead: bool = False
    """Its own date lies in the future of the poll."""
    is_removed: bool = False
    """It says only that the source has removed it."""


def told(draft: Draft, **said: object) -> Draft:
    """Return the draft with a version that says this as well, the same where that is nothing new."""
    if all(getattr(draft.version, name) == value for name, value in said.items()):
        return draft
    return revised(draft, version=revised(draft.version, **said))


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a rule may know beside the entry."""

    source: Source
    zone: ZoneInfo
    """The source's own, for dates that name none."""
    now: datetime
    """When the entry was polled; aware."""
    agencies: Agencies
    sections: Sequence[Section] = ()
    """Ours, with what belongs into each."""
    rules: Sequence[DeskRule] = ()
    """What the desk decides by rule."""


Rule = Callable[[Draft, Context], Draft | Skip]
