"""What children are given to do by tests: light to import, for a child imports it within its limits."""

import os
import signal
import time

from aggregator.ingest.parse import parse
from aggregator.ingest.reading import Guide
from aggregator.model.poll import Body, Parsed

HOARD: list[bytearray] = []


def tell(what: str, *, guide: Guide) -> str:
    """Return what it was given."""
    return what


def tell_sections(*, guide: Guide) -> tuple[str, ...]:
    """Return the sections of the guide that the child knows."""
    return tuple(section.id for section in guide.sections)


def tell_process(*, guide: Guide) -> int:
    """Return the process that it runs in."""
    return os.getpid()


def tell_environment(*, guide: Guide) -> dict[str, str]:
    """Return the environment that it runs in."""
    return dict(os.environ)


def hang(*, guide: Guide) -> None:
    """Never return, and take all the time there is."""
    while True:
        pass


def sleep(seconds: float, *, guide: Guide) -> None:
    """Return late."""
    time.sleep(seconds)


def devour(size_bytes: int, *, guide: Guide) -> int:
    """Take so much memory at once."""
    return len(bytearray(size_bytes))


def die(number: int, *, guide: Guide) -> None:
    """End the process as this signal does."""
    os.kill(os.getpid(), signal.Signals(number))


def blunder(*, guide: Guide) -> None:
    """Raise what no job should."""
    raise ZeroDivisionError("a mistake of ours")


def count_entries(body: Body, *, guide: Guide) -> int:
    """Return how many entries are read from a body."""
    parsed = parse(body)
    return len(parsed.entries) if isinstance(parsed, Parsed) else 0


def hoard(size_bytes: int, *, guide: Guide) -> None:
    """Keep so much memory."""
    HOARD.append(bytearray(size_bytes))
