"""Only what is new in a body is read again, and what comes of that is what reading all of it would bring."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from aggregator.ingest.identity import in_time_order, plan_changes
from aggregator.ingest.reading import Guide, Reading
from aggregator.ingest.unchanged import Rest, Sheet, find_rest, holds, lay_out, remember
from aggregator.ingest.understanding import read
from aggregator.model.comparison import digest
from aggregator.model.item import Item
from aggregator.model.poll import Body, KnownItem
from aggregator.model.rule import Aged, Conditions, DeskRule
from aggregator.model.source import Source
from tests.ingest.feeds import EXTRAS, TEXTS, Entry, Feed, render, two_polls

NOW = datetime(2026, 1, 9, 12, 0, tzinfo=UTC)
SOURCE = Source(id="harbour", url="https://harbour.example/feed", section="national")
GUIDE = Guide()
FEED = Feed("rss", "", 1, tuple(Entry(each, 0, TEXTS[0], "") for each in range(30)))
ONE_MORE = replace(FEED, clock=2, entries=(Entry(30, 1, TEXTS[1], ""), *FEED.entries))


def body_of(feed: Feed) -> Body:
    """Return a feed as it is fetched."""
    return Body(url=SOURCE.url, content=render(feed), media_type="application/xml; charset=utf-8")


def read_all(body: Body) -> Reading:
    """Return what a body holds, read whole."""
    return read(body, SOURCE, guide=GUIDE, now=NOW)


def read_rest(before: Feed, after: Feed) -> tuple[Sheet, Rest, Reading] | None:
    """Return what is read of the second feed after the first; None where it is read whole."""
    first = lay_out(body_of(before), None)
    known = remember(first, read_all(first.body)) if first else None
    second = lay_out(body_of(after), None, known)
    assert second == lay_out(body_of(after), None)
    rest = find_rest(second, known, ()) if second and known else None
    if second is None or rest is None:
        return None
    reading = read_all(rest.bodies[0]) if rest.bodies else Reading()
    return (second, rest, reading) if holds(rest, reading) else None


@settings(max_examples=300, deadline=None)
@given(two_polls())
def test_rest_of_a_body_holds_what_is_new_in_it(feeds: tuple[Feed, Feed]) -> None:
    """What is read in part is what is read whole, without what was read before: entries, head and all."""
    part = read_rest(*feeds)
    event("read whole" if part is None else "read in part")
    if part is None:
        return
    sheet, rest, reading = part
    whole = read_all(sheet.body)
    pairs = [*zip(sheet.prints, whole.results, strict=True)]
    assert reading.results == tuple(result for each, result in pairs if each not in rest.again)
    standing = {each: result for each, result in pairs if each in rest.again}
    guids = {each: digest(result.guid) for each, result in standing.items() if isinstance(result, Item)}
    assert {each: guid for each, guid in rest.again.items() if guid} == guids
    if rest.bodies:
        named = (whole.outlet, whole.home_url, whole.manners)
        assert (reading.outlet, reading.home_url, reading.manners) == named
    assert remember(sheet, reading, rest) == remember(sheet, whole)


@settings(max_examples=150, deadline=None)
@given(two_polls())
def test_store_is_changed_as_by_reading_all(feeds: tuple[Feed, Feed]) -> None:
    """Versions and items come out the same, also where one guid stands twice in a feed."""
    part = read_rest(*feeds)
    if part is None:
        return
    sheet, rest, reading = part
    known = _stored(read_all(body_of(feeds[0])))
    whole = _changes(read_all(sheet.body), known)
    assert _changes(reading, known) == [change for change in whole if change[2]]
    seen = {digest(guid) for guid, _, versions in whole if not versions}
    assert seen <= {*rest.standing, *(digest(guid) for guid in known)}


def _stored(reading: Reading) -> dict[str, list[KnownItem]]:
    plan = plan_changes([in_time_order(delivery) for delivery in reading.deliveries])
    stored: dict[str, list[KnownItem]] = {}
    for number, change in enumerate(plan({}), start=1):
        digests = tuple(version.digest for version in change.versions)
        item = KnownItem(item=number, digests=digests, latest=change.versions[-1].version)
        stored.setdefault(change.guid, []).append(item)
    return stored


def _changes(
    reading: Reading, known: dict[str, list[KnownItem]]
) -> list[tuple[str, int | None, Sequence[str]]]:
    plan = plan_changes([in_time_order(delivery) for delivery in reading.deliveries])
    asked = {item.guid: known[item.guid] for item in reading.items if item.guid in known}
    changes = [(each.guid, each.item, tuple(new.digest for new in each.versions)) for each in plan(asked)]
    return sorted(changes, key=lambda change: (change[0], change[1] or 0))


def test_one_new_entry_of_thirty_is_one_entry() -> None:
    """That is what most polls bring."""
    part = read_rest(FEED, ONE_MORE)
    assert part is not None
    _, rest, reading = part
    assert rest.fresh == len(reading.results) == 1
    assert len(rest.bodies[0].content) < len(render(FEED)) / 8


def test_body_in_which_a_clock_moved_is_not_read() -> None:
    """`lastBuildDate` is the time of the request in many feeds."""
    part = read_rest(FEED, replace(FEED, clock=2))
    assert part is not None
    assert part[1].bodies == ()
    assert len(part[1].standing) == 30


@pytest.mark.parametrize(
    "after",
    [
        replace(ONE_MORE, head="<link>https://pier.example/</link>"),
        replace(ONE_MORE, entries=(Entry(3, 1, TEXTS[1], ""), *FEED.entries)),
        replace(ONE_MORE, entries=(FEED.entries[0], *FEED.entries)),
        replace(ONE_MORE, entries=(Entry(30, 1, TEXTS[1], EXTRAS[8]), *FEED.entries)),
        replace(ONE_MORE, entries=(Entry(30, 1, "<b>", ""), *FEED.entries)),
        replace(ONE_MORE, gap="<!-- x -->"),
        replace(ONE_MORE, gap="<title>late</title>"),
    ],
    ids=[
        "head",
        "guid twice",
        "entry twice",
        "namespace",
        "ill-formed",
        "comment between",
        "element between",
    ],
)
def test_doubtful_body_is_read_whole(after: Feed) -> None:
    """What entries inherit or share decides with them; what is not certain is not spared."""
    assert read_rest(FEED, after) is None


def test_rule_about_age_reads_everything_again() -> None:
    """An entry grows old without a change of its bytes."""
    first, second = lay_out(body_of(FEED), None), lay_out(body_of(ONE_MORE), None)
    assert first is not None
    assert second is not None
    known = remember(first, read_all(first.body))
    rule = DeskRule(name="old", when=Conditions(age=Aged(older_than=timedelta(days=1))), drop=True)
    assert find_rest(second, known, ()) is not None
    assert find_rest(second, known, (rule,)) is None


def test_embargoed_entry_is_read_each_time() -> None:
    """Which year its hour means depends on when it is read."""
    title = "<title>EMBARGOED UNTIL 10 a.m. Jan 10: Pier</title>"
    content = render(FEED).replace(b"<title>Pier 0</title>", title.encode(), 1)
    sheet = lay_out(replace(body_of(FEED), content=content), None)
    assert sheet is not None
    known = remember(sheet, read_all(sheet.body))
    assert known is not None
    assert len(known.entries) == 29


SHREDS = (
    *(
        b"<item>",
        b"</item>",
        b"<item/>",
        b"<entry>",
        b"</entry>",
        b"</channel>",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"]]>",
    ),
    *(
        b'<a xmlns:a="b"/>',
        b'<i xml:base="http://pier.example/"/>',
        b"<?pier?>",
        b"&bad;",
        b"<",
        b" ",
        b"\0",
        b"\xff",
    ),
)
"""What could be mistaken for the border of an entry, or make a body no feed."""


@st.composite
def torn_bodies(draw: st.DrawFn) -> bytes:
    """Return a feed of known entries and others, into which anything has got anywhere."""
    content = draw(st.sampled_from((render(FEED), render(ONE_MORE))))
    for shred in draw(st.lists(st.sampled_from(SHREDS), max_size=3)):
        place = draw(st.integers(0, len(content)))
        content = content[:place] + shred + content[place + draw(st.integers(0, 3)) :]
    return content


@settings(max_examples=150, deadline=None)
@given(torn_bodies())
def test_known_entries_are_no_border_of_others(content: bytes) -> None:
    """Parsing what is not known alone cuts a body as parsing all of it does, whatever stands in it."""
    first = lay_out(body_of(FEED), None)
    known = remember(first, read_all(first.body)) if first else None
    body = replace(body_of(FEED), content=content)
    assert lay_out(body, None, known) == lay_out(body, None)


@given(st.binary(max_size=300))
def test_any_bytes_are_cut_or_left_whole(content: bytes) -> None:
    """What is no feed is no concern of ours here."""
    sheet = lay_out(Body(url=SOURCE.url, content=content), None)
    assert sheet is None or sheet.cut.entries
