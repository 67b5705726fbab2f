"""Matching anew: what a source repeats is learned, and nothing that was decided is lost."""

from datetime import timedelta

from tests.journeys.desk import OTHER_TEXT, TEXT, Desk, Entry, rss

HOUR = timedelta(hours=1)
BOX = " ".join(f"Read more of what readers of this outlet liked in week {number}." for number in range(12))


def boxed(count: int) -> bytes:
    """Return a feed of texts that are a few words over an outlet's long box."""
    entries = [
        Entry(
            guid=f"b{number}",
            title=f"Wholly different matter {word}",
            text=f"Short note {number} about {word}.@{BOX}",
        )
        for number, word in enumerate("abcdefgh"[:count])
    ]
    return rss(*entries).replace(b"@", b"&lt;/p&gt;&lt;p&gt;")


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
    desk.serve("harbour", boxed(6))
    desk.carry("valley", Entry(guid="v1", title="Wholly different matter a", text=BOX))
    await desk.round()
    desk.rematch()
    assert desk.boilerplate() == {"harbour"}
    assert len(desk.stories()) == 7


async def test_rematch_keeps_what_editors_decided(desk: Desk) -> None:
    """A killed story stays killed."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
    await desk.round()
    desk.kill(desk.stories()[0]["id"])
    desk.rematch()
    assert [story["status"] for story in desk.stories()] == ["withdrawn"]


async def test_named_boilerplate_joins_nothing(desk: Desk) -> None:
    """A box that an operator names is not compared: without that, two outlets' notes over one box are one story."""
    for source in ("harbour", "valley"):
        notes = [Entry(guid=source, title="Quay works again", text=f"Short note of {source}.@{BOX}")]
        body = rss(*notes).replace(b"@", b"&lt;/p&gt;&lt;p&gt;")
        desk.serve(source, body, boilerplate=[BOX.upper()])
    await desk.round()
    assert [len(story["carriers"]) for story in desk.stories()] == [1, 1]


async def test_section_may_be_kept_out_of_merging(desk: Desk) -> None:
    """What is in it stands alone: two outlets' notices of one text are two stories."""
    desk.sections = ["national", "notices"]
    desk.tail = '[[sections]]\nid = "obituaries"\ntitle = "Obituaries"\nmatch = false\n'
    for source in ("harbour", "valley"):
        desk.carry(source, Entry(guid=source, title="East pier to reopen"), section="obituaries")
    for source in ("coast", "inland"):
        desk.carry(source, Entry(guid=source, title="Harvest begins early", text=OTHER_TEXT))
    await desk.round()
    assert sorted(len(story["carriers"]) for story in desk.stories()) == [1, 1, 2]
