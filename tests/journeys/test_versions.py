"""An outlet changes its copy: what moves the story, what it says of it, and what moves nothing."""

from datetime import timedelta

import pytest

from tests.journeys.desk import TEXT, Desk, Entry, rss

HOUR = timedelta(hours=1)
MORE = "Mayor Ina Vogel said that the first ship is expected on Friday, with two hundred tonnes of salt on board."


async def publish(desk: Desk, text: str = TEXT, title: str = "East pier to reopen", **fields: str) -> str:
    """Let the harbour's one entry say this an hour later; return when its story was updated."""
    desk.carry("harbour", Entry(guid="h1", title=title, text=text, **fields))  # type: ignore[arg-type]  # texts only
    await desk.round(after=HOUR)
    (story,) = desk.stories()
    return str(story["updated"])


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (TEXT.replace(" ", "  ").replace("'", "’"), "East pier to reopen"),
        (
            f"Updated 2 hours ago. {TEXT}".replace("Updated 2 hours ago. ", "2 hours ago "),
            "East pier to reopen",
        ),
        (TEXT, "UPDATE 2: East pier to reopen"),
        (TEXT, "EAST PIER TO REOPEN"),
    ],
    ids=["white space and quotes", "relative time", "update mark", "case"],
)
async def test_change_without_substance_moves_nothing(desk: Desk, text: str, title: str) -> None:
    """Subscribers are not told that nothing happened."""
    before = await publish(desk)
    assert await publish(desk, text, title) == before
    assert "Updated" not in desk.feed().entries[0].content[0].value


async def test_markup_tracking_and_carrier_lines_move_nothing(desk: Desk) -> None:
    """An outlet that edits its page furniture has no news."""
    before = await publish(desk)
    body = rss(Entry(guid="h1", title="East pier to reopen", link="http://outlet.example/h1?utm_source=rss"))
    furniture = (
        "&lt;p&gt;This story was originally published by The Harbour Times.&lt;/p&gt;"
        "&lt;p&gt;Advertisement&lt;/p&gt;&lt;div class=&quot;x&quot;&gt;&lt;p&gt;3 min read&lt;/p&gt;&lt;/div&gt;"
    )
    desk.serve("harbour", body.replace(b"</content:encoded>", f"{furniture}</content:encoded>".encode()))
    await desk.round(after=HOUR)
    (story,) = desk.stories()
    assert story["updated"] == before


async def test_changed_figure_moves_the_story_and_is_named(desk: Desk) -> None:
    """In the feed, on the page and in the terminal's JSON, the next round changes no byte of it."""
    before = await publish(desk)
    after = await publish(desk, TEXT.replace("forty", "sixty"))
    assert after > before
    line = "numbers changed: forty → sixty"
    assert f": {line}.</p>" in desk.feed().entries[0].content[0].value
    page = (desk.public / "national/index.html").read_text(encoding="utf-8")
    assert '<del><span class="unseen" lang="en">removed: </span>forty</del>' in page
    (story,) = desk.stories()
    (item,) = desk.show(story["id"])["items"]
    assert [version["change"] for version in item["versions"]] == [None, line]
    files = desk.files()
    await desk.round(after=HOUR)
    assert desk.files() == files


async def test_new_carrier_changes_no_byte_of_the_text_until_the_story_moves(desk: Desk) -> None:
    """It shows at once in the links, and in the text with the next change of substance."""
    await publish(desk)
    before = desk.feed().entries[0]
    desk.carry("valley", Entry(guid="v1", title="Board votes to reopen pier", at=desk.now))
    same = await publish(desk)
    entry = desk.feed().entries[0]
    assert (entry.content[0].value, entry.updated) == (before.content[0].value, before.updated)
    assert desk.feed("national/rss.xml").entries[0].summary == entry.content[0].value
    assert ("related", "Valley: Board votes to reopen pier") in {
        (link.rel, link.get("title")) for link in entry.links
    }
    assert await publish(desk, TEXT.replace("forty", "sixty")) > same
    assert "Also carried by Valley.</p>" in desk.feed().entries[0].content[0].value


async def test_killed_story_forgets_what_changed(desk: Desk) -> None:
    """No page and no feed quotes the old figure once the story is withdrawn."""
    await publish(desk)
    await publish(desk, TEXT.replace("forty", "sixty"))
    (story,) = desk.stories()
    desk.kill(story["id"])
    assert not any(b"forty" in content or b"sixty" in content for content, _ in desk.files().values())
    shown = desk.show(story["id"])
    assert "forty" not in str(shown)


async def test_lead_says_why_it_leads(desk: Desk) -> None:
    """Whoever reads `show` learns which of the design's reasons decided."""
    desk.carry("valley", Entry(guid="v1", title="Board votes to reopen pier"), rights="summary")
    await publish(desk)
    (story,) = desk.stories()
    assert desk.show(story["id"])["lead_because"] == ["full rights"]
