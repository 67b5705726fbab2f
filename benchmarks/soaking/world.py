"""A news world in small: a wire and outlets whose feeds change by a seeded script. Pure: it serves nothing."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

WIRE = "wire"
OUTLETS = ("herald", "times", "post", "daily", "gazette", "coast", "valley")
SOURCES = (WIRE, *OUTLETS)
JSON_FEEDS = frozenset({"coast"})
WINDOW = 25
"""Entries that a feed shows; older ones fall out of it."""

SYLLABLES = ("ba", "co", "di", "fu", "ga", "he", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "ze")


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriage:
    """One entry of a feed as it stands now."""

    guid: str
    use: int
    """How often the outlet has used this guid for another story before."""
    story: int
    revision: int
    title: str
    text: str
    at: datetime
    is_killed: bool = False


@dataclass(slots=True)
class World:
    """The feeds of all outlets, newest entry first; `dice` decides what happens next."""

    dice: random.Random
    now: datetime = datetime(2026, 1, 5, tzinfo=UTC)
    feeds: dict[str, tuple[Carriage, ...]] = field(default_factory=lambda: dict.fromkeys(SOURCES, ()))
    stories: int = 0
    guids: int = 0

    def happen(self, events: int) -> None:
        """Let so many things happen, a minute apart."""
        for _ in range(events):
            self.now += timedelta(minutes=1)
            self.dice.choices(EVENTS, WEIGHTS)[0](self)


def break_story(world: World) -> None:
    """The wire sends a new story."""
    world.stories += 1
    _add(world, WIRE, story=world.stories, revision=0)


def carry(world: World) -> None:
    """An outlet takes over what the wire has, word for word, under a guid of its own."""
    outlet = world.dice.choice(OUTLETS)
    taken = {each.story for each in world.feeds[outlet]}
    offered = [each for each in world.feeds[WIRE] if each.story not in taken and not each.is_killed]
    if offered:
        copied = world.dice.choice(offered)
        _add(world, outlet, story=copied.story, revision=copied.revision)


def report(world: World) -> None:
    """An outlet has a story of its own."""
    world.stories += 1
    _add(world, world.dice.choice(OUTLETS), story=world.stories, revision=0)


def write_through(world: World) -> None:
    """The wire sends a new version under the same guid."""
    _revise(world, WIRE, prefix="")


def correct(world: World) -> None:
    """The wire corrects its copy in place."""
    _revise(world, WIRE, prefix="CORRECTED: ")


def update_own(world: World) -> None:
    """An outlet writes on at what it carries."""
    _revise(world, world.dice.choice(OUTLETS), prefix="")


def kill(world: World) -> None:
    """The wire takes a story back, for every outlet."""
    _kill(world, WIRE)


def take_back(world: World) -> None:
    """An outlet takes its own carriage back."""
    _kill(world, world.dice.choice(OUTLETS))


def reuse_guid(world: World) -> None:
    """An outlet puts another story under a guid that it has used before."""
    outlet = world.dice.choice(OUTLETS)
    old = _choose(world, outlet)
    if old is not None:
        world.stories += 1
        new = _write(replace(old, use=old.use + 1, story=world.stories, revision=0, at=world.now))
        world.feeds[outlet] = (new, *(each for each in world.feeds[outlet] if each is not old))


EVENTS: tuple[Callable[[World], None], ...] = (
    *(break_story, carry, report, write_through, correct, update_own, kill, take_back, reuse_guid),
)
WEIGHTS = (20, 40, 8, 12, 4, 6, 3, 2, 4)
"""How often each of them happens: most of the day's work is copies."""


def body_of(world: World, outlet: str) -> bytes:
    """Return an outlet's feed as it serves it now."""
    entries = world.feeds[outlet]
    return _json_feed(outlet, entries) if outlet in JSON_FEEDS else _rss(outlet, entries)


def _add(world: World, outlet: str, *, story: int, revision: int) -> None:
    world.guids += 1
    guid = f"{outlet}:{world.guids}"
    blank = Carriage(guid=guid, use=0, story=story, revision=revision, title="", text="", at=world.now)
    world.feeds[outlet] = (_write(blank), *world.feeds[outlet])[:WINDOW]


def _revise(world: World, outlet: str, *, prefix: str) -> None:
    old = _choose(world, outlet)
    if old is not None:
        new = _write(replace(old, revision=old.revision + 1))
        _put(world, outlet, old, replace(new, title=prefix + new.title))


def _kill(world: World, outlet: str) -> None:
    old = _choose(world, outlet)
    if old is not None:
        text = f"The agency kills the story about {old.guid}. Do not use it."
        _put(world, outlet, old, replace(old, title=f"KILL: {old.title}", text=text, is_killed=True))


def _choose(world: World, outlet: str) -> Carriage | None:
    standing = [each for each in world.feeds[outlet] if not each.is_killed and ":" not in each.title]
    return world.dice.choice(standing) if standing else None


def _put(world: World, outlet: str, old: Carriage, new: Carriage) -> None:
    world.feeds[outlet] = tuple(new if each is old else each for each in world.feeds[outlet])


def _write(carriage: Carriage) -> Carriage:
    """Return the carriage with the words of its story and revision, which are the same wherever it runs."""
    dice = random.Random(f"{carriage.story}")
    title, *sentences = (_sentence(dice, words) for words in (6, 14, 14, 14, 14))
    added = [_sentence(dice, 12) for _ in range(carriage.revision)]
    return replace(
        carriage, title=" ".join([title, *added[-1:]])[:70].strip(), text=" ".join(sentences + added)
    )


def _sentence(dice: random.Random, words: int) -> str:
    made = ["".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))) for _ in range(words)]
    return " ".join(made).capitalize()


def _rss(outlet: str, entries: tuple[Carriage, ...]) -> bytes:
    items = "".join(
        f'<item><title>{escape(each.title)}</title><guid isPermaLink="false">{each.guid}</guid>'
        f"<link>{_link(outlet, each)}</link><pubDate>{format_datetime(each.at)}</pubDate>"
        f"<description>{escape(f'<p>{each.text}</p>')}</description></item>"
        for each in entries
    )
    head = f"<title>{outlet}</title><link>http://{outlet}.example/</link><description>-</description>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def _json_feed(outlet: str, entries: tuple[Carriage, ...]) -> bytes:
    items = [
        {
            "id": each.guid,
            "url": _link(outlet, each),
            "title": each.title,
            "content_html": f"<p>{each.text}</p>",
            "date_published": each.at.isoformat(),
        }
        for each in entries
    ]
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": outlet, "items": items}
    ).encode()


def _link(outlet: str, carriage: Carriage) -> str:
    return f"http://{outlet}.example/{carriage.guid}/{carriage.use}"
