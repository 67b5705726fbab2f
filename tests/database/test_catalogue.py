"""What people ask the store, on both databases."""

from dataclasses import replace

import pytest

from aggregator.database.catalogue import Catalogue
from aggregator.database.engine import Database
from aggregator.database.matching import Matching
from aggregator.model.decision import StoryDecision
from aggregator.model.story import HeldBecause, Status, Story
from tests.database.contents import FRUIT, LATER, PIER, fill, new_version, proof_of
from tests.database.stores import NOON

HELD = "urn:uuid:cccccccc-0000-4000-8000-000000000003"


def filled(store: Database) -> tuple[int, ...]:
    """Store two published stories and one that was never out."""
    items = fill(store)
    held = Story(
        id=HELD, status=Status.HELD, held_because=HeldBecause.RULE, sections=("national",), created_at=NOON
    )
    Matching(store).commit([StoryDecision(story=held)], {})
    return items


def test_stories_come_latest_first_and_those_never_out_last(store: Database) -> None:
    """Where NULL stands is not left to the database."""
    filled(store)
    assert [story.id for story in Catalogue(store).stories()] == [FRUIT, PIER, HELD]


def test_stories_of_a_section_are_those_out_in_it(store: Database) -> None:
    """`all` is every story."""
    filled(store)
    catalogue = Catalogue(store)
    assert [story.id for story in catalogue.stories(section="national")] == [PIER]
    assert len(list(catalogue.stories(section="all"))) == 3


def test_stories_since_a_time_were_updated_since(store: Database) -> None:
    """That very moment included, those never out not."""
    filled(store)
    assert [story.id for story in Catalogue(store).stories(since=LATER)] == [FRUIT]
    assert len(list(Catalogue(store).stories(since=NOON))) == 2


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (PIER, (PIER,)),
        (PIER.removeprefix("urn:uuid:"), (PIER,)),
        ("AAAAAAAA", (PIER,)),
        ("aaaaaaa", (PIER, FRUIT)),
        ("aaaaaaaa_0000", ()),
        ("%", ()),
        ("_", ()),
        ("aaaa\\", ()),
        ("urn:uuid:urn:uuid:", ()),
        ("x'; DROP TABLE stories; --", ()),
    ],
)
def test_name_means_the_ids_that_begin_so(store: Database, name: str, expected: tuple[str, ...]) -> None:
    """Upper case is forgiven; the wildcards of LIKE stand for themselves."""
    filled(store)
    assert Catalogue(store).find(name) == expected


def test_name_means_ten_stories_at_most(store: Database) -> None:
    """More would help nobody."""
    filled(store)
    held = Catalogue(store).history(HELD).story
    many = [replace(held, id=f"urn:uuid:dddddddd-0000-4000-8000-{number:012}") for number in range(12)]
    Matching(store).commit([StoryDecision(story=story) for story in many], {})
    assert Catalogue(store).find("dd") == tuple(story.id for story in many[:10])


def test_history_has_every_version_and_the_evidence(store: Database) -> None:
    """In order, each with when we saw it."""
    items = filled(store)
    history = Catalogue(store).history(PIER)
    assert history.story.id == PIER
    chain = history.versions[items[0]]
    assert [(past.ordinal, past.seen_at) for past in chain] == [(1, NOON), (2, NOON)]
    assert chain[0].version == new_version("Pier").version
    assert history.evidence == (proof_of(items[0], items[1]),)


def test_history_of_an_unknown_story_is_a_mistake_of_the_caller(store: Database) -> None:
    """`find` says what there is."""
    with pytest.raises(ValueError, match="unpack"):
        Catalogue(store).history(PIER)


def test_items_and_stories_are_counted(store: Database) -> None:
    """By source, by section."""
    filled(store)
    assert Catalogue(store).items_per_source() == {"harbour": 2, "northern": 1}
    assert Catalogue(store).stories_per_section() == {"national": 1, "business": 1, "all": 2}


def test_new_store_has_no_stories(store: Database) -> None:
    """Empty answers, no errors."""
    catalogue = Catalogue(store)
    assert list(catalogue.stories()) == []
    assert catalogue.find("") == ()
    assert catalogue.items_per_source() == catalogue.stories_per_section() == {}


def test_homes_are_the_stories_of_items(store: Database) -> None:
    """What `rematch` holds against what it finds."""
    items = fill(store)
    assert Catalogue(store).homes() == {items[0]: PIER, items[1]: PIER, items[2]: FRUIT}
