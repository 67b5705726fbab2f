"""When real sources posted, as they are replayed."""

import gzip
import json
import tarfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aggregator.ingest.normalise import normalise
from aggregator.ingest.parse import parse
from aggregator.model.item import Item
from aggregator.model.poll import Body, Parsed
from aggregator.model.source import Source

LEAST = 3
"""Postings of a source that is replayed; fewer say nothing of a rhythm."""

WEEKS = 4
"""How much of a single file's past is replayed."""

_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Posting:
    """A source: when its replay begins, what was posted before (oldest first) and from then on."""

    name: str
    since: datetime
    before: tuple[datetime, ...]
    posted: tuple[datetime, ...]


def topics(folder: Path) -> list[Posting]:
    """Return the topics of Reuters-21578 as sources; they all begin at the first story."""
    found: dict[str, list[datetime]] = defaultdict(list)
    with gzip.open(folder / "dedup" / "reuters21578_items.jsonl.gz", "rt", encoding="utf-8") as lines:
        for story in map(json.loads, lines):
            for topic in story["topics"]:
                found[topic].append(datetime.fromisoformat(story["published"]).replace(tzinfo=UTC))
    since = min(min(times) for times in found.values()).replace(hour=0, minute=0, second=0)
    return [
        Posting(topic, since, (), tuple(sorted(times)))
        for topic, times in sorted(found.items())
        if len(times) >= LEAST
    ]


def sequences(folder: Path) -> list[Posting]:
    """Return the feeds of which many polls were kept; the first poll is what was posted before."""
    postings = []
    for path in sorted((folder / "feeds" / "sequences").glob("*.tar.xz")):
        polls = _in_archive(path)
        first = set(next(polls).values())
        times: dict[str, datetime] = {}
        for poll in polls:
            times = poll | times
        since = max(first)
        later = sorted(time for time in times.values() if time > since)
        postings.append(Posting(path.name.partition("_")[0], since, tuple(sorted(first)), tuple(later)))
    return postings


def files(folder: Path) -> list[Posting]:
    """Return single feeds, the last weeks of each, moved by whole weeks so that all of them end together."""
    bodies = sorted(path for path in (folder / "feeds" / "real").rglob("*") if path.is_file())
    dated = [(path, sorted(_times(path.read_bytes()).values())) for path in bodies]
    end = max(times[-1] for _, times in dated if times)
    postings = []
    for path, times in dated:
        if len(times) >= LEAST:
            moved = [time + _WEEK * ((end - times[-1]) // _WEEK) for time in times]
            since = max(moved[0], end - WEEKS * _WEEK)
            before = tuple(time for time in moved if time <= since)
            postings.append(Posting(path.name, since, before, tuple(moved[len(before) :])))
    return [each for each in postings if len(each.posted) >= LEAST]


def together(folder: Path) -> list[Posting]:
    """Return all of them as the sources of one service, the last weeks of each, moved to end together."""
    groups = [topics(folder), *([each] for each in sequences(folder)), *([each] for each in files(folder))]
    end = max(posting.posted[-1] for group in groups for posting in group)
    return [
        _last_weeks(posting, _WEEK * ((end - max(each.posted[-1] for each in group)) // _WEEK))
        for group in groups
        for posting in group
    ]


def _last_weeks(posting: Posting, ahead: timedelta) -> Posting:
    """Return the posting so much later, without what is older than the last weeks."""
    known = [moment + ahead for moment in (*posting.before, *posting.posted)]
    since = max(posting.since + ahead, known[-1] - (WEEKS + 1) * _WEEK)
    before = tuple(moment for moment in known if moment <= since)
    return Posting(posting.name, since, before, tuple(known[len(before) :]))


def _in_archive(path: Path) -> Iterator[dict[str, datetime]]:
    with tarfile.open(path) as archive:
        for member in archive:
            content = archive.extractfile(member)
            if content is not None:
                yield _times(content.read())


def _times(content: bytes) -> dict[str, datetime]:
    """Return guid -> when it was posted, of the entries that are dated."""
    source = Source(id="replay", url="https://replay.example/")
    now = datetime(2100, 1, 1, tzinfo=UTC)
    parsed = parse(Body(url=source.url, content=content))
    items: Iterable[object] = (
        (normalise(entry, source, now) for entry in parsed.entries) if isinstance(parsed, Parsed) else ()
    )
    dated = (item for item in items if isinstance(item, Item))
    return {item.guid: item.version.published for item in dated if item.version.published is not None}
