"""How push in goes for each source, as `sources` and `/status` name it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from aggregator.model.websub import Standing, Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class PushStatus:
    """How the hub of one source serves us."""

    state: str
    """`pushed`, `asked`, `denied`, `lapsed` (its lease is over, and was not renewed)."""
    until: datetime | None = None
    """The end of its lease."""
    delivered_at: datetime | None = None
    """When it delivered last."""
    problem: str | None = None


def push_statuses(known: Iterable[Subscription], *, now: datetime) -> dict[str, PushStatus]:
    """Return how push goes for each source that has a subscription, by its id; those that we leave are none."""
    return {
        each.source: PushStatus(
            state=name_push(each, now=now),
            until=each.lease_ends_at,
            delivered_at=each.delivered_at,
            problem=each.problem,
        )
        for each in known
        if each.standing is not Standing.LEAVING
    }


def name_push(subscription: Subscription, *, now: datetime) -> str:
    """Return the state of a subscription in one word."""
    match subscription.standing:
        case Standing.ACTIVE:
            return "pushed" if subscription.delivers(now) else "lapsed"
        case Standing.DENIED:
            return "denied"
        case Standing.WANTED | Standing.LEAVING:
            return "asked"
