"""Entries that say only that their copy is gone."""

from datetime import UTC, datetime

import pytest

from aggregator.ingest.normalise import normalise
from aggregator.model.item import Item, Label, RawEntry
from aggregator.model.source import Source

NOON = datetime(2026, 1, 7, 12, tzinfo=UTC)
SOURCE = Source(id="harbour", url="http://harbour.example/")


def read(**fields: str | bool) -> Item:
    """Return the item of an entry."""
    item = normalise(RawEntry(guid="h1", **fields), SOURCE, NOON)  # type: ignore[arg-type]
    assert isinstance(item, Item)
    return item


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("This article has been removed", ""),
        ("The story has been taken down.", "<p>Sorry.</p>"),
        ("[Removed]", "[Removed]"),
        ("Story withdrawn", ""),
        ("Cet article a été retiré", ""),
        ("East pier to reopen", "<p>This story has been removed at the request of the wire service.</p>"),
        ("East pier to reopen", "<p>This article was retracted.</p><p>We apologise.</p>"),
    ],
)
def test_sentence_in_the_place_of_the_copy_is_a_removal(title: str, text: str) -> None:
    """Outlets leave it under the old guid."""
    item = read(title_html=title, content_html=text)
    assert (item.version.label, item.is_removed) == (Label.KILL, True)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Statue removed", "<p>The city took it off its plinth on Tuesday.</p>"),
        ("Post deleted by minister draws fire", ""),
        ("This story has been removed from the curriculum, teachers say", ""),
        ("Page after page", "<p>The page was removed from the book of hours in 1911." + " It was sold." * 40),
        ("Article 50 withdrawn", ""),
    ],
)
def test_news_of_removals_is_none(title: str, text: str) -> None:
    """The words must be all that is said."""
    item = read(title_html=title, content_html=text)
    assert (item.version.label, item.is_removed) == (None, False)


def test_tombstone_is_the_kill_of_its_own_item() -> None:
    """It has no words, and is no agency's word about everybody's copy."""
    item = read(is_removed=True, updated="2026-01-07T11:00:00Z")
    assert (item.guid, item.version.label, item.version.is_agencys_word) == ("h1", Label.KILL, False)
    assert item.version.updated == NOON.replace(hour=11)
