"""How the service and its children talk: pickled objects with their length before them.

A child gets nothing but bodies from outside; it sends back what our own code made of them.
"""

import copyreg
import io
import pickle
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aggregator.ingest.reading import Guide
from aggregator.model.item import Category, Item, Picture, Reason, Version
from aggregator.model.revising import restored, values_of

HEADER = struct.Struct(">Q")
"""The length of what follows, in bytes."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a child is to do: `job` is called with the guide, the one that it was told last if none is given."""

    job: Callable[..., object]
    guide: Guide | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a task."""

    result: object
    is_spent: bool = False
    """Whether the child has grown so large that it had better end."""


@dataclass(frozen=True, slots=True)
class OutOfMemory:
    """The task would have taken more memory than a child may have."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """The task raised what it should not."""

    what: str
    trace: str


Answer = Done | OutOfMemory | Mistake

READY = Done(None)
"""What a child says before its first task: how long it took to begin is not counted against that."""

_MANY = (Item, Version, Category, Picture, Reason)
"""What answers are made of: pickle itself would ask each dataclass for its fields, in twice the time."""


def write_frame(thing: Task | Answer) -> bytes:
    """Return a thing as it is sent, its length first."""
    buffer = io.BytesIO()
    pickler = pickle.Pickler(buffer, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _REDUCERS
    pickler.dump(thing)
    content = buffer.getvalue()
    return HEADER.pack(len(content)) + content


def read_length(header: bytes) -> int:
    """Return how long the content behind a header is."""
    (length,) = HEADER.unpack(header)
    return int(length)


def read_task(content: bytes) -> Task:
    """Return what the service wants."""
    task: Task = pickle.loads(content)  # noqa: S301 - the service's own words
    return task


def read_answer(content: bytes) -> Answer:
    """Return what a child has found."""
    answer: Answer = pickle.loads(content)  # noqa: S301 - our own code wrote it, in a process of ours
    return answer


def _reduce(thing: object) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    return restored, (type(thing), values_of(thing))


_REDUCERS: Mapping[type, Any] = {**copyreg.dispatch_table, **dict.fromkeys(_MANY, _reduce)}
