"""Problems through rounds of the service: a source falls silent, fails, comes back."""

from datetime import timedelta

from tests.journeys.desk import TEXT, Desk, Entry
from tests.servers.outlet import Answer

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def told(desk: Desk) -> list[tuple[str, bool]]:
    """Return the problems that are known, by title, and whether each is open."""
    with desk._open() as installation:
        known = installation.problems.known().values()
        return [(problem.trouble.title, problem.is_open) for problem in known]


def ferry(number: int) -> Entry:
    """Return a story of its own."""
    return Entry(guid=f"h{number}", title=f"Ferry {number}", text=f"{number} {TEXT} {number * 7}")


async def test_source_that_falls_silent_is_quiet_until_it_speaks(desk: Desk) -> None:
    """It is compared with its own rhythm; one poll with something new and it is over."""
    for number in range(8):
        desk.carry("harbour", ferry(number))
        await desk.round(after=2 * HOUR)
    await desk.round(after=2 * DAY)
    assert told(desk) == []
    await desk.round(after=DAY + HOUR)
    assert told(desk) == [("harbour is quiet", True)]
    with desk._open() as installation:
        [problem] = installation.problems.known().values()
    assert problem.trouble.text.startswith(
        "Quiet since Thursday 8 January, 04:00 UTC; usually something new every 2 h"
    )
    desk.carry("harbour", ferry(99))
    await desk.round(after=HOUR)
    assert told(desk) == [("harbour is quiet", False)]
    await desk.round(after=8 * DAY)  # the long silence is a part of its rhythm now
    assert told(desk) == []
    await desk.round(after=12 * DAY)
    assert told(desk) == [("harbour is quiet", True)]


async def test_outage_of_ours_makes_no_source_quiet(desk: Desk) -> None:
    """While nobody asks, nobody can be quiet: a service that was off for a week accuses no outlet."""
    for number in range(8):
        desk.carry("harbour", ferry(number))
        await desk.round(after=2 * HOUR)
    desk.outlet.answers["/harbour.xml"] = Answer(500)
    await desk.round(after=7 * DAY)
    assert [title for title, _ in told(desk)] == ["harbour is failing"]


async def test_source_that_fails_is_told_and_is_well_again(desk: Desk) -> None:
    """Its words are the server's answer; a success ends it."""
    desk.carry("harbour", ferry(1))
    await desk.round()
    page = desk.outlet.answers["/harbour.xml"]
    desk.outlet.answers["/harbour.xml"] = Answer(503)
    for _ in range(3):
        await desk.round(after=HOUR)
    assert told(desk) == [("harbour is failing", True)]
    desk.outlet.answers["/harbour.xml"] = page
    await desk.round(after=HOUR)
    assert told(desk) == [("harbour is failing", False)]
