"""Where a server says that a document lives from now on (301, 308)."""

from dataclasses import dataclass
from datetime import datetime

REPEATS = 3
"""Polls in a row that must be sent on to the same place for good before it is asked there at once: a slip of an
administrator is mended sooner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A permanent redirect, and how often it was seen."""

    to: str
    """The address behind it, without user and password."""
    since: datetime
    """When it was seen first."""
    times: int = 1
    """In how many polls in a row."""
    adopted_at: datetime | None = None
    """Since when the source is asked there; None while it is not."""
