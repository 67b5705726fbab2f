"""The contract's JSON: what `stories --json` and `show --json` print, kept stable for the programs of others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any

from pydantic import RootModel, TypeAdapter

from aggregator.database.catalogue import StoryHistory
from aggregator.model.change import change_in_words
from aggregator.model.decision import Evidence
from aggregator.model.item import Picture
from aggregator.model.recalls import Outdated, find_outdated, is_killed, stops_of, tellable
from aggregator.model.source import Source
from aggregator.model.story import Carrier, HeldBecause, PastVersion, Status, Story
from aggregator.stories.lead import lead_reasons
from aggregator.stories.versions import compare


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRecord:
    """A picture of an item."""

    url: str
    caption: str | None
    credit: str | None
    alt: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRecord:
    """One source's carriage of a story; what is unknown is null."""

    source: str
    guid: str
    """The source's own string unchanged, else its link, else `sha256:...`."""
    url: str | None = None
    title: str | None = None
    published: datetime | None = None
    first_seen: datetime | None = None
    agency: str | None = None
    """Canonical full name."""
    desk: str | None = None
    byline: tuple[str, ...] = ()
    dateline: str | None = None
    version: int | None = None
    """The number that the wire gives."""
    label: str | None = None
    genre: str | None = None
    images: tuple[PictureRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BareItemRecord:
    """What may be told of an item whose story is held or withdrawn."""

    source: str
    guid: str
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRecord:
    """A story; a held or withdrawn one has no title and no lead, and of its carriers source, guid and label only."""

    id: str
    """`urn:uuid:...`, made once."""
    status: str
    held_because: HeldBecause | None
    into: str | None
    """The story that it was merged into."""
    title: str | None
    sections: tuple[str, ...]
    agency: str | None
    language: str | None
    first_published: datetime | None
    updated: datetime | None
    lead: ItemRecord | None
    carriers: tuple[ItemRecord | BareItemRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRecord:
    """One version of an item; title and text are null where they are held, withdrawn or killed."""

    ordinal: int
    """Its place in the chain, from 1."""
    seen_at: datetime
    title: str | None
    label: str | None
    text: str | None
    change: str | None = None
    """What of substance it changed, in words; null where nothing did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRecord:
    """An item of a story with every version that we saw, oldest first."""

    item: int
    """The store's number of it, by which `split` takes it."""
    source: str
    guid: str
    versions: tuple[VersionRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRecord:
    """Why two items are one story; an item is `source guid`."""

    one: str
    other: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutdatedRecord:
    """A carrier that still runs a version which was killed, withheld or corrected."""

    source: str
    guid: str
    outlet: str
    label: str
    """By what the version was taken back: `kill`, `withhold`, `corrected` or `corrective`."""
    at: datetime
    """When."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStoryRecord(StoryRecord):
    """A story with the past of its items (`show --json`)."""

    items: tuple[PastRecord, ...]
    evidence: tuple[EvidenceRecord, ...]
    outdated: tuple[OutdatedRecord, ...]
    related: tuple[str, ...] = ()
    """Ids of other stories that have something in common with it, the nearest first."""
    lead_because: tuple[str, ...] = ()
    """What put the lead before the other carriers, the weightiest first."""


@dataclass(frozen=True, slots=True)
class ToldVersion:
    """A version of an item, whether its words may be told, and what it changed of substance, in words."""

    past: PastVersion
    may_be_read: bool
    change: str


_UNKNOWN: Mapping[str, Source] = MappingProxyType({})
SHOWN = frozenset({Status.USABLE, Status.CORRECTED})


def story_line(story: Story, *, now: datetime) -> str:
    """Return the story as the one line of JSON that the contract fixes."""
    return _story_json().dump_json(story_record(story, now=now)).decode()


def history_line(history: StoryHistory, *, now: datetime, sources: Mapping[str, Source] = _UNKNOWN) -> str:
    """Return a story with its past as one line of JSON."""
    record = history_record(history, now=now, sources=sources)
    return _shown_json().dump_json(record).decode()


@cache  # made when it is first needed: that takes longer than many a command does
def _story_json() -> TypeAdapter[StoryRecord]:
    return TypeAdapter[StoryRecord](StoryRecord)


@cache
def _shown_json() -> TypeAdapter[ShownStoryRecord]:
    return TypeAdapter[ShownStoryRecord](ShownStoryRecord)


def story_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a line of `stories --json`."""
    schema = RootModel[StoryRecord].model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Story"}


def story_record(story: Story, *, now: datetime) -> StoryRecord:
    """Return the story as others see it."""
    return StoryRecord(**_fields(story, now))


def history_record(
    history: StoryHistory, *, now: datetime, sources: Mapping[str, Source] = _UNKNOWN
) -> ShownStoryRecord:
    """Return the story with its past as others see it; `sources` are those that the configuration names."""
    story = history.story
    return ShownStoryRecord(
        **_fields(story, now),
        items=tuple(
            _past(carrier, chain=told_versions(history, carrier, now=now)) for carrier in story.carriers
        ),
        evidence=tuple(_evidence(proof, story) for proof in history.evidence),
        outdated=tuple(map(_outdated, find_outdated(story.carriers))),
        related=story.related,
        lead_because=lead_reasons(story, sources, now=now),
    )


def tellable_items(story: Story, *, now: datetime) -> frozenset[int]:
    """Return the items whose words may be told: none while the story is held or withdrawn."""
    return tellable(story.carriers, now=now) if story.status in SHOWN else frozenset()


def told_versions(history: StoryHistory, carrier: Carrier, *, now: datetime) -> tuple[ToldVersion, ...]:
    """Return an item's versions, oldest first, each with whether its words may be told; killed ones stay untold."""
    carriers = history.story.carriers
    is_told = carrier.item in tellable_items(history.story, now=now)
    killed_until = max((recall.said.ordinal for recall in stops_of(carrier)), default=0)
    found: list[ToldVersion] = []
    for past in history.versions[carrier.item]:
        may_be_read = is_told and past.ordinal > killed_until and not is_killed(past.version, carriers)
        change = ""
        if may_be_read and found and found[-1].may_be_read:
            change = change_in_words(compare(found[-1].past.version, past.version), quotes=True)
        found.append(ToldVersion(past, may_be_read, change))
    return tuple(found)


def _fields(story: Story, now: datetime) -> dict[str, Any]:
    is_shown = story.status in SHOWN
    told = tellable_items(story, now=now)
    return {
        "id": story.id,
        "status": story.status.value,
        "held_because": story.held_because,
        "into": story.into,
        "title": story.lead.version.title if story.lead and is_shown else None,
        "sections": story.sections,
        "agency": story.agency,
        "language": story.language,
        "first_published": story.first_published,
        "updated": story.updated,
        "lead": _item(story.lead) if story.lead and is_shown else None,
        "carriers": tuple(_item(each) if each.item in told else _bare(each) for each in story.carriers),
    }


def _item(carrier: Carrier) -> ItemRecord:
    version = carrier.version
    return ItemRecord(
        source=carrier.source,
        guid=carrier.guid,
        url=version.url,
        title=version.title,
        published=version.published,
        first_seen=carrier.first_seen,
        agency=version.agency,
        desk=version.desk,
        byline=version.byline,
        dateline=version.dateline,
        version=version.number,
        label=version.label,
        genre=version.genre,
        images=tuple(_picture(picture) for picture in version.pictures),
    )


def _bare(carrier: Carrier) -> BareItemRecord:
    return BareItemRecord(source=carrier.source, guid=carrier.guid, label=carrier.version.label)


def _picture(picture: Picture) -> PictureRecord:
    return PictureRecord(url=picture.url, caption=picture.caption, credit=picture.credit, alt=picture.alt)


def _past(carrier: Carrier, *, chain: Sequence[ToldVersion]) -> PastRecord:
    return PastRecord(
        item=carrier.item,
        source=carrier.source,
        guid=carrier.guid,
        versions=tuple(
            VersionRecord(
                ordinal=told.past.ordinal,
                seen_at=told.past.seen_at,
                title=told.past.version.title if told.may_be_read else None,
                label=told.past.version.label,
                text=told.past.version.text if told.may_be_read else None,
                change=told.change or None,
            )
            for told in chain
        ),
    )


def _outdated(outdated: Outdated) -> OutdatedRecord:
    carrier = outdated.carrier
    return OutdatedRecord(
        source=carrier.source,
        guid=carrier.guid,
        outlet=carrier.outlet,
        label=outdated.recall.label,
        at=outdated.since,
    )


def _evidence(proof: Evidence, story: Story) -> EvidenceRecord:
    names = {carrier.item: f"{carrier.source} {carrier.guid}" for carrier in story.carriers}
    return EvidenceRecord(
        one=names.get(proof.one, str(proof.one)),
        other=names.get(proof.other, str(proof.other)),
        because=proof.because,
    )
