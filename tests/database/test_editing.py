"""What editors decide, as both databases keep it."""

from datetime import timedelta

from aggregator.database.editing import Editing
from aggregator.database.engine import Database
from aggregator.database.matching import Matching
from aggregator.database.soundness import find_faults
from aggregator.model.decision import EditorsDecision, EditorsWord, ItemHold, LinkKind
from aggregator.model.item import Label
from tests.database.contents import FRUIT, LATER, PIER, fill, poll_of, store_polls
from tests.database.stores import NOON

NEW = "urn:uuid:cccccccc-0000-4000-8000-000000000009"


def said(word: EditorsWord, story: str = PIER, *, hours: int = 1, **fields: object) -> EditorsDecision:
    """Return a decision, so many hours after noon."""
    decided_at = NOON + timedelta(hours=hours)
    return EditorsDecision(story=story, word=word, decided_at=decided_at, **fields)  # type: ignore[arg-type] # of the test


def pairs(store: Database, *items: int) -> dict[tuple[int, int], LinkKind]:
    """Return what was said of these items."""
    return {(link.one, link.other): link.kind for link in Editing(store).links(items)}


def test_decision_comes_back_whole(store: Database) -> None:
    """With who, why and what else it is about."""
    fill(store)
    decision = said(EditorsWord.KILL, reason="„Why“ 🦆", who="Inès")
    Editing(store).record(decision)
    assert Editing(store).of([PIER]) == {PIER: (decision,)}
    assert Editing(store).about(PIER) == (decision,)
    assert Editing(store).waiting() == {1: PIER}


def test_newest_word_about_two_items_replaces_the_other(store: Database) -> None:
    """A pair has one link, whichever way round it was named."""
    one, two, three = fill(store)
    Editing(store).record(said(EditorsWord.MERGE, other=FRUIT))
    assert pairs(store, one) == {(one, two): LinkKind.MUST}
    assert pairs(store, two, three) == {(one, two): LinkKind.MUST, (two, three): LinkKind.MUST}
    Editing(store).record(said(EditorsWord.SPLIT, item=one, other=NEW, hours=2))
    assert pairs(store, one) == {(one, two): LinkKind.CANNOT}
    assert Matching(store).members([NEW]) == (one,)
    Editing(store).record(said(EditorsWord.MERGE, other=NEW, hours=3))
    assert pairs(store, one) == {(one, two): LinkKind.MUST}


def test_component_follows_links(store: Database) -> None:
    """Whoever matches one of two items that were spoken of sees the other."""
    items = fill(store)
    assert [each.item for each in Matching(store).component([items[2]]).prints] == [items[2]]
    Editing(store).record(said(EditorsWord.MERGE, other=FRUIT))
    assert [each.item for each in Matching(store).component([items[2]]).prints] == list(items)


def test_release_of_a_stop_holds_until_the_next_version(store: Database) -> None:
    """That of a rule or an embargo holds for the item."""
    first, *_ = fill(store)
    holds = [ItemHold(first, "rule minors"), ItemHold(first, Label.KILL.value)]
    Editing(store).record(said(EditorsWord.RELEASE, hours=2), holds=holds)
    Editing(store).record(said(EditorsWord.RELEASE, hours=3), holds=holds)
    assert Matching(store).carriers([first])[first].released == {"rule minors", "kill"}
    store_polls(store, poll_of("harbour", "Pier", "Pier 9", at=LATER + timedelta(days=1)))
    assert Matching(store).carriers([first])[first].released == {"rule minors"}


def test_split_and_purge_leave_a_sound_store(store: Database) -> None:
    """Before anybody has matched it, too, but for the lead that matching chooses."""
    items = fill(store)
    Editing(store).record(said(EditorsWord.SPLIT, item=items[1], other=NEW))
    Editing(store).record(said(EditorsWord.PURGE))
    assert find_faults(store) == ()
    carriers = Matching(store).carriers(items)
    assert [carriers[item].version.title for item in items[:1]] == [""]
    assert carriers[items[2]].version.title != ""
