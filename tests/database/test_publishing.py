"""What the publish stage reads and clears, on both databases."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from aggregator.database.catalogue import Catalogue
from aggregator.database.engine import Database
from aggregator.database.entries import Entries
from aggregator.database.filing import Filings
from aggregator.database.matching import Matching
from aggregator.database.publishing import QUEUED_AT_ONCE, Pending, Publishing
from aggregator.model.change import Change, Swap
from aggregator.model.filing import Filing
from aggregator.model.story import Edition, HeldBecause, ShownVersion, Status
from tests.database.contents import FRUIT, LATER, PIER, decision_of, fill, make_ready
from tests.database.stores import NOON


def test_nothing_is_pending_in_a_new_store(store: Database) -> None:
    """Nothing to publish, nothing to clear."""
    assert Publishing(store).pending(now=NOON) == Pending()


def test_sections_of_queued_stories_are_pending_once(store: Database) -> None:
    """Whatever number of stories changed in them, in order."""
    fill(store)
    pending = Publishing(store).pending(now=NOON)
    assert pending.sections == ("all", "business", "national")
    assert len(pending.queued) == 4
    assert pending.due == ()


def put_notice(store: Database, fruit: int, due_at: datetime, status: Status = Status.WITHDRAWN) -> None:
    """Let the story be a notice that ends then, or one that is held until then."""
    decision = decision_of(store, FRUIT, fruit, sections=("business",), due_at=due_at, at=LATER)
    because = HeldBecause.EMBARGO if status is Status.HELD else None
    story = replace(decision.story, status=status, held_because=because)
    Matching(store).commit([replace(decision, story=story, publish_in=())], {})


def test_story_is_pending_again_when_its_notice_ends(store: Database) -> None:
    """To the microsecond, and in every section it is in; once published it is not due again."""
    (*_, fruit) = fill(store)
    put_notice(store, fruit, LATER)
    publishing = Publishing(store)
    publishing.clear(publishing.pending(now=NOON), now=NOON)
    assert publishing.pending(now=LATER - timedelta(microseconds=1)) == Pending()
    due = publishing.pending(now=LATER)
    assert (due.sections, due.due, due.queued) == (("all", "business"), (FRUIT,), ())
    publishing.clear(due, now=LATER)
    assert publishing.pending(now=LATER) == Pending()


def test_hour_that_was_moved_meanwhile_is_not_forgotten(store: Database) -> None:
    """The matcher moved it between reading and clearing."""
    (*_, fruit) = fill(store)
    put_notice(store, fruit, LATER)
    publishing = Publishing(store)
    due = publishing.pending(now=LATER)
    put_notice(store, fruit, LATER + timedelta(hours=1))
    publishing.clear(due, now=LATER)
    assert publishing.pending(now=LATER + timedelta(hours=1)).due == (FRUIT,)


def test_embargos_hour_is_left_to_the_match_stage(store: Database) -> None:
    """Publishing at that hour must not forget it: the story would be held for ever."""
    (*_, fruit) = fill(store)
    put_notice(store, fruit, LATER, Status.HELD)
    publishing = Publishing(store)
    publishing.clear(publishing.pending(now=LATER), now=LATER)
    assert publishing.pending(now=LATER).due == ()
    assert Matching(store).due(now=LATER) == (FRUIT,)


def test_what_is_queued_while_files_are_written_is_not_cleared(store: Database) -> None:
    """It is published the next time."""
    items = fill(store)
    publishing = Publishing(store)
    pending = publishing.pending(now=NOON)
    Matching(store).commit([decision_of(store, PIER, *items[:2], sections=("world",))], {})
    publishing.clear(pending, now=NOON)
    assert publishing.pending(now=NOON).sections == ("all", "world")


def test_row_with_a_lower_number_that_was_not_read_is_not_cleared(store: Database) -> None:
    """Another writer's numbers may become visible after higher ones."""
    fill(store)
    publishing = Publishing(store)
    pending = publishing.pending(now=NOON)
    late = sa.text("INSERT INTO outbox (number, section, story) VALUES (-1, 'world', :story)")
    with store.writing() as connection:
        connection.execute(late, {"story": PIER})
    publishing.clear(pending, now=NOON)
    assert publishing.pending(now=NOON) == Pending(queued=((-1, "world", PIER),))


def test_thousands_of_rows_are_cleared(store: Database) -> None:
    """A first fill queues more than a statement has parameters."""
    fill(store)
    rows = [{"section": "world", "story": PIER}] * 1_300
    with store.writing() as connection:
        connection.execute(sa.text("INSERT INTO outbox (section, story) VALUES (:section, :story)"), rows)
    publishing = Publishing(store)
    publishing.clear(publishing.pending(now=NOON), now=NOON)
    assert publishing.pending(now=NOON) == Pending()


def test_what_subscribers_have_read_is_published_before_what_is_new(store: Database) -> None:
    """A kill waits behind no first fill, though it was queued last; of the rest a portion is published at a time."""
    items = fill(store)
    publishing = Publishing(store)
    told = publishing.changes([PIER])
    publishing.clear(publishing.pending(now=NOON), now=NOON, told=told)
    rows = [{"section": "world", "story": FRUIT}] * (QUEUED_AT_ONCE + 100)
    with store.writing() as connection:
        connection.execute(sa.text("INSERT INTO outbox (section, story) VALUES (:section, :story)"), rows)
    Matching(store).commit([decision_of(store, PIER, *items[:2], sections=("national",))], {})
    pending = publishing.pending(now=NOON)
    assert len(pending.queued) == QUEUED_AT_ONCE
    assert pending.sections == ("all", "national", "world")
    publishing.clear(pending, now=NOON)
    assert len(publishing.pending(now=NOON).queued) == 102


def test_what_waits_in_other_sections_takes_nobodys_place(store: Database) -> None:
    """However much of it there is: a process that knows another configuration publishes it."""
    fill(store)
    assert Publishing(store).pending(now=NOON, within=["business"]).sections == ("business",)
    assert Publishing(store).pending(now=NOON, within=["nowhere"]) == Pending()


@pytest.mark.parametrize(
    ("section", "limit", "expected"),
    [
        ("all", 10, [FRUIT, PIER]),
        ("all", 1, [FRUIT]),
        ("national", 10, [PIER]),
        ("business", 10, [FRUIT]),
        ("nowhere", 10, []),
    ],
)
def test_latest_stories_are_those_that_surfaced_last(
    store: Database, section: str, limit: int, expected: list[str]
) -> None:
    """Of one section, the latest first; each can be read whole."""
    items = fill(store)
    make_ready(store)
    latest = Publishing(store).latest(section, limit=limit)
    assert list(latest) == expected
    if PIER in expected:
        pier = Publishing(store).whole(latest)[PIER]
        assert [carrier.item for carrier in pier.carriers] == [items[0], items[1]]
        assert pier.lead == pier.carriers[0]


def test_windows_of_several_feeds_are_those_of_each(store: Database) -> None:
    """They are read together; a feed without stories is one of them."""
    fill(store)
    Filings(store).file([Filing(PIER, ()), Filing(FRUIT, ())], page_size=50)
    make_ready(store)
    publishing = Publishing(store)
    windows = publishing.windows(["all", "national", "world", "nowhere"], limit=1)
    assert windows == {place: publishing.windows([place], limit=1)[place] for place in windows}
    assert {place: window.latest for place, window in windows.items()} == {
        place: publishing.latest(place, limit=1) for place in windows
    }
    assert windows["nowhere"].stories == ()
    assert set(windows["all"].stories) == {PIER, FRUIT}


def test_story_is_shown_once_its_page_and_entry_are_made(store: Database) -> None:
    """A first fill is published portion by portion; one that subscribers were told of stays while it waits again."""
    fill(store)
    publishing = Publishing(store)
    assert publishing.latest("all", limit=9) == ()
    Entries(store).add({FRUIT: b""}, language="en", made_of="")
    assert publishing.latest("all", limit=9) == (FRUIT,)
    publishing.clear(Pending(), now=NOON, told=publishing.changes([PIER]))
    assert publishing.latest("all", limit=9) == (FRUIT, PIER)


def test_stories_that_surfaced_together_come_by_their_own_date_then_by_id(store: Database) -> None:
    """A first fill shows in the outlet's order, the same on every database."""
    items = fill(store)
    ids = [f"urn:uuid:{digit}0000000-0000-4000-8000-000000000000" for digit in "19af"]
    for story, item in zip(ids, [items[0], items[1], items[2], items[0]], strict=True):
        Matching(store).commit([decision_of(store, story, item, sections=("world",))], {})
    older = decision_of(store, ids[3], items[0], sections=("world",))
    older = replace(older, story=replace(older.story, first_published=NOON - timedelta(days=1)))
    Matching(store).commit([older], {})
    make_ready(store)
    latest = list(Publishing(store).latest("world", limit=9))
    assert latest == [ids[2], ids[1], ids[0], ids[3]]


def test_story_is_read_with_the_version_that_its_edition_replaced(store: Database) -> None:
    """The page shows what changed from what the store has kept; without it there is nothing to show."""
    pier, *_ = fill(store)
    change = Change(numbers=(Swap("27", "25"),), headline=True)
    edition = Edition(
        shown=ShownVersion(pier, 2), before=ShownVersion(pier, 1), change=change, carriers=(pier,)
    )
    decision = decision_of(store, PIER, pier)
    Matching(store).commit([replace(decision, story=replace(decision.story, edition=edition))], {})
    story = Publishing(store).whole([PIER])[PIER]
    (first, *_) = Catalogue(store).history(PIER).versions[pier]
    assert (story.edition, story.replaced) == (edition, first.version)
    lost = replace(edition, before=ShownVersion(pier, 99))
    Matching(store).commit([replace(decision, story=replace(decision.story, edition=lost))], {})
    story = Publishing(store).whole([PIER])[PIER]
    assert (story.edition, story.replaced) == (lost, None)
