"""Polls in which little is new: what subscribers get is what they would get if all of it were read each time."""

from datetime import timedelta

from tests.journeys.desk import OTHER_TEXT, Desk, Entry, rss

MINUTE = timedelta(minutes=1)
BLIND = b"<!DOCTYPE rss [<!ENTITY quay 'quay'>]>"
"""A feed that declares an entity is never cut: it is read whole at every poll."""


def serve(desk: Desk, *entries: Entry, clock: int) -> None:
    """Let two outlets carry the same entries: one feed can be cut, the other cannot."""
    moved = f"<lastBuildDate>Wed, 07 Jan 2026 10:{clock:02}:00 GMT</lastBuildDate>".encode()
    feed = rss(*entries).replace(b"<item>", moved + b"<item>", 1)
    desk.serve("cut", feed)
    place = feed.index(b"<rss")
    desk.serve("whole", feed[:place] + BLIND + feed[place:])


async def test_cut_feed_brings_what_a_whole_one_brings(desk: Desk) -> None:
    """New entries, a changed one, one that goes back to what it said, one that leaves and returns, another order."""
    first = [Entry(guid=f"h{each}", title=f"Pier {each} opens", text=OTHER_TEXT) for each in range(6)]
    changed = Entry(guid="h2", title="Pier 2 closes", text=OTHER_TEXT + " It closes at noon.")
    late = Entry(guid="h9", title="Early harvest in the valley")
    polls = [
        first,
        first,
        [late, *first],
        [late, *first[:2], changed, *first[3:]],
        [late, *first],
        first[1:],
        [*reversed(first)],
        [changed, late],
    ]
    for clock, entries in enumerate(polls):
        serve(desk, *entries, clock=clock)
        report = await desk.round(after=clock * 61 * MINUTE)
        counts = {poll.source: (poll.counts.new_items, poll.counts.new_versions) for poll in report.polls}
        assert counts["cut"] == counts["whole"], clock
        assert {poll.counts.entries for poll in report.polls} == {len(entries)}
