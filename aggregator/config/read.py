"""TOML values read into the settings' dataclasses, with every mistake on the way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aggregator.config.kinds import Key, Kind, Names, Table, Tables
from aggregator.config.mistakes import KeyPath, Mistake, describe_type, nearest, suggest
from aggregator.config.scalars import Refused, Scalar

NOT_YET = frozenset({"matching"})
"""Keys that the reference describes and no code obeys yet: taking one in silence would be a lie."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was read; where a mistake stands, `value` holds what was written or something empty.

    So the checks that follow find the mistakes beside it. A draft with mistakes is never used.
    """

    value: Any
    mistakes: tuple[Mistake, ...] = ()


def read(kind: Kind, value: object, path: KeyPath) -> Draft:
    """Return the value as the settings hold it, and every mistake in it."""
    match kind, value:
        case Scalar(), _:
            return _read_scalar(kind, value, path)
        case Table(), dict():
            return _read_table(kind, value, path)
        case Tables(), list():
            return _read_tables(kind, value, path)
        case Names(), dict():
            return _read_names(kind, value, path)
        case Tables(), _:
            mistake = Mistake(path, f"expected tables under [[{path[-1]}]], not {describe_type(value)}")
            return Draft((), (mistake,))
        case _:
            return _refuse_table(kind, value, path)


def _refuse_table(kind: Kind, value: object, path: KeyPath) -> Draft:
    """Return a draft of the empty table, with the one mistake that no table was written."""
    empty = read(kind, {}, path)
    return Draft(empty.value, (Mistake(path, f"expected a table, not {describe_type(value)}"),))


def _read_scalar(kind: Scalar, value: object, path: KeyPath) -> Draft:
    taken = kind.read(value)
    if isinstance(taken, Refused):
        return Draft(value if isinstance(value, str) else "", (Mistake(path, taken.why),))
    return Draft(taken)


def _read_table(table: Table, written: Mapping[str, object], path: KeyPath) -> Draft:
    # What is neither written nor required is left to the type, which has a default for it.
    asked = ((name, key) for name, key in table.keys.items() if name in written or key.is_required)
    drafts = {name: _read_key(key, name, written, path) for name, key in asked}
    strangers = [name for name in written if name not in table.keys]
    meant = {nearest(name, table.keys) for name in strangers}
    # A misspelt key is one mistake: that the one it was meant for is missing goes without saying.
    told = [draft for name, draft in drafts.items() if name in written or name not in meant]
    value = table.type(**{name: draft.value for name, draft in drafts.items()})
    unknown = tuple(_unknown(name, table, path) for name in strangers)
    return Draft(value, _collect(told) + unknown)


def _read_key(key: Key, name: str, written: Mapping[str, object], path: KeyPath) -> Draft:
    place = (*path, name)
    if name in written:
        return read(key.kind, written[name], place)
    match key.kind:
        case Table():
            return read(key.kind, {}, place)  # its own keys say what is missing
        case Tables():
            return read(key.kind, [], place)
        case _:
            return Draft("", (Mistake(place, "required, but missing"),))


def _read_tables(kind: Tables, written: list[object], path: KeyPath) -> Draft:
    drafts = [read(kind.table, value, (*path, index)) for index, value in enumerate(written)]
    is_short = len(written) < kind.least
    too_few = (Mistake(path, "at least one is required"),) if is_short else ()
    return Draft(tuple(draft.value for draft in drafts), _collect(drafts) + too_few)


def _read_names(kind: Names, written: Mapping[str, object], path: KeyPath) -> Draft:
    keys = [_read_scalar(kind.key, name, (*path, name)) for name in written]
    # What should be a table and is none has been told: nothing more can be said of its keys.
    checked = [name for name in written if isinstance(kind.value, Scalar) or isinstance(written[name], dict)]
    values = {name: read(kind.value, value, (*path, name)) for name, value in written.items()}
    return Draft({name: values[name].value for name in checked}, _collect((*keys, *values.values())))


def _unknown(name: str, table: Table, path: KeyPath) -> Mistake:
    if name in NOT_YET:
        return Mistake((*path, name), "not supported yet by this version")
    return Mistake((*path, name), f"unknown key{suggest(name, table.keys)}")


def _collect(drafts: Iterable[Draft]) -> tuple[Mistake, ...]:
    return tuple(mistake for draft in drafts for mistake in draft.mistakes)
