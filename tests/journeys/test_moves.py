"""Permanent redirects are adopted when they repeat, temporary ones are only followed; what that changes is told."""

from datetime import timedelta

import pytest

from tests.journeys.desk import Desk, Entry, rss
from tests.servers.outlet import Answer, Outlet, Page, redirect

HOUR = timedelta(hours=1)
KEY_NAME = "HARBOUR_KEY"
GOOD = Entry(guid="h1", title="East pier to reopen")


def asked(outlet: Outlet) -> list[str]:
    """Return the paths that were asked for."""
    return [request.target.decode() for request in outlet.requests]


def move(desk: Desk, status: int = 301) -> None:
    """Let the harbour's feed stand at another address, to which the old one sends."""
    desk.carry("harbour", GOOD)
    desk.outlet.answers |= {"/new.xml": Page(rss(GOOD)), "/harbour.xml": redirect("/new.xml", status)}


@pytest.mark.parametrize("status", [301, 308])
async def test_permanent_redirect_is_adopted_after_three_polls(desk: Desk, status: int) -> None:
    """From then on the old address is spared, and it is known since when; the configuration stays as it is."""
    move(desk, status)
    for _ in range(5):
        await desk.round(after=HOUR)
    assert asked(desk.outlet)[-8:] == ["/harbour.xml", "/new.xml"] * 3 + ["/new.xml"] * 2
    known = desk.states()["harbour"].move
    assert known is not None
    assert (known.to, known.adopted_at) == (desk.outlet.url("/new.xml"), desk.now - 2 * HOUR)
    assert desk.states()["harbour"].url == desk.outlet.url("/harbour.xml")


@pytest.mark.parametrize("status", [302, 303, 307])
async def test_temporary_redirect_is_only_followed(desk: Desk, status: int) -> None:
    """The outlet asks to be asked at the old address again, each time."""
    move(desk, status)
    for _ in range(5):
        await desk.round(after=HOUR)
    assert asked(desk.outlet) == ["/harbour.xml", "/new.xml"] * 5
    assert desk.states()["harbour"].move is None


async def test_adopted_address_is_told_where_people_look(desk: Desk) -> None:
    """`sources`, `/status` and the feed of problems say where it is asked since when, and what to do."""
    move(desk)
    for _ in range(3):
        await desk.round(after=HOUR)
    status = desk.status()
    (row,) = status.sources
    assert (row.state, row.moved_to, row.moved_at) == ("well", f"{desk.outlet.url('')}/…", desk.now)
    (trouble,) = status.problems
    assert trouble.title == "harbour has moved"
    assert "write it into config.toml" in trouble.text


async def test_adopted_address_gets_the_validators_of_the_document(desk: Desk) -> None:
    """The document is the same one, so nothing is read again."""
    move(desk)
    for _ in range(3):
        await desk.round(after=HOUR)
    (poll,) = (await desk.round(after=HOUR)).polls
    assert poll.is_unchanged
    assert desk.outlet.requests[-1].value("If-None-Match") is not None


async def test_adopted_address_that_is_gone_gives_way_to_the_configured_one(desk: Desk) -> None:
    """A 410 of the new address is no 410 of the source: the old address is asked again."""
    move(desk)
    for _ in range(3):
        await desk.round(after=HOUR)
    desk.outlet.answers |= {"/new.xml": Answer(410), "/harbour.xml": Page(rss(GOOD))}
    await desk.round(after=HOUR)
    assert not desk.states()["harbour"].is_gone
    (poll,) = (await desk.round(after=HOUR)).polls
    assert poll.problems == ()
    assert asked(desk.outlet)[-1] == "/harbour.xml"


async def test_credentials_never_reach_an_adopted_host(desk: Desk) -> None:
    """What was meant for the configured server stays with it, also when that one is no longer asked."""
    async with Outlet({"/new.xml": Page(rss(GOOD))}) as other:
        desk.carry("harbour", GOOD, secret=KEY_NAME, headers={"X-Desk": "{secret}"})
        desk.environment[KEY_NAME] = "s3cret"
        desk.outlet.answers["/harbour.xml"] = redirect(other.url("/new.xml"), 301)
        for _ in range(5):
            await desk.round(after=HOUR)
        assert len(asked(desk.outlet)) == 3
        assert len(asked(other)) == 5
        assert not [value for request in other.requests for _, value in request.headers if b"s3cret" in value]
