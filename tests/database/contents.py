"""What the tests of the store put into it, through the same methods as the stages."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from aggregator.database.appending import Plan
from aggregator.database.engine import Database
from aggregator.database.entries import Entries
from aggregator.database.matching import Matching
from aggregator.database.polls import PollCommit, Polls
from aggregator.database.prints import Printed, Prints
from aggregator.model.comparison import digest
from aggregator.model.decision import JOINS_FROM, Evidence, EvidenceKind, StoryDecision
from aggregator.model.item import Label, Version
from aggregator.model.poll import ItemChange, KnownItem, NewVersion, SourceState, Validators
from aggregator.model.sketch import Sketch, pack_digests
from aggregator.model.story import Status, Story
from tests.database.stores import NOON

PIER = "urn:uuid:aaaaaaaa-0000-4000-8000-000000000001"
FRUIT = "urn:uuid:aaaaaaab-0000-4000-8000-000000000002"
LATER = NOON + timedelta(hours=1)


def new_version(title: str, *, published: datetime | None = None, label: Label | None = None) -> NewVersion:
    """Return a version that says its title."""
    version = Version(title=title, text=f"{title}: “über 5 %” — ‘yes’ 🦆", published=published, label=label)
    return NewVersion(digest(title), digest(title, "words"), version)


def appending(*titles: str, guid: str = "a") -> Plan:
    """Return a plan that appends those versions of one guid which the store does not hold yet."""

    def plan(known: Mapping[str, Sequence[KnownItem]]) -> tuple[ItemChange, ...]:
        stored = known.get(guid, ())
        digests = stored[0].digests if stored else ()
        fresh = tuple(new for new in map(new_version, titles) if new.digest not in digests)
        return (ItemChange(guid=guid, item=stored[0].item if stored else None, versions=fresh),)

    return plan


def poll_of(source: str, *titles: str, guid: str = "a", at: datetime = NOON) -> PollCommit:
    """Return a poll that brought versions of one entry."""
    state = SourceState(
        source=source,
        outlet=source.title(),
        home_url=f"http://{source}.example/",
        validators=Validators(etag='W/"1"'),
        last_poll_at=at,
        next_poll_at=at + timedelta(minutes=5),
    )
    return PollCommit(state=state, guids=[guid], plan=appending(*titles, guid=guid))


def store_polls(store: Database, *polls: PollCommit) -> None:
    """Store polls, one transaction each."""
    for poll in polls:
        Polls(store).commit(poll.state, poll.guids, poll.plan)


def decision_of(
    store: Database,
    story: str,
    *items: int,
    sections: tuple[str, ...] = ("national",),
    due_at: datetime | None = None,
    at: datetime = NOON,
) -> StoryDecision:
    """Return the decision that these items are this story, out since `at`."""
    carriers = Matching(store).carriers(items)
    return StoryDecision(
        story=Story(
            id=story,
            status=Status.USABLE,
            sections=sections,
            first_published=at,
            updated=at,
            created_at=at,
            released_at=at,
            surfaced_at=at,
            lead=carriers[items[0]],
            shown_item=items[0],
            shown_words=digest(story),
            carriers=tuple(carriers[item] for item in items),
        ),
        publish_in=(*sections, "all"),
        due_at=due_at,
    )


def proof_of(one: int, other: int, *, strength: int = JOINS_FROM + 1_000) -> Evidence:
    """Return the evidence that two items are one text."""
    return Evidence(one, other, EvidenceKind.COPY, strength, "the same text")


def make_sketch(*shingles: int, at: int = 0, **fields: Any) -> Sketch:  # noqa: ANN401 - fields of many types
    """Return a sketch with these shingles."""
    values: dict[str, Any] = {
        "words": 100,
        "lead": b"",
        "numbers": b"",
        "stems": b"",
        "title": b"",
        "headline": 0,
        "link": 0,
        "is_revision": False,
    } | fields
    return Sketch(at=at, shingles=pack_digests(dict.fromkeys(shingles)), **values)


def print_items(store: Database, keys: Mapping[int, Sequence[int]], *, at: int = 0) -> None:
    """Store a fingerprint with these keys for each item, all of one time."""
    Prints(store).add(
        Printed(item=item, ordinal=1, place=at, keys=tuple(found), sketch=make_sketch(*found, at=at))
        for item, found in keys.items()
    )


def fill(store: Database) -> tuple[int, ...]:
    """Store three items of two sources and the two stories they are; return the items.

    The pier is carried twice, its first carriage in two versions; both stories wait to be published.
    """
    store_polls(
        store,
        poll_of("harbour", "Pier", "Pier, corrected"),
        poll_of("northern", "Pier"),
        poll_of("harbour", "Fruit", guid="b"),
    )
    matching = Matching(store)
    items = tuple(each.item for each in matching.unmatched(limit=10))
    print_items(store, {items[0]: [1], items[1]: [1], items[2]: [2]})
    ordinals = {items[0]: 2, items[1]: 1, items[2]: 1}
    Prints(store).compared([proof_of(items[0], items[1])], ordinals)
    pier = decision_of(store, PIER, items[0], items[1])
    fruit = decision_of(store, FRUIT, items[2], sections=("business",), due_at=LATER, at=LATER)
    matching.commit([pier, fruit], ordinals)
    return items


def make_ready(store: Database) -> None:
    """Let every story have its entry, as the publish stage makes it before any feed shows the story."""
    with store.reading() as connection:
        ids = connection.scalars(sa.text("SELECT story FROM stories")).all()
    Entries(store).add(dict.fromkeys(ids, b""), language="en", made_of="")
