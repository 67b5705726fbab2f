"""The conditions of a rule as they are written: a value, a list of values, or a table of one test."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from aggregator.config.mistakes import describe_type, quote, suggest
from aggregator.config.scalars import Refused, Scalar, parse_duration
from aggregator.model.pattern import Pattern, find_pattern_problem
from aggregator.model.rule import Aged, AnyOf, Between, Matches

T = TypeVar("T")
LEAST_URGENCY, MOST_URGENCY = 1, 9  # IPTC 7901, 3.7; NewsML-G2 urgency
AT_LEAST, AT_MOST = "at_least", "at_most"
OLDER, NEWER = "older_than", "newer_than"
_WORDS = {"type": "string", "minLength": 1}
_URGENCY = {"type": "integer", "minimum": LEAST_URGENCY, "maximum": MOST_URGENCY}
_LENGTHS = {"anyOf": [{"type": "string", "pattern": "^[0-9]{1,9}[smhd]$"}, {"type": "integer", "minimum": 0}]}
_AGES = {
    OLDER: {"description": "Published longer ago than this when it was read.", **_LENGTHS},
    NEWER: {"description": "Published less long ago than this when it was read.", **_LENGTHS},
}


def words() -> Scalar:
    """Return the kind of condition on a text: equal to one or one of several, or a regular expression."""

    def read(value: object) -> AnyOf | Matches | Refused:
        match value:
            case str():
                return _any_of([value])
            case list():
                return _any_of(value)
            case dict():
                return _with_keys(value, ("matches",), _matches)
            case _:
                return Refused(f'expected text, a list or {{ matches = "..." }}, not {describe_type(value)}')

    return Scalar(read, {"anyOf": [_WORDS, _list_of(_WORDS), _table_of({"matches": _WORDS})]})


def urgency() -> Scalar:
    """Return the kind of condition on an urgency: a number, a list of numbers, or bounds."""

    def read(value: object) -> tuple[int, ...] | Between | Refused:
        match value:
            case bool():
                return Refused("expected a whole number, a list or bounds, not true or false")
            case int():
                return _urgencies([value])
            case list():
                return _urgencies(value)
            case dict():
                return _with_keys(value, (AT_LEAST, AT_MOST), _between)
            case _:
                return Refused(f"expected a whole number, a list or bounds, not {describe_type(value)}")

    bounds = _table_of({AT_LEAST: _URGENCY, AT_MOST: _URGENCY})
    return Scalar(read, {"anyOf": [_URGENCY, _list_of(_URGENCY), bounds]})


def age() -> Scalar:
    """Return the kind of condition on an age: longer than one duration, shorter than another."""

    def read(value: object) -> Aged | Refused:
        if isinstance(value, dict):
            return _with_keys(value, (OLDER, NEWER), _aged)
        return Refused(
            f'expected {{ older_than = "2d" }} or {{ newer_than = "6h" }}, not {describe_type(value)}'
        )

    return Scalar(read, _table_of(_AGES))


def _any_of(values: list[Any]) -> AnyOf | Refused:
    if not values:
        return Refused("expected at least one value")
    for value in values:
        if not isinstance(value, str):
            return Refused(f"expected texts, not {describe_type(value)}")
        if not value.strip():
            return Refused("expected text, not an empty string")
    return AnyOf(tuple(values))


def _matches(written: Mapping[str, Any]) -> Matches | Refused:
    text = written["matches"]
    if not isinstance(text, str) or not text:
        return Refused("expected a regular expression in `matches`")
    problem = find_pattern_problem(text)
    return Refused(f"not a regular expression of RE2: {problem}") if problem else Matches(Pattern(text))


def _urgencies(values: list[Any]) -> tuple[int, ...] | Refused:
    return tuple(values) if values and all(map(_is_urgency, values)) else _refuse_urgency()


def _between(written: Mapping[str, Any]) -> Between | Refused:
    if not all(map(_is_urgency, written.values())):
        return _refuse_urgency()
    least, most = written.get(AT_LEAST), written.get(AT_MOST)
    if least is not None and most is not None and least > most:
        return Refused(f"no urgency is at least {least} and at most {most}")
    return Between(at_least=least, at_most=most)


def _aged(written: Mapping[str, Any]) -> Aged | Refused:
    lengths = {key: parse_duration(value) for key, value in written.items()}
    refused = next((length for length in lengths.values() if isinstance(length, Refused)), None)
    if refused is not None:
        return refused
    older, newer = (None if isinstance(each := lengths.get(key), Refused) else each for key in (OLDER, NEWER))
    if older is not None and newer is not None and older >= newer:
        return Refused(f"no age is over {written[OLDER]} and under {written[NEWER]}")
    return Aged(older_than=older, newer_than=newer)


def _is_urgency(value: object) -> bool:
    return type(value) is int and LEAST_URGENCY <= value <= MOST_URGENCY


def _refuse_urgency() -> Refused:
    return Refused(f"expected whole numbers from {LEAST_URGENCY} to {MOST_URGENCY}")


def _with_keys(
    written: Mapping[str, Any], known: tuple[str, ...], make: Callable[[Mapping[str, Any]], T | Refused]
) -> T | Refused:
    """Return what is made of a table of tests, or what is wrong with its keys."""
    for name in written:
        if name not in known:
            return Refused(f"unknown key {quote(name)}{suggest(name, known)}")
    if not written:
        return Refused(f"expected {' or '.join(f'`{name}`' for name in known)}")
    return make(written)


def _list_of(element: Mapping[str, object]) -> dict[str, object]:
    return {"type": "array", "minItems": 1, "items": element}


def _table_of(properties: Mapping[str, object]) -> dict[str, object]:
    return {"type": "object", "minProperties": 1, "additionalProperties": False, "properties": properties}
