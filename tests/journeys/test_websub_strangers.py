"""Push in by WebSub, with strangers who know a callback and hubs that send anything."""

import asyncio
import gzip
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest

from aggregator.model.websub import Standing
from tests.journeys.pushing import FRUIT, PIER, Pushed, carry, named, one, subscriber, topic
from tests.servers.hub import Subscriber

MINUTE = timedelta(minutes=1)
MIB = 1024 * 1024


@pytest.mark.parametrize("signature", ["", "sha256=00", "sha1=", "md5=00"])
async def test_forged_delivery_is_acknowledged_thrown_away_and_told(pushed: Pushed, signature: str) -> None:
    """A stranger who has found the callback learns nothing (WebSub, 8) and publishes nothing; somebody looks."""
    carry(pushed, PIER)
    async with pushed.running():
        await pushed.tick(poll=True)
        reply = await pushed.hub.deliver(
            subscriber(pushed.hub), named(pushed, FRUIT), X_Hub_Signature=signature
        )
        assert reply.status in range(200, 300)
        assert pushed.titles() == ["East pier to reopen"]
        status = await pushed.status()
        (trouble,) = status.problems
        assert (trouble.kind, trouble.title) == ("hub", "harbour is not pushed")
        assert "not signed with our secret" in trouble.text
        await pushed.hub.publish(topic(pushed), named(pushed, FRUIT))
        assert not (await pushed.status()).problems


async def test_stranger_confirms_nothing(pushed: Pushed) -> None:
    """A challenge is echoed for the topic and the mode that we have asked for, while we wait for it, and else never."""
    carry(pushed, PIER)
    pushed.hub.verifies = False
    async with pushed.running():
        await pushed.tick(poll=True)
        callback = one(pushed).callback
        right = {"hub_mode": "subscribe", "hub_topic": topic(pushed), "hub_challenge": "c\n<b>"}
        for wrong in (
            {"hub_topic": "https://evil.example/"},
            {"hub_mode": "unsubscribe"},
            {"hub_challenge": ""},
        ):
            assert (await pushed.hub.ask(callback, **(right | wrong))).status == 404
        assert (await pushed.hub.ask(callback[:-1] + "_", **right)).status == 404
        assert one(pushed).standing is Standing.WANTED
        reply = await pushed.hub.ask(callback, **right)
        assert (reply.status, reply.body) == (200, "c\n<b>")
        assert one(pushed).standing is Standing.ACTIVE
        assert (await pushed.hub.ask(callback, **right)).status == 404


async def test_unconfirmed_callback_takes_nothing(pushed: Pushed) -> None:
    """Nobody delivers before the hub has shown that it is the one that we have asked."""
    pushed.hub.verifies = False
    carry(pushed, PIER)
    async with pushed.running():
        await pushed.tick(poll=True)
        early = Subscriber(one(pushed).callback, topic(pushed), one(pushed).secret, 0)
        assert (await pushed.hub.deliver(early, named(pushed, FRUIT))).status == 404
        assert pushed.titles() == ["East pier to reopen"]


async def test_hub_at_a_private_address_is_not_asked_unless_its_source_may(pushed: Pushed) -> None:
    """A feed is a stranger's text: it leads nobody into our network."""
    carry(pushed, PIER)
    async with pushed.running():
        await pushed.tick(poll=True)
        assert len(pushed.hub.requests) == 1
    guarded = {"url": "https://news.example/atom.xml", "allow_private": False}
    pushed.desk.sources["harbour"] = {**pushed.desk.sources["harbour"], **guarded}
    pushed.desk.base_url = pushed.desk.base_url.replace("127.0.0.1", "desk.example")
    async with pushed.running(after=MINUTE):
        fresh = replace(pushed.subscriptions()[0], token="t" * 43, source="harbour", standing=Standing.WANTED)
        await pushed.tick()
        before = len(pushed.hub.requests)
        pushed.here.subscriptions.begin([replace(fresh, next_at=None)])
        await pushed.tick()
        assert len(pushed.hub.requests) == before


async def test_one_sources_hub_cannot_touch_another_source(pushed: Pushed) -> None:
    """Whatever is delivered to a callback is its source's: a guid of another outlet is an item of its own."""
    carry(pushed, PIER, source="harbour")
    carry(pushed, FRUIT, source="valley")
    async with pushed.running():
        await pushed.tick(poll=True)
        forged = named(pushed, replace(FRUIT, title="Forged", text="Nothing of this is true at all."))
        await pushed.hub.publish(topic(pushed), forged)
        stored = pushed.here.catalogue.items_per_source()
        assert stored == {"harbour": 2, "valley": 1}
        valley = subscriber_of(pushed, "valley")
        harbour = subscriber_of(pushed, "harbour")
        crossed = replace(valley, secret=harbour.secret)
        await pushed.hub.deliver(crossed, named(pushed, replace(FRUIT, guid="h9")))
        assert pushed.here.catalogue.items_per_source() == stored


@pytest.mark.parametrize("body", [b"", b"<html><p>Sorry</p></html>", b"\xff" * 1000, b"<rss"])
async def test_delivery_that_is_no_feed_is_taken_and_told(pushed: Pushed, body: bytes) -> None:
    """The hub need not bring it again; polling goes on as ever, and the next good one ends the problem."""
    carry(pushed, PIER)
    async with pushed.running():
        await pushed.tick(poll=True)
        before = pushed.state()
        assert (await pushed.hub.deliver(subscriber(pushed.hub), body)).status == 200
        assert pushed.state() == before
        (trouble,) = (await pushed.status()).problems
        assert "cannot be read as a feed" in trouble.text
        await pushed.hub.publish(topic(pushed), named(pushed, PIER))
        assert not (await pushed.status()).problems


async def test_compressed_delivery_is_unpacked_within_the_cap(pushed: Pushed) -> None:
    """The signature is of what was sent; a bomb is no feed, and nothing more."""
    carry(pushed, PIER)
    async with pushed.running():
        await pushed.tick(poll=True)
        one_of = subscriber(pushed.hub)
        small = gzip.compress(named(pushed, FRUIT))
        assert (await pushed.hub.deliver(one_of, small, Content_Encoding="gzip")).status == 200
        assert len(pushed.titles()) == 2
        bomb = gzip.compress(b" " * (33 * MIB))
        assert (await pushed.hub.deliver(one_of, bomb, Content_Encoding="gzip")).status == 200
        assert "cannot be read" in (one(pushed).problem or "")


async def test_too_large_a_delivery_is_refused_unread(pushed: Pushed) -> None:
    """Announced or not, no body of more than 32 MiB is kept in memory."""
    carry(pushed, PIER)

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * MIB

    async with pushed.running():
        await pushed.tick(poll=True)
        async with aiohttp.ClientSession() as session:
            for data in (io.BytesIO(b"x" * (33 * MIB)), chunks()):
                async with session.post(subscriber(pushed.hub).callback, data=data) as answer:
                    assert answer.status == 413


async def test_many_deliveries_at_once_are_taken_one_after_another(pushed: Pushed) -> None:
    """The last one counts; what is too much is brought again, and every story is stored once."""
    carry(pushed, PIER)
    async with pushed.running():
        await pushed.tick(poll=True)
        replies = await asyncio.gather(
            *(
                pushed.hub.publish(topic(pushed), named(pushed, replace(FRUIT, guid=f"g{number}")))
                for number in range(12)
            )
        )
        statuses = sorted(reply.status for (reply,) in replies)
        assert set(statuses) <= {200, 503}
        assert pushed.here.catalogue.items_per_source()["harbour"] == 1 + statuses.count(200)


async def test_callback_answers_hubs_alone(pushed: Pushed) -> None:
    """An address that nobody was given answers nothing, whatever is asked of it."""
    carry(pushed, PIER)
    async with pushed.running():
        await pushed.tick(poll=True)
        async with aiohttp.ClientSession() as session:
            base = pushed.desk.base_url
            for path in ("_websub/", "_websub/x", "_websub/..", f"_websub/{'A' * 43}"):
                for method in ("GET", "POST", "DELETE"):
                    async with session.request(method, f"{base}{path}") as answer:
                        assert answer.status in {404, 405}
            async with session.delete(one(pushed).callback) as answer:
                assert answer.status == 405


def subscriber_of(pushed: Pushed, source: str) -> Subscriber:
    """Return the subscriber of an outlet's feed."""
    return next(each for each in pushed.hub.subscribers.values() if each.topic == topic(pushed, source))
