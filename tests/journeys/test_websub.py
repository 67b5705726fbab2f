"""Push in by WebSub, with a real hub: from the feed that names it to the story that is published."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator.cli.tables import show_sources
from aggregator.model.websub import Standing
from tests.journeys.pushing import FRUIT, PIER, Pushed, carry, named, one, subscriber, topic

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


async def test_feed_that_names_a_hub_is_pushed(pushed: Pushed) -> None:
    """Subscribed to at its first poll, verified, and what is delivered is published at once, without a poll."""
    carry(pushed, PIER)
    async with pushed.running():
        await pushed.tick(poll=True)
        form = dict(pushed.hub.requests[0])
        assert form["hub.callback"].startswith(f"{pushed.desk.base_url}_websub/")
        assert (form["hub.mode"], form["hub.topic"]) == ("subscribe", topic(pushed))
        assert len(form["hub.secret"]) >= 40
        assert form["hub.secret"] not in form["hub.callback"]
        assert "desk@example.org" in pushed.hub.agents[0]
        asked = len(pushed.desk.outlet.requests)
        (reply,) = await pushed.hub.publish(topic(pushed), named(pushed, PIER, FRUIT))
        assert reply.status == 200
        assert pushed.titles() == ["East pier to reopen", "Harvest starts early"]
        assert len(pushed.desk.outlet.requests) == asked


async def test_delivery_is_acknowledged_after_its_commit(pushed: Pushed) -> None:
    """What a hub may forget is on disk; a second delivery of the same, whole or in part, changes nothing."""
    carry(pushed, PIER)
    async with pushed.running():
        await pushed.tick(poll=True)
        for body in (named(pushed, PIER, FRUIT), named(pushed, FRUIT), named(pushed, PIER, FRUIT)):
            (reply,) = await pushed.hub.publish(topic(pushed), body)
            assert reply.status == 200
            counts = pushed.here.catalogue.items_per_source()
            assert counts == {"harbour": 2}


async def test_pushed_source_is_polled_more_rarely_and_soon_again_where_its_hub_fails(pushed: Pushed) -> None:
    """Hubs fail silently: a poll that finds what was not delivered does not rely on the hub any more."""
    carry(pushed, PIER, every="15m")
    async with pushed.running():
        await pushed.tick(poll=True)
        alone = pushed.state().next_poll_at
        assert alone is not None
        await pushed.tick(after=4 * HOUR, poll=True)
        relied = pushed.state()
        assert relied.next_poll_at is not None
        rest = relied.next_poll_at - pushed.desk.now
        assert rest >= HOUR
        assert relied.next_poll_because == "its hub delivers what is new; looked at all the same"
        carry(pushed, PIER, FRUIT)
        await pushed.tick(after=DAY, poll=True)
        missed = pushed.state()
        assert missed.next_poll_because != relied.next_poll_because
        assert missed.next_poll_at is not None
        assert missed.next_poll_at - pushed.desk.now < rest


async def test_delivered_items_teach_when_a_source_posts(pushed: Pushed) -> None:
    """Its rhythm is known when the hub fails."""
    carry(pushed, PIER)
    async with pushed.running():
        await pushed.tick(poll=True)
        before = pushed.state().rhythm
        await pushed.hub.publish(topic(pushed), named(pushed, replace(FRUIT, at=None)))
        after = pushed.state().rhythm
        assert before is not None
        assert after is not None
        assert sum(after.hours) > sum(before.hours)


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
async def test_hub_signs_as_it_likes(pushed: Pushed, method: str) -> None:
    """The four methods of the standard."""
    pushed.hub.method = method
    carry(pushed, PIER)
    async with pushed.running():
        await pushed.tick(poll=True)
        await pushed.hub.publish(topic(pushed), named(pushed, FRUIT))
        assert sorted(pushed.titles()) == ["East pier to reopen", "Harvest starts early"]


async def test_subscription_outlives_a_restart_and_is_renewed_ahead_of_its_end(pushed: Pushed) -> None:
    """The same callback and secret: what the hub sends meanwhile is taken; and nobody is asked early."""
    pushed.hub.lease_seconds = 86_400
    carry(pushed, PIER)
    async with pushed.running():
        await pushed.tick(poll=True)
        before = one(pushed)
    async with pushed.running(after=HOUR):
        await pushed.tick()
        assert len(pushed.hub.requests) == 1
        (reply,) = await pushed.hub.publish(topic(pushed), named(pushed, FRUIT))
        assert reply.status == 200
        await pushed.tick(after=20 * HOUR)
        first, second = pushed.hub.requests
        assert first == second
        assert one(pushed).token == before.token
        assert one(pushed).lease_ends_at == pushed.desk.now + DAY


async def test_hub_that_fails_is_asked_again_later_and_later_until_it_is_back(pushed: Pushed) -> None:
    """The source is polled as if it had none; from the third time on somebody is told."""
    pushed.hub.status = 503
    carry(pushed, PIER)
    async with pushed.running():
        await pushed.tick(poll=True)
        for _ in range(20):
            await pushed.tick(after=MINUTE)
        assert len(pushed.hub.requests) == 3
        assert pushed.state().pushed_until is None
        (trouble,) = (await pushed.status()).problems
        assert "its hub at 127.0.0.1 answers 503" in trouble.text
        assert topic(pushed) not in trouble.text
        pushed.hub.status = 202
        await pushed.tick(after=HOUR)
        assert one(pushed).standing is Standing.ACTIVE
        assert not (await pushed.status()).problems


async def test_retry_after_of_a_hub_is_obeyed(pushed: Pushed) -> None:
    """A hub is a server like any other."""
    pushed.hub.status, pushed.hub.headers = 429, {"Retry-After": "7200"}
    carry(pushed, PIER)
    async with pushed.running():
        await pushed.tick(poll=True)
        await pushed.tick(after=HOUR)
        assert len(pushed.hub.requests) == 1
        await pushed.tick(after=HOUR)
        assert len(pushed.hub.requests) == 2


async def test_hub_that_denies_is_told_left_alone_and_its_source_polled(pushed: Pushed) -> None:
    """Also while a lease runs: the next poll comes as if it never had delivered."""
    carry(pushed, PIER)
    async with pushed.running():
        await pushed.tick(poll=True)
        await pushed.tick(after=4 * HOUR, poll=True)
        relied = pushed.state().next_poll_at
        callback = one(pushed).callback
        denial = {"hub_mode": "denied", "hub_topic": topic(pushed), "hub_reason": "closed <soon>"}
        assert (await pushed.hub.ask(callback, **denial)).status == 200
        denied = pushed.state()
        assert denied.pushed_until is None
        assert relied is not None
        assert denied.next_poll_at is not None
        assert denied.next_poll_at < relied
        (trouble,) = (await pushed.status()).problems
        assert "its hub denies it: closed <soon>" in trouble.text
        await pushed.tick(after=6 * DAY)
        assert len(pushed.hub.requests) == 1
        await pushed.tick(after=2 * DAY)
        assert len(pushed.hub.requests) == 2


@pytest.mark.parametrize("options", [{"websub": False}, {"enabled": False}, None])
async def test_source_that_is_switched_off_or_gone_leaves_its_hub(
    pushed: Pushed, options: dict[str, object] | None
) -> None:
    """The hub is told, and asked nothing more; what it delivers meanwhile is refused for good."""
    carry(pushed, PIER)
    async with pushed.running():
        await pushed.tick(poll=True)
    leaver = subscriber(pushed.hub)
    if options is None:
        del pushed.desk.sources["harbour"]
        pushed.desk.carry("valley", FRUIT)
    else:
        pushed.desk.sources["harbour"] = {**pushed.desk.sources["harbour"], **options}
    async with pushed.running(after=MINUTE):
        pushed.hub.verifies = False
        await pushed.tick()
        assert (await pushed.hub.deliver(leaver, named(pushed, FRUIT))).status == 410
        pushed.hub.verifies = True
        await pushed.tick(after=HOUR)
        assert [form["hub.mode"] for form in pushed.hub.requests] == [
            "subscribe",
            "unsubscribe",
            "unsubscribe",
        ]
        assert pushed.subscriptions() == ()
        assert pushed.hub.subscribers == {}
        assert (await pushed.hub.deliver(leaver, named(pushed, FRUIT))).status == 404
        await pushed.tick(after=DAY)
        assert len(pushed.hub.requests) == 3


async def test_feed_that_names_another_hub_is_delivered_by_that_one(pushed: Pushed) -> None:
    """The first one is left."""
    carry(pushed, PIER)
    async with pushed.running():
        await pushed.tick(poll=True)
        pushed.desk.serve("harbour", named(pushed, PIER, FRUIT, hub=pushed.hub.url("/second")))
        await pushed.tick(after=DAY, poll=True)
        assert [form["hub.mode"] for form in pushed.hub.requests[1:]].count("unsubscribe") == 1
        assert one(pushed).hub == pushed.hub.url("/second")


async def test_hub_that_has_moved_is_followed(pushed: Pushed) -> None:
    """A hub may send us on to another address (WebSub, 5.1)."""
    pushed.desk.serve("harbour", named(pushed, PIER, hub=pushed.hub.url("/moved")))
    async with pushed.running():
        await pushed.tick(poll=True)
        assert one(pushed).standing is Standing.ACTIVE


async def test_sources_and_status_tell_how_push_goes(
    pushed: Pushed, capsys: pytest.CaptureFixture[str]
) -> None:
    """At a glance: pushed, since when, until when; nothing of the callback, the secret or an address."""
    carry(pushed, PIER)
    async with pushed.running():
        await pushed.tick(poll=True)
        await pushed.hub.publish(topic(pushed), named(pushed, PIER))
        (row,) = (await pushed.status()).sources
        assert row.push is not None
        assert (row.push.state, row.push.delivered_at) == ("pushed", pushed.desk.now)
        assert row.push.until == pushed.desk.now + 10 * DAY
        show_sources(pushed.here, as_json=True)
        told = json.loads(capsys.readouterr().out)
        assert (told["push"], told["push_problem"]) == ("pushed", None)
        assert (told["pushed_until"], told["push_delivered_at"]) == (
            "2026-01-17T12:00:00Z",
            "2026-01-07T12:00:00Z",
        )
        assert not any(secret in repr((told, row)) for secret in (one(pushed).token, one(pushed).secret))
        assert one(pushed).token not in repr(one(pushed))
