"""Items that no store knows."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

from aggregator.model.item import Version
from aggregator.stories.fingerprint import line_digest
from aggregator.stories.inmemory import Matched, Said, match_in_memory
from tests.journeys.desk import OTHER_TEXT, TEXT

NOON = datetime(2026, 1, 7, 12, tzinfo=UTC)


def said(source: str, *texts: str, hours: int = 0, title: str = "East pier to reopen") -> Said:
    """Return an item of a source with a version for each text."""
    at = NOON + timedelta(hours=hours)
    versions = tuple(Version(title=title, text=text, published=at) for text in texts)
    return Said(source=source, guid=f"{source}1", seen_at=NOON, versions=versions)


def stories(matched: Matched, items: tuple[Said, ...]) -> set[frozenset[str]]:
    """Return which sources carry each story."""
    return {frozenset(items[item].source for item in each.items) for each in matched.clusters}


ITEMS = (
    said("harbour", TEXT),
    said("northern", TEXT[:200], hours=2),
    said("valley", OTHER_TEXT, TEXT + " It opens in May.", title="Pier opens"),
    said("coast", OTHER_TEXT, hours=40, title="Early harvest"),
)


def test_order_changes_nothing() -> None:
    """As in the store: any version may be the one that another outlet copied."""
    expected = stories(match_in_memory(ITEMS), ITEMS)
    assert frozenset({"harbour", "northern", "valley"}) <= max(expected, key=len)
    assert all(stories(match_in_memory(order), order) == expected for order in permutations(ITEMS))


def test_kept_out_is_in_no_story_of_others() -> None:
    """`match = false` of a source."""
    found = stories(match_in_memory(ITEMS[:2], alone={"northern"}), ITEMS)
    assert found == {frozenset({"harbour"}), frozenset({"northern"})}


def test_what_a_source_repeats_is_left_out() -> None:
    """A box that is known joins nothing."""
    box = (
        "Read more of what readers of this outlet liked best in the week that has just ended, every morning."
    )
    items = (said("harbour", f"A note.\n{box}"), said("northern", box))
    known = {each: frozenset([line_digest(box)]) for each in ("harbour", "northern")}
    assert len(match_in_memory(items, boilerplate=known).clusters) == 2


def test_nothing_is_no_story() -> None:
    """An empty file."""
    assert match_in_memory(()) == Matched(evidence=(), clusters=())
