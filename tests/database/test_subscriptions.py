"""Subscriptions at hubs, on both databases: what is remembered of them, and what a hub has delivered."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from aggregator.database.catalogue import Catalogue
from aggregator.database.engine import Database
from aggregator.database.polls import Polls
from aggregator.database.subscriptions import Delivery, Subscriptions
from aggregator.ingest.identity import plan_changes
from aggregator.ingest.lesson import overhear
from aggregator.model.item import Item, Version
from aggregator.model.poll import SourceState
from aggregator.model.rhythm import Manners, Rhythm
from aggregator.model.websub import Offer, Standing, Subscription
from tests.database.stores import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ONE = Subscription(
    token="a" * 43,
    source="harbour",
    hub="https://hub.example/",
    topic="https://harbour.example/rss.xml",
    callback=f"https://desk.example/_websub/{'a' * 43}",
    secret="b" * 43,
)
ACTIVE = replace(ONE, standing=Standing.ACTIVE, lease_ends_at=NOON + DAY, next_at=NOON + 18 * HOUR)
KNOWN = SourceState(
    source="harbour",
    url="https://harbour.example/rss.xml",
    last_poll_at=NOON,
    next_poll_at=NOON + DAY,
    rhythm=Rhythm(since=NOON - DAY, at=NOON),
    manners=Manners(offer=Offer((ONE.hub,), ONE.topic)),
)


@pytest.fixture
def subscriptions(store: Database) -> Subscriptions:
    """A store with one source that was polled once, and names a hub."""
    Polls(store).commit(KNOWN, [], lambda _: ())
    Polls(store).commit(SourceState(source="valley", last_poll_at=NOON), [], lambda _: ())
    return Subscriptions(store)


def state(store: Database) -> SourceState:
    """Return what is remembered of the harbour."""
    return Polls(store).states()["harbour"]


def delivery(*guids: str, at: datetime = NOON + HOUR, problem: str | None = None) -> Delivery:
    """Return a delivery of these items of the harbour."""
    items = tuple(Item(source="harbour", guid=guid, version=Version(title=f"Pier {guid}")) for guid in guids)
    return Delivery(
        token=ONE.token,
        source="harbour",
        at=at,
        guids=guids,
        plan=plan_changes((items,)),
        learn=lambda known, changes: overhear(known, changes, now=at),
        problem=problem,
    )


def test_subscription_comes_back_as_it_was_stored(subscriptions: Subscriptions) -> None:
    """Every field of it, times to the microsecond."""
    full = replace(
        ACTIVE,
        allow_private=True,
        asked_at=NOON,
        failures=2,
        problem="its hub answers 503",
        delivered_at=NOON,
        thrown_away=3,
        thrown_away_at=NOON,
    )
    subscriptions.begin([full])
    assert subscriptions.known() == (full,)
    assert subscriptions.find(full.token) == full
    assert subscriptions.find("a") is None
    subscriptions.begin([])


def test_offers_are_those_of_the_feeds_that_name_a_hub(subscriptions: Subscriptions) -> None:
    """And are found without reading every source."""
    assert subscriptions.offers() == {"harbour": Offer((ONE.hub,), ONE.topic)}


def test_those_are_due_whose_time_has_come_running_leases_first(subscriptions: Subscriptions) -> None:
    """A lease that runs out is worth more than a new subscription."""
    fresh = replace(ONE, token="c" * 43)
    waiting = replace(ONE, token="d" * 43, next_at=NOON)
    later = replace(ONE, token="e" * 43, next_at=NOON + 2 * DAY)
    subscriptions.begin([fresh, waiting, later, ACTIVE])
    assert subscriptions.due(now=NOON) == (fresh, waiting)
    assert subscriptions.due(now=NOON + 18 * HOUR) == (ACTIVE, fresh, waiting)


def test_confirmed_subscription_is_known_to_its_source_whatever_a_poll_stores(
    store: Database, subscriptions: Subscriptions
) -> None:
    """A poll that was under way knows nothing of it, and changes nothing of it."""
    subscriptions.begin([ONE])
    under_way = state(store)
    assert subscriptions.change(ONE.token, lambda _: ACTIVE) == ACTIVE
    assert state(store).pushed_until == NOON + DAY
    Polls(store).commit(replace(under_way, last_poll_at=NOON + HOUR), [], lambda _: ())
    assert state(store).pushed_until == NOON + DAY


def test_source_whose_hub_ends_is_polled_earlier_but_never_later(
    store: Database, subscriptions: Subscriptions
) -> None:
    """And says why."""
    subscriptions.begin([ACTIVE])
    subscriptions.change(ONE.token, lambda each: replace(each, standing=Standing.DENIED), poll_at=NOON + HOUR)
    assert (state(store).pushed_until, state(store).next_poll_at) == (None, NOON + HOUR)
    assert state(store).next_poll_because == "its hub delivers no more"
    subscriptions.change(ONE.token, lambda _: ACTIVE)
    subscriptions.change(ONE.token, lambda each: replace(each, standing=Standing.DENIED), poll_at=NOON + DAY)
    assert state(store).next_poll_at == NOON + HOUR


def test_subscription_that_is_over_is_forgotten(store: Database, subscriptions: Subscriptions) -> None:
    """What comes for it afterwards changes nothing."""
    subscriptions.begin([ACTIVE])
    assert subscriptions.change(ONE.token, lambda _: None) is None
    assert subscriptions.known() == ()
    assert state(store).pushed_until is None
    assert subscriptions.change(ONE.token, lambda each: each) is None


def test_delivery_is_stored_whole_and_once(store: Database, subscriptions: Subscriptions) -> None:
    """Its items, when its hub delivered, when its source posts; the schedule and the validators stay."""
    subscriptions.begin([replace(ACTIVE, thrown_away=2, problem="not signed")])
    before = state(store)
    assert subscriptions.commit(delivery("1", "2")).new_items == 2
    assert subscriptions.commit(delivery("1", "2")).new_items == 0
    assert Catalogue(store).items_per_source() == {"harbour": 2}
    kept = subscriptions.find(ONE.token)
    assert kept is not None
    assert (kept.delivered_at, kept.thrown_away, kept.problem) == (NOON + HOUR, 0, None)
    after = state(store)
    assert after.rhythm is not None
    assert sum(after.rhythm.hours) == pytest.approx(2, abs=0.01)
    assert replace(after, rhythm=None) == replace(before, rhythm=None)


def test_delivery_of_a_source_that_was_never_read_teaches_nothing(
    store: Database, subscriptions: Subscriptions
) -> None:
    """Its first poll begins to watch it; its problem is kept."""
    Polls(store).commit(replace(KNOWN, rhythm=None), [], lambda _: ())
    subscriptions.begin([ACTIVE])
    subscriptions.commit(delivery("1", problem="what its hub delivers cannot be read as a feed"))
    assert state(store).rhythm is None
    kept = subscriptions.find(ONE.token)
    assert kept is not None
    assert kept.problem == "what its hub delivers cannot be read as a feed"
