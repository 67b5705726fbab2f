"""The contract's JSON: what `stories --json` and `show --json` print, kept stable for the programs of others."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import RootModel, TypeAdapter

from aggregator.database.catalogue import StoryHistory
from aggregator.model.decision import Evidence
from aggregator.model.item import Picture
from aggregator.model.story import Carrier, Status, Story


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
    held_because: str | None
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
    """One version of an item; `text` is null where the story is held or withdrawn."""

    ordinal: int
    """Its place in the chain, from 1."""
    seen_at: datetime
    title: str | None
    label: str | None
    text: str | None


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
class ShownStoryRecord(StoryRecord):
    """A story with the past of its items (`show --json`)."""

    items: tuple[PastRecord, ...]
    evidence: tuple[EvidenceRecord, ...]


SHOWN = frozenset({Status.USABLE, Status.CORRECTED})
_JSON = TypeAdapter[StoryRecord](StoryRecord)
_SHOWN_JSON = TypeAdapter[ShownStoryRecord](ShownStoryRecord)


def story_line(story: Story, *, now: datetime) -> str:
    """Return the story as the one line of JSON that the contract fixes."""
    return _JSON.dump_json(story_record(story, now=now)).decode()


def history_line(history: StoryHistory, *, now: datetime) -> str:
    """Return a story with its past as one line of JSON."""
    return _SHOWN_JSON.dump_json(history_record(history, now=now)).decode()


def story_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a line of `stories --json`."""
    schema = RootModel[StoryRecord].model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Story"}


def story_record(story: Story, *, now: datetime) -> StoryRecord:
    """Return the story as others see it."""
    return StoryRecord(**_fields(story, now))


def history_record(history: StoryHistory, *, now: datetime) -> ShownStoryRecord:
    """Return the story with its past as others see it."""
    story = history.story
    return ShownStoryRecord(
        **_fields(story, now),
        items=tuple(
            _past(carrier, history, is_shown=may_show(carrier, story, now)) for carrier in story.carriers
        ),
        evidence=tuple(_evidence(proof, story) for proof in history.evidence),
    )


def may_show(carrier: Carrier, story: Story, now: datetime) -> bool:
    """Return whether the words of a carrier may be shown: its story is published, and nothing holds it."""
    return story.status in SHOWN and not carrier.is_held_at(now)


def _fields(story: Story, now: datetime) -> dict[str, Any]:
    is_shown = story.status in SHOWN
    return {
        "id": story.id,
        "status": story.status.value,
        "held_because": story.held_because.value if story.held_because else None,
        "into": story.into,
        "title": story.lead.version.title if story.lead and is_shown else None,
        "sections": story.sections,
        "agency": story.agency,
        "language": story.language,
        "first_published": story.first_published,
        "updated": story.updated,
        "lead": _item(story.lead) if story.lead and is_shown else None,
        "carriers": tuple(
            _item(each) if may_show(each, story, now) else _bare(each) for each in story.carriers
        ),
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


def _past(carrier: Carrier, history: StoryHistory, *, is_shown: bool) -> PastRecord:
    chain = history.versions[carrier.item]
    return PastRecord(
        item=carrier.item,
        source=carrier.source,
        guid=carrier.guid,
        versions=tuple(
            VersionRecord(
                ordinal=past.ordinal,
                seen_at=past.seen_at,
                title=past.version.title if is_shown else None,
                label=past.version.label,
                text=past.version.text if is_shown else None,
            )
            for past in chain
        ),
    )


def _evidence(proof: Evidence, story: Story) -> EvidenceRecord:
    names = {carrier.item: f"{carrier.source} {carrier.guid}" for carrier in story.carriers}
    return EvidenceRecord(
        one=names.get(proof.one, str(proof.one)),
        other=names.get(proof.other, str(proof.other)),
        because=proof.because,
    )
