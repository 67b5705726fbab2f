"""Webhooks and hubs through a story's life, with real receivers that verify, fail, hang and come back."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from aggregator.errors import PublishError
from tests.journeys.desk import MORNING, OTHER_TEXT, TEXT, Desk, Entry
from tests.servers.receiver import SECRET, Receiver, receiving

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CANARY = "Zanzibarquokka"
"""A word that stands in killed copy alone."""


def webhook(receiver: Receiver, name: str = "cms", further: str = "") -> str:
    """Return the table of a webhook."""
    return f'[[webhooks]]\nid = "{name}"\nurl = "{receiver.url()}"\nsecret = "HOOK"\nallow_private = true\n{further}\n'


@pytest_asyncio.fixture
async def cms(desk: Desk) -> AsyncIterator[Receiver]:
    """A receiver that is told of every story of the desk."""
    async with receiving() as receiver:
        desk.environment["HOOK"] = SECRET
        desk.tail = webhook(receiver)
        yield receiver


async def test_story_is_told_from_its_beginning_to_its_end(desk: Desk, cms: Receiver) -> None:
    """New, updated, corrected, killed: each once, signed, in order, as `stories --json` has the story."""
    desk.carry("northern", Entry(guid="n1", title="East pier to reopen"), wire="Northern Press")
    await desk.round()
    assert cms.taken[0].story == desk.stories()[0]
    assert cms.taken[0].content["timestamp"] == "2026-01-07T12:00:00Z"
    desk.carry("northern", Entry(guid="n1", title="East pier to reopen", text=TEXT + " On Friday."))
    await desk.round(after=HOUR)
    desk.carry("northern", Entry(guid="n1", title="CORRECTED: East pier to reopen", text=TEXT + " Saturday."))
    await desk.round(after=HOUR)
    desk.carry("northern", Entry(guid="n1", title="KILL: East pier to reopen", text="Kill it."))
    await desk.round(after=HOUR)
    assert cms.events == ["new", "updated", "corrected", "killed"]
    assert {message.story["id"] for message in cms.taken} == {desk.stories()[0]["id"]}
    assert all(message.is_signed() for message in cms.taken)
    assert not any(message.is_signed(SECRET[:-8] + "AAAAAAA=") for message in cms.taken)
    assert len({message.id for message in cms.taken}) == 4
    assert cms.taken[-1].story["title"] is None


async def test_new_carrier_sends_nothing(desk: Desk, cms: Receiver) -> None:
    """Nine outlets with the same copy are one message; polling twice is none."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
    await desk.round()
    for number in range(3):
        desk.carry(f"copy{number}", Entry(guid=f"c{number}", title=f"Board votes, take {number}"))
        await desk.round(after=HOUR)
    assert len(desk.stories()[0]["carriers"]) == 4
    assert cms.events == ["new"]


async def test_killed_words_are_in_no_message_that_comes_late(desk: Desk, cms: Receiver) -> None:
    """What waited while its story was killed tells that it is gone: nothing that waits holds copy."""
    cms.status = 503
    desk.carry("northern", Entry(guid="n1", title=f"{CANARY} to reopen", text=f"{CANARY}. {TEXT}"), wire="NP")
    await desk.round()
    desk.carry("northern", Entry(guid="n1", title=f"KILL: {CANARY} to reopen", text=f"Kill {CANARY}."))
    await desk.round(after=MINUTE)
    cms.status = 204
    seen = len(cms.messages)
    await desk.round(after=HOUR)
    late = cms.messages[seen:]
    assert [message.content["type"] for message in late] == ["new", "killed"]
    assert not any(CANARY in message.body.decode() for message in late)
    assert {message.story["status"] for message in late} == {"withdrawn"}


async def test_held_words_are_in_no_message(desk: Desk, cms: Receiver) -> None:
    """Neither a rule's hold nor an agency's kill without a story says its words to whoever is told that it waits."""
    events = 'events = ["new", "updated", "corrected", "killed", "waiting", "source"]'
    rule = '[[rules]]\nname = "night"\nwhen = { title = { matches = "pier" } }\nhold = true\n'
    desk.tail = webhook(cms, further=events) + rule
    desk.carry("harbour", Entry(guid="h1", title=f"{CANARY} pier", text=f"{CANARY}. {TEXT}"))
    desk.carry("northern", Entry(guid="n1", title=f"KILL: {CANARY}", text=f"Kill {CANARY}. {OTHER_TEXT}"))
    await desk.round()
    assert cms.events == ["waiting", "waiting"]
    assert {message.story["held_because"] for message in cms.taken} == {"rule", "kill"}
    assert not any(CANARY in message.body.decode() for message in cms.messages)
    [killed] = [message for message in cms.taken if message.story["held_because"] == "kill"]
    desk.kill(killed.story["id"])
    await desk.round(after=HOUR)
    over = cms.taken[-1].content["data"]["problem"]
    assert (cms.events, over["resolved_at"]) == (["waiting"] * 3, "2026-01-07T13:00:00Z")
    assert over["id"] == killed.content["data"]["problem"]["id"]


async def test_webhook_that_fails_gets_everything_in_order_when_it_is_back(desk: Desk, cms: Receiver) -> None:
    """No message overtakes another, none is lost, none comes twice; the one that failed keeps its id."""
    cms.status = 500
    for number in range(3):
        desk.carry(
            "harbour",
            *(
                Entry(guid=f"h{n}", title=f"Story {n}", text=f"{n} {OTHER_TEXT} {n}")
                for n in range(number + 1)
            ),
        )
        report = await desk.round(after=HOUR)
        assert report.untold == ("webhook cms: 127.0.0.1 answers 500",)
    assert [message.story["title"] for message in cms.messages] == ["Story 0"] * 3
    assert len({message.id for message in cms.messages}) == 1
    cms.status = 200
    report = await desk.round(after=HOUR)
    assert report.untold == ()
    assert [message.story["title"] for message in cms.taken] == ["Story 0", "Story 1", "Story 2"]
    assert cms.taken[0].id == cms.messages[0].id
    assert cms.taken[0].headers["webhook-timestamp"] != cms.messages[0].headers["webhook-timestamp"]
    assert all(message.is_signed() for message in cms.messages)


async def test_failing_webhook_is_not_asked_again_before_its_time(desk: Desk, cms: Receiver) -> None:
    """It backs off, and Retry-After is obeyed."""
    cms.status, cms.headers = 503, {"Retry-After": "1800"}
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
    await desk.round()
    await desk.round(after=20 * MINUTE)
    assert len(cms.messages) == 1
    await desk.round(after=20 * MINUTE)
    assert len(cms.messages) == 2


async def test_failing_webhook_keeps_no_other_waiting(desk: Desk, cms: Receiver) -> None:
    """Nor does one that has moved: a redirect is a failure with its remedy, and is not followed."""
    async with receiving() as other:
        cms.status, cms.headers = 308, {"Location": other.url()}
        desk.tail = webhook(cms) + webhook(other, "other", 'sections = ["national"]')
        desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
        report = await desk.round()
        assert other.events == ["new"]
    assert report.untold == (
        "webhook cms: 127.0.0.1 sends us elsewhere (308); write its new address into config.toml",
    )


async def test_message_that_nobody_takes_is_given_up_and_told(desk: Desk, cms: Receiver) -> None:
    """After three days; the newer ones then come through, and the problem names what is wrong until they do."""
    cms.status = 500
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
    await desk.round()
    for _ in range(2):
        await desk.round(after=HOUR)
    desk.carry("harbour", Entry(guid="h2", title="Harvest", text=OTHER_TEXT))
    await desk.round(after=3 * DAY)
    assert "webhook cms takes no messages" in problems(desk)
    cms.status = 200
    await desk.round(after=2 * HOUR)
    assert [message.story["title"] for message in cms.taken] == ["Harvest"]
    await desk.round(after=HOUR)
    assert problems(desk) == []


def problems(desk: Desk) -> list[str]:
    """Return the titles of the problems that are open."""
    with desk._open() as installation:
        return [each.trouble.title for each in installation.problems.known().values() if each.is_open]


async def test_crash_between_files_and_push_loses_no_message(desk: Desk, cms: Receiver) -> None:
    """Files that cannot be written tell nobody; once they are in place everybody is told, once."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
    (desk.folder / "public").write_text("in the way", encoding="utf-8")
    with pytest.raises(PublishError):
        await desk.round()
    assert cms.messages == []
    (desk.folder / "public").unlink()
    await desk.round(after=MINUTE)
    await desk.round(after=MINUTE)
    assert cms.events == ["new"]


async def test_webhook_of_a_section_hears_of_no_other(desk: Desk, cms: Receiver) -> None:
    """And one of a rule only of what the rule has touched."""
    async with receiving() as crime:
        desk.sections = ["national", "world"]
        rule = '[[rules]]\nname = "crime"\nwhen = { title = { matches = "Harvest" } }\npriority = 3\n'
        hooks = webhook(cms, further='sections = ["world"]') + webhook(crime, "crime", 'rules = ["crime"]')
        desk.tail = hooks + rule
        desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"), section="world")
        desk.carry("valley", Entry(guid="v1", title="Harvest", text=OTHER_TEXT))
        await desk.round()
        assert [message.story["title"] for message in cms.taken] == ["East pier to reopen"]
        assert [message.story["title"] for message in crime.taken] == ["Harvest"]


async def test_merged_story_is_told_with_where_it_went(desk: Desk, cms: Receiver) -> None:
    """A receiver that keeps stories takes this one down: it is no kill, and its words come under the other id."""
    desk.carry("harbour", Entry(guid="h1", title="Harvest", text=OTHER_TEXT))
    await desk.round()
    desk.carry("valley", Entry(guid="v1", title="Pier"))
    await desk.round(after=HOUR)
    for text in (OTHER_TEXT, TEXT):
        desk.carry("coast", Entry(guid="c1", title="Pier and harvest", text=text))
        await desk.round(after=HOUR)
    [merged] = [story for story in desk.stories() if story["status"] == "merged"]
    assert cms.events[:2] == ["new", "new"]
    assert [each.story for each in cms.taken if each.story["id"] == merged["id"]][1:] == [merged]
    assert merged["into"] == cms.taken[0].story["id"]


async def test_webhook_that_is_taken_out_gets_nothing_more(desk: Desk, cms: Receiver) -> None:
    """What waits for it is forgotten; one that comes later is not told the past."""
    cms.status = 500
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
    await desk.round()
    told, desk.tail = desk.tail, ""
    await desk.round(after=HOUR)
    cms.status, desk.tail = 200, told
    await desk.round(after=HOUR)
    assert len(cms.messages) == 1


async def test_hub_is_pinged_for_each_feed_that_changed(desk: Desk) -> None:
    """Once the files are in place; a new carrier is news in its own source's feed alone; the feeds name the hub."""
    async with receiving() as hub:
        desk.sections = ["national", "world"]
        desk.tail = f'[publish]\nhub = "{hub.url("/")}"\nhub_allow_private = true\n'
        desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
        await desk.round()
        assert all(message.form["hub.mode"] == ["publish"] for message in hub.messages)
        topics = sorted(message.form["hub.url"][0] for message in hub.messages)
        assert topics == sorted(
            f"http://desk.example/{section}/{name}"
            for section in ("all", "national", "source/harbour")
            for name in ("rss.xml", "atom.xml", "feed.json")
        )
        desk.carry("valley", Entry(guid="v1", title="Board votes"))
        await desk.round(after=HOUR)
        came = [message.form["hub.url"][0] for message in hub.messages[9:]]
        assert {topic.rpartition("/")[0] for topic in came} == {"http://desk.example/source/valley"}
        assert json.loads((desk.public / "world/feed.json").read_bytes())["hubs"] == [
            {"type": "WebSub", "url": hub.url("/")}
        ]
        for name in ("rss.xml", "atom.xml"):
            links = desk.feed(f"national/{name}").feed.links
            assert [link.href for link in links if link.rel == "hub"] == [hub.url("/")]


async def test_ping_that_fails_is_sent_again_once_for_all_changes(desk: Desk) -> None:
    """Each feed for itself: one that the hub refuses keeps no other from being told."""
    async with receiving() as hub:
        desk.tail = f'[publish]\nhub = "{hub.url("/")}"\nhub_allow_private = true\n'
        hub.status = 500
        for number in range(3):
            desk.carry("harbour", Entry(guid="h1", title="Pier", text=f"{TEXT} Version {number}."))
            await desk.round(after=HOUR)
        hub.status = 202
        await desk.round(after=HOUR)
        topics = [message.form["hub.url"][0] for message in hub.taken]
        assert len(topics) == len(set(topics)) == 9


async def test_hub_distributes_no_section_that_is_protected(desk: Desk, tmp_path: Path) -> None:
    """It could not fetch it, and readers must not be sent there."""
    async with receiving() as hub:
        desk.environment["TOKENS"] = "t0ken"
        access = '[access.national]\ntokens = "TOKENS"\n[access.all]\ntokens = "TOKENS"\n'
        desk.sections = ["national", "world"]
        desk.tail = f'[publish]\nhub = "{hub.url("/")}"\nhub_allow_private = true\n{access}'
        desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
        desk.carry("valley", Entry(guid="v1", title="Harvest", text=OTHER_TEXT), section="world")
        await desk.round()
        topics = {message.form["hub.url"][0].split("/")[3] for message in hub.messages}
        assert topics == {"world"}  # nor agencies and sources: they are as protected as `all` is
        assert b"hub" not in (desk.public / "national/atom.xml").read_bytes()
    assert desk.now == MORNING
