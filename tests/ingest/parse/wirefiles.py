"""Files of the wire formats, and what they are read as, for the tests beside."""

import json
from dataclasses import asdict
from pathlib import Path

from aggregator.ingest.parse import parse
from aggregator.model.item import RawEntry
from aggregator.model.poll import Body, NotAFeed, Parsed
from tests.ingest.wording import known

GOLDEN = Path(__file__).parent / "golden"


def body_of(content: bytes) -> Body:
    """Return a body as it comes from a drop folder."""
    return Body(url="file:///drop/one.xml", content=content)


def parsed(content: bytes) -> Parsed:
    """Return what a document is read as, which it must be."""
    read = parse(body_of(content))
    assert isinstance(read, Parsed), read
    return read


def entry_in(content: bytes) -> RawEntry:
    """Return the one entry of a document."""
    (entry,) = parsed(content).entries
    return entry


def reason_of(content: bytes) -> str:
    """Return why a document is none that we read."""
    read = parse(body_of(content))
    assert isinstance(read, NotAFeed), read
    return read.reason


def as_json(name: str) -> str:
    """Return a golden file's entries and skips as readable JSON, without what is unknown or empty."""
    read = parsed((GOLDEN / f"{name}.xml").read_bytes())
    plain = {
        "format": read.format,
        "entries": [*map(asdict, read.entries)],
        "skipped": [*map(asdict, read.skipped)],
    }
    return json.dumps(known(plain), ensure_ascii=False, indent=2) + "\n"
