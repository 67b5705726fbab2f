"""What is a flood, what becomes of a source that has really grown, and that a hold loses nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.flood import FIRST_WEEK, MANY, hold_floods, note_arrivals
from aggregator.ingest.lesson import Lesson, settle
from aggregator.model.item import Label, Version
from aggregator.model.poll import Fetched, ItemChange, KnownItem, NewVersion, SourceState
from aggregator.model.source import Source
from tests.ingest.rhythms import DAY, HOUR, NOW, posting

SOURCE = Source(id="harbour", url="https://news.example/", every=timedelta(minutes=5))
QUIET = SourceState(
    source="harbour",
    last_success_at=NOW,
    rhythm=posting(every=DAY / 3),
    arrivals=note_arrivals(None, (), now=NOW - 5 * FIRST_WEEK),
)


def fresh(count: int, at: datetime, *, label: Label | None = None) -> list[ItemChange]:
    """Return so many new items."""
    version = Version(title="Pier", published=at, label=label)
    return [ItemChange(guid=str(n), versions=(NewVersion("d", "w", version),)) for n in range(count)]


def polled(
    state: SourceState,
    changes: Sequence[ItemChange],
    now: datetime,
    *,
    known: Mapping[str, Sequence[KnownItem]] | None = None,
) -> tuple[SourceState, Sequence[ItemChange]]:
    """Return the state after a poll that brought these, and what is stored of them."""
    plan = hold_floods(lambda _: changes, state, is_whole=True, now=now)
    stored = plan(
        known if known is not None else {"old": [KnownItem(item=1, digests=(), latest=Version(title=""))]}
    )
    lesson = Lesson(outcome=Fetched(bodies=()), manners=None, published=())
    settled = settle(SOURCE, lesson, state, stored, price=0.0, now=now)
    return replace(settled, last_poll_at=now, last_success_at=now), stored


def held(changes: Sequence[ItemChange]) -> int:
    """Return how many are held."""
    return sum(new.version.is_flood for change in changes for new in change.versions)


def days_of(per_hour: int, days: int) -> list[int]:
    """Return how many items are held on each day of a source that has posted three a day until then."""
    state, told = QUIET, []
    for day in range(days):
        count = 0
        for hour in range(24):
            now = NOW + day * DAY + (hour + 1) * HOUR
            state, stored = polled(state, fresh(per_hour, now), now)
            count += held(stored)
        told.append(count)
    return told


def test_source_that_has_grown_is_usual_within_a_week() -> None:
    """From three items a day to ninety-six: editors hear of it, and then it is the source's rhythm."""
    told = days_of(4, 10)
    assert told[0] + told[1] > 0, told
    assert told[7:] == [0, 0, 0], told


def test_source_that_grows_a_little_is_never_held() -> None:
    """Eight times as much, spread over the day, is no flood."""
    assert sum(days_of(1, 10)) == 0


@pytest.mark.parametrize("label", [Label.KILL, Label.WITHHOLD, Label.CORRECTIVE, Label.CORRECTED])
def test_what_takes_back_or_corrects_is_never_held(label: Label) -> None:
    """A flood must not stand between a kill and the readers."""
    _, stored = polled(QUIET, [*fresh(2 * MANY, NOW), *fresh(1, NOW, label=label)], NOW + HOUR)
    assert held(stored) == 2 * MANY


def test_flood_makes_no_room_for_the_next() -> None:
    """It teaches no more than what would have been no flood: the second one is held as well."""
    state, first = polled(QUIET, fresh(500, NOW), NOW + HOUR)
    _, second = polled(state, fresh(400, NOW + DAY), NOW + DAY)
    assert (held(first), held(second)) == (500, 400)


@given(count=st.integers(0, 300), hours=st.integers(-48, 24 * 60), label=st.sampled_from([None, *Label]))
def test_hold_loses_nothing(count: int, hours: int, label: Label | None) -> None:
    """Whatever comes whenever, the same items with the same digests are stored: held or not."""
    changes = fresh(count, NOW, label=label)
    _, stored = polled(QUIET, changes, NOW + hours * HOUR, known={})
    assert [(each.guid, each.versions[0].digest) for each in stored] == [
        (each.guid, each.versions[0].digest) for each in changes
    ]
    assert held(stored) in {0, count}
