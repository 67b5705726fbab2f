"""Where stories stand beside their sections, and their numbers in archives, on both databases."""

from aggregator.database.engine import Database
from aggregator.database.filing import Filings
from aggregator.database.matching import Matching
from aggregator.database.publishing import Publishing
from aggregator.model.filing import ArchivePage, Filing, FurtherFeed, is_further, read_place
from tests.database.contents import FRUIT, PIER, decision_of, fill, make_ready
from tests.database.stores import NOON

PRESS = FurtherFeed("agency/northern-press", "Northern Press")
HARBOUR = FurtherFeed("source/harbour")


def queued(store: Database) -> list[str]:
    """Return the places that wait to be published, but for the sections."""
    return sorted(place for place in Publishing(store).pending(now=NOON).sections if is_further(place))


def clear(store: Database) -> None:
    """Cross off whatever waits."""
    publishing = Publishing(store)
    publishing.clear(publishing.pending(now=NOON), now=NOON)


def test_story_is_shown_where_it_was_filed(store: Database) -> None:
    """It is queued there, found there, and the agency's full name is kept."""
    fill(store)
    Filings(store).file([Filing(PIER, (PRESS, HARBOUR)), Filing(FRUIT, (HARBOUR,))], page_size=50)
    assert queued(store) == ["agency/northern-press", "source/harbour"]
    make_ready(store)
    assert Publishing(store).latest("source/harbour", limit=9) == (FRUIT, PIER)
    assert Filings(store).known() == (PRESS,)


def test_story_that_leaves_a_place_is_queued_there_once_more(store: Database) -> None:
    """Else the place would show it for ever; one that is stopped stays."""
    fill(store)
    filings = Filings(store)
    filings.file([Filing(PIER, (PRESS, HARBOUR))], page_size=50)
    clear(store)
    filings.file([Filing(PIER, (PRESS,))], page_size=50)
    assert queued(store) == ["agency/northern-press", "source/harbour"]
    make_ready(store)
    assert Publishing(store).latest("source/harbour", limit=9) == ()
    filings.file([Filing(PIER, None)], page_size=50)
    assert Publishing(store).latest(PRESS.place, limit=9) == (PIER,)


def test_match_stage_leaves_filed_places_alone(store: Database) -> None:
    """A story that is matched anew keeps them until it is filed anew."""
    items = fill(store)
    Filings(store).file([Filing(PIER, (HARBOUR,))], page_size=50)
    Matching(store).commit([decision_of(store, PIER, *items[:2], sections=("world",))], {})
    make_ready(store)
    assert Publishing(store).latest("source/harbour", limit=9) == (PIER,)


def test_quiet_filing_queues_what_it_changed(store: Database) -> None:
    """When a feed is saved later, the others are not rendered for it."""
    fill(store)
    filings = Filings(store)
    filings.file([Filing(PIER, (PRESS, HARBOUR))], page_size=50)
    clear(store)
    filings.file([Filing(PIER, (PRESS, HARBOUR))], page_size=50, is_quiet=True)
    assert queued(store) == []
    filings.file([Filing(PIER, (PRESS, HARBOUR, FurtherFeed("feeds/x")))], page_size=50, is_quiet=True)
    assert queued(store) == ["feeds/x"]


def test_archive_document_is_full_once_and_for_all(store: Database) -> None:
    """Stories keep their document whatever is filed later, and are queued with it."""
    fill(store)
    filings = Filings(store)
    filings.file([Filing(PIER, ()), Filing(FRUIT, ())], page_size=2)
    assert filings.newest_pages() == {"all": 1}
    assert filings.page(ArchivePage("all", 1)) == (PIER, FRUIT)
    clear(store)
    filings.file([Filing(FRUIT, ())], page_size=1)
    assert queued(store) == ["all/archive/1"]
    assert filings.newest_pages(["all"]) == {"all": 1}


def test_story_that_no_archive_holds_stays_in_the_window(store: Database) -> None:
    """However few entries a feed shows."""
    fill(store)
    Filings(store).file([Filing(PIER, ()), Filing(FRUIT, ())], page_size=5)
    publishing = Publishing(store)
    make_ready(store)
    assert publishing.latest("all", limit=1) == (FRUIT,)
    assert publishing.windows(["all"], limit=1)["all"].stories == (FRUIT, PIER)


def test_stories_are_numbered_in_the_order_of_publication(store: Database) -> None:
    """An installation that knew no archives until now begins with what came first."""
    fill(store)
    assert Filings(store).released() == ()
    publishing = Publishing(store)
    publishing.clear(publishing.pending(now=NOON), now=NOON, told=publishing.changes([FRUIT, PIER]))
    assert Filings(store).released() == (PIER, FRUIT)


def test_archives_that_were_queued_last_are_published_first(store: Database) -> None:
    """A kill does not wait for a first fill to be archived."""
    fill(store)
    filings = Filings(store)
    filings.file([Filing(PIER, ()), Filing(FRUIT, ())], page_size=1)
    filings.queue_pages([ArchivePage("all", 1)])
    some = Publishing(store).pending(now=NOON).with_archives(1)
    assert [place for place in some.sections if isinstance(read_place(place), ArchivePage)] == [
        "all/archive/1"
    ]


def test_what_is_matched_while_stories_are_filed_waits(store: Database) -> None:
    """An editor's command beside the service may match meanwhile: crossed off unfiled, a story would miss its feeds."""
    items = fill(store)
    publishing = Publishing(store)
    waiting = publishing.pending(now=NOON)
    Filings(store).file([Filing(PIER, (HARBOUR,)), Filing(FRUIT, ())], page_size=50)
    Matching(store).commit([decision_of(store, PIER, *items[:2], sections=("world",))], {})
    filed = publishing.filed(waiting, now=NOON)
    assert filed.sections == ("all", "business", "national", "source/harbour")
    publishing.clear(filed, now=NOON)
    left = publishing.pending(now=NOON)
    assert left.sections == ("all", "world")
    assert left.changed == (PIER,)


def test_digests_are_remembered_beside_names(store: Database) -> None:
    """What a source is made of takes no agency's name away."""
    fill(store)
    filings = Filings(store)
    filings.file([Filing(PIER, (PRESS,))], page_size=5)
    filings.remember({"source/harbour": "a", "filed by": "b"})
    filings.remember({"source/harbour": "c"})
    assert filings.made_of() == {"source/harbour": "c", "filed by": "b"}
    assert filings.known() == (PRESS,)
