"""Long lists in portions that a statement may carry."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa

PARAMETERS = 500
"""Well below what any SQLite (999 before 3.32) or PostgreSQL takes in one statement."""

AnyRow = sa.Row[*tuple[Any, ...]]
"""A row of a query; its columns are named, their types are the tables'."""

Value = TypeVar("Value")


def batches(values: Sequence[Value], size: int = PARAMETERS) -> Iterator[list[Value]]:
    """Yield the values in order, at most so many at a time."""
    remaining = iter(values)
    while batch := list(islice(remaining, size)):
        yield batch
