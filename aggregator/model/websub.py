"""Push by WebSub (W3C Recommendation of 23 January 2018): what a feed offers, and how a subscription of ours stands."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Offer:
    """What a feed or its server says of push: the hubs that deliver it, and its own address as they know it."""

    hubs: tuple[str, ...] = ()
    topic: str | None = None
    """Its `rel="self"`; without one there is nothing to subscribe to."""


class Standing(StrEnum):
    """How a subscription stands."""

    WANTED = "wanted"
    """The hub was not asked yet, or has not asked us back."""
    ACTIVE = "active"
    """The hub has asked us back, so it delivers."""
    DENIED = "denied"
    """The hub says that it does not deliver."""
    LEAVING = "leaving"
    """It is not wanted any more, and the hub is to be told so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One subscription of ours at a hub; times are aware UTC."""

    token: str = field(repr=False)
    """The part of the callback that nobody can guess; the subscription is known by it."""
    source: str
    hub: str = field(repr=False)  # both may hold a key
    topic: str = field(repr=False)
    callback: str = field(repr=False)
    """Where the hub delivers to."""
    secret: str = field(repr=False)
    """What deliveries are signed with."""
    allow_private: bool = False
    """Whether its source might lead to private addresses when it began: that is asked once the source is gone."""
    standing: Standing = Standing.WANTED
    next_at: datetime | None = None
    """When the hub is asked next; None: at once."""
    asked_at: datetime | None = None
    """When the hub was asked for what it has not asked back yet; None: it was asked for nothing."""
    lease_ends_at: datetime | None = None
    failures: int = 0
    """Requests since the hub last asked us back."""
    problem: str | None = None
    """What is wrong with it, in plain words; no address."""
    delivered_at: datetime | None = None
    thrown_away: int = 0
    """Deliveries without a right signature since the last good one."""
    thrown_away_at: datetime | None = None

    def delivers(self, now: datetime) -> bool:
        """Return whether the hub is bound to deliver now."""
        is_leased = self.lease_ends_at is not None and self.lease_ends_at > now
        return self.standing is Standing.ACTIVE and is_leased
