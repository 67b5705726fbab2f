"""How a subscription goes on: when its hub is asked, what of the hub's own questions is answered with yes.

Every function returns the subscription as it is to be kept; None where it is over and to be forgotten.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from aggregator.model.websub import Standing, Subscription

LEASE: Final = timedelta(days=10)
"""For how long we ask to be subscribed; hubs give what they like."""
SHORTEST_LEASE: Final = timedelta(minutes=2)
LONGEST_LEASE: Final = timedelta(days=90)
"""What a hub's lease is cut to: one that is forgotten there is asked for again some day."""

FIRST_WAIT: Final = timedelta(minutes=5)
LONGEST_WAIT: Final = timedelta(days=1)
LONGEST_RETRY_AFTER: Final = timedelta(days=7)
DENIED_REST: Final = timedelta(days=7)
"""After how long a hub that has denied is asked again."""

FAREWELLS: Final = 4
"""How often a hub is told that we leave; then it learns so from our callback, which answers no more."""

LONGEST_REASON: Final = 200


@dataclass(frozen=True, slots=True)
class Accepted:
    """The hub has taken a request, and is to ask us back."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The hub has not taken a request; `reason` is one plain line without secrets."""

    reason: str
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What a hub asks our callback (WebSub, 5.2 and 5.3), as it was sent."""

    mode: str | None
    topic: str | None
    challenge: str | None = None
    lease_seconds: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The hub's question is ours: it is answered with its challenge."""

    subscription: Subscription | None
    challenge: str


@dataclass(frozen=True, slots=True)
class Told:
    """The hub has told us that it denies."""

    subscription: Subscription | None


@dataclass(frozen=True, slots=True)
class NotOurs:
    """We have asked for no such thing."""


def before_request(subscription: Subscription, now: datetime) -> Subscription:
    """Return the subscription as it is to be stored before its hub is asked, for some ask back at once."""
    return replace(subscription, asked_at=now)


def after_request(
    subscription: Subscription, outcome: Accepted | Refused, *, now: datetime, share: float
) -> Subscription | None:
    """Return the subscription once the hub has answered; `share`, from 0 to 1, keeps requests apart."""
    if subscription.asked_at is None:
        return subscription  # the hub has asked back, or has denied, while it was being asked
    failures = subscription.failures + 1
    if subscription.standing is Standing.LEAVING and failures >= FAREWELLS:
        return None
    again = now + wait(failures, share=share)
    asked = replace(subscription, failures=failures, next_at=again)
    match outcome:
        case Accepted():
            return replace(asked, problem=_unheard(subscription.failures))
        case Refused(reason, retry_at):
            forbidden = again if retry_at is None else min(retry_at, now + LONGEST_RETRY_AFTER)
            return replace(asked, asked_at=None, problem=reason, next_at=max(again, forbidden))


def wait(failures: int, *, share: float) -> timedelta:
    """Return how long to wait after so many requests: twice as long each time, up to a day."""
    doubled: timedelta = min(FIRST_WAIT * (1 << min(max(failures, 1) - 1, 20)), LONGEST_WAIT)
    return doubled * (0.75 + share / 2)


def answer_intent(
    subscription: Subscription, intent: Intent, *, now: datetime, share: float
) -> Confirmed | Told | NotOurs:
    """Return what a hub's question comes to: yes to what we have asked for, and to nothing else."""
    if intent.topic != subscription.topic:
        return NotOurs()
    if intent.mode == "denied":
        return Told(_denied(subscription, intent.reason, now))
    is_leaving = subscription.standing is Standing.LEAVING
    wanted = "unsubscribe" if is_leaving else "subscribe"
    if intent.mode != wanted or subscription.asked_at is None or not intent.challenge:
        return NotOurs()
    kept = None if is_leaving else _leased(subscription, _lease(intent.lease_seconds), now=now, share=share)
    return Confirmed(kept, intent.challenge)


def leave(subscription: Subscription) -> Subscription | None:
    """Return a subscription that is no longer wanted; a hub that has denied need not be told."""
    if subscription.standing is Standing.DENIED:
        return None
    return replace(
        subscription, standing=Standing.LEAVING, next_at=None, asked_at=None, failures=0, problem=None
    )


def throw_away(subscription: Subscription, *, now: datetime) -> Subscription:
    """Return the subscription after a delivery whose signature is missing or wrong."""
    count = subscription.thrown_away + 1
    return replace(
        subscription,
        thrown_away=count,
        thrown_away_at=now,
        problem="what its hub delivers is not signed with our secret, and is thrown away",
    )


def _leased(subscription: Subscription, lease: timedelta, *, now: datetime, share: float) -> Subscription:
    """Return the subscription as it is while the hub delivers: renewed when about three quarters are over."""
    return replace(
        subscription,
        standing=Standing.ACTIVE,
        lease_ends_at=now + lease,
        next_at=now + lease * (0.7 + share / 10),
        asked_at=None,
        failures=0,
        problem=None if subscription.thrown_away == 0 else subscription.problem,
    )


def _lease(seconds: str | None) -> timedelta:
    text = seconds or ""
    if not (text.isascii() and text.isdigit()):
        return LEASE
    given = timedelta(seconds=min(int(text[:12]), LONGEST_LEASE.total_seconds()))
    return max(given, SHORTEST_LEASE)


def _denied(subscription: Subscription, reason: str | None, now: datetime) -> Subscription | None:
    if subscription.standing is Standing.LEAVING:
        return None
    words = " ".join((reason or "").split())[:LONGEST_REASON]
    return replace(
        subscription,
        standing=Standing.DENIED,
        next_at=now + DENIED_REST,
        asked_at=None,
        lease_ends_at=None,
        problem=f"its hub denies it: {words}" if words else "its hub denies it and says no reason",
    )


def _unheard(requests_before: int) -> str | None:
    """Return what is said of a hub that takes requests and asks nothing back; the first one may still be on its way."""
    if requests_before == 0:
        return None
    return "its hub takes our requests and does not ask us back; can it reach base_url?"
