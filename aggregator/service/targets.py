"""How sending to each webhook and to the hub goes, as `/status` shows it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aggregator.config.settings import Settings
from aggregator.model.push import HUB, WEBHOOK, Lane


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetStatus:
    """How sending to one webhook, or to the hub, goes."""

    target: str
    """`webhook cms`, `hub`."""
    waiting: int = 0
    """Messages that were not taken yet."""
    failures: int = 0
    """Attempts in a row that have failed."""
    problem: str | None = None
    failing_since: datetime | None = None
    next_at: datetime | None = None
    """When the next attempt is made; None: at once, or when there is something to send."""
    delivered_at: datetime | None = None
    given_up: int = 0
    """Messages that were given up since the last one that arrived."""


def target_statuses(settings: Settings, lanes: Sequence[Lane]) -> tuple[TargetStatus, ...]:
    """Return every webhook of the configuration and its hub, those included that nothing was sent to yet."""
    named = [f"{WEBHOOK} {webhook.id}" for webhook in settings.webhooks]
    hub = [HUB] if settings.publish.hub else []
    by_target: dict[str, list[Lane]] = defaultdict(list)
    for lane in lanes:
        by_target[lane.target].append(lane)
    return tuple(_together(target, by_target[target]) for target in (*named, *hub))


def _together(target: str, lanes: Sequence[Lane]) -> TargetStatus:
    """Return the lanes of one target as one: what fails for longest is told."""
    worst = max(lanes, key=lambda lane: lane.failures, default=Lane(name=target))
    return TargetStatus(
        target=target,
        waiting=sum(lane.waiting for lane in lanes),
        failures=worst.failures,
        problem=worst.problem,
        failing_since=min((lane.failing_since for lane in lanes if lane.failing_since), default=None),
        next_at=min((lane.next_at for lane in lanes if lane.next_at), default=None),
        delivered_at=max((lane.delivered_at for lane in lanes if lane.delivered_at), default=None),
        given_up=sum(lane.given_up for lane in lanes),
    )
