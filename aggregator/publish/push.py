"""What webhooks and hubs are to be told of what was published: decided from each story, before and after."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from aggregator.config.settings import Webhook
from aggregator.model.filing import is_further, read_place
from aggregator.model.problem import Problem, ProblemKind
from aggregator.model.push import HUB, PING, WEBHOOK, NewPush, PushEvent, StoryChange, Told
from aggregator.model.source import ALL_SECTION
from aggregator.model.story import Status
from aggregator.publish.names import FEEDS
from aggregator.publish.site import Site

STOPPED = frozenset({Status.HELD, Status.WITHDRAWN})


def find_event(change: StoryChange) -> PushEvent | None:
    """Return what has happened to a story; None where subscribers see nothing new, such as one more carrier."""
    before, after = change.before, change.after
    if before is None or not before.places:
        is_out = bool(after.places) and after.status in (Status.USABLE, Status.CORRECTED)
        return PushEvent.NEW if is_out else None
    if not _has_moved(before, after):
        return None
    if after.status in STOPPED:
        return None if before.status is after.status else PushEvent.KILLED
    is_corrected = after.status is Status.CORRECTED
    if is_corrected and (change.is_correction or before.status is not Status.CORRECTED):
        return PushEvent.CORRECTED
    return PushEvent.UPDATED


def find_pushes(
    changes: Sequence[StoryChange], *, webhooks: Sequence[Webhook], topics: Mapping[str, Sequence[str]]
) -> tuple[NewPush, ...]:
    """Return what is to be sent: each webhook's messages in the order of the changes, one ping for each feed.

    `topics` are the addresses of a section's feeds, for the sections whose feeds a hub distributes.
    """
    told = (push for change in changes for push in _tell_of_story(change, webhooks))
    return (*told, *_ping(changes, topics))


def tell_of_problems(problems: Iterable[Problem], webhooks: Sequence[Webhook]) -> tuple[NewPush, ...]:
    """Return what webhooks are told of problems that have begun or ended; `sections` narrow stories alone."""
    return tuple(
        NewPush(lane_of(webhook), event, problem.trouble.key)
        for problem in problems
        if (event := _event_of_problem(problem)) is not None
        for webhook in webhooks
        if event in webhook.events
        and (event is PushEvent.SOURCE or _has_section(webhook, problem.trouble.sections))
    )


def lane_of(webhook: Webhook) -> str:
    """Return the lane in which the messages of a webhook wait."""
    return f"{WEBHOOK}/{webhook.id}"


def feed_topics(site: Site, further: Iterable[str] = ()) -> Mapping[str, Sequence[str]]:
    """Return the addresses of the feeds that a hub distributes, by section; with those of these further feeds."""
    places = (*site.hubs, *(place for place in further if site.hub_of(place)))
    return {place: [site.home_url(place) + name for name in FEEDS] for place in places}


def is_topic(site: Site, address: str) -> bool:
    """Return whether an address is that of a feed which a hub distributes."""
    path = address.removeprefix(site.base_url)
    return path != address and link_header(site, path) is not None


def link_header(site: Site, path: str) -> str | None:
    """Return the `Link` header of a published file, for a feed that a hub distributes (WebSub, 4)."""
    section, _, name = path.rpartition("/")
    hub = site.hub_of(section) if isinstance(read_place(section), str) else None
    if hub is None or name not in FEEDS:
        return None
    return f'<{hub}>; rel="hub", <{site.home_url(section)}{name}>; rel="self"'


def _has_moved(before: Told, after: Told) -> bool:
    return (before.status, before.updated) != (after.status, after.updated)


def _tell_of_story(change: StoryChange, webhooks: Sequence[Webhook]) -> Iterator[NewPush]:
    event = find_event(change)
    if event is None:
        return
    places = (*(change.before.places if change.before else ()), *change.after.places)
    for webhook in webhooks:
        is_ruled = not webhook.rules or not change.rules.isdisjoint(webhook.rules)
        if event in webhook.events and is_ruled and _has_section(webhook, places):
            yield NewPush(lane_of(webhook), event, change.story)


def _has_section(webhook: Webhook, places: Iterable[str]) -> bool:
    return (
        not webhook.sections
        or ALL_SECTION in webhook.sections
        or not set(places).isdisjoint(webhook.sections)
    )


def _ping(changes: Sequence[StoryChange], topics: Mapping[str, Sequence[str]]) -> Iterator[NewPush]:
    places = {place for each in changes for place in _places_of_news(each)}
    for section in sorted(places & topics.keys()):
        for topic in topics[section]:
            yield NewPush(f"{HUB}/{topic}", PING, topic)


def _places_of_news(change: StoryChange) -> frozenset[str]:
    """Return where subscribers see something new: a new carrier brings the story into its own source's feed alone."""
    before, after = change.before, change.after
    old, new = frozenset(before.places if before else ()), frozenset(after.places)
    if before is None or _has_moved(before, after):
        return old | new
    return frozenset(filter(is_further, new - old))


def _event_of_problem(problem: Problem) -> PushEvent | None:
    match problem.trouble.kind:
        case ProblemKind.WAITING:
            return PushEvent.WAITING
        case ProblemKind.PUSH:
            return None  # whom nothing reaches cannot be told so
        case _:
            return PushEvent.SOURCE
