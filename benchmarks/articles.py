"""Articles of files that other people have collected: `*_items.jsonl.gz`, a JSON object a line."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aggregator.ingest.normalise.labels import read_labels
from aggregator.model.item import Version
from benchmarks.newsroom import Article

TIMES = ("published_date", "published", "first_seen")


def read_articles(folder: Path, *names: str) -> list[Article]:
    """Return the articles of these files of a folder, all of them by default; labels are told from headlines."""
    paths = [folder / name for name in names] or sorted(folder.glob("*_items.jsonl.gz"))
    return [_article(record) for path in paths for record in read_records(path) if _time(record)]


def read_records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file, one a line."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    yield from (json.loads(line) for line in content.splitlines())


def _article(record: dict[str, Any]) -> Article:
    labelled = read_labels(record["title"])
    version = Version(
        title=labelled.title, text=record["body"] or "", published=_time(record), label=labelled.label
    )
    return Article(source=record.get("outlet") or "wire", guid=str(record["id"]), story=0, version=version)


def _time(record: dict[str, Any]) -> datetime | None:
    written = next((record[name] for name in TIMES if record.get(name)), None)
    if written is None:
        return None
    time = datetime.fromisoformat(str(written))
    return time if time.tzinfo else time.replace(tzinfo=UTC)
