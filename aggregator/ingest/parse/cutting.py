"""Feeds cut at their entries: RSS at each item, Atom at each entry, JSON Feed at each of its items.

XML is cut by a parser and not by looking for tags: `<item>` in a CDATA section or a comment is no item. Whatever
could make an entry mean something else beside other neighbours leaves a feed uncut.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from xml.parsers import expat

from aggregator.ingest.parse.jsonfeed import VERSIONS

LARGEST_BYTES = 2 * 1024 * 1024
"""A larger body is not cut: the time for that is taken from everybody."""

_ATOM = "http://www.w3.org/2005/Atom "
_BASE = "http://www.w3.org/XML/1998/namespace base"
_XHTML = "http://www.w3.org/1999/xhtml"
_NAMES = frozenset({"item", "entry"})
_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY", b"deleted-entry")
"""Entities may mean anything; a tombstone is held against all entries of the feed."""
_BLANKS = " \t\r\n"
_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class Cut:
    """A feed in pieces, the bytes between two entries left out."""

    head: bytes
    entries: tuple[bytes, ...]
    tail: bytes
    joint: bytes = b""

    def with_entries(self, entries: Sequence[bytes]) -> bytes:
        """Return the feed with these entries in the place of its own."""
        return self.head + self.joint.join(entries) + self.tail


class _UnsafeError(Exception):
    """The feed cannot be cut."""


def cut_feed(content: bytes) -> Cut | None:
    """Return the feed in pieces; None where it is no feed in UTF-8, or where cutting it is not safe."""
    if len(content) > LARGEST_BYTES or b"\0" in content or any(each in content for each in _FORBIDDEN):
        return None
    try:
        text = content.decode("utf-8")
        return _cut_json(text) if text.lstrip(_BLANKS).startswith("{") else _cut_xml(content)
    except (_UnsafeError, ValueError, RecursionError, expat.ExpatError):
        return None


def cut_at_tags(content: bytes) -> Cut | None:
    """Return an XML feed in pieces where the tags of its entries seem to be: only a parser knows whether they are."""
    name = b"item" if b"<item" in content else b"entry"
    opening, closing = b"<" + name, b"</" + name + b">"
    spans: list[tuple[int, int]] = []
    start = content.find(opening)
    while start >= 0:
        last = content.find(closing, start)
        if last < 0:
            return None
        spans.append((start, last + len(closing)))
        start = content.find(opening, last)
    try:
        return _pieces(content, spans, b"")
    except _UnsafeError:
        return None


class _Walk:
    """One way through an XML feed, from which its entries' places are known."""

    def __init__(self, content: bytes) -> None:
        self.spans: list[tuple[int, int]] = []
        self._content = content
        self._depth = 0
        self._entry_depth = 0
        self._entry_name = ""
        self._start: int | None = None
        self._usual: set[str] = set()
        self._is_declaring = False
        self._is_past_entries = False
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.XmlDeclHandler = self._declare_encoding
        self._parser.StartNamespaceDeclHandler = self._declare
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close
        self._parser.ProcessingInstructionHandler = self._refuse

    def go(self) -> None:
        """Pass all of it; raises where it is not well-formed, or cannot be cut."""
        self._parser.Parse(self._content, True)  # noqa: FBT003 - expat's own: it is the end

    def _declare_encoding(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() != "utf-8":
            raise _UnsafeError

    def _declare(self, prefix: str | None, uri: str) -> None:
        # feedparser keeps a prefix for all that follows, as it does an `xml:base` below none; XHTML without a prefix is
        # what Atom's texts are written in
        self._is_declaring = self._is_declaring or prefix is not None or uri != _XHTML

    def _open(self, name: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        is_lasting = self._is_declaring or _BASE in attributes
        if self._start is not None and not is_lasting and name in self._usual:
            return
        self._place(name)
        if is_lasting and (self._start is not None or self.spans):
            raise _UnsafeError
        self._is_declaring = False

    def _place(self, name: str) -> None:
        """Take an element of the frame, an entry, or one within an entry: no entry stands in another."""
        if self._depth < max(self._entry_depth, 2):
            self._descend(name)
        elif self._depth == self._entry_depth and name == self._entry_name:
            self._begin()
        elif name.rpartition(" ")[2].lower() in _NAMES:
            raise _UnsafeError
        elif self._start is None and self.spans:
            self._is_past_entries = True
        elif self._start is not None:
            self._usual.add(name)

    def _descend(self, name: str) -> None:
        """Take the root, then the one `channel` of RSS."""
        if self._depth == 1 and name in _ROOTS:
            self._entry_depth, self._entry_name = _ROOTS[name]
        elif name != "channel" or self.spans:
            raise _UnsafeError

    def _begin(self) -> None:
        if self._is_past_entries:
            raise _UnsafeError
        self._start = self._parser.CurrentByteIndex

    def _close(self, name: str) -> None:
        if self._start is not None and self._depth == self._entry_depth:
            place = self._parser.CurrentByteIndex
            end = self._content.index(b">", place) + 1
            if not _is_end_tag(self._content[place:end], name):  # of `<item/>` it is what follows
                raise _UnsafeError
            self.spans.append((self._start, end))
            self._start = None
        self._depth -= 1

    def _refuse(self, _target: str, _data: str) -> None:
        if self._depth:
            raise _UnsafeError


_ROOTS = {"rss": (3, "item"), f"{_ATOM}feed": (2, f"{_ATOM}entry")}
"""Root -> how deep its entries stand, and their name. RSS 1.0 lists its items in its head as well: it stays whole."""


def _cut_xml(content: bytes) -> Cut:
    walk = _Walk(content)
    walk.go()
    return _pieces(content, walk.spans, b"")


def _is_end_tag(tag: bytes, name: str) -> bool:
    return tag.startswith(b"</") and tag[:-1].rstrip().endswith(name.rpartition(" ")[2].encode())


def _pieces(content: bytes, spans: Sequence[tuple[int, int]], joint: bytes) -> Cut:
    """Return the feed cut at these places, if nothing but the joint stands between two of them."""
    gaps = (content[end:start] for (_, end), (start, _) in pairwise(spans))
    if not spans or any(gap.strip(b" \t\r\n") != joint for gap in gaps):
        raise _UnsafeError
    return Cut(
        head=content[: spans[0][0]],
        entries=tuple(content[start:end] for start, end in spans),
        tail=content[spans[-1][1] :],
        joint=joint,
    )


def _cut_json(text: str) -> Cut:
    """Return a JSON Feed in pieces; what is not one is left alone."""
    spans: list[tuple[int, int]] = []
    version: object = None
    place = _skip(text, text.find("{") + 1)
    while True:
        name, place = _DECODER.raw_decode(text, place)
        place = _skip(text, _expect(text, _skip(text, place), ":"))
        if name == "items":
            place = _pass_items(text, place, spans)
        else:
            value, place = _DECODER.raw_decode(text, place)
            version = value if name == "version" else version
        place = _skip(text, place)
        if text[place : place + 1] != ",":
            break
        place = _skip(text, place + 1)
    is_end = not text[_expect(text, place, "}") :].strip(_BLANKS)
    if not is_end or not (isinstance(version, str) and version.startswith(VERSIONS)):
        raise _UnsafeError
    ends = [0, *(len(text[a:b].encode()) for a, b in pairwise([0, *chain.from_iterable(spans)]))]
    places = [*accumulate(ends)][1:]
    return _pieces(text.encode(), [*zip(places[::2], places[1::2], strict=True)], b",")


def _pass_items(text: str, place: int, spans: list[tuple[int, int]]) -> int:
    """Note where the items of an array stand, and return where it ends."""
    if spans:
        raise _UnsafeError  # a second `items`: parsers differ in which they take
    place = _skip(text, _expect(text, place, "["))
    while not spans or text[place : place + 1] == ",":
        place = _skip(text, place + 1) if spans else place
        value, end = _DECODER.raw_decode(text, place)
        if not isinstance(value, dict):
            raise _UnsafeError
        spans.append((place, end))
        place = _skip(text, end)
    return _expect(text, place, "]")


def _expect(text: str, place: int, character: str) -> int:
    if text[place : place + 1] != character:
        raise _UnsafeError
    return place + 1


def _skip(text: str, place: int) -> int:
    match = _SPACE.match(text, place)
    return place if match is None else match.end()
