"""The course of problems: which have begun, changed or ended since the last look."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from aggregator.model.problem import RESOLVED_LASTS, Problem, Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What is to be stored of a look, and told."""

    changed: tuple[Problem, ...] = ()
    """Begun, with other words, or ended."""
    told: tuple[Problem, ...] = ()
    """Of these, the ones that have begun or ended."""
    forgotten: tuple[str, ...] = ()
    """Keys of those that ended long ago."""

    @property
    def is_empty(self) -> bool:
        """Return whether all is as it was."""
        return not self.changed and not self.forgotten


def follow_course(known: Mapping[str, Problem], found: Iterable[Trouble], *, now: datetime) -> Course:
    """Return how problems go on; one that comes back after its end is a new one."""
    troubles = {trouble.key: trouble for trouble in found}
    begun = [_begin(trouble, now) for key, trouble in troubles.items() if not _is_open(known.get(key))]
    going_on = [(known[key], trouble) for key, trouble in troubles.items() if _is_open(known.get(key))]
    reworded = [each for old, trouble in going_on if (each := _reword(old, trouble, now)) != old]
    ended = [
        replace(problem, changed_at=now, resolved_at=now)
        for key, problem in known.items()
        if problem.is_open and key not in troubles
    ]
    return Course(
        changed=(*begun, *reworded, *ended),
        told=(*begun, *ended),
        forgotten=tuple(
            key for key, problem in known.items() if _is_over(problem, now) and key not in troubles
        ),
    )


def _is_open(problem: Problem | None) -> bool:
    return problem is not None and problem.is_open


def _begin(trouble: Trouble, now: datetime) -> Problem:
    return Problem(trouble=trouble, changed_at=now)


def _reword(problem: Problem, trouble: Trouble, now: datetime) -> Problem:
    """Return the problem in its new words; since when it is there does not change."""
    said = replace(trouble, since=problem.trouble.since)
    return problem if said == problem.trouble else replace(problem, trouble=said, changed_at=now)


def _is_over(problem: Problem, now: datetime) -> bool:
    return problem.resolved_at is not None and problem.resolved_at + RESOLVED_LASTS <= now
