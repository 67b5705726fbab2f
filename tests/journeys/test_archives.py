"""Archives (RFC 5005): the feed and its archive documents hold every story, and what is archived stays where it is."""

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree

from aggregator.errors import PublishError
from tests.journeys.desk import MORNING, Desk, Entry
from tests.publish import validity

HOUR = timedelta(hours=1)
SMALL = "[publish]\nentries = 4\n"
ATOM = "{http://www.w3.org/2005/Atom}"
WORDS = (
    "harbour",
    "pier",
    "growers",
    "valley",
    "ferry",
    "council",
    "winter",
    "bridge",
    "school",
    "train",
    "frost",
)


def entry(number: int, **changes: object) -> Entry:
    """Return an entry that has nothing in common with those of other numbers."""
    text = " ".join(f"{word}{number}x{place}" for place, word in enumerate(WORDS))
    fields = {"guid": f"g{number}", "title": f"Headline {number}", "text": text, "at": MORNING, **changes}
    return Entry(**fields)  # type: ignore[arg-type]  # the tests name fields


async def publish(desk: Desk, *entries: Entry) -> None:
    """Let one outlet carry these, an hour later."""
    desk.tail = SMALL
    desk.carry("harbour", *entries)
    await desk.round(after=HOUR)


def walk(public: Path, name: str) -> list[tuple[str, list[str]]]:
    """Return path and titles of a feed's documents, from the feed along `prev-archive`."""
    found, path = [], f"national/{name}"
    while path:
        root = etree.fromstring((public / path).read_bytes())
        titles = [each.findtext(f"{ATOM}title") or "" for each in root.iter(f"{ATOM}entry")]
        titles += [each.findtext("title") or "" for each in root.iter("item")]
        found.append((path, sorted(titles)))
        links = {link.get("rel"): link.get("href") for link in root.iter(f"{ATOM}link")}
        path = (links.get("prev-archive") or "").removeprefix("http://desk.example/")
    return found


def headlines(numbers: Sequence[int]) -> list[str]:
    """Return the headlines of entries."""
    return sorted(f"Headline {number}" for number in numbers)


async def test_feed_and_archives_hold_every_story(desk: Desk) -> None:
    """Whoever follows `prev-archive` from the feed has them all, in Atom, RSS and JSON Feed."""
    for number in range(7):
        await publish(desk, entry(number))
    expected = [
        ("", headlines([3, 4, 5, 6])),
        ("archive/3/", headlines([4, 5])),
        ("archive/2/", headlines([2, 3])),
        ("archive/1/", headlines([0, 1])),
    ]
    for name in ("atom.xml", "rss.xml"):
        assert walk(desk.public, name) == [(f"national/{path}{name}", titles) for path, titles in expected]
    found, path = [], "national/feed.json"
    while path:
        feed = json.loads((desk.public / path).read_bytes())
        found.append(sorted(item["title"] for item in feed["items"]))
        path = feed.get("next_url", "").removeprefix("http://desk.example/")
    assert found == [titles for _, titles in expected]


async def test_archive_documents_say_what_they_are(desk: Desk) -> None:
    """They bear the feed's id, `fh:archive`, and the way forward, back and to the feed."""
    for number in range(6):
        await publish(desk, entry(number))
    live = etree.fromstring((desk.public / "national/atom.xml").read_bytes())
    root = etree.fromstring((desk.public / "national/archive/2/atom.xml").read_bytes())
    assert root.findtext(f"{ATOM}id") == live.findtext(f"{ATOM}id")
    assert root.find("{http://purl.org/syndication/history/1.0}archive") is not None
    assert live.find("{http://purl.org/syndication/history/1.0}archive") is None
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    base = "http://desk.example/national"
    assert links["self"] == f"{base}/archive/2/atom.xml"
    assert links["prev-archive"] == f"{base}/archive/1/atom.xml"
    assert links["next-archive"] == f"{base}/archive/3/atom.xml"
    assert links["current"] == f"{base}/atom.xml"
    oldest = etree.fromstring((desk.public / "national/archive/1/rss.xml").read_bytes())
    relations = [link.get("rel", "") for link in oldest.findall(f"channel/{ATOM}link")]
    assert sorted(relations) == ["current", "next-archive", "previous", "self"]


async def test_every_archive_document_is_valid(desk: Desk) -> None:
    """They are read by the same readers as the feeds."""
    for number in range(5):
        await publish(desk, entry(number))
    folder = desk.public / "national/archive/2"
    assert validity.check_atom((folder / "atom.xml").read_bytes()) == []
    assert validity.check_rss((folder / "rss.xml").read_bytes()) == []
    assert validity.check_json_feed((folder / "feed.json").read_bytes()) == []


async def test_late_story_shifts_no_page(desk: Desk) -> None:
    """A story dated last year that reaches us today comes last; full documents keep their bytes."""
    for number in range(4):
        await publish(desk, entry(number))
    before = {path: file for path, file in desk.files().items() if "/archive/1/" in path}
    await publish(desk, entry(9, at=MORNING - 365 * 24 * HOUR), entry(4))
    after = desk.files()
    assert before
    assert {path: after[path] for path in before} == before
    assert walk(desk.public, "atom.xml")[1] == ("national/archive/3/atom.xml", headlines([4, 9]))


async def test_correction_reaches_the_archive(desk: Desk) -> None:
    """What an archive shows of a story is what the story says now; its neighbours' documents stay as they are."""
    for number in range(6):
        await publish(desk, entry(number))
    before = desk.files()
    text = (
        entry(0).text
        + " The board has corrected the length of the pier, which is forty metres and not fifty."
    )
    await publish(desk, entry(0, title="CORRECTED: Headline 0", text=text))
    after = desk.files()
    changed = {path for path in after if "archive" in path and before.get(path) != after[path]}
    assert "national/archive/1/atom.xml" in changed
    assert not [path for path in changed if "/archive/1/" not in path]
    assert "forty metres" in (desk.public / "national/archive/1/atom.xml").read_text(encoding="utf-8")


async def test_killed_words_leave_the_archives(desk: Desk) -> None:
    """A kill takes the text out of every archive document, of places that the story has left as well."""
    for number in range(6):
        await publish(desk, entry(number))
    word = f"{WORDS[0]}0x0"
    assert [path for path, text in desk.files_in_plain().items() if word in text and "archive" in path]
    (story,) = [each for each in desk.stories() if each["title"] == "Headline 0"]
    desk.kill(story["id"])
    assert [path for path, text in desk.files_in_plain().items() if word in text] == []


async def test_updates_push_nothing_out_that_no_archive_holds(desk: Desk) -> None:
    """When old stories fill the feed again, the newest stay in it until an archive document has them."""
    numbers = range(5)
    for number in numbers:
        await publish(desk, entry(number))
    longer = [
        entry(n, text=f"{entry(n).text} A later paragraph says more of number {n}.") for n in numbers[:4]
    ]
    await publish(desk, *longer)
    documents = walk(desk.public, "atom.xml")
    assert {title for _, titles in documents for title in titles} == set(headlines(numbers))
    assert "Headline 4" in documents[0][1]


async def test_archives_that_are_lost_come_back(desk: Desk) -> None:
    """A document that somebody removed is made again by the next round, the same."""
    for number in range(5):
        await publish(desk, entry(number))
    path = desk.public / "national/archive/1/atom.xml"
    before = path.read_bytes()
    path.unlink()
    await desk.round(after=HOUR)
    assert path.read_bytes() == before


async def test_less_rights_take_text_out_of_archives(desk: Desk) -> None:
    """What a source no longer grants is published nowhere, however old."""
    for number in range(5):
        await publish(desk, entry(number))
    word = f"{WORDS[-1]}0x{len(WORDS) - 1}"
    assert word in (desk.public / "national/archive/1/rss.xml").read_text(encoding="utf-8")
    desk.sources["harbour"] = {**desk.sources["harbour"], "rights": "headline"}
    await desk.round(after=HOUR)
    assert [path for path, text in desk.files_in_plain().items() if word in text] == []


async def test_first_fill_is_archived_in_one_go(desk: Desk) -> None:
    """Whatever a source brings at once is numbered in the order of its dates."""
    await publish(desk, *(entry(number, at=MORNING - number * HOUR) for number in range(9)))
    documents = walk(desk.public, "atom.xml")
    assert documents[-1] == ("national/archive/1/atom.xml", headlines([7, 8]))
    assert {title for _, titles in documents for title in titles} == set(headlines(range(9)))


async def test_what_could_not_be_written_is_written_later(desk: Desk) -> None:
    """A publication that fails half-way loses no archive document and no feed: all of it still waits."""
    for number in range(3):
        await publish(desk, entry(number))
    in_the_way = desk.public / "national/archive/2"
    in_the_way.write_text("a file where a folder belongs", encoding="utf-8")
    with pytest.raises(PublishError):
        await publish(desk, entry(3))
    in_the_way.unlink()
    desk.publish_pending()
    assert walk(desk.public, "atom.xml")[1:] == [
        ("national/archive/2/atom.xml", headlines([2, 3])),
        ("national/archive/1/atom.xml", headlines([0, 1])),
    ]
    assert walk(desk.public, "rss.xml")[1][1] == headlines([2, 3])
    assert titles_of(desk.public / "source/harbour/archive/2/feed.json") == headlines([2, 3])


def titles_of(feed: Path) -> list[str]:
    """Return the titles of a JSON Feed."""
    return sorted(item["title"] for item in json.loads(feed.read_bytes())["items"])
