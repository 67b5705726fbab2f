"""What webhooks and hubs are told, decided from each story before and after."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.config.settings import Webhook
from aggregator.model.problem import Problem, ProblemKind, Severity, Trouble
from aggregator.model.push import NewPush, PushEvent, StoryChange, Told
from aggregator.model.story import Status
from aggregator.publish.push import (
    feed_topics,
    find_event,
    find_pushes,
    lane_of,
    link_header,
    tell_of_problems,
)
from tests.publish.newsroom import NOW, SITE

NOON = datetime(2026, 1, 7, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
PLACES = ("all", "national")
CMS = Webhook(id="cms", url="https://cms.example/", secret="CMS")  # noqa: S106 - the name of one
EVERYTHING = replace(CMS, events=tuple(PushEvent))
HUBBED = replace(SITE, hubs={"national": "https://hub.example/", "all": "https://hub.example/"})

statuses = st.sampled_from(list(Status))
tolds = st.builds(
    Told,
    statuses,
    st.sampled_from([NOON, LATER]),
    st.sampled_from([(), PLACES, ("all",), ("all", "world")]),
)


def change(before: Told | None, after: Told, **more: object) -> StoryChange:
    """Return a story that was told as one and is the other."""
    return replace(StoryChange(story="urn:uuid:1", before=before, after=after), **more)  # type: ignore[arg-type]  # the tests name fields


def usable(updated: datetime = NOON, status: Status = Status.USABLE) -> Told:
    """Return a story that is out."""
    return Told(status, updated, PLACES)


@pytest.mark.parametrize(
    ("before", "after", "is_correction", "event"),
    [
        (None, usable(), False, PushEvent.NEW),
        (None, usable(status=Status.CORRECTED), True, PushEvent.NEW),
        (None, usable(status=Status.WITHDRAWN), False, None),
        (None, usable(status=Status.HELD), False, None),
        (None, Told(Status.USABLE, NOON, ()), False, None),  # an advisory: it is in no feed
        (usable(), usable(), False, None),
        (usable(), usable(LATER), False, PushEvent.UPDATED),
        (usable(), usable(LATER, Status.CORRECTED), False, PushEvent.CORRECTED),
        (usable(NOON, Status.CORRECTED), usable(LATER, Status.CORRECTED), True, PushEvent.CORRECTED),
        (usable(NOON, Status.CORRECTED), usable(LATER, Status.CORRECTED), False, PushEvent.UPDATED),
        (usable(), usable(LATER, Status.WITHDRAWN), False, PushEvent.KILLED),
        (usable(), usable(LATER, Status.HELD), False, PushEvent.KILLED),
        (usable(NOON, Status.HELD), usable(LATER, Status.WITHDRAWN), False, PushEvent.KILLED),
        (usable(NOON, Status.WITHDRAWN), usable(LATER, Status.WITHDRAWN), False, None),
        (usable(NOON, Status.WITHDRAWN), usable(LATER), False, PushEvent.UPDATED),
        (usable(), usable(LATER, Status.MERGED), False, PushEvent.UPDATED),
        (Told(Status.USABLE, NOON, ()), usable(), False, PushEvent.NEW),
    ],
)
def test_event_follows_from_before_and_after(
    before: Told | None, after: Told, is_correction: bool, event: PushEvent | None
) -> None:
    """Every step of a story's life has one event, or none."""
    assert find_event(change(before, after, is_correction=is_correction)) is event


@given(tolds, tolds)
def test_what_has_not_moved_is_told_to_nobody(told: Told, other: Told) -> None:
    """A new carrier moves neither status nor `updated`, whatever sections it adds: it sends nothing, pings nobody."""
    before = replace(told, places=("all",))
    after = replace(before, places=("all", *other.places))
    pushes = find_pushes([change(before, after)], webhooks=[EVERYTHING], topics=feed_topics(HUBBED))
    assert pushes == ()


@given(st.none() | tolds, tolds)
def test_webhook_gets_one_message_of_a_change_at_most(before: Told | None, after: Told) -> None:
    """And only of an event that it asked for."""
    killed_only = replace(CMS, id="kills", events=(PushEvent.KILLED,))
    told = find_pushes([change(before, after)], webhooks=[CMS, killed_only], topics={})
    lanes = [push.lane for push in told]
    assert len(set(lanes)) == len(lanes)
    assert all(push.event == PushEvent.KILLED for push in told if push.lane == "webhook/kills")


def test_kill_goes_to_the_sections_that_the_story_was_in() -> None:
    """Whoever was told of it learns that it is gone, though the kill names other sections."""
    killed = change(usable(), Told(Status.WITHDRAWN, LATER, ("all", "world")))
    national = replace(CMS, sections=("national",))
    sports = replace(CMS, id="sports", sections=("sports",))
    pushes = find_pushes([killed], webhooks=[national, sports], topics={})
    assert pushes == (NewPush("webhook/cms", "killed", "urn:uuid:1"),)


def test_webhook_of_a_rule_gets_what_the_rule_touched() -> None:
    """`rules` narrows as `sections` does."""
    crime = replace(CMS, rules=("crime",))
    touched = change(None, usable(), rules=frozenset({"crime", "night"}))
    assert len(find_pushes([touched], webhooks=[crime], topics={})) == 1
    assert find_pushes([change(None, usable())], webhooks=[crime], topics={}) == ()


def test_hub_is_told_of_every_feed_that_changed() -> None:
    """Three feeds of each section that the story is or was in, in a lane each; sections without a hub are left out."""
    changed = change(usable(), Told(Status.USABLE, LATER, ("all", "world")))
    pushes = find_pushes([changed, changed], webhooks=[], topics=feed_topics(HUBBED))
    assert [push.subject.removeprefix(SITE.base_url) for push in pushes] == [
        "all/rss.xml",
        "all/atom.xml",
        "all/feed.json",
        "national/rss.xml",
        "national/atom.xml",
        "national/feed.json",
    ]
    assert all(push.lane == f"hub/{push.subject}" and push.event == "ping" for push in pushes)


@pytest.mark.parametrize(
    ("path", "header"),
    [
        (
            "national/atom.xml",
            '<https://hub.example/>; rel="hub", <https://wire.example/news/national/atom.xml>; rel="self"',
        ),
        (
            "source/coast/rss.xml",
            '<https://hub.example/>; rel="hub", <https://wire.example/news/source/coast/rss.xml>; rel="self"',
        ),
        ("national/index.html", None),
        ("national/archive/1/atom.xml", None),
        ("world/atom.xml", None),
        ("atom.xml", None),
    ],
)
def test_header_names_hub_and_topic_of_feeds_alone(path: str, header: str | None) -> None:
    """WebSub wants both links beside each other, where there is something to subscribe to."""
    assert link_header(HUBBED, path) == header


def problem(kind: ProblemKind, *sections: str) -> Problem:
    """Return a problem of that kind."""
    trouble = Trouble(
        kind=kind, subject="x", severity=Severity.WARNING, title="x", text="x", since=NOW, sections=sections
    )
    return Problem(trouble=trouble, changed_at=NOW)


def test_problems_are_told_to_those_who_asked() -> None:
    """What waits goes by section, sources to everyone who asks for sources, failing pushes to nobody."""
    world = replace(EVERYTHING, id="desk", sections=("world",))
    problems = [
        problem(ProblemKind.WAITING, "national"),
        problem(ProblemKind.QUIET),
        problem(ProblemKind.PUSH),
    ]
    told = tell_of_problems(problems, [CMS, world, replace(EVERYTHING, id="all")])
    assert told == (
        NewPush("webhook/all", "waiting", "waiting/x"),
        NewPush("webhook/desk", "source", "quiet/x"),
        NewPush("webhook/all", "source", "quiet/x"),
    )
    assert lane_of(world) == "webhook/desk"
