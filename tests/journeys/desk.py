"""A newsroom on the loopback: outlets whose feeds change, a store, and the feeds that come out."""

import gzip
import io
import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID
from xml.sax.saxutils import escape

import brotli
import feedparser

from aggregator.config.load import load
from aggregator.database.catalogue import StoryHistory
from aggregator.database.prints import Prints
from aggregator.model.poll import SourceState
from aggregator.service.contract import history_line, story_line
from aggregator.service.editing import kill_story
from aggregator.service.installation import Installation, open_installation
from aggregator.service.round import RoundReport, play_round
from aggregator.service.status import StatusSnapshot, read_snapshot
from tests.servers.outlet import Outlet, Page

Result = TypeVar("Result")

MORNING = datetime(2026, 1, 7, 12, 0, tzinfo=UTC)
TEXT = (
    "The harbour board voted on Tuesday to reopen the east pier, closed since a storm tore away forty metres "
    "of planking last winter. The repair cost less than a third of the first estimate, the board's engineer "
    "said, because divers found the old piles sound."
)
OTHER_TEXT = (
    "Growers in the valley started picking two weeks early after the warmest September on record. Packing "
    "houses have hired four hundred more people than last year, their association said, and still look for "
    "drivers who can bring the fruit down before the first frost."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of an outlet's feed."""

    guid: str
    title: str
    text: str = TEXT
    at: datetime | None = MORNING
    link: str | None = None
    author: str | None = None


def rss(*entries: Entry, title: str = "An Outlet") -> bytes:
    """Return an RSS 2.0 feed of these entries."""
    items = "".join(_rss_item(entry) for entry in entries)
    head = f"<title>{escape(title)}</title><link>http://outlet.example/</link><description>-</description>"
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    return f'<?xml version="1.0"?><rss version="2.0" {spaces}><channel>{head}{items}</channel></rss>'.encode()


def _rss_item(entry: Entry) -> str:
    link = entry.link or f"http://outlet.example/{entry.guid}"
    parts = [
        f"<title>{escape(entry.title)}</title>",
        f'<guid isPermaLink="false">{escape(entry.guid)}</guid>',
        f"<link>{escape(link)}</link>",
        f"<pubDate>{format_datetime(entry.at)}</pubDate>" if entry.at else "",
        f"<dc:creator>{escape(entry.author)}</dc:creator>" if entry.author else "",
        f"<content:encoded>{escape(f'<p>{escape(entry.text)}</p>')}</content:encoded>",
    ]
    return f"<item>{''.join(parts)}</item>"


@dataclass(slots=True)
class Desk:
    """An installation whose clock stands where a test puts it."""

    folder: Path
    outlet: Outlet
    now: datetime = MORNING
    database: str = "sqlite:///store.db"
    title: str = "Desk"
    base_url: str = "http://desk.example/"
    sections: list[str] = field(default_factory=lambda: ["national"])
    section_keys: str = ""
    """What stands in the table of each section, such as its zone."""
    sources: dict[str, Mapping[str, object]] = field(default_factory=dict)
    tail: str = ""
    """What else stands in config.toml, such as rules."""
    environment: dict[str, str] = field(default_factory=dict)
    ids: Iterator[UUID] = field(default_factory=lambda: (UUID(int=number) for number in range(1, 10**6)))

    def carry(self, source: str, *entries: Entry, **options: object) -> None:
        """Let an outlet's feed hold these entries; options are its keys in config.toml."""
        self.serve(source, rss(*entries, title=source.title()), **options)

    def serve(self, source: str, body: bytes, **options: object) -> None:
        """Let an outlet answer with this body."""
        path = f"/{source}.xml"
        self.outlet.answers[path] = Page(body)
        self.sources.setdefault(source, {"url": self.outlet.url(path), **options})

    async def round(self, *, after: timedelta = timedelta(), due_only: bool = False) -> RoundReport:
        """Let time pass, then poll (all sources, or what is due), match and publish once."""
        self.now += after
        settings = load(self.write_config(), self.environment)
        with open_installation(
            settings, clock=lambda: self.now, new_uuid=lambda: next(self.ids)
        ) as installation:
            return await play_round(installation, due_only=due_only, tell=lambda _: None)

    def files_in_plain(self) -> dict[str, str]:
        """Return the words of every published file, those in compressed siblings unpacked, in small letters."""
        readers = {".gz": gzip.decompress, ".br": brotli.decompress}
        return {
            path: readers.get(path[-3:], bytes)(content).decode("utf-8", "replace").casefold()
            for path, (content, _) in self.files().items()
        }

    def kill(self, story: str) -> tuple[str, ...]:
        """Let an editor withdraw a story; return the files that changed."""
        with self._open() as installation:
            return kill_story(installation, story, reason="a test")

    def rematch(self) -> None:
        """Print, compare and group everything anew, and publish what changed."""
        with self._open() as installation:
            installation.rematch()
            installation.match_all()
            installation.publish_pending()

    def boilerplate(self) -> set[str]:
        """Return the sources of which it is known what they repeat."""
        with self._open() as installation:
            return set(Prints(installation.database).boilerplate())

    def decide(self, work: Callable[[Installation], Result]) -> Result:
        """Let an editor do something beside everything else, in a process of their own."""
        with self._open() as installation:
            return work(installation)

    def states(self) -> dict[str, SourceState]:
        """Return what is remembered of each source."""
        with self._open() as installation:
            return installation.polls.states()

    def status(self) -> StatusSnapshot:
        """Return what `/status` shows."""
        with self._open() as installation:
            return read_snapshot(installation)

    def publish_pending(self) -> tuple[str, ...]:
        """Publish what waits; return the files that changed."""
        with self._open() as installation:
            return installation.publish_pending()

    def publish(self, *, again: bool = False) -> None:
        """Publish whatever may have changed, or render everything again."""
        with self._open() as installation:
            installation.publish_whole(again=again)

    def stories(self) -> list[dict[str, Any]]:
        """Return what `stories --json` prints."""
        with self._open() as installation:
            return [json.loads(story_line(story, now=self.now)) for story in installation.catalogue.stories()]

    def history(self, story: str) -> StoryHistory:
        """Return a story with its past."""
        with self._open() as installation:
            return installation.catalogue.history(story)

    def show(self, story: str) -> dict[str, Any]:
        """Return what `show STORY --json` prints."""
        with self._open() as installation:
            sources = {source.id: source for source in installation.settings.sources}
            shown: dict[str, Any] = json.loads(
                history_line(installation.catalogue.history(story), now=self.now, sources=sources)
            )
            return shown

    def feed(self, path: str = "national/atom.xml") -> Any:  # noqa: ANN401 - feedparser's own
        """Return a published feed as feedparser reads it."""
        return feedparser.parse(io.BytesIO((self.public / path).read_bytes()))

    def files(self) -> dict[str, tuple[bytes, int]]:
        """Return every published file with its modification time in nanoseconds."""
        return {
            path.relative_to(self.public).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
            for path in sorted(self.public.rglob("*"))
            if path.is_file() and not path.name.startswith(".")  # what is not served
        }

    @property
    def public(self) -> Path:
        """The folder of what is published."""
        return self.folder / "public"

    def _open(self) -> AbstractContextManager[Installation]:
        settings = load(self.write_config(), self.environment)
        return open_installation(settings, clock=lambda: self.now, new_uuid=lambda: next(self.ids))

    def write_config(self) -> Path:
        """Write config.toml as it is now and return its path."""
        head = (
            f'[service]\ntitle = "{self.title}"\nbase_url = "{self.base_url}"\ncontact = "desk@example.org"\n'
            f'database = "{self.database}"\npublic = "public"\n'
        )
        tables = (f'[[sections]]\nid = "{name}"\ntitle = "{name.title()}"' for name in self.sections)
        lines = [head, *(f"{table}\n{self.section_keys}" for table in tables)]
        for source, options in self.sources.items():
            keys = {"section": "national", "allow_private": True, "rights": "full"} | dict(options)
            written = "\n".join(f"{key} = {_toml(value)}" for key, value in keys.items() if value is not None)
            lines.append(f'[[sources]]\nid = "{source}"\n{written}')
        path = self.folder / "config.toml"
        path.write_text("\n".join((*lines, self.tail)), encoding="utf-8")
        return path


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {json.dumps(each)}" for key, each in value.items()) + "}"
    return json.dumps(value)


@asynccontextmanager
async def open_desk(folder: Path) -> AsyncIterator[Desk]:
    """Yield a desk whose outlets listen on the loopback."""
    async with Outlet() as outlet:
        yield Desk(folder=folder, outlet=outlet)
