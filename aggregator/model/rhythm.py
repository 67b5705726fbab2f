"""How a source posts and what its publisher asks of those who poll it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from aggregator.model.websub import Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """When a source has posted: counts by hour and by weekday (UTC) in which old postings weigh less and less."""

    since: datetime
    """From when on its postings are known."""
    at: datetime
    """The moment for which the counts hold; later they are worth less."""
    hours: tuple[float, ...] = (0.0,) * 24
    days: tuple[float, ...] = (0.0,) * 7
    """Monday first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How a publisher wants to be polled: what its server and its feed say of it."""

    max_age: timedelta | None = None
    """For how long the server calls its last answer fresh (`Cache-Control: max-age`, `Expires`)."""
    ttl: timedelta | None = None
    """For how long the feed says that it may be cached (RSS `ttl`)."""
    update_period: timedelta | None = None
    """How often the feed says that it changes (`sy:updatePeriod`, `sy:updateFrequency`)."""
    skip_hours: tuple[int, ...] = ()
    """Hours of the day (UTC) in which the feed wants no polls (RSS `skipHours`)."""
    skip_days: tuple[int, ...] = ()
    """Days on which the feed wants no polls (RSS `skipDays`), 0 for Monday."""
    offer: Offer | None = None
    """The hubs that deliver it (WebSub), as the server or else the feed names them."""
