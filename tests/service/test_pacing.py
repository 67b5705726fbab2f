"""Which of the due sources start now."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from aggregator.model.poll import SourceState
from aggregator.model.source import Source
from aggregator.service.pacing import Pace

PAST = datetime(2026, 1, 7, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def source(number: int, *, host: str | None = None, every: timedelta = 15 * MINUTE) -> Source:
    """Return a source of a host, its own one unless named."""
    return Source(id=f"s{number}", url=f"https://{host or f'{number}.example'}/{number}", every=every)


def started(
    pace: Pace, sources: Sequence[Source], *, seconds: int, is_new: bool = False
) -> tuple[list[list[str]], Pace]:
    """Return which sources start in each second, all of them due from the first, and the pace at the end."""
    state = {each.id: SourceState(source=each.id, next_poll_at=None if is_new else PAST) for each in sources}
    waiting = {each.id: each for each in sources}
    rounds: list[list[str]] = []
    for second in range(seconds):
        chosen, pace = pace.choose([(each, state[each.id]) for each in waiting.values()], float(second))
        rounds.append([each.id for each, _ in chosen])
        for each, _ in chosen:
            del waiting[each.id]
    return rounds, pace


def test_start_after_a_long_stop_is_no_stampede() -> None:
    """A thousand sources that are due: twenty a second, the longest waiting first, and all of them in a minute."""
    sources = [source(number) for number in range(1000)]
    rounds, _ = started(Pace().adapted(sources, None, 0.0), sources, seconds=60)
    assert {len(each) for each in rounds[:50]} == {20}
    assert [id_ for each in rounds for id_ in each] == [each.id for each in sources]


def test_sources_that_need_more_than_twenty_a_second_get_it() -> None:
    """No limit of ours makes sources late for good."""
    sources = [source(number, every=timedelta(seconds=10)) for number in range(1000)]
    rounds, _ = started(Pace().adapted(sources, None, 0.0), sources, seconds=10)
    assert sum(map(len, rounds)) == 1000


def test_sources_of_one_host_are_spread_out() -> None:
    """Thirty that are due together start ten seconds apart, and delay no other host's."""
    sources = [source(number, host="one.example", every=10 * MINUTE) for number in range(30)]
    others = [source(number) for number in range(30, 40)]
    pace = Pace().adapted([*sources, *others], None, 0.0)
    rounds, _ = started(pace, [*sources, *others], seconds=300)
    own = [second for second, ids in enumerate(rounds) for id_ in ids if int(id_[1:]) < 30]
    assert own == list(range(0, 300, 10))
    assert len(rounds[0]) == 11


def test_small_gaps_let_several_start_in_a_tick() -> None:
    """A hundred sources of one host, each polled every ten seconds, all keep their time."""
    sources = [source(number, host="one.example", every=timedelta(seconds=10)) for number in range(100)]
    rounds, _ = started(Pace().adapted(sources, None, 0.0), sources, seconds=10)
    assert sum(map(len, rounds)) == 100
    assert max(map(len, rounds)) <= 21


def test_new_sources_wait_for_no_gap_and_no_budget() -> None:
    """The first page of a new installation is there within seconds."""
    sources = [source(number, host="one.example") for number in range(20)]
    rounds, _ = started(Pace().adapted(sources, 1, 0.0), sources, seconds=1, is_new=True)
    assert len(rounds[0]) == 20


def test_spent_budget_lets_sources_wait() -> None:
    """What was saved and an hour's more in the first hour, and nothing of it for files."""
    sources = [source(number) for number in range(100)]
    pace = Pace().adapted(sources, 10, 0.0)
    rounds, pace = started(pace, sources, seconds=3600)
    assert Counter(map(len, rounds)).total() == 3600
    assert sum(map(len, rounds)) == 6 * 10 + 9
    files = Source(id="files", url="file:///drop/*")
    chosen, _ = pace.choose([(files, SourceState(source="files", next_poll_at=PAST))], 3600.0)
    assert [each.id for each, _ in chosen] == ["files"]


def test_reload_keeps_what_was_saved() -> None:
    """A budget that is the same is not granted twice; another one begins anew."""
    pace = Pace().adapted([], 10, 0.0)
    assert pace.purse is not None
    assert pace.adapted([source(1)], 10, 900.0).purse == pace.purse
    anew = pace.adapted([], 20, 900.0).purse
    assert anew is not None
    assert (anew.per_hour, anew.polls) == (20, 120)
    assert pace.adapted([], None, 900.0).purse is None
