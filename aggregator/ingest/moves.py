"""When a source that is sent on for good is asked at its new address, and when that is given up again."""

from dataclasses import replace
from datetime import datetime

from aggregator.model.move import REPEATS, Move
from aggregator.model.poll import Failed, SourceState

FAILURES_BORNE = 3
"""Failures in a row at an adopted address; then the configured one is asked again."""


def adopted_address(state: SourceState) -> str | None:
    """Return where the source is asked in place of its configured address; None: there."""
    return state.move.to if state.move is not None and state.move.adopted_at is not None else None


def follow_move(known: Move | None, moved_to: str | None, *, now: datetime) -> Move | None:
    """Return what is known of a source's move after a poll that succeeded.

    `moved_to` is where it was sent on to for good, None where it was not: that keeps an adopted address, and ends
    what had only begun.
    """
    if moved_to is None:
        return known if known is not None and known.adopted_at is not None else None
    if known is None or known.to != moved_to:
        return Move(to=moved_to, since=now)
    times = known.times + 1
    return replace(known, times=times, adopted_at=now if times >= REPEATS else None)


def as_of_source(failed: Failed, state: SourceState) -> Failed:
    """Return what a failure means for the source: a 410 of an adopted address is not the configured one's."""
    return failed if adopted_address(state) is None else replace(failed, is_gone=False)


def after_failure(state: SourceState, failed: Failed) -> SourceState:
    """Return the state after a failure that it counts already: of an adopted address that fails nothing is kept."""
    is_over = failed.is_missing or state.failures >= FAILURES_BORNE
    return replace(state, move=None) if is_over and adopted_address(state) is not None else state
