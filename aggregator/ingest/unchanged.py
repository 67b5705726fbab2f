"""Which entries of a body are new since it was read last: they alone are read again.

A body is cut at its entries. Those whose bytes stood in the body that was read before say what they said then, if
nothing that they inherit has changed; so a body of the others, below the same head, says all that is new. Where
that is not certain the body is read whole: cutting decides nothing but how much work a poll is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from aggregator.ingest.parse import recognise
from aggregator.ingest.parse.cutting import LARGEST_BYTES, Cut, cut_at_tags, cut_feed
from aggregator.ingest.reading import Reading
from aggregator.model.comparison import digest
from aggregator.model.item import Item, Skip
from aggregator.model.poll import Body, Remembered
from aggregator.model.rule import DeskRule

MOST_ENTRIES = 1_000
"""Entries that are remembered of a source; a body with more of them is read whole."""

_FORMATS = frozenset({None, "rss", "atom", "jsonfeed"})
_CLOCKS = re.compile(
    rb"<((?:lastBuildDate|pubDate|updated|modified|dc:date|atom:updated))(?:\s[^<>]*)?>[^<]*</\1\s*>"
)
"""What the head says of the time of the request; no entry inherits it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A body that can be cut, with what each of its pieces is known by."""

    body: Body
    cut: Cut
    frame: str
    """SHA-256 of all around the entries."""
    prints: tuple[str, ...]
    """Of each entry."""

    @property
    def pieces(self) -> Iterator[tuple[bytes, str]]:
        """Yield each entry with what it is known by."""
        return zip(self.cut.entries, self.prints, strict=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """What of a body is new: a body of that alone, or none where nothing is."""

    bodies: tuple[Body, ...]
    fresh: int
    """How many entries are new."""
    again: Mapping[str, str | None]
    """The others, by their prints: the digest of their item's guid, None where they became none."""

    @property
    def standing(self) -> tuple[str, ...]:
        """Return the digests of the guids that stand there as they did."""
        return tuple(guid for guid in self.again.values() if guid is not None)


def lay_out(body: Body, format_: str | None, before: Remembered | None = None) -> Sheet | None:
    """Return the body cut at its entries, or None where that is not safe, or no two are different.

    Where it is the body `before` with other entries among those that are known, only those others are parsed for it.
    """
    if format_ not in _FORMATS:
        return None
    known = None if before is None else _lay_out_again(body, before)
    return known or _sheet(body, cut_feed(body.content))


def _lay_out_again(body: Body, before: Remembered) -> Sheet | None:
    """Return the body cut by its tags, or None where a parser has to look through all of it.

    An entry that a parser has found below the same head is one there again. So the body without those has to be cut
    where its tags are; where all are known one of them stands for an entry, as clocks in the head may have moved.
    """
    cut = cut_at_tags(body.content) if len(body.content) <= LARGEST_BYTES else None
    sheet = _sheet(body, cut)
    if cut is None or sheet is None or sheet.frame != before.frame:
        return None
    fresh = [entry for entry, known_by in sheet.pieces if known_by not in before.entries]
    doubtful = replace(cut, entries=tuple(fresh) or cut.entries[:1])
    if len(doubtful.entries) == len(cut.entries) > 1:
        return None
    return sheet if cut_feed(doubtful.with_entries(doubtful.entries)) == doubtful else None


def _sheet(body: Body, cut: Cut | None) -> Sheet | None:
    if cut is None or len(cut.entries) > MOST_ENTRIES:
        return None
    prints = tuple(_print(entry) for entry in cut.entries)
    if len(set(prints)) < len(prints):
        return None
    frame = _print(_CLOCKS.sub(b"", cut.head) + b"\0" + _CLOCKS.sub(b"", cut.tail))
    return Sheet(body, cut, frame, prints)


def find_rest(sheet: Sheet, before: Remembered | None, rules: Iterable[DeskRule]) -> Rest | None:
    """Return what is new since then; None where all of it is, or where it has to be read whole."""
    if before is None or before.frame != sheet.frame or any(rule.when.age for rule in rules):
        return None
    again = {each: before.entries[each] for each in sheet.prints if each in before.entries}
    if not again:
        return None
    fresh = [entry for entry, known_by in sheet.pieces if known_by not in again]
    rest = replace(sheet.body, content=sheet.cut.with_entries(fresh))
    if recognise(rest) is not recognise(sheet.body):
        return None
    return Rest(bodies=(rest,) if fresh else (), fresh=len(fresh), again=again)


def holds(rest: Rest, reading: Reading) -> bool:
    """Return whether the reading of the rest is what a reading of the whole would have added.

    Two entries of one guid are decided together, so the new one must not have the guid of one that stands again.
    """
    guids = [_guid(result) for result in reading.results]
    is_apart = set(rest.standing).isdisjoint(guids)
    return not reading.problems and len(guids) == rest.fresh and is_apart


def remember(sheet: Sheet, reading: Reading, rest: Rest | None = None) -> Remembered | None:
    """Return what the next poll is to know of the body, given the reading of it, or of its rest."""
    entries: dict[str, str | None] = {} if rest is None else dict(rest.again)
    fresh = [each for each in sheet.prints if each not in entries]
    if len(fresh) != len(reading.results):
        return None
    # when an embargo ends is read anew each time, as the hour of the poll tells which year is meant
    entries |= {
        known_by: _guid(result)
        for known_by, result in zip(fresh, reading.results, strict=True)
        if not (isinstance(result, Item) and result.version.is_embargoed)
    }
    guids = [guid for guid in entries.values() if guid is not None]
    if len(set(guids)) < len(guids):
        return None
    return Remembered(frame=sheet.frame, entries=entries)


def _guid(result: Item | Skip) -> str | None:
    return digest(result.guid) if isinstance(result, Item) else None


def _print(piece: bytes) -> str:
    return sha256(piece).hexdigest()[:32]
