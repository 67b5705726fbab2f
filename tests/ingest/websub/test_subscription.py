"""How a subscription goes on, whatever its hub does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.websub.subscription import (
    DENIED_REST,
    FAREWELLS,
    LEASE,
    LONGEST_LEASE,
    LONGEST_WAIT,
    SHORTEST_LEASE,
    Accepted,
    Confirmed,
    Intent,
    NotOurs,
    Refused,
    Told,
    after_request,
    answer_intent,
    before_request,
    leave,
    throw_away,
    wait,
)
from aggregator.model.websub import Standing, Subscription

NOON = datetime(2026, 1, 7, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOPIC = "https://news.example/atom.xml"
FRESH = Subscription(
    token="token",  # noqa: S106 - nobody's
    source="harbour",
    hub="https://hub.example/",
    topic=TOPIC,
    callback="https://desk.example/_websub/token",
    secret="secret",  # noqa: S106 - the same
)
ASKED = before_request(FRESH, NOON)
QUESTION = Intent(mode="subscribe", topic=TOPIC, challenge="c", lease_seconds="86400")

standings = st.sampled_from(list(Standing))
moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
subscriptions = st.builds(
    replace,
    st.just(FRESH),
    standing=standings,
    asked_at=st.none() | moments,
    failures=st.integers(0, 10**6),
    lease_ends_at=st.none() | moments,
)
words = st.none() | st.text(max_size=20)
intents = st.builds(
    Intent,
    mode=st.sampled_from(["subscribe", "unsubscribe", "denied", "Subscribe", ""]) | words,
    topic=st.sampled_from([TOPIC, f"{TOPIC}?"]) | words,
    challenge=words,
    lease_seconds=st.integers(-(10**30), 10**30).map(str) | words,
    reason=words,
)
shares = st.floats(0, 1)


def active() -> Subscription:
    """Return a subscription that its hub has confirmed for a day."""
    answer = answer_intent(ASKED, QUESTION, now=NOON, share=0.5)
    assert isinstance(answer, Confirmed)
    assert answer.subscription is not None
    return answer.subscription


def test_confirmed_subscription_is_renewed_ahead_of_its_end() -> None:
    """A quarter of the lease is left for a hub that is away at that moment."""
    subscription = active()
    assert subscription.standing is Standing.ACTIVE
    assert subscription.lease_ends_at == NOON + DAY
    assert subscription.next_at == NOON + 0.75 * DAY
    assert (subscription.asked_at, subscription.failures, subscription.problem) == (None, 0, None)
    assert subscription.delivers(NOON + 23 * HOUR)
    assert not subscription.delivers(NOON + DAY)


@given(subscriptions, intents, shares)
def test_challenge_is_echoed_for_what_we_have_asked_alone(
    subscription: Subscription, intent: Intent, share: float
) -> None:
    """Nobody subscribes us, or ends a subscription of ours, by asking our callback."""
    answer = answer_intent(subscription, intent, now=NOON, share=share)
    if not isinstance(answer, Confirmed):
        return
    wanted = "unsubscribe" if subscription.standing is Standing.LEAVING else "subscribe"
    assert (intent.topic, intent.mode) == (subscription.topic, wanted)
    assert subscription.asked_at is not None
    assert answer.challenge == intent.challenge


@given(subscriptions, intents, shares)
def test_whatever_a_hub_grants_is_renewed_within_its_lease(
    subscription: Subscription, intent: Intent, share: float
) -> None:
    """No lease is endless, none so short that its hub is asked without a pause."""
    answer = answer_intent(subscription, intent, now=NOON, share=share)
    if isinstance(answer, Confirmed) and answer.subscription is not None:
        kept = answer.subscription
        assert kept.lease_ends_at is not None
        assert kept.next_at is not None
        assert NOON + SHORTEST_LEASE <= kept.lease_ends_at <= NOON + LONGEST_LEASE
        assert NOON + SHORTEST_LEASE / 2 < kept.next_at < kept.lease_ends_at


def test_question_is_answered_once() -> None:
    """What was confirmed is not asked for any more: a stranger who repeats the question learns nothing."""
    assert answer_intent(active(), QUESTION, now=NOON, share=0.5) == NotOurs()
    assert answer_intent(FRESH, QUESTION, now=NOON, share=0.5) == NotOurs()


@pytest.mark.parametrize("seconds", [None, "", "soon", "-5", "٣", "1e9"])
def test_lease_that_cannot_be_read_is_what_we_asked_for(seconds: str | None) -> None:
    """A hub that says nothing is asked again all the same."""
    answer = answer_intent(ASKED, replace(QUESTION, lease_seconds=seconds), now=NOON, share=0.5)
    assert isinstance(answer, Confirmed)
    assert answer.subscription is not None
    assert answer.subscription.lease_ends_at == NOON + LEASE


def test_denial_is_believed_at_any_time_and_asked_about_a_week_later() -> None:
    """A hub may end a lease by itself (WebSub, 5.2); its reason is told, in one line and not at any length."""
    told = answer_intent(
        active(), Intent(mode="denied", topic=TOPIC, reason="no\nmore " + "x" * 500), now=NOON, share=0.5
    )
    assert isinstance(told, Told)
    assert told.subscription is not None
    assert told.subscription.standing is Standing.DENIED
    assert told.subscription.next_at == NOON + DENIED_REST
    assert not told.subscription.delivers(NOON)
    assert (told.subscription.problem or "").startswith("its hub denies it: no more xxx")
    assert len(told.subscription.problem or "") < 250


def test_denial_of_another_topic_is_not_ours() -> None:
    """It says nothing of this subscription."""
    denial = Intent(mode="denied", topic=f"{TOPIC}?other")
    assert answer_intent(active(), denial, now=NOON, share=0.5) == NotOurs()


def test_hub_that_takes_a_request_and_asks_nothing_back_is_asked_again_and_told() -> None:
    """The first time it may take a while; from the second on somebody should look whether it can reach us."""
    once = after_request(ASKED, Accepted(), now=NOON, share=0.5)
    assert once is not None
    assert (once.problem, once.failures, once.next_at) == (None, 1, NOON + timedelta(minutes=5))
    twice = after_request(before_request(once, NOON), Accepted(), now=NOON, share=0.5)
    assert twice is not None
    assert "does not ask us back" in (twice.problem or "")
    assert twice.next_at == NOON + timedelta(minutes=10)


def test_hub_that_asks_back_while_it_is_asked_is_not_asked_again() -> None:
    """What was confirmed meanwhile stays as it is, whatever the request itself came to."""
    assert after_request(active(), Accepted(), now=NOON, share=0.5) == active()
    assert after_request(active(), Refused("no"), now=NOON, share=0.5) == active()


def test_refused_renewal_keeps_the_lease_that_runs() -> None:
    """The hub goes on delivering until then, and is asked again before."""
    asked = before_request(active(), NOON + 18 * HOUR)
    refused = after_request(asked, Refused("its hub answers 500"), now=NOON + 18 * HOUR, share=0.5)
    assert refused is not None
    assert refused.delivers(NOON + 20 * HOUR)
    assert refused.next_at is not None
    assert refused.next_at < NOON + 19 * HOUR
    assert refused.problem == "its hub answers 500"
    assert answer_intent(refused, QUESTION, now=NOON, share=0.5) == NotOurs()


def test_retry_after_is_obeyed_within_reason() -> None:
    """A hub that asks for an hour gets it; a year is cut to a week."""
    hour = after_request(ASKED, Refused("busy", NOON + HOUR), now=NOON, share=0.5)
    year = after_request(ASKED, Refused("busy", NOON + 365 * DAY), now=NOON, share=0.5)
    assert hour is not None
    assert year is not None
    assert (hour.next_at, year.next_at) == (NOON + HOUR, NOON + 7 * DAY)


@given(st.integers(0, 10**9), shares)
def test_wait_grows_and_is_bounded(failures: int, share: float) -> None:
    """A hub that fails is asked less and less, but once in a day or so for ever."""
    assert timedelta(minutes=3) < wait(failures, share=share) <= 1.25 * LONGEST_WAIT
    assert wait(failures, share=share) <= wait(failures + 1, share=share)


def test_farewell_ends_when_the_hub_asks_back_or_after_some_tries() -> None:
    """A hub that is gone is not told for ever."""
    leaving = leave(active())
    assert leaving is not None
    assert (leaving.standing, leaving.next_at) == (Standing.LEAVING, None)
    question = Intent(mode="unsubscribe", topic=TOPIC, challenge="c")
    answer = answer_intent(before_request(leaving, NOON), question, now=NOON, share=0.5)
    assert answer == Confirmed(None, "c")
    tries = 0
    told: Subscription | None = leaving
    while told is not None:
        told = after_request(before_request(told, NOON), Refused("no"), now=NOON, share=0.5)
        tries += 1
    assert tries == FAREWELLS


def test_hub_that_has_denied_is_not_told_that_we_leave() -> None:
    """There is nothing to leave."""
    assert leave(replace(FRESH, standing=Standing.DENIED)) is None


def test_forged_delivery_is_counted_and_stays_told_until_a_good_one() -> None:
    """Confirming a lease proves nothing about what is delivered."""
    forged = throw_away(throw_away(active(), now=NOON), now=NOON + HOUR)
    assert (forged.thrown_away, forged.thrown_away_at) == (2, NOON + HOUR)
    renewed = answer_intent(before_request(forged, NOON + HOUR), QUESTION, now=NOON + HOUR, share=0.5)
    assert isinstance(renewed, Confirmed)
    assert renewed.subscription is not None
    assert "not signed" in (renewed.subscription.problem or "")
