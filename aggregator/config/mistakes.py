"""Mistakes in a configuration as values: where each stands, and the words that mend it."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from difflib import get_close_matches

KeyPath = tuple[str | int, ...]
"""The way to a value: `("sources", 2, "every")` is the `every` of the third source."""

BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
LONGEST_QUOTE = 60

TYPE_WORDS: Mapping[type, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number with a fraction",
    str: "text",
    datetime: "a date with a time",
    date: "a date",
    time: "a time of day",
    list: "a list",
    dict: "a table",
}
"""What an operator calls the values of TOML."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong, in words that say what was expected; never the value of a secret."""

    path: KeyPath
    what: str


def spell(path: KeyPath) -> str:
    """Return a path as people write it, such as `sources[2].every`."""
    spelt = "".join(f"[{part}]" if isinstance(part, int) else f".{_spell_key(part)}" for part in path)
    return spelt.removeprefix(".")


def quote(text: str) -> str:
    """Return `text` in double quotes on one line, cut where it is long."""
    cut = text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"
    return json.dumps(cut, ensure_ascii=not cut.isprintable())


def describe_type(value: object) -> str:
    """Return what kind of value this is, in an operator's words and without the value itself."""
    return TYPE_WORDS.get(type(value), "something else")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was probably meant, None where none is near."""
    by_folded = {candidate.casefold(): candidate for candidate in known}
    found = get_close_matches(word.casefold(), by_folded, n=1)
    return by_folded[found[0]] if found else None


def suggest(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean "every"?` with the nearest known word, or nothing where none is near."""
    meant = nearest(word, known)
    return f"; did you mean {quote(meant)}?" if meant else ""


def word(mistake: Mistake, *, file: str, line: int | None) -> str:
    """Return the mistake as one line: file, line where it is known, key path, what was expected."""
    place = f"{file}:{line}" if line else file
    return f"{place}: {spell(mistake.path)}: {mistake.what}" if mistake.path else f"{place}: {mistake.what}"


def _spell_key(key: str) -> str:
    return key if BARE_KEY.fullmatch(key) else quote(key)
