"""`[access]`: which sections not everyone may read, and who may."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from aggregator.config.kinds import is_secret_name
from aggregator.config.mistakes import KeyPath, Mistake, quote, suggest
from aggregator.config.secrets import NoSecret, find_lines
from aggregator.config.settings import Editors, Readers, SectionAccess, Settings
from aggregator.model.source import ALL_SECTION


@dataclass(frozen=True, slots=True)
class FoundReaders:
    """Who may read each section, with what is wrong with the secrets that say so."""

    readers: Mapping[str, Readers]
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundEditors:
    """`name:password` of each editor, with what is wrong with the secret."""

    users: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True, slots=True)
class _Lines:
    values: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


def find_access_mistakes(draft: Settings) -> Iterator[Mistake]:
    """Yield what is wrong with the tables themselves; the secrets are looked at by `find_readers`."""
    known = [ALL_SECTION, *(section.id for section in draft.sections if section.id)]
    for name, access in draft.access.items():
        place = ("access", name)
        if name not in known:
            yield Mistake(place, f"no section has the id {quote(name)}{suggest(name, known)}")
        if access.tokens is None and access.users is None:
            yield Mistake(place, "expected `tokens` or `users`: the name of the secret that holds them")
    protected = next((name for name in draft.access if name in known), ALL_SECTION)
    if ALL_SECTION not in draft.access and protected != ALL_SECTION:
        shown = f'"all" and the front page show the stories of {quote(protected)} as well'
        yield Mistake(("access", protected), f"{shown}: add [access.{ALL_SECTION}]")


def find_readers(access: Mapping[str, SectionAccess], environment: Mapping[str, str]) -> FoundReaders:
    """Return the tokens and passwords of each section, read from the secrets that the tables name."""
    readers: dict[str, Readers] = {}
    mistakes: list[Mistake] = []
    for section, names in access.items():
        place = ("access", section)
        tokens = _read_lines(names.tokens, (*place, "tokens"), environment, is_right=_is_token)
        users = _read_lines(names.users, (*place, "users"), environment, is_right=_is_user)
        readers[section] = Readers(tokens=tokens.values, users=users.values)
        mistakes += (*tokens.mistakes, *users.mistakes)
    return FoundReaders(readers, tuple(mistakes))


def find_editors(editors: Editors, environment: Mapping[str, str]) -> FoundEditors:
    """Return the names and passwords of the editors, read from the secret that `[editors]` names."""
    lines = _read_lines(editors.users, ("editors", "users"), environment, is_right=_is_user)
    return FoundEditors(lines.values, lines.mistakes)


def _read_lines(
    name: str | None, place: KeyPath, environment: Mapping[str, str], *, is_right: Callable[[str], bool]
) -> _Lines:
    if not name or not is_secret_name(name):  # a name that cannot be one has been reported
        return _Lines()
    found = find_lines(name, environment)
    if isinstance(found, NoSecret):
        return _Lines(mistakes=(Mistake(place, found.why),))
    if wrong := [number for number, value in found if not is_right(value)]:
        return _Lines(mistakes=(Mistake(place, _word_wrong(name, wrong, str(place[-1]))),))
    return _Lines(tuple(value for _, value in found))


def _word_wrong(name: str, numbers: Sequence[int], key: str) -> str:
    """Return what is wrong with these lines, without a word of what they hold."""
    expected = {"tokens": "one token without white space, in ASCII", "users": "`name:password`"}[key]
    return f"{name} must hold {expected} in each line; line {', '.join(map(str, numbers))} is otherwise"


def _is_token(value: str) -> bool:
    """Return whether a value can be sent as a token, in a header or in an address (RFC 6750, 2)."""
    return value.isascii() and value.isprintable() and " " not in value


def _is_user(value: str) -> bool:
    """Return whether a value is a name and a password (RFC 7617, 2: the name holds no colon)."""
    name, _, password = value.partition(":")
    return bool(name and password) and value.isprintable()
