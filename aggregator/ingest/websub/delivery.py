"""The first stage for what a hub delivers: the same steps as a poll's body, from the bytes to the commit."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from aggregator.database.subscriptions import Delivery
from aggregator.ingest.children import Children
from aggregator.ingest.identity import in_time_order, plan_changes
from aggregator.ingest.lesson import overhear
from aggregator.ingest.news import read_bodies
from aggregator.ingest.poll import PollReport
from aggregator.ingest.reading import Guide
from aggregator.model.poll import Body, Fetched, PollCounts
from aggregator.model.source import Source
from aggregator.model.websub import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliverer:
    """The taking of deliveries in one installation."""

    children: Children
    guide: Guide
    commit: Callable[[Delivery], Awaitable[PollCounts]]
    """Stores a delivery whole; returns when it is on disk."""

    async def deliver(
        self, source: Source, subscription: Subscription, *, body: Body, now: datetime
    ) -> PollReport:
        """Take one delivery; whatever is wrong with it is stored as its problem, and costs this source alone."""
        reading = await read_bodies(Fetched(bodies=(body,)), source, self.children, guide=self.guide, now=now)
        counts = await self.commit(
            Delivery(
                token=subscription.token,
                source=source.id,
                at=now,
                guids=tuple(item.guid for item in reading.items),
                plan=plan_changes([in_time_order(delivery) for delivery in reading.deliveries]),
                learn=partial(overhear, now=now),
                listed=reading.listed,
                problem="what its hub delivers cannot be read as a feed" if reading.problems else None,
            )
        )
        return PollReport(
            source=source.id,
            counts=replace(counts, skipped=len(reading.skipped)),
            problems=reading.problems,
            skipped=reading.skipped,
        )
