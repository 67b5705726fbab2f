"""A feed's archive (RFC 5005) is read when that is asked for: bounded, one document after another, resumable."""

from datetime import timedelta

import pytest

from tests.journeys.desk import MORNING, Desk, Entry, rss
from tests.servers.outlet import Answer, Page

DAY = timedelta(days=1)
NOW = Entry(guid="now", title="East pier to reopen")


def old(number: int) -> Entry:
    """Return an entry of an archive, each older than the one before it."""
    text = " ".join(f"plank{number}x{word}" for word in range(60))
    return Entry(guid=f"old{number}", title=f"Pier {number}", text=text, at=MORNING - (1 + number) * 30 * DAY)


def linked(body: bytes, to: str, relation: str = "prev-archive") -> bytes:
    """Return a feed that names where its older entries are."""
    link = f'<link xmlns="http://www.w3.org/2005/Atom" rel="{relation}" href="{to}"/>'
    return body.replace(b"<description>-</description>", f"<description>-</description>{link}".encode())


def archive(desk: Desk, documents: int, *, relation: str = "prev-archive", **options: object) -> None:
    """Let the harbour's feed have an archive of so many documents, each of one entry."""
    desk.serve("harbour", linked(rss(NOW), "/archive/0", relation), **options)
    for number in range(documents):
        body = linked(rss(old(number)), f"/archive/{number + 1}", relation)
        desk.outlet.answers[f"/archive/{number}"] = Page(body)


def read(desk: Desk) -> list[str]:
    """Return the documents of the archive that were asked for."""
    paths = [request.target.decode() for request in desk.outlet.requests]
    return [path for path in paths if path.startswith("/archive/")]


@pytest.mark.parametrize("relation", ["prev-archive", "next"])
async def test_archive_is_followed_as_far_as_asked(desk: Desk, relation: str) -> None:
    """Two documents of many, in their order, each once; what they hold is there, the newest on top."""
    archive(desk, 5, relation=relation, archive_pages=2)
    for _ in range(2):
        await desk.round(after=DAY)
    assert read(desk) == ["/archive/0", "/archive/1"]
    assert [entry.title for entry in desk.feed().entries] == ["East pier to reopen", "Pier 0", "Pier 1"]


async def test_archive_is_not_followed_unless_asked(desk: Desk) -> None:
    """Most archives hold what nobody who subscribes today wants."""
    archive(desk, 5)
    await desk.round()
    assert read(desk) == []


async def test_archive_pushes_nothing_out_of_a_feed(desk: Desk) -> None:
    """What was news before we came does not surface as if it were news."""
    archive(desk, 3, archive_pages=3)
    desk.tail = "[publish]\nentries = 2\n"
    await desk.round()
    assert len(desk.stories()) == 4
    assert [entry.title for entry in desk.feed().entries] == ["East pier to reopen", "Pier 0"]


async def test_archive_goes_on_after_an_interruption(desk: Desk) -> None:
    """A document that cannot be had waits; those behind it are read when it was, by whatever process comes then."""
    archive(desk, 3, archive_pages=3)
    held = desk.outlet.answers["/archive/1"]
    desk.outlet.answers["/archive/1"] = Answer(503)
    await desk.round()
    assert read(desk) == ["/archive/0", "/archive/1"]
    desk.outlet.answers["/archive/1"] = held
    await desk.round(after=DAY)
    assert read(desk) == ["/archive/0", "/archive/1", "/archive/1", "/archive/2"]
    assert len(desk.stories()) == 4


async def test_archive_of_an_older_version_changes_nothing(desk: Desk) -> None:
    """What the feed itself says of an entry is newer than what stands in its archive."""
    archive(desk, 1, archive_pages=1)
    stale = Entry(guid="now", title="East pier stays closed")
    desk.outlet.answers["/archive/0"] = Page(rss(stale, old(0)))
    await desk.round()
    assert {story["title"] for story in desk.stories()} == {"East pier to reopen", "Pier 0"}


async def test_archive_in_a_circle_ends(desk: Desk) -> None:
    """Each document is read once, whatever names it."""
    archive(desk, 2, archive_pages=50)
    desk.outlet.answers["/archive/1"] = Page(linked(rss(old(1)), "/archive/0"))
    await desk.round()
    assert read(desk) == ["/archive/0", "/archive/1"]
