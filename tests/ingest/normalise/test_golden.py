"""Whole feeds against what they should become: one file, one outlet's oddity."""

from pathlib import Path

import pytest

from aggregator.ingest.normalise import normalise
from aggregator.ingest.parse import parse
from aggregator.model.item import Item, Skip
from aggregator.model.poll import Body, Parsed
from tests.conftest import Golden
from tests.ingest.normalise.newsroom import AGENCIES, NOW, SOURCE, as_json

FOLDER = Path(__file__).parent / "golden"
FEEDS = sorted(FOLDER.glob("*.xml"))
SIGNED = [path for path in FEEDS if path.stem.startswith("darpan")]


def read(path: Path) -> list[Item | Skip]:
    """Return what becomes of each entry of a feed, and then what was left out of it."""
    body = Body(
        url=f"https://feeds.example/{path.name}", content=path.read_bytes(), media_type="application/xml"
    )
    feed = parse(body)
    assert isinstance(feed, Parsed)
    items = [normalise(entry, SOURCE, NOW, agencies=AGENCIES) for entry in feed.entries]
    return [*items, *feed.skipped]


@pytest.mark.parametrize("path", FEEDS, ids=[path.stem for path in FEEDS])
def test_feed_becomes_the_items_that_were_read_by_eye(path: Path, golden: Golden) -> None:
    """A change of any rule shows as a change of a golden file."""
    golden(path.with_suffix(".json"), as_json(read(path)))


@pytest.mark.parametrize("path", SIGNED, ids=[path.stem for path in SIGNED])
def test_the_page_that_started_the_project_is_understood(path: Path) -> None:
    """Date, desk, agency, caption and credit stand in one signature line and beside one picture."""
    for item in [
        item for item in read(path) if isinstance(item, Item) and item.version.title.startswith("Canada")
    ]:
        version = item.version
        assert version.title == "Canada co-signs pact to help secure Ukraine after an eventual peace deal"
        assert version.published is not None
        assert version.published.isoformat() == "2026-01-07T18:31:00+00:00"
        assert (version.desk, version.agency, version.byline) == (
            "Darpan News Desk",
            "The Canadian Press",
            (),
        )
        assert [(picture.caption, picture.credit) for picture in version.pictures] == [
            (
                "Delegates leave the hall after the signing of the pact in an invented city.",
                "THE CANADIAN PRESS/Christinne Muschi",
            )
        ]
        assert "Darpan News Desk" not in version.text
