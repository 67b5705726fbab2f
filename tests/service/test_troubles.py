"""Which problems there are, in which words, and how they go on from look to look."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.database.problems import HeldStory
from aggregator.model.poll import SourceState
from aggregator.model.problem import RESOLVED_LASTS, Problem, ProblemKind, Severity, Trouble
from aggregator.model.push import Lane
from aggregator.model.source import Source
from aggregator.model.story import HeldBecause
from aggregator.model.websub import Standing, Subscription
from aggregator.service.course import Course, follow_course
from aggregator.service.rhythm import SHORTEST_QUIET, Quiet, judge_quiet
from aggregator.service.troubles import Findings, find_troubles

NOW = datetime(2026, 1, 9, 12, 0, tzinfo=UTC)
MONDAY = datetime(2026, 1, 5, 14, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HARBOUR = Source(id="harbour", url="https://harbour.example/rss.xml?key=hunter2")
WELL = SourceState(source="harbour", last_poll_at=NOW, last_success_at=NOW - HOUR)
STORY = "urn:uuid:0f5a7c1e-0000-4000-8000-000000000001"


def found(
    state: SourceState = WELL,
    *,
    source: Source = HARBOUR,
    quiet: Mapping[str, Quiet] | None = None,
    held: tuple[HeldStory, ...] = (),
    lanes: tuple[Lane, ...] = (),
    subscriptions: tuple[Subscription, ...] = (),
) -> tuple[Trouble, ...]:
    """Return what is wrong with one source, these stories, these lanes and these subscriptions."""
    return find_troubles(
        Findings(
            sources=[source],
            states={"harbour": state},
            quiet=quiet or {},
            held=held,
            lanes=lanes,
            subscriptions=subscriptions,
            now=NOW,
        )
    )


def test_nothing_is_wrong_with_what_is_well() -> None:
    """Neither with a source that answers, nor with one that was not asked yet, nor with one that is disabled."""
    failing = replace(WELL, failures=9, problem="no")
    assert found() == found(SourceState(source="harbour")) == ()
    assert found(failing, source=replace(HARBOUR, enabled=False)) == ()


@pytest.mark.parametrize(
    ("failures", "last_success", "is_told"),
    [
        (1, NOW - HOUR, False),
        (2, NOW - HOUR, False),
        (3, NOW - HOUR, True),
        (1, NOW - DAY - HOUR, True),
        (1, None, True),
    ],
)
def test_source_that_fails_is_told_once_it_is_no_blip(
    failures: int, last_success: datetime | None, is_told: bool
) -> None:
    """A server that is restarted disturbs nobody; one that never worked is told at once."""
    state = replace(
        WELL, failures=failures, problem="harbour.example answers 500", last_success_at=last_success
    )
    assert [trouble.kind for trouble in found(state)] == ([ProblemKind.FAILING] if is_told else [])


def test_failing_source_says_why_and_since_when() -> None:
    """The words of the last poll, the host alone of any address, and what happens next."""
    problem = "https://harbour.example/k3y.xml?key=hunter2 is no feed"
    [trouble] = found(replace(WELL, failures=3, problem=problem, last_success_at=MONDAY))
    assert trouble.title == "harbour is failing"
    assert trouble.text == (
        "https://harbour.example/… is no feed. "
        "It was last read on Monday 5 January, 14:05 UTC; it is tried again by itself."
    )
    assert (trouble.since, trouble.severity) == (MONDAY, Severity.ERROR)


def test_source_that_is_gone_or_read_in_part_is_told() -> None:
    """Each with its remedy."""
    [gone] = found(replace(WELL, failures=1, is_gone=True, problem="harbour.example says that it is gone"))
    assert (gone.kind, gone.severity) == (ProblemKind.GONE, Severity.ERROR)
    assert "take it out of config.toml" in gone.text
    [partly] = found(replace(WELL, problem="a.xml is no feed"))
    assert (partly.kind, partly.severity) == (ProblemKind.PARTLY, Severity.NOTICE)


def test_quiet_source_is_compared_with_itself() -> None:
    """Since when, and what is usual, as people say it."""
    [trouble] = found(quiet={"harbour": Quiet(MONDAY, timedelta(hours=2))})
    assert trouble.text.startswith(
        "Quiet since Monday 5 January, 14:05 UTC; usually something new every 2 h. "
    )
    assert (trouble.kind, trouble.since) == (ProblemKind.QUIET, MONDAY)


def arrivals(*gaps: timedelta) -> list[datetime]:
    """Return times with these gaps between them, the last of them on Monday."""
    times = [MONDAY]
    for gap in reversed(gaps):
        times.append(times[-1] - gap)
    return sorted(times)


def test_silence_is_measured_by_the_sources_own_gaps() -> None:
    """Two hours are nothing to anybody; a weekly may rest for weeks; of a new source nothing is known."""
    hourly, weekly = arrivals(*[2 * HOUR] * 20), arrivals(*[7 * DAY] * 9)
    assert judge_quiet(hourly, asked_at=MONDAY + SHORTEST_QUIET) is None
    assert judge_quiet(hourly, asked_at=MONDAY + SHORTEST_QUIET + HOUR) == Quiet(MONDAY, 2 * HOUR)
    assert judge_quiet(weekly, asked_at=MONDAY + 35 * DAY) is None
    assert judge_quiet(weekly, asked_at=MONDAY + 36 * DAY) == Quiet(MONDAY, 7 * DAY)
    assert judge_quiet(arrivals(*[HOUR] * 4), asked_at=MONDAY + 99 * DAY) is None
    assert judge_quiet([], asked_at=MONDAY) is None


@given(
    st.lists(st.timedeltas(timedelta(seconds=1), 30 * DAY), min_size=5), st.timedeltas(timedelta(), 400 * DAY)
)
def test_no_source_is_quiet_within_its_usual_gaps(gaps: list[timedelta], silence: timedelta) -> None:
    """A false alarm is read once and never again."""
    times = arrivals(*gaps)
    judged = judge_quiet(times, asked_at=times[-1] + silence)
    if judged is not None:
        shorter = sum(later - earlier <= silence / 5 for earlier, later in pairwise(times))
        assert silence > SHORTEST_QUIET
        assert shorter / len(gaps) >= 0.9 or shorter >= len(gaps) - 1
        assert judged.since == times[-1]


@pytest.mark.parametrize("because", [each for each in HeldBecause if each is not HeldBecause.FLOOD])
def test_waiting_story_names_its_outlets_and_no_word_of_it(because: HeldBecause) -> None:
    """Who, why, and which command shows it."""
    held = HeldStory(story=STORY, because=because, since=MONDAY, sections=("national",), sources=("a", "b"))
    [trouble] = found(held=(held,))
    assert (trouble.kind, trouble.subject, trouble.sections) == (ProblemKind.WAITING, STORY, ("national",))
    assert "a and b" in trouble.text
    assert "`aggregator show 0f5a7c1e-0000-4000-8000-000000000001`" in trouble.text
    assert str(because) in trouble.title


def test_flood_is_one_problem() -> None:
    """A thousand held stories are not a thousand alarms."""
    held = tuple(
        HeldStory(
            story=f"urn:uuid:{n}", because=HeldBecause.FLOOD, since=NOW - n * HOUR, sources=("harbour",)
        )
        for n in range(1000)
    )
    [trouble] = found(held=held)
    assert (trouble.subject, trouble.since) == ("flood:harbour", NOW - 999 * HOUR)
    assert "1000 stories" in trouble.text


def test_push_that_does_not_arrive_is_one_problem_of_its_target() -> None:
    """All feeds of a hub are one; a webhook that failed twice is none."""
    lanes = (
        Lane(name="webhook/cms", waiting=3, failures=2, problem="no"),
        Lane(name="webhook/desk", waiting=1, given_up=2),
        Lane(name="hub/https://a/1", waiting=1, failures=3, problem="hub.example answers 500"),
        Lane(
            name="hub/https://a/2",
            waiting=1,
            failures=5,
            problem="hub.example answers 502",
            failing_since=MONDAY,
        ),
    )
    desk, hub = found(lanes=lanes)
    assert (desk.subject, hub.subject) == ("webhook desk", "hub")
    assert "given up" in desk.text
    assert hub.text.startswith("hub.example answers 502. ")
    assert hub.since == MONDAY


TROUBLE = Trouble(
    kind=ProblemKind.QUIET,
    subject="harbour",
    severity=Severity.WARNING,
    title="t",
    text="words",
    since=MONDAY,
)
KNOWN = Problem(trouble=TROUBLE, changed_at=NOW - HOUR)


def test_problem_begins_and_ends_once() -> None:
    """Both are told; in between nothing is stored or told, however often it is looked for."""
    begun = Problem(trouble=TROUBLE, changed_at=NOW)
    over = replace(KNOWN, changed_at=NOW, resolved_at=NOW)
    assert follow_course({}, [TROUBLE], now=NOW) == Course(changed=(begun,), told=(begun,))
    assert follow_course({TROUBLE.key: KNOWN}, [TROUBLE], now=NOW).is_empty
    assert follow_course({TROUBLE.key: KNOWN}, [], now=NOW) == Course(changed=(over,), told=(over,))
    assert follow_course({TROUBLE.key: over}, [], now=NOW).is_empty


def test_other_words_are_stored_and_not_told_again() -> None:
    """An entry changes, no alarm rings; since when it is there stays."""
    reworded = replace(TROUBLE, text="other words", since=NOW)
    course = follow_course({TROUBLE.key: KNOWN}, [reworded], now=NOW)
    expected = Problem(trouble=replace(reworded, since=MONDAY), changed_at=NOW)
    assert course == Course(changed=(expected,))


def test_problem_that_comes_back_is_a_new_one() -> None:
    """After its end it begins again, with its own beginning; long after it, it is forgotten."""
    over = replace(KNOWN, resolved_at=NOW - RESOLVED_LASTS)
    back = replace(TROUBLE, since=NOW)
    begun = Problem(trouble=back, changed_at=NOW)
    assert follow_course({TROUBLE.key: over}, [back], now=NOW) == Course(changed=(begun,), told=(begun,))
    assert follow_course({TROUBLE.key: over}, [], now=NOW) == Course(forgotten=(TROUBLE.key,))


PUSHED = Subscription(
    token="token",  # noqa: S106 - nobody's
    source="harbour",
    hub="https://hub.example/?key=hunter2",
    topic="https://harbour.example/rss.xml?key=hunter2",
    callback="https://desk.example/_websub/token",
    secret="secret",  # noqa: S106 - the same
    problem="its hub cannot be reached: https://hub.example/?key=hunter2",
)


@pytest.mark.parametrize(
    ("standing", "failures", "is_told"),
    [
        (Standing.WANTED, 1, False),
        (Standing.WANTED, 3, True),
        (Standing.ACTIVE, 2, False),
        (Standing.ACTIVE, 0, True),
        (Standing.DENIED, 1, True),
        (Standing.LEAVING, 9, False),
    ],
)
def test_hub_is_told_of_once_it_is_clear_that_it_does_not_deliver(
    standing: Standing, failures: int, is_told: bool
) -> None:
    """A denial and what was thrown away at once, a failing hub from the third time on; no key of an address."""
    troubles = found(subscriptions=(replace(PUSHED, standing=standing, failures=failures),))
    assert [trouble.kind for trouble in troubles] == ([ProblemKind.HUB] if is_told else [])
    assert "hunter2" not in repr(troubles)
    assert found(subscriptions=(replace(PUSHED, standing=standing, problem=None),)) == ()
