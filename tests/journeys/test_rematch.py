"""Matching anew: what a source repeats is learned, and nothing that was decided is lost."""

from datetime import timedelta

from tests.journeys.desk import OTHER_TEXT, TEXT, Desk, Entry

HOUR = timedelta(hours=1)
BOX = " ".join(f"Read more of what readers of this outlet liked in week {number}." for number in range(12))


def boxed(number: int) -> Entry:
    """Return an entry whose text is a few words over an outlet's long box."""
    lines = f"<p>Short note {number} about a matter of its own kind.</p><p>{BOX}</p>"
    return Entry(guid=f"b{number}", title=f"Wholly different matter {'abcdefgh'[number] * 6}", text=lines)


async def test_rematch_changes_no_story_that_stands(desk: Desk) -> None:
    """Ids, status, carriers, `updated` and every published byte stay."""
    desk.carry("northern", Entry(guid="n1", title="East pier to reopen"), wire="Northern Press")
    desk.carry(
        "harbour", Entry(guid="h1", title="Pier opens"), Entry(guid="h2", title="Harvest", text=OTHER_TEXT)
    )
    await desk.round()
    desk.carry("valley", Entry(guid="v1", title="Board reopens pier", text=TEXT + " It opens in May."))
    await desk.round(after=HOUR)
    told, files = desk.stories(), desk.files()
    desk.rematch()
    assert desk.stories() == told
    assert desk.files() == files


async def test_rematch_learns_what_a_source_repeats(desk: Desk) -> None:
    """A box is most of these texts: once it is known, it joins them to nothing else."""
    desk.carry("harbour", *(boxed(number) for number in range(6)))
    desk.carry("valley", Entry(guid="v", title="Wholly different matter aaaaaa", text=BOX))
    await desk.round()
    before = len(desk.stories())
    desk.rematch()
    assert sum(story["status"] != "merged" for story in desk.stories()) >= before
    assert desk.boilerplate() == {"harbour"}


async def test_rematch_keeps_what_editors_decided(desk: Desk) -> None:
    """A killed story stays killed."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
    await desk.round()
    desk.kill(desk.stories()[0]["id"])
    desk.rematch()
    assert [story["status"] for story in desk.stories()] == ["withdrawn"]
