"""How a source is asked, and what its server may answer: deltas, walls, pages in a feed's place, credentials."""

from datetime import timedelta

import pytest

from tests.journeys.desk import OTHER_TEXT, Desk, Entry, rss
from tests.servers.outlet import Answer, Logged, Page

HOUR = timedelta(hours=1)
KEY_NAME = "HARBOUR_KEY"
GOOD = Entry(guid="h1", title="East pier to reopen")
LATER = Entry(guid="h2", title="Early harvest", text=OTHER_TEXT)


def offer_delta(desk: Desk, *, instance: str = "feed") -> None:
    """Let the outlet answer whoever holds its feed with what is new in it, as RFC 3229 says."""

    def answer(request: Logged) -> Answer:
        assert request.value("A-IM") == b"feed"
        assert request.value("If-None-Match") == Page(rss(GOOD, title="Harbour")).etag.encode()
        return Answer(226, (("IM", instance), ("ETag", '"later"')), rss(LATER, title="Harbour"))

    desk.outlet.answers["/harbour.xml"] = answer


async def test_delta_is_asked_for_with_what_we_hold(desk: Desk) -> None:
    """The first request has nothing to tell apart; the second one offers it."""
    desk.carry("harbour", GOOD)
    await desk.round()
    assert desk.outlet.requests[-1].value("A-IM") is None
    offer_delta(desk)
    (poll,) = (await desk.round(after=HOUR)).polls
    assert (poll.problems, poll.counts.new_items) == ((), 1)
    assert desk.states()["harbour"].validators.etag == '"later"'


async def test_entries_that_a_delta_leaves_out_are_still_there(desk: Desk) -> None:
    """It says what is new; of what it does not name it says nothing."""
    desk.carry("harbour", GOOD)
    await desk.round()
    offer_delta(desk)
    await desk.round(after=HOUR)
    assert {entry.title for entry in desk.feed().entries} == {"East pier to reopen", "Early harvest"}


async def test_delta_of_a_kind_that_was_not_asked_for_is_refused(desk: Desk) -> None:
    """Bytes that patch a document are no document."""
    desk.carry("harbour", GOOD)
    await desk.round()
    offer_delta(desk, instance="vcdiff")
    (poll,) = (await desk.round(after=HOUR)).polls
    assert poll.problems == ("127.0.0.1 answers 226 without a whole document",)


@pytest.mark.parametrize(
    ("status", "header", "words"),
    [
        (403, ("cf-mitigated", "challenge"), "127.0.0.1 is behind Cloudflare's wall against robots"),
        (503, ("cf-mitigated", "challenge"), "127.0.0.1 is behind Cloudflare's wall against robots"),
        (202, ("x-amzn-waf-action", "challenge"), "127.0.0.1 is behind AWS WAF's wall against robots"),
        (403, ("Server", "cloudflare"), "127.0.0.1 refuses us (403), it or Cloudflare"),
        (403, ("Server", "AkamaiGHost"), "127.0.0.1 refuses us (403), it or Akamai"),
    ],
)
async def test_wall_against_robots_is_named(
    desk: Desk, status: int, header: tuple[str, str], words: str
) -> None:
    """The operator learns that no setting helps, whose wall it is and whom to ask."""
    desk.carry("harbour", GOOD)
    desk.outlet.answers["/harbour.xml"] = Answer(status, (header,))
    (poll,) = (await desk.round()).polls
    (line,) = poll.problems
    assert line.startswith(words)
    assert "ask the outlet to let our User-Agent in" in line


async def test_server_behind_a_wall_may_be_down_by_itself(desk: Desk) -> None:
    """A 503 that only passes through says nothing of a wall."""
    desk.carry("harbour", GOOD)
    desk.outlet.answers["/harbour.xml"] = Answer(503, (("Server", "cloudflare"),))
    (poll,) = (await desk.round()).polls
    assert poll.problems == ("127.0.0.1 is not available at the moment (503)",)


async def test_wall_that_answers_with_success_is_named(desk: Desk) -> None:
    """Some challenges come as a page with status 200."""
    desk.serve("harbour", b"<!doctype html><title>Just a moment...</title><p>Verify that you are human</p>")
    (poll,) = (await desk.round()).polls
    assert "the page of Cloudflare's wall against robots" in poll.problems[0]


@pytest.mark.parametrize("format_", [None, "rss"])
async def test_page_in_a_feeds_place_tells_its_new_address(desk: Desk, format_: str | None) -> None:
    """An outlet that moves its feed leaves a page behind, which as a rule names the new one."""
    link = b'<link rel="alternate" type="application/rss+xml" href="/new.xml">'
    desk.serve("harbour", b"<!doctype html><title>Harbour Post</title>" + link, format=format_)
    (poll,) = (await desk.round()).polls
    assert "an HTML page" in poll.problems[0]
    assert f"its feed is {desk.outlet.url('/new.xml')}, name that as url" in poll.problems[0]


async def test_page_in_a_feeds_place_takes_nothing_away(desk: Desk) -> None:
    """A captive portal or an error page with status 200 must not replace what was read before."""
    desk.carry("harbour", GOOD)
    await desk.round()
    held = desk.states()["harbour"].validators
    desk.outlet.answers["/harbour.xml"] = Page(b"<!doctype html><title>Log in</title>")
    await desk.round(after=HOUR)
    assert [entry.title for entry in desk.feed().entries] == ["East pier to reopen"]
    assert desk.states()["harbour"].validators == held


async def test_basic_credentials_come_from_a_secret(desk: Desk) -> None:
    """Name and password stand in the secret as people write them; what is Base64 already stays as it is."""
    for secret in ("desk:p@ss", "ZGVzazpwQHNz"):
        desk.carry("harbour", GOOD, secret=KEY_NAME, headers={"Authorization": "Basic {secret}"})
        desk.environment[KEY_NAME] = secret
        await desk.round(after=HOUR)
        assert desk.outlet.requests[-1].value("Authorization") == b"Basic ZGVzazpwQHNz"


async def test_body_without_validators_is_known_by_its_hash(desk: Desk) -> None:
    """A server that has no validators sends all of it each time; we read it once."""
    desk.carry("harbour", GOOD)
    desk.outlet.answers["/harbour.xml"] = Answer(200, (), rss(GOOD))
    assert [poll.is_unchanged for poll in (await desk.round()).polls] == [False]
    assert [poll.is_unchanged for poll in (await desk.round(after=HOUR)).polls] == [True]
    assert desk.outlet.requests[-1].value("If-None-Match") is None
