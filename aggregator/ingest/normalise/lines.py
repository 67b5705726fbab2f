"""Sanitised HTML as the lines and images that a reader sees, each with its place, so that one can be taken out."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from aggregator.ingest.normalise.text import collapse

Span = tuple[int, int]
"""From and to, in characters of the markup."""

_TOKEN = re.compile(r'<(/?)([a-zA-Z][^\s<>/"]*)([^<>"]*(?:"[^"]*"[^<>"]*)*)>|[^<]+|<')
_VOID = frozenset({"br", "col", "hr", "img", "wbr"})
_INLINE = frozenset(
    {
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
    }
    | {
        "mark",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
    }
    | {"u", "var", "wbr"}
)
_EMPTY = re.compile(
    r"<(a|b|cite|em|font|i|mark|small|span|strong|u|p|div|center|figcaption|figure|h[1-6]|header|section)"
    r"(?:\s[^<>]*)?>\s*</\1>"
)
_BREAKS_AT_START = re.compile(r"(?<=<p>)(?:\s*<br>)+|(?<=<div>)(?:\s*<br>)+|\A(?:\s*<br>)+")
_BREAKS = re.compile(r"<br>\s*(?:<br>\s*)*(</(?:p|div)>)?")
"""Also those that stand amid a text: a pattern for the others alone would take quadratic time."""
_EMPTY_ROUNDS = 8
"""How deep elements that hold nothing may stand in one another; deeper ones stay, and show nothing."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element that is open around a piece: its name, and where it begins."""

    name: str
    start: int


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text, from one block, line break or image to the next."""

    text: str
    """Plain, in one line."""
    spans: tuple[Span, ...]
    """Its words in the markup, and the line break that ends it."""
    within: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Image:
    """An image; it is a line of its own."""

    span: Span
    within: tuple[Element, ...]


Piece = Words | Image


def pieces(markup: str) -> list[Piece]:
    """Return the lines and images of sanitised HTML in their order; lines without words are left out."""
    found: list[Piece] = []
    within: list[Element] = []
    spans: list[Span] = []
    around: tuple[Element, ...] = ()
    for token in _TOKEN.finditer(markup):
        closing, name = token.group(1), (token.group(2) or "").lower()
        if not name:
            around = around if spans else tuple(within)
            spans.append(token.span())
            continue
        if spans and name not in _INLINE:
            found += _line(markup, [*spans, token.span()] if name == "br" else spans, around)
            spans = []
        if name == "img":
            found.append(Image(token.span(), tuple(within)))
        _follow(within, Element(name, token.start()), is_closing=bool(closing))
    return [*found, *_line(markup, spans, around)]


def without(markup: str, spans: Iterable[Span]) -> str:
    """Return sanitised HTML without these places, and without the elements that then hold nothing."""
    kept, position = [], 0
    for start, end in sorted(spans):
        kept.append(markup[position:start])
        position = end
    return tidy("".join([*kept, markup[position:]]))


def tidy(markup: str) -> str:
    """Return HTML without elements that hold nothing and line breaks at the edge of a paragraph."""
    for _ in range(_EMPTY_ROUNDS):
        less = _BREAKS.sub(_unless_at_end, _BREAKS_AT_START.sub("", _EMPTY.sub("", markup)))
        if less == markup:
            break
        markup = less
    return markup.strip()


def _unless_at_end(breaks: re.Match[str]) -> str:
    return breaks.group(1) or breaks.group()


def is_within(piece: Piece, *names: str) -> bool:
    """Return whether a piece stands in an element of one of these names."""
    return any(element.name in names for element in piece.within)


def _line(markup: str, spans: list[Span], within: tuple[Element, ...]) -> list[Piece]:
    if not spans:
        return []
    # a "<" begins a tag: sanitised text has none
    words = "".join(markup[start:end] for start, end in spans if markup[start] != "<")
    text = collapse(html.unescape(words) if "&" in words else words)
    return [Words(text, tuple(spans), within)] if text else []


def _follow(within: list[Element], element: Element, *, is_closing: bool) -> None:
    if element.name in _VOID:
        return
    if not is_closing:
        within.append(element)
    elif within and within[-1].name == element.name:
        within.pop()
