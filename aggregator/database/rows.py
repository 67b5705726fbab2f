"""Stories and their carriers as rows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from aggregator.database.batches import AnyRow, batches
from aggregator.database.codec import decode_edition, decode_version, encode_edition
from aggregator.database.dialects import insert_into
from aggregator.database.recalls import read_recalls
from aggregator.database.related import read_related
from aggregator.database.tables import (
    evidence,
    item_releases,
    items,
    sources,
    stories,
    story_items,
    story_sections,
    versions,
)
from aggregator.model.decision import Evidence, EvidenceKind, StoryDecision
from aggregator.model.item import CORRECTING, STOPPING, Version
from aggregator.model.source import ALL_SECTION, Rights
from aggregator.model.story import Carrier, HeldBecause, Recall, ShownVersion, Status, Story

IS_FURTHER = story_sections.c.section.contains("/")
"""A row of a place that no section is, such as `source/ID`."""

# written once: to write a statement takes longer than SQLite takes to follow it
_COLUMNS = tuple(column.name for column in stories.c)
_STORIES = sa.select(stories).where(stories.c.story.in_(sa.bindparam("ids", expanding=True)))
_LINKS = (
    sa.select(story_items.c.item, story_items.c.story)
    .where(story_items.c.story.in_(sa.bindparam("ids", expanding=True)))
    .order_by(story_items.c.item)
)
_NEWEST_VERSIONS = (
    sa.select(
        *(items.c[name] for name in ("item", "source", "guid", "first_seen", "ordinal")),
        *(versions.c[name] for name in ("seen_at", "document")),
        *(sources.c[name] for name in ("outlet", "home_url", "rights")),
    )
    .select_from(items)
    .join(versions, sa.and_(versions.c.item == items.c.item, versions.c.ordinal == items.c.ordinal))
    .outerjoin(sources, sources.c.source == items.c.source)
    .where(items.c.item.in_(sa.bindparam("ids", expanding=True)))
    .order_by(items.c.item)
)
"""What `_carrier` reads of items, with their newest version and their source."""
_RELEASES = sa.select(item_releases.c.item, item_releases.c.hold, item_releases.c.decided_at).where(
    item_releases.c.item.in_(sa.bindparam("ids", expanding=True))
)
_PAST_WORDS = (
    sa.select(versions.c.item, versions.c.ordinal, versions.c.words)
    .join(items, items.c.item == versions.c.item)
    .where(versions.c.item.in_(sa.bindparam("ids", expanding=True)), items.c.ordinal > 1)
    .order_by(versions.c.item, versions.c.ordinal)
)


def read_stories(connection: sa.Connection, ids: Sequence[str]) -> dict[str, Story]:
    """Return stories by id, without lead and carriers; ids that are not stored are missing."""
    found = {}
    for batch in batches(ids):
        query = sa.select(stories).where(stories.c.story.in_(batch)).order_by(stories.c.story)
        for row in connection.execute(query).mappings():
            found[row["story"]] = _story(dict(row), None, ())
    return found


def read_whole_stories(connection: sa.Connection, ids: Sequence[str]) -> list[Story]:
    """Return stories in the order of `ids` with lead and carriers, carriers in the order we first saw them.

    Those seen at one time stand by their source: which of their polls was stored first says nothing.
    """
    rows: dict[str, Mapping[str, Any]] = {}
    members: dict[str, list[int]] = defaultdict(list)
    for batch in batches(ids):
        for row in connection.execute(_STORIES, {"ids": batch}):
            rows[row.story] = dict(zip(_COLUMNS, row, strict=True))
        for item, story in connection.execute(_LINKS, {"ids": batch}):
            members[story].append(item)
    carriers = read_carriers(connection, [item for story in ids for item in members[story]])
    related = read_related(connection, members)
    whole = [
        _story(
            rows[story],
            carriers.get(rows[story]["lead"]),
            tuple(sorted((carriers[item] for item in members[story]), key=_seen_first)),
            related.get(story, ()),
        )
        for story in ids
        if story in rows
    ]
    return _with_replaced(connection, whole)


def read_carriers(connection: sa.Connection, item_ids: Sequence[int]) -> dict[int, Carrier]:
    """Return items with their newest version as carriers, by item."""
    found: dict[int, Carrier] = {}
    for batch in batches(item_ids):
        past = _past_words(connection, batch)
        recalls = read_recalls(connection, batch)
        releases = _releases(connection, batch)
        for row in connection.execute(_NEWEST_VERSIONS, {"ids": batch}):
            own = releases[row.item]
            standing = _unreleased(recalls.get(row.item, ()), own)
            released = _released(own, row.seen_at)
            found[row.item] = _carrier(row, past[row.item], recalls=standing, released=released)
    return found


def read_evidence(connection: sa.Connection, item_ids: Sequence[int]) -> tuple[Evidence, ...]:
    """Return what speaks for pairs with one of these items at least, in the order of their numbers."""
    found: set[Evidence] = set()
    for batch in batches(item_ids):
        query = sa.select(evidence).where(evidence.c.one.in_(batch) | evidence.c.other.in_(batch))
        found.update(
            Evidence(row.one, row.other, EvidenceKind(row.kind), row.strength, row.because)
            for row in connection.execute(query)
        )
    return tuple(sorted(found))


def write_stories(connection: sa.Connection, decisions: Sequence[StoryDecision]) -> None:
    """Write the stories' own rows and their places in the sections, each story once.

    All of them are one statement for each table: to prepare one for each story takes longer than to carry it out.
    """
    if not decisions:
        return
    rows = [_story_row(each) for each in decisions]
    connection.execute(_over_stored(connection, rows[0]), rows)
    for batch in batches([each.story.id for each in decisions]):
        # the publish stage files stories in further places
        connection.execute(story_sections.delete().where(story_sections.c.story.in_(batch), ~IS_FURTHER))
    in_place: dict[str, list[str]] = defaultdict(list)
    for story in (each.story for each in decisions if each.story.surfaced_at is not None):
        for place in _places(story):
            in_place[place].append(story.id)
    for place, ids in in_place.items():
        for batch in batches(ids):
            connection.execute(_placed(place, batch))


def _story_row(decision: StoryDecision) -> dict[str, Any]:
    story = decision.story
    return {
        "story": story.id,
        "status": story.status,
        "held_because": story.held_because,
        "into": story.into,
        "sections": " ".join(story.sections),
        "agency": story.agency,
        "language": story.language,
        "first_published": story.first_published,
        "updated": story.updated,
        "created_at": story.created_at,
        "released_at": story.released_at,
        "surfaced_at": story.surfaced_at,
        "lead": story.shown_item,
        "shown_words": story.shown_words,
        "due_at": decision.due_at,
        "edition": encode_edition(story.edition) if story.edition else None,
    }


def _placed(place: str, ids: Sequence[str]) -> sa.Insert:
    """Return the statement that puts stories that are written into a place, by their own times."""
    names = ("section", "story", "surfaced_at", "first_published")
    query = sa.select(sa.literal(place), *(stories.c[name] for name in names[1:]))
    return story_sections.insert().from_select(names, query.where(stories.c.story.in_(ids)))


def _over_stored(connection: sa.Connection, columns: Iterable[str]) -> sa.Insert:
    """Return the statement that writes these columns over the story's own; what others write beside them stays."""
    statement = insert_into(stories, connection.dialect.name)
    fresh = {name: statement.excluded[name] for name in columns if name != stories.c.story.name}
    return statement.on_conflict_do_update(index_elements=[stories.c.story], set_=fresh)


def _places(story: Story) -> tuple[str, ...]:
    """Return the sections that show a story; what is for editors only is not even in `all`."""
    return story.sections if story.is_for_editors else (*story.sections, ALL_SECTION)


def _story(
    row: Mapping[str, Any],
    lead: Carrier | None,
    carriers: tuple[Carrier, ...],
    related: tuple[str, ...] = (),
) -> Story:
    return Story(
        id=row["story"],
        status=Status(row["status"]),
        held_because=HeldBecause(row["held_because"]) if row["held_because"] else None,
        into=row["into"],
        sections=tuple(row["sections"].split()),
        agency=row["agency"],
        language=row["language"],
        first_published=row["first_published"],
        updated=row["updated"],
        created_at=row["created_at"],
        released_at=row["released_at"],
        surfaced_at=row["surfaced_at"],
        lead=lead,
        shown_item=row["lead"],
        shown_words=row["shown_words"],
        edition=decode_edition(row["edition"]) if row["edition"] else None,
        carriers=carriers,
        related=related,
    )


def _with_replaced(connection: sa.Connection, whole: Sequence[Story]) -> list[Story]:
    """Return the stories with the versions that their editions replaced, where they are still stored."""
    versions_shown = _versions_shown(
        connection, {story.edition.before for story in whole if story.edition and story.edition.before}
    )
    return [
        replace(story, replaced=versions_shown[story.edition.before])
        if story.edition and story.edition.before in versions_shown
        else story
        for story in whole
    ]


def _versions_shown(
    connection: sa.Connection, wanted: Iterable[ShownVersion]
) -> dict[ShownVersion | None, Version]:
    """Return versions by where they stand; the key's type lets one ask for what is not there."""
    ordinals: dict[int, set[int]] = defaultdict(set)
    for shown in wanted:
        ordinals[shown.item].add(shown.ordinal)
    found: dict[ShownVersion | None, Version] = {}
    for batch in batches(sorted(ordinals)):
        query = sa.select(versions.c.item, versions.c.ordinal, versions.c.document)
        for row in connection.execute(query.where(versions.c.item.in_(batch))):
            if row.ordinal in ordinals[row.item]:
                found[ShownVersion(row.item, row.ordinal)] = decode_version(row.document)
    return found


def _seen_first(carrier: Carrier) -> tuple[object, ...]:
    return (carrier.first_seen, carrier.source, carrier.item)


def _carrier(
    row: AnyRow, past: frozenset[str], *, recalls: tuple[Recall, ...], released: frozenset[str]
) -> Carrier:
    return Carrier(
        item=row.item,
        source=row.source,
        guid=row.guid,
        outlet=row.outlet or row.source,
        outlet_url=row.home_url,
        rights=Rights(row.rights) if row.rights else Rights.HEADLINE,
        first_seen=row.first_seen,
        version=decode_version(row.document),
        ordinal=row.ordinal,
        version_seen=row.seen_at,
        was_corrected=any(recall.label in CORRECTING for recall in recalls),
        past_texts=past,
        recalls=recalls,
        released=released,
    )


def _releases(connection: sa.Connection, item_ids: Sequence[int]) -> dict[int, dict[str, datetime]]:
    """Return item -> what editors have released of it, and when."""
    found: dict[int, dict[str, datetime]] = defaultdict(dict)
    for row in connection.execute(_RELEASES, {"ids": item_ids}):
        found[row.item][row.hold] = row.decided_at
    return found


def _unreleased(recalls: Sequence[Recall], releases: Mapping[str, datetime]) -> tuple[Recall, ...]:
    """Return what an item took back and editors have not released since."""
    return tuple(each for each in recalls if not _is_released(each, releases))


def _is_released(recall: Recall, releases: Mapping[str, datetime]) -> bool:
    at = releases.get(recall.label or "") if recall.label in STOPPING else None
    return at is not None and at >= recall.said.seen_at


def _released(releases: Mapping[str, datetime], seen_at: datetime) -> frozenset[str]:
    """Return the releases that hold for a version seen then: a later kill or withhold is a new word."""
    return frozenset(hold for hold, at in releases.items() if hold not in STOPPING or at >= seen_at)


def _past_words(connection: sa.Connection, item_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """Return item -> digests of the texts that its newest version replaced."""
    chains: dict[int, list[str]] = defaultdict(list)
    for row in connection.execute(_PAST_WORDS, {"ids": item_ids}):
        chains[row.item].append(row.words)
    return defaultdict(frozenset, {item: frozenset(chain) - {chain[-1]} for item, chain in chains.items()})
