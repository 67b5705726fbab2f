"""A flood of new guids, or all guids changing at once, waits for editors; an ordinary busy day never does."""

from datetime import datetime, timedelta

import pytest

from aggregator.service.editing import release_flood, release_story
from tests.journeys.desk import Desk, Entry, rss
from tests.servers.outlet import Page

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def entry(number: int, at: datetime | None, *, guid: str = "h", title: str = "Pier") -> Entry:
    """Return an entry that has nothing in common with the others."""
    text = " ".join(f"plank{number}x{word}" for word in range(60))
    return Entry(guid=f"{guid}{number}", title=f"{title} {number}", text=text, at=at)


async def settled(desk: Desk, *, days: int = 8) -> list[Entry]:
    """Let a source post three items a day for more than its first week; return what its feed shows in the end."""
    shown: list[Entry] = []
    for day in range(days):
        fresh = [entry(3 * day + place, desk.now - place * HOUR) for place in range(3)]
        shown = [*fresh, *shown][:12]
        desk.carry("harbour", *shown)
        await desk.round(after=DAY)
    return shown


def held(desk: Desk) -> list[str]:
    """Return why each held story is held."""
    return [story["held_because"] for story in desk.stories() if story["status"] == "held"]


async def test_flood_of_new_guids_waits_for_editors(desk: Desk) -> None:
    """Sixty items at once of a source that posts three a day: nothing of them is published, and it is told once."""
    shown = await settled(desk)
    desk.carry("harbour", *(entry(number, desk.now) for number in range(500, 560)), *shown)
    await desk.round(after=DAY)
    assert held(desk) == ["flood"] * 60
    assert not [each for each in desk.feed().entries if int(each.title.removeprefix("Pier ")) >= 500]
    (trouble,) = desk.status().problems
    assert (trouble.title, trouble.key) == ("A flood of harbour waits for editors", "waiting/flood:harbour")


async def test_busy_day_is_no_flood(desk: Desk) -> None:
    """Four times the usual, and a few more of a quiet source: news comes in waves."""
    shown = await settled(desk)
    desk.carry("harbour", *(entry(number, desk.now) for number in range(500, 520)), *shown)
    await desk.round(after=DAY)
    assert held(desk) == []


async def test_flood_by_drops_is_a_flood(desk: Desk) -> None:
    """Ten new items each hour come to more than a day may bring, and what comes from then on waits."""
    await settled(desk)
    for hour in range(6):
        desk.carry("harbour", *(entry(500 + 10 * hour + each, desk.now) for each in range(10)))
        await desk.round(after=HOUR)
    assert 20 <= len(held(desk)) <= 40


async def test_first_week_holds_nothing(desk: Desk) -> None:
    """Of a source that is hardly known, nothing is known to be too much."""
    shown = await settled(desk, days=3)
    desk.carry("harbour", *(entry(number, desk.now) for number in range(500, 560)), *shown)
    await desk.round(after=DAY)
    assert held(desk) == []


async def test_days_of_silence_make_room_for_what_they_brought(desk: Desk) -> None:
    """After a week in which the service or the outlet was down, that week's news comes at once."""
    await settled(desk)
    desk.carry("harbour", *(entry(500 + each, desk.now + each * 4 * HOUR) for each in range(42)))
    await desk.round(after=7 * DAY)
    assert held(desk) == []


@pytest.mark.parametrize("is_dated", [True, False])
async def test_guids_that_all_change_at_once_wait_for_editors(desk: Desk, is_dated: bool) -> None:
    """An outlet's new system gives every entry a new guid: what was published must not come again."""
    shown = await settled(desk)
    again = [
        entry(number, old.at if is_dated else None, guid="new-", title="Jetty")
        for number, old in enumerate(shown, start=500)
    ]
    desk.carry("harbour", *again)
    await desk.round(after=HOUR)
    assert held(desk) == ["flood"] * len(shown)


async def test_feed_that_turned_over_is_no_change_of_guids(desk: Desk) -> None:
    """A short feed shows nothing of yesterday after a long night; its dates say that all of it is new."""
    await settled(desk)
    desk.carry("harbour", *(entry(500 + each, desk.now + each * HOUR) for each in range(12)))
    await desk.round(after=DAY)
    assert held(desk) == []


async def test_new_version_of_what_waits_waits_with_it(desk: Desk) -> None:
    """A changed headline does not let a flood out, and is not another version at each poll."""
    shown = await settled(desk)
    flood = [entry(number, desk.now) for number in range(500, 560)]
    desk.carry("harbour", *flood, *shown)
    await desk.round(after=DAY)
    desk.carry("harbour", *(entry(number, desk.now, title="Jetty") for number in range(500, 560)), *shown)
    await desk.round(after=HOUR)
    assert held(desk) == ["flood"] * 60
    (poll,) = (await desk.round(after=HOUR)).polls
    assert poll.counts.new_versions == 0


async def test_released_story_of_a_flood_is_out_and_stays_out(desk: Desk) -> None:
    """Its later versions come in like any other's."""
    shown = await settled(desk)
    flood = [entry(number, desk.now) for number in range(500, 560)]
    desk.carry("harbour", *flood, *shown)
    await desk.round(after=DAY)
    name = next(story["id"] for story in desk.stories() if story["status"] == "held")
    desk.decide(lambda installation: release_story(installation, name))
    assert len(held(desk)) == 59
    await desk.round(after=HOUR)
    assert len(held(desk)) == 59


async def test_whole_flood_is_released_with_one_command(desk: Desk) -> None:
    """An outlet that has begun to post ten times as much costs an editor one decision."""
    shown = await settled(desk)
    desk.carry("harbour", *(entry(number, desk.now) for number in range(500, 560)), *shown)
    await desk.round(after=DAY)
    done = desk.decide(lambda installation: release_flood(installation, "harbour"))
    assert done.words == "60 stories of harbour are released"
    assert held(desk) == []
    assert len(desk.feed().entries) > 60
    await desk.round(after=HOUR)
    assert desk.status().problems == ()


async def test_kill_in_a_flood_is_heard(desk: Desk) -> None:
    """What takes a story back is held up by nothing."""
    shown = await settled(desk)
    kill = Entry(
        guid=shown[0].guid, title=f"KILL: {shown[0].title}", text="Editors: kill this story.", at=desk.now
    )
    flood = [entry(number, desk.now) for number in range(500, 560)]
    desk.outlet.answers["/harbour.xml"] = Page(rss(kill, *flood, *shown[1:], title="Harbour"))
    await desk.round(after=DAY)
    assert shown[0].title not in {each.title for each in desk.feed().entries}
