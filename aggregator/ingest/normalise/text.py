"""Plain text: without tags, entities, control characters and superfluous white space."""

import html
import re

from selectolax.lexbor import LexborHTMLParser

_UNWANTED = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 and C1; XML 1.0 forbids most, terminals obey the rest
    "\u202a-\u202e\u2066-\u2069"  # bidirectional overrides and isolates: they reorder what stands beside them
    "\ufeff"  # a byte order mark amid the text
    "\ud800-\udfff\ufffe\uffff"  # lone surrogates and noncharacters: UTF-8 and XML have no place for them
    "]"
)
_TAG = re.compile(
    # tags that stand in headlines; "<doubles>" in a text that was escaped twice is a word
    r"</?(?:a|abbr|b|big|br|cite|code|del|div|em|font|h[1-6]|i|img|ins|mark|p|q|s|small|span|strong|sub|sup|tt|u|wbr)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ROUNDS = 4
"""How often a title may have been escaped on its way: WordPress behind FeedBurner manages three."""


def clean(text: str) -> str:
    """Return a text without characters that no document may hold; white space stays as it is."""
    return text if text.isprintable() else _UNWANTED.sub("", text)  # most are, and that is quickly asked


def collapse(text: str) -> str:
    """Return a text in one line: clean, every run of white space as one space, none at the ends."""
    return " ".join(clean(text).split())


def plain(markup: str) -> str:
    """Return the text of a short piece of HTML in one line, also if it was escaped more than once."""
    text = collapse(_without_markup(markup))
    for _ in range(_ROUNDS):
        again = collapse(_TAG.sub(" ", html.unescape(text))) if "&" in text or "<" in text else text
        if again == text:
            break
        text = again
    return text


def plain_or_none(markup: str | None) -> str | None:
    """Return the text of a short piece of HTML, None if there is none."""
    return (plain(markup) or None) if markup else None


def first_words(text: str, count: int) -> str:
    """Return the first words of a text in one line, with an ellipsis if words were left out."""
    words = text.split(maxsplit=count)
    shown = " ".join(words[:count])
    return f"{shown}…" if len(words) > count else shown


def _without_markup(markup: str) -> str:
    if "<" not in markup:
        return html.unescape(markup)
    body = LexborHTMLParser(clean(markup)).body
    return "" if body is None else body.text()
