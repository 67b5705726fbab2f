"""Single values of `config.toml`: how each kind is read, and what a JSON Schema says of it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from aggregator.config.mistakes import describe_type, quote, suggest

UNITS: Mapping[str, timedelta] = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
DURATION = re.compile(r"([0-9]{1,9})([smhd])")
DURATION_WORDS = 'a duration such as "5m" (s, m, h, d)'


@dataclass(frozen=True, slots=True)
class Refused:
    """A value that cannot be taken, with what was expected instead."""

    why: str


@dataclass(frozen=True, slots=True)
class Scalar:
    """A kind of single value: what a TOML value becomes, and the JSON Schema of what may be written."""

    read: Callable[[object], object]
    """Returns the value as the settings hold it, or `Refused`."""
    schema: Mapping[str, object] = field(default_factory=dict)


def text(find_problem: Callable[[str], str | None] = lambda _: None, **schema: object) -> Scalar:
    """Return a kind of text that is one line, not empty, and in which `find_problem` finds none."""

    def read(value: object) -> str | Refused:
        if not isinstance(value, str):
            return Refused(f"expected text, not {describe_type(value)}")
        problem = _find_no_line(value) or find_problem(value)
        return Refused(problem) if problem else value

    return Scalar(read, {"type": "string", "minLength": 1, **schema})


def several(find_problem: Callable[[str], str | None] = lambda _: None, **schema: object) -> Scalar:
    """Return the kind that is a list of texts, each one line and not empty, in none of which a problem is found."""
    one = text(find_problem, **schema)

    def read(value: object) -> tuple[object, ...] | Refused:
        if not isinstance(value, list):
            return Refused(f"expected a list of texts, not {describe_type(value)}")
        taken = [one.read(each) for each in value]
        refused = next((each for each in taken if isinstance(each, Refused)), None)
        return refused or tuple(taken)

    return Scalar(read, {"type": "array", "items": dict(one.schema)})


def matching(pattern: str, words: str) -> Scalar:
    """Return a kind of text that a regular expression describes; `words` say the same to people."""
    compiled = re.compile(pattern)

    def find_problem(value: str) -> str | None:
        return None if compiled.fullmatch(value) else f"expected {words}, not {quote(value)}"

    return text(find_problem, pattern=f"^{pattern}$")


def whole_number(least: int, most: int) -> Scalar:
    """Return a kind of whole number within bounds, both included."""

    def read(value: object) -> int | Refused:
        if type(value) is not int:
            return Refused(f"expected a whole number, not {describe_type(value)}")
        if not least <= value <= most:
            return Refused(f"expected a whole number from {least} to {most}")
        return value

    return Scalar(read, {"type": "integer", "minimum": least, "maximum": most})


def flag() -> Scalar:
    """Return the kind that is true or false."""

    def read(value: object) -> bool | Refused:
        if isinstance(value, bool):
            return value
        return Refused(f"expected true or false, not {describe_type(value)}")

    return Scalar(read, {"type": "boolean"})


def duration(least: timedelta, most: timedelta) -> Scalar:
    """Return a kind of duration within bounds, written as a number with its unit or as whole seconds."""

    def read(value: object) -> timedelta | Refused:
        length = parse_duration(value)
        if isinstance(length, Refused) or least <= length <= most:
            return length
        return Refused(f'expected at least "{spell_duration(least)}" and at most "{spell_duration(most)}"')

    spelt = {"type": "string", "pattern": f"^{DURATION.pattern}$"}
    seconds = {"type": "integer", "minimum": int(least.total_seconds()), "maximum": int(most.total_seconds())}
    return Scalar(read, {"anyOf": [spelt, seconds]})


def choice(known: Sequence[str], make: Callable[[str], object] = str) -> Scalar:
    """Return the kind that is one of the known words, as `make` makes it of the word."""

    def read(value: object) -> object:
        if isinstance(value, str) and value in known:
            return make(value)
        expected = "expected one of " + ", ".join(quote(option) for option in known)
        if isinstance(value, str):
            return Refused(f"{expected}, not {quote(value)}{suggest(value, known)}")
        return Refused(f"{expected}, not {describe_type(value)}")

    return Scalar(read, {"enum": list(known)})


def file_path() -> Scalar:
    """Return the kind that names a file or folder."""
    kind = text()

    def read(value: object) -> Path | Refused:
        taken = kind.read(value)
        return taken if isinstance(taken, Refused) else Path(str(taken))

    return Scalar(read, kind.schema)


def parse_duration(value: object) -> timedelta | Refused:
    """Return the duration that "5m" or a number of seconds stands for."""
    if type(value) is int and 0 <= value < 10**9:
        return timedelta(seconds=value)
    if not isinstance(value, str):
        return Refused(f"expected {DURATION_WORDS}, not {describe_type(value)}")
    if match := DURATION.fullmatch(value):
        return _multiply(int(match[1]), match[2])
    return Refused(f"expected {DURATION_WORDS}, not {quote(value)}")


def spell_duration(length: timedelta) -> str:
    """Return a duration of whole seconds as it is written in `config.toml`, such as `15m`."""
    for unit in reversed(tuple(UNITS)):
        if length >= UNITS[unit] and length % UNITS[unit] == timedelta():
            return f"{length // UNITS[unit]}{unit}"
    return f"{int(length.total_seconds())}s"


def _multiply(count: int, unit: str) -> timedelta | Refused:
    try:
        return count * UNITS[unit]
    except OverflowError:
        return Refused(f"expected {DURATION_WORDS}, not one of several million years")


def _find_no_line(value: str) -> str | None:
    if not value.strip():
        return "expected text, not an empty string"
    if CONTROL.search(value):
        return "expected one line of text without control characters"
    return None
