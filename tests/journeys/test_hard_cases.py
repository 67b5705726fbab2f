"""Cases that a first reading of the rules got wrong."""

from datetime import timedelta

from tests.journeys.desk import MORNING, OTHER_TEXT, TEXT, Desk, Entry, rss

HOUR = timedelta(hours=1)
KILL = "Editors and publishers: kill this story. Its central claim is withdrawn."


def drop(desk: Desk, name: str, entry: Entry) -> None:
    """Put a transmission into the agency's drop folder."""
    folder = desk.folder / "drop"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.xml").write_bytes(rss(entry, title="Northern Press"))
    desk.sources["northern"] = {"url": "drop/*.xml", "wire": "Northern Press"}


async def test_kill_that_keeps_its_date_ends_the_chain_of_a_drop_folder(desk: Desk) -> None:
    """The later file is the later word, whatever date stands in it; polled at once or file by file."""
    files = [
        ("1", Entry(guid="n1", title="Pier fraud alleged")),
        ("2", Entry(guid="n1", title="Pier fraud alleged", text=TEXT + " More.", at=MORNING + HOUR)),
        ("3", Entry(guid="n1", title="KILL: Pier fraud alleged", text=KILL)),
    ]
    for name, entry in files:
        drop(desk, name, entry)
        await desk.round(after=HOUR)
    assert [story["status"] for story in desk.stories()] == ["withdrawn"]
    chain = desk.show(desk.stories()[0]["id"])["items"][0]["versions"]
    assert [version["label"] for version in chain] == [None, None, "kill"]


async def test_killed_text_sent_again_under_another_guid_lifts_nothing(desk: Desk) -> None:
    """Only a new text of the same agency does."""
    desk.carry("northern", Entry(guid="a1", title="Pier fraud alleged"), wire="Northern Press")
    await desk.round()
    desk.carry("northern", Entry(guid="a1", title="KILL: Pier fraud alleged", text=KILL))
    await desk.round(after=HOUR)
    again = Entry(guid="a2", title="Pier fraud alleged", at=desk.now + HOUR)
    desk.carry("northern", again, Entry(guid="a1", title="KILL: Pier fraud alleged", text=KILL))
    desk.carry("meridian", Entry(guid="m1", title="Pier fraud", at=desk.now + HOUR), wire="Meridian Wire")
    await desk.round(after=2 * HOUR)
    assert [story["status"] for story in desk.stories()] == ["withdrawn"]


async def test_kill_under_a_reused_guid_means_its_latest_story(desk: Desk) -> None:
    """The guid's first story is over; the kill is of the second."""
    desk.carry("northern", Entry(guid="live", title="Pier reopens"), wire="Northern Press")
    await desk.round()
    desk.carry("northern", Entry(guid="live", title="Early harvest", text=OTHER_TEXT, at=MORNING + 24 * HOUR))
    await desk.round(after=24 * HOUR)
    desk.carry(
        "northern", Entry(guid="live", title="KILL: Advisory to editors", text=KILL, at=MORNING + 25 * HOUR)
    )
    await desk.round(after=HOUR)
    assert {story["title"]: story["status"] for story in desk.stories()} == {
        "Pier reopens": "usable",
        None: "withdrawn",
    }


async def test_notice_stands_in_every_section_that_had_the_story(desk: Desk) -> None:
    """A kill seldom repeats the categories of what it kills."""
    entry = rss(Entry(guid="n1", title="Pier fraud alleged")).replace(
        b"<item>", b"<item><category>Canada</category>"
    )
    desk.serve("northern", entry, wire="Northern Press", section=None, sections={"Canada": "national"})
    await desk.round()
    assert len(desk.feed().entries) == 1
    desk.serve("northern", rss(Entry(guid="n1", title="KILL: Pier fraud alleged", text=KILL)))
    await desk.round(after=HOUR)
    assert [entry.title for entry in desk.feed().entries] == ["Withdrawn"]


async def test_kill_that_keeps_its_date_is_updated_when_we_saw_it(desk: Desk) -> None:
    """Subscribers see the time of the kill, not that of the copy."""
    desk.carry("harbour", Entry(guid="h1", title="Pier fraud"))
    copy = Entry(guid="n1", title="Pier fraud alleged", at=MORNING + HOUR)
    desk.carry("northern", copy, wire="Northern Press")
    await desk.round(after=2 * HOUR)
    desk.carry("northern", Entry(guid="n1", title="KILL: Pier fraud alleged", text=KILL, at=MORNING + HOUR))
    await desk.round(after=HOUR)
    (story,) = desk.stories()
    assert story["updated"] == "2026-01-07T15:00:00Z"


async def test_kill_in_capitals_is_one_where_the_headline_had_no_such_word(desk: Desk) -> None:
    """Alone, KILL BILL RETURNS may be a film; over a known story it is a kill."""
    desk.carry(
        "harbour",
        Entry(guid="h1", title="MAYOR RESIGNS"),
        Entry(guid="h2", title="KILL BILL RETURNS", text=OTHER_TEXT),
    )
    await desk.round()
    desk.carry(
        "harbour",
        Entry(guid="h1", title="KILL MAYOR RESIGNS", text=KILL),
        Entry(guid="h2", title="KILL BILL RETURNS", text=OTHER_TEXT),
    )
    await desk.round(after=HOUR)
    assert {story["title"]: story["status"] for story in desk.stories()} == {
        "KILL BILL RETURNS": "usable",
        None: "withdrawn",
    }


async def test_outlet_that_cuts_its_copy_does_not_take_the_lead(desk: Desk) -> None:
    """A paywall's stub is no newer version of the agency's story."""
    desk.carry("northern", Entry(guid="n1", title="East pier to reopen"), wire="Northern Press")
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
    await desk.round()
    (before,) = desk.stories()
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen", text="Subscribe to read on."))
    await desk.round(after=HOUR)
    (after,) = desk.stories()
    assert after["lead"]["source"] == "northern"
    assert after["updated"] == before["updated"]


async def test_carrier_that_catches_up_moves_nothing(desk: Desk) -> None:
    """The second outlet's same write-thru is no second update."""
    desk.carry("harbour", Entry(guid="h1", title="Pier", at=MORNING - HOUR))
    desk.carry("valley", Entry(guid="v1", title="Pier"))
    await desk.round()
    newer = TEXT + " The pier opens on Friday."
    desk.carry("valley", Entry(guid="v1", title="Pier", text=newer))
    await desk.round(after=HOUR)
    (moved,) = desk.stories()
    desk.carry("harbour", Entry(guid="h1", title="Pier", text=newer, at=MORNING - HOUR))
    await desk.round(after=HOUR)
    (same,) = desk.stories()
    assert same["lead"]["source"] == "harbour"
    assert same["updated"] == moved["updated"]


async def test_changed_summary_is_substance(desk: Desk) -> None:
    """Where only summaries may be published, the summary is the story."""
    body = rss(Entry(guid="h1", title="Collision")).replace(
        b"<pubDate>", b"<description>Two died.</description><pubDate>"
    )
    desk.serve("harbour", body, rights="summary")
    await desk.round()
    (before,) = desk.stories()
    desk.serve("harbour", body.replace(b"Two died", b"Three died"))
    await desk.round(after=HOUR)
    (after,) = desk.stories()
    assert after["updated"] > before["updated"]


async def test_source_with_a_new_address_is_polled_whatever_the_old_one_said(desk: Desk) -> None:
    """A 410 or a Retry-After is the old address's word."""
    desk.sources["harbour"] = {"url": desk.outlet.url("/gone.xml")}
    from tests.servers.outlet import Answer

    desk.outlet.answers["/gone.xml"] = Answer(410)
    await desk.round()
    del desk.sources["harbour"]
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
    report = await desk.round(after=HOUR)
    assert report.left_alone == ()
    assert len(desk.stories()) == 1


async def test_unlike_entries_under_one_link_in_one_feed_are_stories_of_their_own(desk: Desk) -> None:
    """Without guid and date, four stories that all link to the live page are four."""
    texts = (TEXT, OTHER_TEXT, TEXT[::-1], OTHER_TEXT[::-1])
    items = "".join(
        f"<item><title>Story {number}</title><link>http://outlet.example/live</link><description>{text}</description></item>"
        for number, text in enumerate(texts)
    )
    desk.serve("harbour", f"<rss version='2.0'><channel><title>H</title>{items}</channel></rss>".encode())
    await desk.round()
    assert len(desk.stories()) == 4
    await desk.round(after=HOUR)
    assert len(desk.stories()) == 4


async def test_future_date_is_replaced_once_by_the_time_first_seen(desk: Desk) -> None:
    """A second version of an entry dated 2050 keeps the time at which we saw the first."""
    ahead = MORNING.replace(year=2050)
    desk.carry("harbour", Entry(guid="h1", title="Pier", at=ahead))
    await desk.round()
    desk.carry("harbour", Entry(guid="h1", title="Harvest", text=OTHER_TEXT, at=ahead))
    await desk.round(after=HOUR)
    (story,) = desk.stories()
    assert story["lead"]["published"] == story["first_published"] == "2026-01-07T12:00:00Z"


async def test_teaser_and_list_entry_of_one_page_are_one_story(desk: Desk) -> None:
    """The same headline and link twice, the second without a text."""
    page = "http://outlet.example/pact"
    desk.carry(
        "harbour",
        Entry(guid="a", title="Pact signed", link=page),
        Entry(guid="b", title="Pact signed", text="", link=page),
    )
    await desk.round()
    assert len(desk.stories()) == 1


async def test_same_headline_and_summary_over_other_texts_stay_apart(desk: Desk) -> None:
    """Tomorrow's forecast has today's headline and summary."""
    feed = rss(
        Entry(guid="a", title="Forecast", text=TEXT),
        Entry(guid="b", title="Forecast", text=OTHER_TEXT, at=MORNING - 24 * HOUR),
    )
    desk.serve("harbour", feed.replace(b"<pubDate>", b"<description>Your weather.</description><pubDate>"))
    await desk.round()
    assert len(desk.stories()) == 2


async def test_withdrawn_carrier_tells_source_guid_and_label_alone(desk: Desk) -> None:
    """The contract names three keys."""
    desk.carry("northern", Entry(guid="n1", title="Pier fraud alleged"), wire="Northern Press")
    await desk.round()
    desk.carry("northern", Entry(guid="n1", title="KILL: Pier fraud alleged", text=KILL))
    await desk.round(after=HOUR)
    (story,) = desk.stories()
    assert story["carriers"] == [{"source": "northern", "guid": "n1", "label": "kill"}]


async def test_folder_with_a_bad_file_stays_in_part_until_it_is_mended(desk: Desk) -> None:
    """The second round, which reads nothing new, names the file again."""
    drop(desk, "1", Entry(guid="n1", title="Pier"))
    (desk.folder / "drop/2.xml").write_bytes(b"half a fe")
    for _ in range(2):
        (poll,) = (await desk.round(after=HOUR)).polls
        assert len(poll.problems) == 1
