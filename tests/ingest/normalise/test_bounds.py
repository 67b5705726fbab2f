"""Whatever an entry holds, what is stored of it is no longer than an outlet has a use for."""

from dataclasses import asdict, replace
from typing import Any

import pytest

from aggregator.ingest.normalise.bounds import LINE_LIMIT, MANY_LIMIT
from aggregator.ingest.normalise.markup import HTML_LIMIT
from aggregator.model.item import Category, Picture, RawEntry
from tests.ingest.normalise.newsroom import item_of

LONG = "Pier words " * 200_000
LINES = [
    *("guid", "link", "base_url", "title_html", "title_text", "summary_html", "content_html", "published"),
    *("updated", "credit", "language", "copyright", "embargo", "genre", "slugline", "dateline", "place"),
    "editors_note",
]
ENTRY = RawEntry(guid="g", title_html="Pier", content_html="<p>It opens.</p>")
PICTURE = Picture(url="https://i.example/a.jpg", caption=LONG, credit=LONG, alt=LONG, media_type=LONG)


@pytest.mark.parametrize("is_wire", [False, True])
@pytest.mark.parametrize("name", LINES)
def test_long_field_is_cut(name: str, is_wire: bool) -> None:
    """A title of 50 MB would be copied into every feed, page and message."""
    fields: dict[str, Any] = {name: LONG}
    item = item_of(replace(replace(ENTRY, is_wire=is_wire), **fields))
    assert len(item.guid) <= 8_192
    assert len(repr(asdict(item.version))) < 3 * HTML_LIMIT


def test_many_of_a_kind_are_cut() -> None:
    """Two hundred thousand authors took twenty seconds."""
    entry = replace(
        ENTRY,
        authors=tuple(f"Jane Doe {each}" for each in range(200_000)),
        contributors=(LONG,) * 1000,
        categories=(Category(term=LONG, scheme=LONG, label=LONG),) * 1000,
        pictures=(PICTURE,) * 1000,
    )
    version = item_of(entry).version
    assert len(version.contributors) <= MANY_LIMIT
    assert len(repr(asdict(version))) < 60 * LINE_LIMIT + MANY_LIMIT * LINE_LIMIT


def test_long_guids_are_still_told_apart() -> None:
    """What is known by its digest is the same item again, and no other one."""
    first, again, other = (item_of(replace(ENTRY, guid=guid)) for guid in (LONG, LONG, LONG + "2"))
    assert first.guid == again.guid != other.guid


def test_longest_real_title_is_kept() -> None:
    """The limit is for what nobody wrote."""
    title = "The pier opens again " * 40
    assert item_of(replace(ENTRY, title_html=title)).version.title == title.strip()
