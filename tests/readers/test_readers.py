"""What we publish, in the programs that people read it with: over HTTP, each with its own store."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.journeys.desk import MORNING, OTHER_TEXT, TEXT, Entry
from tests.readers.conftest import Subscription
from tests.readers.programs import Kind, Shown

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PICTURE = "http://pictures.example/pier.jpg"
OUTLET = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Northern Press</title>
<link>http://outlet.example/</link><description>-</description>
<item><title>Pier &amp; café to reopen: “soon” &lt;b&gt;</title><guid isPermaLink="false">n1</guid>
<link>http://outlet.example/n1?a=1&amp;b=2</link><pubDate>Wed, 07 Jan 2026 11:30:00 GMT</pubDate>
<author>desk@outlet.example (Ina Vogel)</author><description>{TEXT}</description>
<media:content url="{PICTURE}" type="image/jpeg" medium="image" width="1200" height="800" fileSize="48123">
<media:description>Fog lifts.</media:description><media:credit>Ina Vogel</media:credit></media:content></item>
<item><title>Harvest starts early</title><guid isPermaLink="false">n2</guid><link>http://outlet.example/n2</link>
<pubDate>Wed, 07 Jan 2026 10:15:00 GMT</pubDate><description>{OTHER_TEXT}</description></item>
</channel></rss>""".encode()


async def test_feed_reads_back_to_the_same_entries(subscription: Subscription, kind: Kind) -> None:
    """Ids, headlines, links, times, text and pictures arrive as the store has them."""
    subscription.desk.serve("northern", OUTLET, wire="Northern Press")
    shown = {each.id: each for each in await subscription.after()}
    stories = {story["id"]: story for story in subscription.desk.stories()}
    assert shown.keys() == stories.keys()
    for story in stories.values():
        _assert_same(shown[story["id"]], story, has_enclosures=kind.has_enclosures)
    assert TEXT in next(each.text for each in shown.values() if each.title.startswith("Pier"))


def _assert_same(shown: Shown, story: dict[str, Any], *, has_enclosures: bool) -> None:
    assert shown.title == story["title"]
    assert shown.link == story["lead"]["url"]
    assert shown.published in {None, _time(story["first_published"])}
    assert shown.updated in {None, _time(story["updated"])}
    pictures = [image["url"] for image in story["lead"]["images"]]
    assert shown.picture == (next(iter(pictures), None) if has_enclosures else None)
    assert all(picture in shown.text for picture in pictures)


def _time(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone(UTC)


async def test_story_is_one_entry_through_its_life(subscription: Subscription, kind: Kind) -> None:
    """New, copied, written through, corrected, killed: one entry, its state after each, unread for no carrier."""
    new = await _carry(subscription, "East pier to reopen", TEXT)
    subscription.program.read_all()
    subscription.desk.carry("harbour", Entry(guid="h1", title="Board votes to reopen", at=MORNING + HOUR))
    copied = _one(await subscription.after(HOUR))
    assert (copied.id, copied.title) == (new.id, new.title)
    assert not copied.is_unread
    written = await _carry(subscription, "East pier to reopen on Friday", TEXT + " It opens on Friday.")
    corrected = await _carry(subscription, "CORRECTED: Pier to reopen", TEXT + " It opens on Saturday.")
    killed = await _carry(subscription, "KILL: East pier to reopen", "Kill it.")
    assert {each.id for each in (new, copied, written, corrected, killed)} == {new.id}
    if kind.name == "rss2email":  # what is sent is sent: it has no second mail for an entry that it knows
        assert killed == copied
        return
    assert ("Friday" in written.text, "Saturday" in corrected.text) == (True, True)
    assert "Corrected" in corrected.text
    assert "harbour board" not in killed.text.lower()
    assert killed.title != new.title
    assert killed.updated is None or (new.updated and killed.updated > new.updated)
    assert {each.published for each in (written, corrected, killed)} == {new.published}
    later = await subscription.after(8 * DAY)  # the notice has left the feed; Atom says so (RFC 6721)
    assert all("harbour board" not in each.text.lower() and each.id == new.id for each in later)


async def _carry(subscription: Subscription, title: str, text: str) -> Shown:
    """Let the agency carry the story so, an hour later, and return the one entry that the reader shows."""
    subscription.desk.carry("northern", Entry(guid="n1", title=title, text=text), wire="Northern Press")
    return _one(await subscription.after(HOUR))


def _one(shown: list[Shown]) -> Shown:
    assert len(shown) == 1
    return shown[0]
