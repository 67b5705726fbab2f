"""An item in the making: what the rules hand from one to the next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import IntEnum
from operator import attrgetter
from zoneinfo import ZoneInfo

from aggregator.ingest.normalise.agencies import Agencies
from aggregator.model.item import RawEntry, Skip, Version
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


_FIELDS = tuple(field.name for field in fields(Version))
_READ = attrgetter(*_FIELDS)
_PUT = {name: getattr(Version, name).__set__ for name in _FIELDS}


def told(draft: Draft, **said: object) -> Draft:
    """Return the draft with a version that says this as well, the same where that is nothing new.

    A version has some forty fields, and most rules tell one of them: `dataclasses.replace` for each would be a tenth
    of all reading, this is less than half of that.
    """
    before = draft.version
    if all(getattr(before, name) == value for name, value in said.items()):
        return draft
    version = object.__new__(Version)
    for put, value in zip(_PUT.values(), _READ(before), strict=True):
        put(version, value)
    for name, value in said.items():
        _PUT[name](version, value)
    return Draft(
        raw=draft.raw,
        version=version,
        signature=draft.signature,
        claims=draft.claims,
        first_published=draft.first_published,
        guid=draft.guid,
        is_dated_ahead=draft.is_dated_ahead,
        is_removed=draft.is_removed,
    )


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
