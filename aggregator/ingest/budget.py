"""What a poll costs when the operator grants only so many an hour: the price that spends just them.

Every source pays the same price, so the polls go where news is likeliest.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from aggregator.ingest.cadence import LONGEST_REST, own_price
from aggregator.ingest.rhythm import Rates, expect
from aggregator.model.poll import SourceState
from aggregator.model.source import Source

_HOUR = timedelta(hours=1)
_CHEAPEST, _DEAREST = 1e-9, 1e9

SAVED_HOURS = 12
"""How many hours' polls a purse holds at the most: what quiet nights save, busy days spend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """The polls that are granted and not yet spent; times are seconds of a clock that is never set."""

    per_hour: float
    polls: float
    at: float

    @classmethod
    def half_full(cls, per_hour: float, now: float) -> Self:
        """Return the purse of a service that starts."""
        return cls(per_hour=per_hour, polls=per_hour * SAVED_HOURS / 2, at=now)

    @property
    def spendable_per_hour(self) -> float:
        """Return how many polls an hour to aim at: more than are granted from a full purse, fewer from an empty one."""
        return self.per_hour * max(self.polls / (self.per_hour * SAVED_HOURS) + 0.5, 0.1)

    def filled(self, now: float) -> Self:
        """Return the purse with what was granted since."""
        granted = self.per_hour * (now - self.at) / 3600
        return replace(self, polls=min(self.polls + granted, self.per_hour * SAVED_HOURS), at=now)

    def paid(self, polls: int) -> Self:
        """Return the purse after so many polls."""
        return replace(self, polls=self.polls - polls)


@dataclass(frozen=True, slots=True)
class Demand:
    """How many polls an hour a source takes at a price."""

    pull: float
    """The mean of the square roots of its rates: at a price it takes pull / sqrt(2 * price)."""
    least: float
    most: float

    def at(self, price: float) -> float:
        """Return the polls an hour that it takes at this price, on the average of a week."""
        return min(max(self.pull / math.sqrt(2 * price), self.least), self.most)


def find_price(
    sources: Sequence[Source], states: Mapping[str, SourceState], polls_per_hour: float, *, now: datetime
) -> float:
    """Return the price at which the sources on the web take as many polls an hour as are granted."""
    web = [source for source in sources if source.enabled and not source.url.startswith("file:")]
    known = [(source, states.get(source.id) or SourceState(source=source.id)) for source in web]
    demands = [_demand(source, state, now) for source, state in known if not state.is_gone]
    low, high = math.log(_CHEAPEST), math.log(_DEAREST)
    for _ in range(50):
        middle = (low + high) / 2
        if sum(demand.at(math.exp(middle)) for demand in demands) > polls_per_hour:
            low = middle
        else:
            high = middle
    return math.exp(high)


def _demand(source: Source, state: SourceState, now: datetime) -> Demand:
    manners = state.manners
    asked = (wish or timedelta(0) for wish in (manners.max_age, manners.ttl, manners.update_period))
    shortest = max(source.every, min(max(asked), LONGEST_REST))
    pull = _pull(expect(state.rhythm, now=now))
    at_own_price = pull / math.sqrt(2 * own_price(source))
    return Demand(
        pull, least=min(_HOUR / LONGEST_REST, _HOUR / shortest), most=min(_HOUR / shortest, at_own_price)
    )


def _pull(rates: Rates) -> float:
    by_hour = sum(map(math.sqrt, rates.hours)) / len(rates.hours)
    by_day = sum(map(math.sqrt, rates.days)) / len(rates.days)
    return math.sqrt(rates.per_hour) * by_hour * by_day
