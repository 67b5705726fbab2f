"""On which line of a TOML text each key stands."""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from aggregator.config.mistakes import KeyPath

DEEPEST = 6
"""Parts of a key path that are looked into: no key of ours lies deeper, and nesting costs no stack."""

# Only texts that tomllib has accepted are scanned, so a token need not be checked, just told from others.
TOKEN = re.compile(
    r'(?P<string>"""(?:\\[\s\S]|[^\\])*?""""{0,2}|\'\'\'[\s\S]*?\'\'\'\'{0,2}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\')'
    r"|(?P<comment>#[^\n]*)"
    r"|(?P<newline>\n)"
    r"|(?P<space>[ \t\r]+)"
    r"|(?P<bare>[A-Za-z0-9_-]+)"
    r"|(?P<mark>[\s\S])"
)
OPENING, CLOSING = frozenset("[{"), frozenset("]}")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, string or mark of a TOML text, with its line from 1."""

    kind: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Places:
    """The line of every key and table; what has no line of its own is on that of its table."""

    lines: dict[KeyPath, int] = field(default_factory=dict)

    def line(self, path: KeyPath) -> int | None:
        """Return the line of the key, else of the nearest table around it, else None."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return None


Locate = Callable[[], Places]
"""Returns where the keys stand; only mistakes are told with a line, and to look takes .1 s for a thousand sources."""


def locate(text: str) -> Places:
    """Return where the keys of a valid TOML text stand: in tables, arrays of tables, inline and dotted."""
    places = Places()
    table: KeyPath = ()
    table_counts: dict[KeyPath, int] = {}
    for statement in _statements(text):
        if statement[0].text == "[":
            table = _enter(statement, table_counts)
            _note(places, table, statement[0].line)
        else:
            _locate_pair(places, table, statement)
    return places


def _tokens(text: str) -> Iterator[Token]:
    line = 1
    for match in TOKEN.finditer(text):
        yield Token(match.lastgroup or "mark", match.group(), line)
        line += match.group().count("\n")


def _statements(text: str) -> Iterator[list[Token]]:
    """Yield the tokens of each header and each pair; a newline ends one only outside brackets."""
    statement: list[Token] = []
    depth = 0
    for token in _tokens(text):
        if token.kind == "newline" and depth == 0 and statement:
            yield statement
            statement = []
        if token.kind in {"newline", "comment", "space"}:
            continue
        depth += (token.text in OPENING) - (token.text in CLOSING)
        statement.append(token)
    if statement:
        yield statement


def _enter(header: Sequence[Token], table_counts: dict[KeyPath, int]) -> KeyPath:
    """Return the path of the table that a header opens, and count it where it stands in an array."""
    is_array = header[1].text == "["
    *parents, last = _names([token for token in header if token.text not in {"[", "]"}])
    path: KeyPath = ()
    for name in parents:
        path = _descend((*path, name), table_counts)
    path = (*path, last)
    if is_array:
        table_counts[path] = table_counts.get(path, 0) + 1
        return _descend(path, table_counts)
    return path


def _descend(path: KeyPath, table_counts: dict[KeyPath, int]) -> KeyPath:
    """Return the path of the latest table of an array; any other path as it is."""
    return (*path, table_counts[path] - 1) if path in table_counts else path


def _locate_pair(places: Places, table: KeyPath, pair: Sequence[Token]) -> None:
    equals = next((index for index, token in enumerate(pair) if token.text == "="), len(pair))
    path = (*table, *_names(pair[:equals]))
    _note(places, path, pair[0].line)
    if len(path) < DEEPEST:
        _locate_value(places, path, pair[equals + 1 :])


def _locate_value(places: Places, path: KeyPath, value: Sequence[Token]) -> None:
    """Note what lies inside an inline table or an array; other values hold no keys."""
    match value[0].text if value else "":
        case "{":
            for pair in _parts(value[1:-1]):
                _locate_pair(places, path, pair)
        case "[" if len(path) < DEEPEST:
            for index, element in enumerate(_parts(value[1:-1])):
                _note(places, (*path, index), element[0].line)
                _locate_value(places, (*path, index), element)


def _parts(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield what stands between the commas of an array or an inline table."""
    part: list[Token] = []
    depth = 0
    for token in tokens:
        depth += (token.text in OPENING) - (token.text in CLOSING)
        if token.text == "," and depth == 0:
            yield part
            part = []
        else:
            part.append(token)
    if part:
        yield part


def _names(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Return the parts of a dotted key; a quoted part is read as TOML reads it."""
    return tuple(_name(token) for token in tokens if token.kind in {"bare", "string"})


def _name(token: Token) -> str:
    return token.text if token.kind == "bare" else str(tomllib.loads(f"name = {token.text}")["name"])


def _note(places: Places, path: KeyPath, line: int) -> None:
    """Note the line of a path, and of the tables around it that have none yet."""
    for length in range(1, len(path) + 1):
        places.lines.setdefault(path[:length], line)
