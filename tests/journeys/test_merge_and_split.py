"""Editors join and part stories, and what they say holds through whatever comes."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from aggregator.errors import AggregatorError
from aggregator.service.editing import By, Done, merge_stories, split_story
from tests.journeys.desk import OTHER_TEXT, TEXT, Desk, Entry, open_desk

HOUR = timedelta(hours=1)
THIRD_TEXT = (
    "Council passed its budget after midnight. The levy rises by a fifth of what staff had asked for, two parks "
    "stay open through the winter, and the library's new wing waits another year, the mayor told reporters as "
    "she left the chamber with her scarf over her arm."
)


def titles(desk: Desk) -> dict[str, dict[str, Any]]:
    """Return the stories that are told by their titles."""
    return {story["title"]: story for story in desk.stories() if story["title"]}


def carriers(desk: Desk, story: str) -> list[str]:
    """Return the sources that carry a story."""
    (found,) = [each for each in desk.stories() if each["id"] == story]
    return [carrier["source"] for carrier in found["carriers"]]


def merge(desk: Desk, story: str, other: str) -> Done:
    """Let an editor say that two stories are one."""
    return desk.decide(lambda here: merge_stories(here, story, other, by=By(reason="one event")))


def split(desk: Desk, story: str, item: str) -> Done:
    """Let an editor say that an item is a story of its own."""
    return desk.decide(lambda here: split_story(here, story, item, by=By(reason="another pier")))


async def open_two(desk: Desk) -> tuple[str, str]:
    """Publish two stories an hour apart; return their ids, the elder first."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
    await desk.round()
    desk.carry("valley", Entry(guid="v1", title="Growers start early", text=OTHER_TEXT))
    await desk.round(after=HOUR)
    told = titles(desk)
    return told["East pier to reopen"]["id"], told["Growers start early"]["id"]


async def open_copies(desk: Desk) -> str:
    """Publish one story that three outlets carry; return its id."""
    for number, source in enumerate(("harbour", "valley", "coast")):
        desk.carry(source, Entry(guid=f"{source}-1", title=f"East pier, says {source}"))
        await desk.round(after=HOUR * min(number, 1))
    (story,) = desk.stories()
    return str(story["id"])


async def test_merged_stories_are_the_one_that_was_published_first(desk: Desk) -> None:
    """The other leaves a tombstone and no notice, and says where it went; its text is not shown twice."""
    elder, younger = await open_two(desk)
    desk.now += HOUR
    done = merge(desk, younger, elder)
    assert (done.story, done.other) == (elder, younger)
    stories = {story["id"]: story for story in desk.stories()}
    assert (stories[younger]["status"], stories[younger]["into"]) == ("merged", elder)
    assert carriers(desk, elder) == ["harbour", "valley"]
    assert [entry.id for entry in desk.feed().entries] == [elder]
    atom = (desk.public / "national/atom.xml").read_text(encoding="utf-8")
    assert f'deleted-entry ref="{younger}"' in atom
    assert "withdrawn" not in atom


async def test_merge_holds_through_new_versions_copies_and_restarts(desk: Desk) -> None:
    """Each round opens the store anew; neither side's changes part what no text joins."""
    elder, younger = await open_two(desk)
    merge(desk, elder, younger)
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen", text=TEXT + " On Friday."))
    desk.carry("valley", Entry(guid="v1", title="Growers start early", text=OTHER_TEXT + " At last."))
    desk.carry("coast", Entry(guid="c1", title="Early harvest", text=OTHER_TEXT))
    await desk.round(after=HOUR)
    await desk.round(after=HOUR)
    assert carriers(desk, elder) == ["harbour", "valley", "coast"]
    assert len(desk.feed().entries) == 1


async def test_split_item_is_a_story_of_its_own_and_the_story_keeps_its_id(desk: Desk) -> None:
    """Also where the item was the first of its story: subscribers have the id of the rest."""
    story = await open_copies(desk)
    done = split(desk, story, "harbour harbour-1")
    assert carriers(desk, story) == ["valley", "coast"]
    assert carriers(desk, str(done.other)) == ["harbour"]
    told = {entry.id: entry.title for entry in desk.feed().entries}
    assert told == {story: "East pier, says coast", done.other: "East pier, says harbour"}


async def test_item_in_the_middle_is_split_by_its_number(desk: Desk) -> None:
    """`show` prints the number; the others stay together, though the evidence ran through it."""
    story = await open_copies(desk)
    (number,) = [each["item"] for each in desk.show(story)["items"] if each["source"] == "valley"]
    split(desk, story, str(number))
    assert carriers(desk, story) == ["harbour", "coast"]


async def test_later_copy_joins_one_of_the_two_and_never_both(desk: Desk) -> None:
    """The false merge does not come back by a third outlet, nor by a new version of what was split."""
    story = await open_copies(desk)
    other = str(split(desk, story, "coast").other)
    desk.carry("island", Entry(guid="i1", title="East pier again"))
    desk.carry("coast", Entry(guid="coast-1", title="East pier, says coast now"))
    await desk.round(after=HOUR)
    await desk.round(after=HOUR)
    parted = {frozenset(carriers(desk, story)), frozenset(carriers(desk, other))}
    assert parted in (
        {frozenset({"harbour", "valley", "island"}), frozenset({"coast"})},
        {frozenset({"harbour", "valley"}), frozenset({"coast", "island"})},
    )


async def test_newest_word_holds_when_editors_change_their_mind(desk: Desk) -> None:
    """Split after merge parts, merge after split joins, each for good."""
    elder, younger = await open_two(desk)
    merge(desk, elder, younger)
    desk.now += HOUR
    third = str(split(desk, elder, "valley").other)
    await desk.round(after=HOUR)
    assert (carriers(desk, elder), carriers(desk, third)) == (["harbour"], ["valley"])
    merge(desk, third, elder)
    await desk.round(after=HOUR)
    assert carriers(desk, elder) == ["harbour", "valley"]


async def test_merge_of_three_survives_a_split_of_the_one_between(desk: Desk) -> None:
    """What editors joined stays joined, though they had said it by way of the item that goes."""
    elder, younger = await open_two(desk)
    desk.carry("coast", Entry(guid="c1", title="Budget", text=THIRD_TEXT))
    await desk.round(after=HOUR)
    merge(desk, elder, younger)
    merge(desk, elder, titles(desk)["Budget"]["id"])
    split(desk, elder, "valley")
    await desk.round(after=HOUR)
    assert carriers(desk, elder) == ["harbour", "coast"]


async def test_killed_story_takes_what_is_merged_with_it(desk: Desk) -> None:
    """A kill outlives a merge, whichever story was first."""
    elder, younger = await open_two(desk)
    desk.kill(younger)
    merge(desk, elder, younger)
    (kept,) = [story for story in desk.stories() if story["status"] != "merged"]
    assert (kept["id"], kept["status"]) == (elder, "withdrawn")


@pytest.mark.parametrize("item", ["nowhere", "99", "harbour", "valley v1 x"])
async def test_item_that_nobody_means_is_named_with_those_that_there_are(desk: Desk, item: str) -> None:
    """A source alone will do where it has one item in the story."""
    desk.carry("harbour", Entry(guid="h1", title="East pier"), Entry(guid="h2", title="East pier"))
    desk.carry("valley", Entry(guid="v1", title="East pier"))
    await desk.round()
    (story,) = desk.stories()
    with pytest.raises(AggregatorError, match="it has the items 1, 2, 3"):
        split(desk, story["id"], item)


async def test_nothing_is_merged_with_itself_or_split_from_nothing(desk: Desk) -> None:
    """Both say so, and change nothing."""
    elder, younger = await open_two(desk)
    with pytest.raises(AggregatorError, match="nothing to be split from"):
        split(desk, elder, "harbour")
    merge(desk, elder, younger)
    with pytest.raises(AggregatorError, match="one story already"):
        merge(desk, elder, younger)


async def test_both_databases_hold_what_editors_say(tmp_path: Path, database_url: str) -> None:
    """The same stories from the same words."""
    async with open_desk(tmp_path) as desk:
        desk.database = database_url
        elder, younger = await open_two(desk)
        merge(desk, elder, younger)
        other = split(desk, elder, "harbour").other
        await desk.round(after=HOUR)
        assert (carriers(desk, elder), carriers(desk, str(other))) == (["valley"], ["harbour"])
