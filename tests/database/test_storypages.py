"""What the pages of stories are made of, on both databases."""

from datetime import timedelta

from aggregator.database.engine import Database
from aggregator.database.matching import Matching
from aggregator.database.prints import Prints
from aggregator.database.storypages import StoryPages
from aggregator.model.decision import JOINS_FROM
from aggregator.model.story import ShownVersion
from tests.database.contents import FRUIT, LATER, PIER, fill, proof_of
from tests.database.stores import NOON


def test_stories_that_evidence_relates_stand_beside_one_another(store: Database) -> None:
    """Both ways: the page of each may name the other."""
    pier, _, fruit = fill(store)
    pages = StoryPages(store)
    assert pages.beside([PIER]) == ()
    Prints(store).compared([proof_of(pier, fruit, strength=JOINS_FROM - 1)], {})
    assert pages.beside([PIER]) == (FRUIT,)
    assert pages.beside([FRUIT]) == (PIER,)
    assert pages.beside([PIER, FRUIT]) == ()


def test_story_comes_with_every_version_of_its_lead(store: Database) -> None:
    """The oldest first; one that has never changed needs none, and what is not stored is missing."""
    fill(store)
    pier, fruit = StoryPages(store).read([PIER, "urn:uuid:nobody", FRUIT])
    assert [past.version.title for past in pier.chain] == ["Pier", "Pier, corrected"]
    assert (fruit.story.id, fruit.chain) == (FRUIT, ())


def test_published_stories_follow_one_another(store: Database) -> None:
    """Who makes all pages anew goes on where they stopped."""
    fill(store)
    pages = StoryPages(store)
    assert pages.after("", limit=1) == (PIER,)
    assert pages.after(PIER, limit=5) == (FRUIT,)
    assert pages.after(FRUIT, limit=5) == ()
    assert pages.known([PIER, "urn:uuid:nobody"]) == {PIER}


def test_latest_stories_are_the_newest_first_with_their_headlines(store: Database) -> None:
    """What was published before is no news."""
    pier, _, fruit = fill(store)
    pages = StoryPages(store)
    recent = pages.recent(since=NOON - timedelta(hours=1))
    assert [(each.story, each.published) for each in recent] == [(FRUIT, LATER), (PIER, NOON)]
    assert pages.titles(each.shown for each in recent) == {
        ShownVersion(pier, 2): "Pier, corrected",
        ShownVersion(fruit, 1): "Fruit",
    }
    assert [each.story for each in pages.recent(since=LATER)] == [FRUIT]
    assert Matching(store).unmatched(limit=1) == ()
