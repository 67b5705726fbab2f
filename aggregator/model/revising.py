"""Frozen values taken apart and made anew field by field.

`dataclasses` looks at each field, and lets each be set by name: what has thirty of them, and is made anew by rule after
rule, was a quarter of all normalising.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the values of a kind are read and written."""

    values_of: Callable[[object], tuple[object, ...]]
    setters: Mapping[str, Callable[[object, object], None]]
    """By the names of the fields, in their order."""


def revised(value: Value, **said: object) -> Value:
    """Return the value, a dataclass with slots and more than one field, with these fields otherwise.

    It is `dataclasses.replace` in a third of its time; nothing but the names of the fields is checked.
    """
    made = restored(type(value), values_of(value))
    setters = _layout_of(value).setters
    for name, one in said.items():
        setters[name](made, one)
    return made


def values_of(value: object) -> tuple[object, ...]:
    """Return what all fields hold, in their order."""
    return _layout_of(value).values_of(value)


def restored(kind: type[Value], values: Sequence[object]) -> Value:
    """Return the value that `values_of` read."""
    made = object.__new__(kind)
    for put, one in zip(_layout_of(made).setters.values(), values, strict=True):
        put(made, one)
    return made


def _layout_of(value: Any) -> _Layout:  # noqa: ANN401 - of any kind
    return _layout(type(value))  # type: ignore[arg-type]  # every type can be hashed


@cache
def _layout(kind: type[Any]) -> _Layout:
    names = [field.name for field in fields(kind)]
    return _Layout(attrgetter(*names), {name: getattr(kind, name).__set__ for name in names})
