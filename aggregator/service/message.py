"""What a message says: its event, and the story or the problem as it is when the message is sent.

A message that waits says nothing yet. So one that was to tell of a new story, and is sent after the story was killed,
has none of its words; and no table holds them.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID, uuid5

from pydantic import TypeAdapter

from aggregator.database.catalogue import Catalogue
from aggregator.database.problems import Problems
from aggregator.model.problem import Problem, ProblemKind
from aggregator.model.push import STORY_EVENTS, Push
from aggregator.service.contract import StoryRecord, story_record


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRecord:
    """A problem; `resolved_at` is null as long as it is there."""

    id: str
    """`urn:uuid:...`: one that comes back after its end has another."""
    kind: str
    subject: str
    severity: str
    title: str
    text: str
    since: datetime
    changed_at: datetime
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRecord:
    """What a message is about."""

    story: StoryRecord | None = None
    problem: ProblemRecord | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRecord:
    """A message, in the shape that Standard Webhooks 1.0 recommends."""

    type: str
    """The event."""
    timestamp: datetime
    """When it happened."""
    data: DataRecord


@cache  # made when it is first needed: that takes longer than many a command does
def _json() -> TypeAdapter[MessageRecord]:
    return TypeAdapter[MessageRecord](MessageRecord)


def write_message(
    push: Push, catalogue: Catalogue, problems: Problems, *, installation: UUID, now: datetime
) -> bytes | None:
    """Return a message as it is sent; None where the store knows its subject no more."""
    data = (
        _data_of_story(push.subject, catalogue, now=now)
        if push.event in STORY_EVENTS
        else _data_of_problem(
            problems.known().get(push.subject), catalogue, installation=installation, now=now
        )
    )
    if data is None:
        return None
    return _json().dump_json(MessageRecord(type=push.event, timestamp=push.made_at, data=data))


def message_id(push: Push, installation: UUID) -> str:
    """Return what a receiver knows a message by when it is sent again."""
    return f"msg_{uuid5(installation, f'push/{push.number}').hex}"


def problem_id(problem: Problem, installation: UUID) -> str:
    """Return the id of a problem, which is the same from its beginning to its end."""
    return uuid5(installation, f"problem/{problem.trouble.key}/{problem.trouble.since.isoformat()}").urn


def _data_of_story(story: str, catalogue: Catalogue, *, now: datetime) -> DataRecord | None:
    found = catalogue.story(story)
    return None if found is None else DataRecord(story=story_record(found, now=now))


def _data_of_problem(
    problem: Problem | None, catalogue: Catalogue, *, installation: UUID, now: datetime
) -> DataRecord | None:
    if problem is None:
        return None
    trouble = problem.trouble
    record = ProblemRecord(
        id=problem_id(problem, installation),
        kind=trouble.kind,
        subject=trouble.subject,
        severity=trouble.severity,
        title=trouble.title,
        text=trouble.text,
        since=trouble.since,
        changed_at=problem.changed_at,
        resolved_at=problem.resolved_at,
    )
    story = catalogue.story(trouble.subject) if trouble.kind is ProblemKind.WAITING else None
    return DataRecord(problem=record, story=story_record(story, now=now) if story else None)
