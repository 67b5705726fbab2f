"""Feeds that change, polled again and again: what subscribers see of it."""

from datetime import timedelta

from tests.journeys.desk import MORNING, OTHER_TEXT, TEXT, Desk, Entry

HOUR = timedelta(hours=1)


async def test_exact_copies_of_three_outlets_are_one_entry(desk: Desk) -> None:
    """Three headlines over one text are one story with three carriers."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
    desk.carry("valley", Entry(guid="v1", title="Board votes to reopen pier"))
    desk.carry("coast", Entry(guid="c1", title="Pier reopens after storm", text=TEXT.replace("'", "’")))
    await desk.round()
    (story,) = desk.stories()
    assert {carrier["source"] for carrier in story["carriers"]} == {"harbour", "valley", "coast"}
    assert len(desk.feed().entries) == 1


async def test_changed_text_moves_updated_under_the_same_id(desk: Desk) -> None:
    """A write-thru under its guid keeps the id and both versions, and the entry moves."""
    for source in ("harbour", "valley", "coast"):
        desk.carry(source, Entry(guid=f"{source}-1", title="East pier to reopen"))
    await desk.round()
    (before,) = desk.stories()
    changed = TEXT + " The pier opens on Friday at noon."
    desk.carry("valley", Entry(guid="valley-1", title="East pier to reopen", text=changed))
    await desk.round(after=HOUR)
    (after,) = desk.stories()
    assert after["id"] == before["id"]
    assert after["first_published"] == before["first_published"]
    assert after["updated"] > before["updated"]
    assert after["lead"]["source"] == "valley"
    assert "noon" in desk.feed().entries[0].content[0].value
    past = {
        item["source"]: [version["text"] for version in item["versions"]]
        for item in desk.show(after["id"])["items"]
    }
    assert past["valley"] == [TEXT, changed]


async def test_second_poll_moves_nothing(desk: Desk) -> None:
    """The same feeds, an hour later: every file keeps its bytes and its time."""
    desk.carry(
        "harbour",
        Entry(guid="h1", title="East pier to reopen"),
        Entry(guid="h2", title="Picking", text=OTHER_TEXT),
    )
    desk.carry("valley", Entry(guid="v1", title="Board votes to reopen pier"))
    await desk.round()
    files, stories = desk.files(), desk.stories()
    await desk.round(after=HOUR)
    assert desk.files() == files
    assert desk.stories() == stories


async def test_new_carrier_moves_nothing_but_is_told_in_links(desk: Desk) -> None:
    """A late copy is no update; it shows among the entry's links at once."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"), priority=5)
    await desk.round()
    before = desk.feed().entries[0]
    desk.carry("valley", Entry(guid="v1", title="Board votes to reopen pier"))
    await desk.round(after=HOUR)
    (after,) = desk.feed().entries
    assert (after.id, after.title, after.updated, after.content[0].value) == (
        before.id,
        before.title,
        before.updated,
        before.content[0].value,
    )
    assert "http://outlet.example/v1" in {link.href for link in after.links}


async def test_late_story_is_still_published(desk: Desk) -> None:
    """A story that the outlet dates a week back reaches subscribers when it reaches us."""
    desk.carry(
        "harbour", *(Entry(guid=f"h{n}", title=f"Story {n}", text=f"{n} {OTHER_TEXT}") for n in range(120))
    )
    await desk.round()
    late = Entry(guid="late", title="A late story", at=MORNING - timedelta(days=7))
    desk.carry("valley", late)
    await desk.round(after=HOUR)
    assert "A late story" in {entry.title for entry in desk.feed().entries}


async def test_copies_polled_one_after_the_other_are_one_story_in_any_order(desk: Desk) -> None:
    """Whether copies come in one round or in three, they are one story."""
    for source in ("coast", "valley", "harbour"):
        desk.carry(source, Entry(guid=f"{source}-1", title=f"{source} says the pier reopens"))
        await desk.round(after=HOUR)
    assert len(desk.stories()) == 1


async def test_headline_printed_twice_is_one_story(desk: Desk) -> None:
    """An outlet that prints a short item twice within 48 hours has one story; four days later it is another."""
    desk.carry(
        "harbour",
        Entry(guid="a", title="Ferry timetable changes", text="Sailings move to the half hour."),
        Entry(
            guid="b",
            title="Ferry timetable changes",
            text="Sailings move to the half hour.",
            at=MORNING - HOUR,
        ),
        Entry(
            guid="c",
            title="Ferry timetable changes",
            text="Sailings move to the half hour.",
            at=MORNING - timedelta(days=4),
        ),
    )
    await desk.round()
    assert sorted(len(story["carriers"]) for story in desk.stories()) == [1, 2]


async def test_link_that_a_source_uses_for_many_entries_joins_nothing(desk: Desk) -> None:
    """Entries that all link to one live page are their own stories."""
    live = "http://outlet.example/live/storm"
    entries = [Entry(guid=f"l{n}", title=f"Live {n}", text=f"{n} {OTHER_TEXT}", link=live) for n in range(3)]
    desk.carry("harbour", *entries)
    desk.carry("valley", Entry(guid="v", title="Storm", link=live))
    await desk.round()
    assert len(desk.stories()) == 4


async def test_reused_guid_starts_a_new_item(desk: Desk) -> None:
    """An outlet that gives its one guid to every day's story loses none of them."""
    desk.carry("harbour", Entry(guid="today", title="Pier reopens"))
    await desk.round()
    desk.carry("harbour", Entry(guid="today", title="Early harvest", text=OTHER_TEXT, at=MORNING + 24 * HOUR))
    await desk.round(after=24 * HOUR)
    assert {story["title"] for story in desk.stories()} == {"Pier reopens", "Early harvest"}


async def test_boilerplate_under_many_headlines_is_no_story(desk: Desk) -> None:
    """A cookie wall that stands for every article's text does not make them one story."""
    desk.carry("harbour", *(Entry(guid=f"h{n}", title=f"Headline number {n}") for n in range(5)))
    await desk.round()
    assert len(desk.stories()) == 5


async def test_ids_survive_a_change_of_base_url_and_of_lead(desk: Desk) -> None:
    """The entry's id is made once: RSS, Atom and JSON agree on it."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
    await desk.round()
    (story,) = desk.stories()
    desk.carry("valley", Entry(guid="v1", title="Board votes to reopen pier"), priority=9)
    await desk.round(after=HOUR)
    (after,) = desk.stories()
    assert after["id"] == story["id"]
    assert after["lead"]["source"] == "valley"
    assert {desk.feed(f"national/{name}").entries[0].id for name in ("atom.xml", "rss.xml")} == {story["id"]}
    assert story["id"] in (desk.public / "national/feed.json").read_text(encoding="utf-8")


async def test_source_that_is_kept_out_of_matching_stays_alone(desk: Desk) -> None:
    """`match = false` leaves a source's items their own stories."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
    desk.carry("archive", Entry(guid="a1", title="East pier to reopen"), match=False)
    await desk.round()
    assert len(desk.stories()) == 2
