"""Removed entries of Atom feeds (RFC 6721)."""

from aggregator.ingest.parse import parse
from aggregator.model.item import RawEntry
from aggregator.model.poll import Body, Parsed

TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


def read(*parts: str) -> tuple[RawEntry, ...]:
    """Return the entries of an Atom feed with these parts."""
    head = "<title>Harbour</title><id>urn:feed</id><updated>2026-01-07T13:00:00Z</updated>"
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="{TOMBSTONES}">{head}{"".join(parts)}</feed>'
    parsed = parse(Body(url="http://harbour.example/atom.xml", content=feed.encode()))
    assert isinstance(parsed, Parsed)
    return parsed.entries


def entry(guid: str, updated: str) -> str:
    """Return an entry that is there."""
    return f"<entry><id>{guid}</id><title>Pier</title><updated>{updated}</updated></entry>"


def tombstone(guid: str, when: str) -> str:
    """Return an entry that is no more."""
    return (
        f'<at:deleted-entry ref="{guid}" when="{when}"><at:comment>Removed.</at:comment></at:deleted-entry>'
    )


def test_removed_entry_is_read_beside_the_others() -> None:
    """It has its guid and its hour, and no words."""
    removed, living = read(tombstone("urn:a", "2026-01-07T12:00:00Z"), entry("urn:b", "2026-01-07T12:00:00Z"))
    assert removed == RawEntry(guid="urn:a", updated="2026-01-07T12:00:00Z", is_removed=True)
    assert (living.guid, living.is_removed) == ("urn:b", False)


def test_entry_that_is_newer_than_its_tombstone_stands() -> None:
    """An outlet that publishes it again leaves the old tombstone in its feed."""
    found = read(tombstone("urn:a", "2026-01-07T12:00:00Z"), entry("urn:a", "2026-01-07T13:00:00Z"))
    assert [one.is_removed for one in found] == [False]


def test_tombstone_that_is_newer_than_its_entry_is_the_later_word() -> None:
    """It stands before the entry, where a feed has what is newest."""
    found = read(entry("urn:a", "2026-01-07T12:00:00Z"), tombstone("urn:a", "2026-01-07T13:00:00Z"))
    assert [one.is_removed for one in found] == [True, False]


def test_tombstone_in_the_text_of_an_entry_removes_nothing() -> None:
    """Words about tombstones are words."""
    quoted = entry("urn:a", "2026-01-07T12:00:00Z").replace("Pier", "at:deleted-entry")
    inside = quoted.replace("</entry>", tombstone("urn:b", "2026-01-07T13:00:00Z") + "</entry>")
    assert [one.guid for one in read(inside)] == ["urn:a"]
