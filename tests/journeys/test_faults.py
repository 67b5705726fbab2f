"""What one source does wrong costs its neighbours nothing."""

from datetime import timedelta

from tests.journeys.desk import OTHER_TEXT, Desk, Entry, rss
from tests.servers.outlet import Answer, Page, Reset

HOUR = timedelta(hours=1)
GOOD = Entry(guid="h1", title="East pier to reopen")


async def test_unreachable_host_is_one_clear_line_and_the_rest_is_published(desk: Desk) -> None:
    """A host that does not exist, a port nobody listens on, a server that hangs up."""
    desk.carry("harbour", GOOD)
    desk.sources["nowhere"] = {"url": "http://outlet.invalid/rss.xml"}
    desk.sources["refused"] = {"url": "http://127.0.0.1:9/rss.xml"}
    desk.sources["reset"] = {"url": desk.outlet.url("/reset.xml")}
    desk.outlet.answers["/reset.xml"] = Reset()
    report = await desk.round()
    problems = {poll.source: poll.problems for poll in report.polls}
    assert problems["harbour"] == ()
    for source in ("nowhere", "refused", "reset"):
        (line,) = problems[source]
        assert "\n" not in line
        assert len(line) > 10
    assert "outlet.invalid" in problems["nowhere"][0]
    assert [story["title"] for story in desk.stories()] == ["East pier to reopen"]


async def test_bad_feed_is_named_and_the_rest_is_published(desk: Desk) -> None:
    """A web page, nothing at all, and bytes that mean nothing, where feeds should be."""
    desk.carry("harbour", GOOD)
    desk.serve("page", b"<!doctype html><title>Subscribe</title><p>Subscribe to read on")
    desk.serve("empty", b"")
    desk.serve("noise", bytes(range(256)) * 20)
    report = await desk.round()
    assert {poll.source for poll in report.polls if poll.problems} == {"page", "empty", "noise"}
    assert len(desk.stories()) == 1


async def test_bad_entry_is_skipped_with_a_reason(desk: Desk) -> None:
    """An empty entry between two good ones."""
    good = rss(GOOD, Entry(guid="h2", title="Early harvest", text=OTHER_TEXT))
    desk.serve("harbour", good.replace(b"</item><item>", b"</item><item></item><item>"))
    (poll,) = (await desk.round()).polls
    assert poll.counts.new_items == 2
    assert [skip.reason for skip in poll.skipped] != []


async def test_failed_poll_keeps_what_was_there(desk: Desk) -> None:
    """An outage of the outlet changes no feed."""
    desk.carry("harbour", GOOD)
    await desk.round()
    files = desk.files()
    desk.outlet.answers["/harbour.xml"] = Answer(500)
    await desk.round(after=HOUR)
    assert desk.files() == files


async def test_retry_after_is_obeyed_even_when_asked_to_poll_now(desk: Desk) -> None:
    """`once` ignores a source's rhythm, never its Retry-After."""
    desk.carry("harbour", GOOD)
    desk.outlet.answers["/harbour.xml"] = Answer(503, (("Retry-After", "7200"),))
    await desk.round()
    report = await desk.round(after=HOUR)
    assert report.left_alone == ("harbour",)
    desk.outlet.answers["/harbour.xml"] = Page(rss(GOOD))
    report = await desk.round(after=2 * HOUR)
    assert report.left_alone == ()
    assert len(desk.stories()) == 1


async def test_source_that_is_gone_is_not_asked_again(desk: Desk) -> None:
    """410 says that it will never come back."""
    desk.carry("harbour", GOOD)
    desk.outlet.answers["/harbour.xml"] = Answer(410)
    await desk.round()
    asked = len(desk.outlet.requests)
    assert (await desk.round(after=HOUR)).left_alone == ("harbour",)
    assert len(desk.outlet.requests) == asked


async def test_unchanged_feed_is_asked_for_with_its_validators(desk: Desk) -> None:
    """The second request carries the first answer's ETag and gets a 304."""
    desk.carry("harbour", GOOD)
    await desk.round()
    (poll,) = (await desk.round(after=HOUR)).polls
    assert poll.is_unchanged
    assert desk.outlet.requests[-1].value("If-None-Match") is not None


async def test_changed_settings_of_a_source_read_its_feed_again(desk: Desk) -> None:
    """A 304 must not keep yesterday's section on its items."""
    desk.carry("harbour", GOOD, wire="Northern Press")
    await desk.round()
    desk.sources["harbour"] = dict(desk.sources["harbour"]) | {"wire": "Meridian Wire"}
    await desk.round(after=HOUR)
    assert [story["agency"] for story in desk.stories()] == ["Meridian Wire"]
