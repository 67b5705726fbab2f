"""A budget of polls an hour, and where it is spent."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator.ingest.budget import Purse, find_price
from aggregator.ingest.cadence import next_poll
from aggregator.model.poll import NotModified, SourceState
from aggregator.model.rhythm import Manners
from aggregator.model.source import Source
from tests.ingest.rhythms import DAY, HOUR, MINUTE, NOW, posting

SOURCES = tuple(Source(id=f"s{each}", url=f"https://{each}.example/", every=5 * MINUTE) for each in range(12))
EVERY = dict(zip((source.id for source in SOURCES), [17 * MINUTE, 3 * HOUR, 31 * HOUR] * 4, strict=True))
STATES = {id_: SourceState(source=id_, rhythm=posting(every=every)) for id_, every in EVERY.items()}


def polls_of_a_day(price: float) -> Counter[str]:
    """Return how often each source is polled in a day at this price."""
    polls: Counter[str] = Counter()
    for source in SOURCES:
        moment = NOW
        while (
            moment := next_poll(source, STATES[source.id], NotModified(), price=price, now=moment).at
        ) < NOW + DAY:
            polls[source.id] += 1
    return polls


@pytest.mark.parametrize("granted", [6, 30, 90])
def test_price_keeps_the_budget_and_spends_it(granted: int) -> None:
    """Of a day, nearly: nothing is posted in it, so that the sources seem ever quieter."""
    price = find_price(SOURCES, STATES, granted, now=NOW)
    assert polls_of_a_day(price).total() == pytest.approx(granted * 24, rel=0.15)


def test_polls_go_where_news_is_likeliest() -> None:
    """By the square root: 110 times the news, some ten times the polls."""
    polls = polls_of_a_day(find_price(SOURCES, STATES, 60, now=NOW))
    busy, quiet = polls["s0"], polls["s2"]
    assert 7 <= busy / quiet <= 14


def test_budget_is_no_reason_to_poll_more_often() -> None:
    """A larger budget than the sources take is not spent."""
    assert polls_of_a_day(find_price(SOURCES, STATES, 10**6, now=NOW)) == polls_of_a_day(0.0)


def test_what_is_not_polled_often_leaves_its_share_to_the_others() -> None:
    """Files cost nothing, who is gone or disabled takes nothing, who asks for a day's rest one poll a day."""
    price = find_price(SOURCES, STATES, 60, now=NOW)
    idle = [
        Source(id="files", url="file:///drop/*"),
        Source(id="gone", url="https://gone.example/"),
        Source(id="off", url="https://off.example/", enabled=False),
    ]
    states = STATES | {"gone": SourceState(source="gone", is_gone=True)}
    assert find_price([*SOURCES, *idle], states, 60, now=NOW) == price
    slow = {
        id_: replace(state, manners=Manners(ttl=DAY)) for id_, state in STATES.items() if EVERY[id_] < HOUR
    }
    assert find_price(SOURCES, STATES | slow, 60, now=NOW) < price


def test_purse_fills_by_the_hour_and_saves_half_a_day() -> None:
    """So over any day no more is spent than is granted, and half a day's savings."""
    purse = Purse.half_full(60, now=0.0)
    assert purse.polls == 360
    assert purse.filled(3600).polls == 420
    assert purse.filled(10**9).polls == 720
    assert purse.paid(400).filled(3600).polls == 20


def test_full_purse_is_spent_faster_than_it_fills_and_an_empty_one_slower() -> None:
    """So it is neither lost nor overdrawn."""
    purse = Purse.half_full(60, now=0.0)
    assert purse.spendable_per_hour == 60
    assert purse.filled(10**9).spendable_per_hour == 90
    assert 0 < purse.paid(360 + 10**6).spendable_per_hour < purse.paid(360).spendable_per_hour == 30


def test_price_is_found_where_nothing_is_known_or_nobody_is_polled() -> None:
    """The first minute of a new installation, and one without sources."""
    assert find_price(SOURCES, {}, 12, now=NOW) > 0
    assert find_price((), {}, 12, now=NOW) > 0
    assert (
        timedelta(0)
        < next_poll(SOURCES[0], SourceState(source="s0"), NotModified(), price=1.0, now=NOW).at - NOW
    )
