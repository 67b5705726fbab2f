"""Which subscriptions are wanted."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.websub.wanted import Plan, is_reachable, may_be_pushed, plan
from aggregator.model.source import Source
from aggregator.model.websub import Offer, Standing, Subscription

BASE = "https://desk.example/wire/"
HARBOUR = Source(id="harbour", url="https://news.example/atom.xml")
OFFER = Offer(("https://hub.example/",), "https://news.example/atom.xml")
TOKENS: Iterator[int] = count()


def wanted(
    *sources: Source,
    offers: dict[str, Offer] | None = None,
    known: tuple[Subscription, ...] = (),
    base: str = BASE,
) -> Plan:
    """Return what has to change; the harbour's feed names a hub unless something else is said."""
    return plan(
        sources,
        {"harbour": OFFER} if offers is None else offers,
        known,
        base_url=base,
        new_token=lambda: f"token-{next(TOKENS)}",
    )


def begun() -> Subscription:
    """Return the harbour's subscription as it begins."""
    (fresh,) = wanted(HARBOUR).begun
    return fresh


def test_feed_that_names_a_hub_is_subscribed_to_under_an_address_of_its_own() -> None:
    """Below the public address, where nobody finds it; the secret is another than the address tells."""
    fresh = begun()
    assert (fresh.source, fresh.hub, fresh.topic) == ("harbour", OFFER.hubs[0], OFFER.topic)
    assert fresh.callback == f"https://desk.example/wire/_websub/{fresh.token}"
    assert fresh.secret != fresh.token
    assert (fresh.standing, fresh.next_at) == (Standing.WANTED, None)


def test_what_is_there_already_changes_nothing() -> None:
    """Also once it is confirmed or denied: asking again is a matter of its own time."""
    for standing in (Standing.WANTED, Standing.ACTIVE, Standing.DENIED):
        assert wanted(HARBOUR, known=(replace(begun(), standing=standing),)).is_empty


@pytest.mark.parametrize(
    "source",
    [
        replace(HARBOUR, websub=False),
        replace(HARBOUR, enabled=False),
        replace(HARBOUR, url="file:///wire/*.xml"),
        replace(HARBOUR, id="another"),
    ],
)
def test_source_that_is_not_to_be_pushed_leaves_its_hub(source: Source) -> None:
    """Switched off, disabled, gone from the configuration: the hub is told."""
    (left,) = wanted(source, known=(begun(),)).left
    assert left.standing is Standing.LEAVING
    assert not wanted(source).begun


@pytest.mark.parametrize(
    ("offer", "base"),
    [
        (Offer(("https://other.example/",), OFFER.topic), BASE),
        (Offer(OFFER.hubs, "https://news.example/new.xml"), BASE),
        (OFFER, "https://new.example/"),
    ],
)
def test_new_hub_new_address_of_the_feed_or_of_ours_is_a_new_subscription(offer: Offer, base: str) -> None:
    """The old one is left, so that nothing is delivered twice."""
    changed = wanted(HARBOUR, offers={"harbour": offer}, known=(begun(),), base=base)
    assert [each.standing for each in changed.left] == [Standing.LEAVING]
    (fresh,) = changed.begun
    assert (fresh.hub, fresh.topic) == (offer.hubs[0], offer.topic)
    assert wanted(HARBOUR, offers={"harbour": offer}, known=(*changed.left, fresh), base=base).is_empty


def test_denied_subscription_that_is_not_wanted_is_forgotten() -> None:
    """There is nobody to tell."""
    denied = replace(begun(), standing=Standing.DENIED)
    assert wanted(known=(denied,)) == Plan(forgotten=(denied,))


@pytest.mark.parametrize(
    "offer",
    [
        Offer(OFFER.hubs, None),
        Offer((), OFFER.topic),
        Offer(("ftp://hub.example/",), OFFER.topic),
        Offer(OFFER.hubs, "urn:feed"),
        Offer(OFFER.hubs, "https://news.example/" + "x" * 3000),
        Offer(("https://hub.example/\n",), OFFER.topic),
    ],
)
def test_offer_that_makes_no_sense_is_none(offer: Offer) -> None:
    """A feed is a stranger's text: without its own address or a hub of the web there is nothing to subscribe to."""
    assert wanted(HARBOUR, offers={"harbour": offer}).is_empty


def test_first_hub_of_the_web_is_taken() -> None:
    """One subscription is enough."""
    offer = Offer(("mailto:hub@hub.example", "https://one.example/", "https://two.example/"), OFFER.topic)
    (fresh,) = wanted(HARBOUR, offers={"harbour": offer}).begun
    assert fresh.hub == "https://one.example/"


@pytest.mark.parametrize(
    ("base", "is_told"),
    [
        ("https://desk.example/", True),
        ("http://1.1.1.1:8080/", True),
        ("http://[2606:4700::1111]/", True),
        ("http://127.0.0.1:8080/", False),
        ("http://[::1]/", False),
        ("http://10.0.0.5/", False),
        ("http://[64:ff9b::7f00:1]/", False),
        ("http://localhost:8080/", False),
        ("http://desk.localhost/", False),
        ("http://newsdesk/", False),
        ("http://desk.local./", False),
        ("http://[/", False),
    ],
)
def test_nobody_is_asked_to_deliver_where_nobody_can(base: str, is_told: bool) -> None:
    """A hub on the internet reaches no loopback or private address; one on ours does, where the source says so."""
    assert is_reachable(base) == is_told
    assert may_be_pushed(HARBOUR, base) == is_told
    assert may_be_pushed(replace(HARBOUR, allow_private=True), base)


names = st.sampled_from(["harbour", "valley", "northern"])
offers = st.dictionaries(
    names,
    st.builds(Offer, st.just(OFFER.hubs), st.sampled_from(["https://a.example/", "https://b.example/"])),
)
choices = st.lists(st.tuples(st.sets(names), offers), max_size=6)


@given(choices)
def test_each_source_has_one_subscription_and_a_second_plan_changes_nothing(
    times: list[tuple[set[str], dict[str, Offer]]],
) -> None:
    """However configuration and feeds change: a plan that was carried out is done."""
    known: dict[str, Subscription] = {}
    for configured, offered in times:
        sources = [replace(HARBOUR, id=name) for name in sorted(configured)]
        changed = wanted(*sources, offers=offered, known=tuple(known.values()))
        known |= {each.token: each for each in (*changed.begun, *changed.left)}
        assert wanted(*sources, offers=offered, known=tuple(known.values())).is_empty
        kept = [each.source for each in known.values() if each.standing is not Standing.LEAVING]
        assert sorted(kept) == sorted(configured & offered.keys())
