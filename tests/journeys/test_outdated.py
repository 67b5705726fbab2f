"""`show` names the carriers that still run what was taken back."""

from datetime import timedelta

import pytest

from aggregator.cli.tables import show_story
from tests.journeys.desk import OTHER_TEXT, TEXT, Desk, Entry
from tests.journeys.rows import CANARY, COPIED, KILLED, SUB, TRIMMED, alleged

HOUR = timedelta(hours=1)


async def kill(desk: Desk) -> None:
    """Let the agency send a copy, two outlets run it, and the agency kill it at two o'clock."""
    desk.carry("northern", alleged(), wire="Northern Press")
    desk.carry("harbour", COPIED)
    desk.carry("valley", alleged("v1", "Pier", link="http://valley.example/pier"))
    await desk.round(after=HOUR)
    desk.carry("northern", KILLED)
    await desk.round(after=HOUR)


async def test_carriers_of_a_killed_version_are_shown(desk: Desk) -> None:
    """Until they take it off or run what the agency says now; no word of theirs is told."""
    await kill(desk)
    (story,) = desk.stories()
    shown = desk.show(story["id"])
    named = {"label": "kill", "at": "2026-01-07T14:00:00Z"}
    assert shown["outdated"] == [
        {"source": "harbour", "guid": "h1", "outlet": "Harbour", **named},
        {"source": "valley", "guid": "v1", "outlet": "Valley", **named},
    ]
    assert CANARY not in str(shown)
    desk.carry("northern", SUB)
    desk.carry("harbour", TRIMMED)
    desk.carry("valley", Entry(guid="v1", title="Accounts in order", text=OTHER_TEXT))
    await desk.round(after=HOUR)
    after = desk.show(story["id"])
    assert [each["guid"] for each in after["outdated"]] == ["h1"]
    bare = {"source": "harbour", "guid": "h1", "label": None}
    assert [each for each in after["carriers"] if each["source"] == "harbour"] == [bare]
    assert CANARY not in str(after), "no version of the past that was killed is told either"


async def test_terminal_says_who_runs_it_and_since_when(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """An editor picks up the telephone with this line."""
    await kill(desk)
    (story,) = desk.stories()
    show_story(desk.history(story["id"]), sources={}, now=desk.now, as_json=False)
    told = capsys.readouterr().out
    assert "still runs the version killed at 2026-01-07 14:00Z: Harbour (h1)" in told
    assert CANARY not in told


async def test_carriers_of_an_uncorrected_version_are_shown(desk: Desk) -> None:
    """The correction is theirs to make too; they stay carriers of the entry."""
    desk.carry("northern", Entry(guid="n1", title="Pier opens Friday"), wire="Northern Press")
    desk.carry("harbour", Entry(guid="h1", title="Pier opens"))
    await desk.round()
    desk.carry("northern", Entry(guid="n1", title="CORRECTED-Pier opens Saturday", text=TEXT + " Saturday."))
    await desk.round(after=HOUR)
    (story,) = desk.stories()
    (outdated,) = desk.show(story["id"])["outdated"]
    assert (outdated["source"], outdated["label"]) == ("harbour", "corrected")
    assert "Harbour" in desk.files_in_plain()["national/feed.json"].title()
    desk.carry("harbour", Entry(guid="h1", title="Pier opens", text=TEXT + " Saturday."))
    await desk.round(after=HOUR)
    assert desk.show(story["id"])["outdated"] == []
