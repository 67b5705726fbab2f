"""What the look for problems reads and keeps, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator.database.engine import Database
from aggregator.database.matching import Matching
from aggregator.database.problems import HeldStory, Problems
from aggregator.database.pushes import Pushes
from aggregator.model.problem import Problem, ProblemKind, Severity, Trouble
from aggregator.model.push import NewPush
from aggregator.model.story import HeldBecause, Status
from tests.database.contents import LATER, PIER, decision_of, fill, poll_of, store_polls
from tests.database.stores import NOON

TROUBLE = Trouble(
    kind=ProblemKind.WAITING,
    subject=PIER,
    severity=Severity.WARNING,
    title="A story waits",
    text="Somebody “decides”.",
    since=NOON,
    sections=("national", "world"),
)


@pytest.mark.parametrize(
    ("because", "ends", "waits"),
    [
        (HeldBecause.KILL, False, True),
        (HeldBecause.RULE, False, True),
        (HeldBecause.WITHHOLD, True, True),
        (HeldBecause.FLOOD, False, True),
        (HeldBecause.EMBARGO, False, True),
        (HeldBecause.EMBARGO, True, False),
    ],
)
def test_what_only_editors_release_waits(
    store: Database, because: HeldBecause, ends: bool, waits: bool
) -> None:
    """An embargo whose hour is known ends by itself."""
    (pier, other, _) = fill(store)
    decision = decision_of(store, PIER, pier, other, due_at=LATER if ends else None)
    held = replace(decision.story, status=Status.HELD, held_because=because, released_at=None)
    Matching(store).commit([replace(decision, story=held)], {})
    expected = HeldStory(
        story=PIER, because=because, since=NOON, sections=("national",), sources=("harbour", "northern")
    )
    assert Problems(store).held() == ((expected,) if waits else ())


def test_rhythm_is_told_by_when_polls_brought_something(store: Database) -> None:
    """A poll that brings ten items is one arrival; a new version is none."""
    store_polls(
        store,
        poll_of("harbour", "Pier", guid="a"),
        poll_of("harbour", "Fruit", guid="b"),
        poll_of("harbour", "Snow", guid="c", at=LATER),
        poll_of("harbour", "Snow", "More snow", guid="c", at=LATER + timedelta(hours=1)),
        poll_of("northern", "Pier", at=LATER),
    )
    problems = Problems(store)
    assert problems.arrivals("harbour") == (NOON, LATER)
    assert problems.newest_items() == {"harbour": LATER, "northern": LATER}


def test_problem_comes_back_as_it_was_stored(store: Database) -> None:
    """Words, times and sections; what it tells webhooks is kept in the same transaction."""
    problems, problem = Problems(store), Problem(trouble=TROUBLE, changed_at=NOON)
    problems.store([problem], pushes=[NewPush("webhook/cms", "waiting", TROUBLE.key)], now=NOON)
    assert problems.known() == {TROUBLE.key: problem}
    over = replace(problem, changed_at=LATER, resolved_at=LATER)
    problems.store([over], now=LATER)
    assert problems.known() == {TROUBLE.key: over}
    problems.store([], gone=[TROUBLE.key], now=LATER)
    assert problems.known() == {}
    assert [push.subject for push in Pushes(store).waiting("webhook/cms", limit=9)] == [TROUBLE.key]
