"""What the match stage reads and stores, on both databases."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from aggregator.database.catalogue import Catalogue
from aggregator.database.engine import Database
from aggregator.database.matching import Matching
from aggregator.database.polls import Polls
from aggregator.database.prints import Prints
from aggregator.errors import DatabaseError
from aggregator.model.decision import Evidence, EvidenceKind, StoryDecision
from aggregator.model.item import Label
from aggregator.model.poll import ItemChange, SourceState
from aggregator.model.story import HeldBecause, Status, Story
from tests.database.contents import (
    FRUIT,
    LATER,
    PIER,
    decision_of,
    fill,
    new_version,
    poll_of,
    proof_of,
    store_polls,
)
from tests.database.stores import NOON


def test_unmatched_items_come_in_the_order_they_came(store: Database) -> None:
    """With what the newest version of each replaces; the limit counts items."""
    store_polls(store, poll_of("harbour", "Pier", "Pier 2"), poll_of("northern", "Pier"))
    first, second = Matching(store).unmatched(limit=10)
    assert first.item < second.item
    assert (first.ordinal, first.replaced) == (2, new_version("Pier").version)
    assert (second.ordinal, second.replaced) == (1, None)
    assert Matching(store).unmatched(limit=1) == (first,)


def test_version_after_matching_waits_with_the_one_it_replaced(store: Database) -> None:
    """What was matched is not matched again."""
    items = fill(store)
    assert Matching(store).unmatched(limit=10) == ()
    store_polls(store, poll_of("northern", "Pier", "Pier 2", "Pier 3"))
    (waiting,) = Matching(store).unmatched(limit=10)
    assert (waiting.item, waiting.ordinal) == (items[1], 3)
    assert waiting.replaced == new_version("Pier").version


def test_component_follows_evidence_and_stories(store: Database) -> None:
    """What joins leads to the other item, one shared story to its siblings; what is only related does not."""
    items = fill(store)
    found = Matching(store).component([items[1]])
    assert [each.item for each in found.prints] == [items[0], items[1]]
    assert found.evidence == (proof_of(items[0], items[1]),)
    (alone,) = Matching(store).component([items[2]]).prints
    assert (alone.item, alone.source, alone.guid, alone.story) == (items[2], "harbour", "b", FRUIT)
    assert alone.time == NOON
    Prints(store).compared([proof_of(items[1], items[2], strength=500)], {})
    assert len(Matching(store).component([items[1]]).prints) == 2
    Prints(store).compared([proof_of(items[1], items[2])], {})
    assert [each.item for each in Matching(store).component([items[1]]).prints] == list(items)
    assert Matching(store).component([]).prints == ()


def test_link_is_followed_though_the_texts_differ(store: Database) -> None:
    """Whether a source gives its link to several items decides what it tells of the others."""
    items = fill(store)
    weak = Evidence(items[1], items[2], EvidenceKind.LINK, 999, "the same link, under another text")
    Prints(store).compared([weak], {})
    assert [each.item for each in Matching(store).component([items[2]]).prints] == list(items)


def test_items_are_grouped_anew_until_their_story_is_decided(store: Database) -> None:
    """`rematch` may be interrupted at any time."""
    items = fill(store)
    Prints(store).begin_anew({"harbour": ["0123456789abcdef"]})
    assert Matching(store).regrouping(limit=10) == items
    assert Matching(store).regrouping(limit=1) == items[:1]
    Matching(store).commit([decision_of(store, PIER, items[0], items[1])], {})
    assert Matching(store).regrouping(limit=10) == items[2:]


def test_carriers_say_what_their_newest_version_says(store: Database) -> None:
    """With the digests of the texts it has replaced, and whether it was ever a correction."""
    items = fill(store)
    corrected = new_version("Pier", label=Label.CORRECTED)
    state = SourceState(source="northern", last_poll_at=LATER, outlet="Northern")
    change = ItemChange(guid="a", item=items[1], versions=(replace(corrected, digest="c" * 64),))
    Polls(store).commit(state, ["a"], lambda _: (change,))
    carriers = Matching(store).carriers(items)
    assert list(carriers) == list(items)
    first, second = carriers[items[0]], carriers[items[1]]
    assert (first.outlet, first.outlet_url, first.guid) == ("Harbour", "http://harbour.example/", "a")
    assert (first.version.title, first.ordinal, first.first_seen) == ("Pier, corrected", 2, NOON)
    assert first.past_texts == {new_version("Pier").words}
    assert (first.was_corrected, second.was_corrected) == (False, True)
    assert second.version_seen == LATER
    assert Matching(store).carriers([]) == {}


def test_story_comes_back_as_it_was_decided(store: Database) -> None:
    """Every field, by way of either database's types."""
    fill(store)
    story = Story(
        id="urn:uuid:bbbbbbbb-0000-4000-8000-000000000003",
        status=Status.HELD,
        held_because=HeldBecause.EMBARGO,
        sections=("national", "world"),
        agency="La Presse Canadienne — 🦆",
        language="fr-CA",
        first_published=NOON,
        updated=LATER,
        created_at=NOON,
        released_at=LATER,
        surfaced_at=LATER,
    )
    Matching(store).commit([StoryDecision(story=story)], {})
    assert Matching(store).stories([story.id, "urn:uuid:none"]) == {story.id: story}


def test_merged_story_points_at_where_it_went(store: Database) -> None:
    """Its items, its evidence and its places go with it, and earlier merges point on."""
    items = fill(store)
    matching = Matching(store)
    everything = decision_of(store, FRUIT, *items)
    gone = replace(matching.stories([PIER])[PIER], status=Status.MERGED, into=FRUIT, surfaced_at=None)
    matching.commit([everything, StoryDecision(story=gone)], {})
    assert matching.stories([PIER])[PIER].into == FRUIT
    assert set(matching.members([FRUIT])) == set(items)
    assert matching.members([PIER]) == ()
    Prints(store).compared([proof_of(items[0], items[2])], {})
    evidence = (proof_of(items[0], items[1]), proof_of(items[0], items[2]))
    assert Catalogue(store).history(FRUIT).evidence == evidence


def test_match_is_stored_whole_or_not_at_all(store: Database) -> None:
    """An error leaves neither stories nor what was matched."""
    items = fill(store)
    store_polls(store, poll_of("northern", "Pier", "Pier 2"))
    broken = decision_of(store, PIER, items[0])
    nobody = replace(broken.story.carriers[0], item=99)
    broken = replace(broken, story=replace(broken.story, agency="X", carriers=(nobody,)))
    with pytest.raises(DatabaseError):
        Matching(store).commit([broken], {items[1]: 2})
    assert len(Matching(store).unmatched(limit=10)) == 1
    assert Matching(store).stories([PIER])[PIER].agency is None


def test_thousands_of_items_are_one_list(store: Database) -> None:
    """More than a statement has parameters."""
    version = new_version("Pier")
    changes = [ItemChange(guid=f"g{number}", versions=(version,)) for number in range(1_100)]
    state = SourceState(source="harbour", last_poll_at=NOON)
    Polls(store).commit(state, ["g0"], lambda _: changes)
    items = [each.item for each in Matching(store).unmatched(limit=2_000)]
    assert len(items) == 1_100
    Prints(store).compared([proof_of(items[0], other) for other in items[1:]], dict.fromkeys(items, 1))
    Matching(store).commit([decision_of(store, PIER, *items)], dict.fromkeys(items, 1))
    assert len(Matching(store).component(items[:1]).prints) == 1_100
    assert len(Catalogue(store).history(PIER).versions) == 1_100
    with store.reading() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM evidence")) == 1_099


def test_what_was_told_of_a_story_outlives_matching(store: Database) -> None:
    """The publish stage writes it beside what matching decides."""
    items = fill(store)
    with store.writing() as connection:
        connection.execute(
            sa.text("UPDATE stories SET told_places = 'x' WHERE story = :story"), {"story": PIER}
        )
    Matching(store).commit([decision_of(store, PIER, items[0], items[1])], {})
    with store.reading() as connection:
        query = sa.text("SELECT told_places FROM stories WHERE story = :story")
        assert connection.scalar(query, {"story": PIER}) == "x"
