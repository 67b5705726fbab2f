"""What the match stage reads and stores, on both databases."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from aggregator.database import matching as matching_room
from aggregator.database.catalogue import Catalogue
from aggregator.database.engine import Database
from aggregator.database.matching import Matching
from aggregator.database.polls import Polls
from aggregator.errors import DatabaseError
from aggregator.model.decision import Evidence, StoryDecision
from aggregator.model.item import Label
from aggregator.model.poll import ItemChange, SourceState
from aggregator.model.story import HeldBecause, Status, Story
from tests.database.contents import (
    FRUIT,
    LATER,
    PIER,
    decision_of,
    fill,
    key_of,
    new_version,
    poll_of,
    store_polls,
)
from tests.database.stores import NOON


def test_unmatched_items_come_in_the_order_they_came(store: Database) -> None:
    """With every version that waits, oldest first; the limit counts items."""
    store_polls(store, poll_of("harbour", "Pier", "Pier 2"), poll_of("northern", "Pier"))
    first, second = Matching(store).unmatched(limit=10)
    assert first.item < second.item
    assert [version.title for version in first.versions] == ["Pier", "Pier 2"]
    assert (first.ordinal, first.replaced) == (2, None)
    assert Matching(store).unmatched(limit=1) == (first,)


def test_version_after_matching_waits_with_the_one_it_replaced(store: Database) -> None:
    """What was matched is not matched again."""
    items = fill(store)
    assert Matching(store).unmatched(limit=10) == ()
    store_polls(store, poll_of("northern", "Pier", "Pier 2", "Pier 3"))
    (waiting,) = Matching(store).unmatched(limit=10)
    assert waiting.item == items[1]
    assert [version.title for version in waiting.versions] == ["Pier 2", "Pier 3"]
    assert waiting.replaced == new_version("Pier").version


def test_component_follows_keys_and_stories(store: Database) -> None:
    """One shared key leads to the other item, one shared story to its siblings; nothing else does."""
    items = fill(store)
    assert [each.item for each in Matching(store).component([items[1]])] == [items[0], items[1]]
    (alone,) = Matching(store).component([items[2]])
    assert (alone.item, alone.source, alone.story, alone.time) == (items[2], "harbour", FRUIT, NOON)
    assert alone.keys == (key_of("fruit"),)
    Matching(store).add_keys({items[2]: [key_of("pier", "another headline")]})
    assert [each.item for each in Matching(store).component([items[1]])] == list(items)
    assert Matching(store).component([]) == ()


def test_key_that_everybody_holds_leads_nowhere(store: Database) -> None:
    """A boilerplate text would join everything to everything."""
    many = matching_room.MOST_COMMON + 1
    version = new_version("Pier")
    changes = [ItemChange(guid=f"g{number}", versions=(version,)) for number in range(many)]
    state = SourceState(source="harbour", last_poll_at=NOON)
    Polls(store).commit(state, ["g0"], lambda _: changes)
    items = [each.item for each in Matching(store).unmatched(limit=many)]
    Matching(store).add_keys({item: [key_of("boilerplate")] for item in items})
    assert [each.item for each in Matching(store).component(items[:1])] == items[:1]


def test_keys_are_added_once_and_stay(store: Database) -> None:
    """A copy of an earlier version is still a copy."""
    (item, *_) = fill(store)
    for _ in range(2):
        Matching(store).add_keys({item: [key_of("pier"), key_of("pier 2")]})
    (first, _) = Matching(store).component([item])
    assert first.keys == tuple(sorted([key_of("pier"), key_of("pier 2")]))


def test_key_of_an_unknown_item_is_an_error(store: Database) -> None:
    """Both databases watch over references."""
    with pytest.raises(DatabaseError):
        Matching(store).add_keys({99: [key_of("pier")]})


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
    evidence = (Evidence(items[0], items[1], "the same text"), Evidence(items[0], items[2], "the same text"))
    assert Catalogue(store).history(FRUIT).evidence == evidence


def test_match_is_stored_whole_or_not_at_all(store: Database) -> None:
    """An error leaves neither stories nor what was matched."""
    items = fill(store)
    store_polls(store, poll_of("northern", "Pier", "Pier 2"))
    broken = decision_of(store, PIER, items[0])
    broken = replace(
        broken, evidence=(Evidence(99, 98, "no such items"),), story=replace(broken.story, agency="X")
    )
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
    Matching(store).commit([decision_of(store, PIER, *items)], dict.fromkeys(items, 1))
    assert len(Matching(store).component(items[:1])) == 1_100
    assert len(Catalogue(store).history(PIER).versions) == 1_100
    with store.reading() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM evidence")) == 1_099
