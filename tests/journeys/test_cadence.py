"""When real servers are asked again: what `run` and `once --due` wait for."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from tests.journeys.desk import MORNING, Desk, Entry, rss
from tests.servers.outlet import Answer, Page

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
GOOD = Entry(guid="h1", title="East pier to reopen")
BUSY = tuple(
    Entry(guid=f"b{each}", title=f"Pier {each}", at=MORNING - each * 7 * MINUTE) for each in range(30)
)
SYNDICATION = '<rss xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'

HEADERS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "max-age": (("Cache-Control", "public, max-age=3600"),),
    "expires": (("Date", "Wed, 07 Jan 2026 12:00:00 GMT"), ("Expires", "Wed, 07 Jan 2026 13:00:00 GMT")),
}
HEADS = {
    "ttl": "<ttl>60</ttl>",
    "updatePeriod": "<sy:updatePeriod>hourly</sy:updatePeriod>",
    "skipHours": "<skipHours><hour>3</hour><hour>12</hour></skipHours>",
}


def wishing(wish: str) -> Page:
    """Return a busy feed whose server or head has a wish."""
    head = f"<channel>{HEADS.get(wish, '')}"
    body = rss(*BUSY).decode().replace("<channel>", head, 1).replace("<rss", SYNDICATION, 1)
    return Page(body.encode(), headers=HEADERS.get(wish, ()))


@pytest.mark.parametrize("wish", [*HEADERS, *HEADS])
async def test_publishers_wish_is_obeyed_by_the_service_and_not_by_once(desk: Desk, wish: str) -> None:
    """An hour's rest, also after an answer that nothing has changed; who types `once` wants it now."""
    desk.carry("harbour", GOOD, every="5m")
    desk.outlet.answers["/harbour.xml"] = wishing(wish)
    await desk.round()
    assert (await desk.round(after=30 * MINUTE, due_only=True)).left_alone == ("harbour",)
    assert (await desk.round(after=10 * MINUTE)).left_alone == ()  # 304
    assert (await desk.round(after=10 * MINUTE, due_only=True)).left_alone == ("harbour",)
    assert (await desk.round(after=55 * MINUTE, due_only=True)).left_alone == ()
    assert len(desk.outlet.requests) == 3


async def test_busy_feed_without_wishes_is_polled_every_time(desk: Desk) -> None:
    """What the tests above wait for is the publisher's wish alone."""
    desk.carry("harbour", *BUSY, every="5m")
    await desk.round()
    assert (await desk.round(after=6 * MINUTE, due_only=True)).left_alone == ()


async def test_store_says_why_the_next_poll_is_then(desk: Desk) -> None:
    """In a phrase, for each source."""
    desk.carry("busy", *BUSY, every="5m")
    desk.carry("quiet", GOOD)
    desk.carry("slow", GOOD)
    desk.outlet.answers["/slow.xml"] = wishing("ttl")
    desk.carry("broken", GOOD)
    desk.outlet.answers["/broken.xml"] = Answer(500)
    await desk.round(after=3 * DAY)
    why = {source: state.next_poll_because for source, state in desk.states().items()}
    assert why["slow"] == "the feed asks for 60 min"
    assert why["broken"] == "failing: try 2"
    assert str(why["quiet"]).startswith("learned: posts about every ")
    assert str(why["busy"]).startswith(("learned: posts about every ", "as often as its `every` allows: "))


async def test_news_brings_the_next_poll_closer(desk: Desk) -> None:
    """A source that was quiet and begins to post is polled more often from its first new item on."""
    desk.carry("harbour", Entry(guid="old", title="Pier", at=MORNING - 50 * DAY))
    await desk.round()
    quiet = desk.states()["harbour"].next_poll_at
    assert quiet is not None
    assert quiet - desk.now > HOUR
    desk.carry("harbour", *BUSY)
    await desk.round()
    news = desk.states()["harbour"].next_poll_at
    assert news is not None
    assert news - desk.now < 16 * MINUTE


async def test_clock_set_back_or_forward_stops_no_source(desk: Desk) -> None:
    """Back an hour, its schedule means nothing and it is polled; forward a day, it is simply due."""
    desk.carry("harbour", GOOD)
    await desk.round()
    assert (await desk.round(after=-HOUR, due_only=True)).left_alone == ()
    assert (await desk.round(after=DAY, due_only=True)).left_alone == ()
    at = desk.states()["harbour"].next_poll_at
    assert at is not None
    assert desk.now < at < desk.now + DAY
