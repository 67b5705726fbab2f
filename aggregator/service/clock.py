"""The one place that asks what time it is; everywhere else time is an argument."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present, aware UTC."""


def system_clock() -> datetime:
    """Return the machine's time, aware UTC."""
    return datetime.now(UTC)
