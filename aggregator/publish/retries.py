"""When a message is sent again that did not arrive, and when it is given up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aggregator.model.push import Lane, Push

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
LONGEST_RETRY_AFTER = timedelta(hours=6)
"""What a receiver's `Retry-After` is cut to."""

GIVEN_UP_AFTER = timedelta(days=3)
"""A weekend: a message that does not arrive for so long is given up, so that newer ones come through."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """The receiver has taken a message."""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """The receiver has not taken a message; `reason` is one plain line without secrets."""

    reason: str
    retry_at: datetime | None = None
    """When it asks us to come back (`Retry-After`)."""


def after_attempt(lane: Lane, outcome: Arrived | NotTaken, *, now: datetime, share: float) -> Lane:
    """Return how a lane is after an attempt; `share`, from 0 to 1, moves the next one so that not all come at once."""
    match outcome:
        case Arrived():
            return Lane(name=lane.name, waiting=lane.waiting, delivered_at=now)
        case NotTaken(reason, retry_at):
            failures = lane.failures + 1
            asked = now if retry_at is None else min(retry_at, now + LONGEST_RETRY_AFTER)
            return replace(
                lane,
                failures=failures,
                next_at=max(now + wait(failures, share=share), asked),
                problem=reason,
                failing_since=lane.failing_since or now,
            )


def wait(failures: int, *, share: float) -> timedelta:
    """Return how long to wait after so many failures in a row: twice as long each time, up to an hour."""
    doubled: timedelta = min(FIRST_WAIT * (1 << min(failures - 1, 20)), LONGEST_WAIT)
    return doubled * (0.75 + share / 2)


def is_due(lane: Lane, now: datetime) -> bool:
    """Return whether a lane may be tried now; a wait that is longer than any comes of a clock that was set back."""
    is_ahead = lane.next_at is not None and lane.next_at > now
    is_possible = lane.next_at is not None and lane.next_at <= now + LONGEST_RETRY_AFTER + LONGEST_WAIT
    return lane.waiting > 0 and not (is_ahead and is_possible)


def find_given_up(waiting: Sequence[Push], now: datetime) -> tuple[int, ...]:
    """Return the messages that have waited for too long."""
    return tuple(push.number for push in waiting if push.made_at + GIVEN_UP_AFTER <= now)
