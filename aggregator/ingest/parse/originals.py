"""What an RSS or Atom document says of each entry where feedparser alters or mixes it.

feedparser resolves guids against the address of the feed, takes `media:description` for the entry's
own, and keeps the captions of all pictures in one place. A second reading of the XML with lxml costs a
twentieth of feedparser's and keeps them apart.
"""

from dataclasses import dataclass

from lxml import etree

from aggregator.ingest.parse.elements import Element, children, first_markup, first_text, name_of, text_of
from aggregator.ingest.parse.media import pictures_in
from aggregator.model.item import Picture

UNREADABLE = (etree.LxmlError, ValueError)
"""What lxml raises on documents that are no XML; ValueError on names and texts that are not even UTF-8."""

_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """What one entry of the document says, in its own words."""

    guid: str | None
    is_item: bool
    """An RSS `item`: its texts are HTML. An Atom `entry` says what they are, and feedparser follows it."""
    summary: str | None
    content: str | None
    media_texts: frozenset[str]
    """Captions, which are not the entry's own text."""
    pictures: tuple[Picture, ...]
    authors: tuple[str, ...]
    """Who an `item` says wrote it, as written: feedparser cuts addresses out of names at the wrong place."""


def read_originals(content: bytes, encoding: str, *, expected: int) -> tuple[Original, ...]:
    """Return what the document says of each entry, or nothing if it cannot be read to as many as `expected`."""
    try:
        originals = _read(content, encoding)
    except UNREADABLE:
        return ()
    return originals if len(originals) == expected else ()


def read_root(content: bytes, encoding: str) -> Element | None:
    """Return the first element of a document, mended, None if it has none; raises what `UNREADABLE` names."""
    parser = etree.XMLParser(encoding="utf-8", recover=True, resolve_entities=False, no_network=True)
    root: Element | None = etree.fromstring(_as_utf8(content, encoding), parser)
    return root


def _read(content: bytes, encoding: str) -> tuple[Original, ...]:
    root = read_root(content, encoding)
    if root is None:  # recovery found no element at all
        return ()
    return tuple(
        _original(found) for found in root.iter() if name_of(found) in {"item", "entry", "atom:entry"}
    )


def _as_utf8(content: bytes, encoding: str) -> bytes:
    # feeds that declare ISO-8859-1 and are UTF-8 are common, the reverse is not: UTF-8 is tried first
    try:
        return content.decode("utf-8").lstrip("\ufeff \t\r\n").encode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode(encoding, "replace").lstrip("\ufeff \t\r\n").encode("utf-8", "replace")
    except LookupError:
        return content


def _original(entry: Element) -> Original:
    is_item = name_of(entry) == "item"
    return Original(
        guid=first_text(entry, *(("guid",) if is_item else ()), "atom:id", "id") or entry.get(_RDF_ABOUT),
        is_item=is_item,
        summary=first_markup(entry, "description", "dc:description", "atom:summary", "itunes:summary"),
        content=first_markup(
            entry, "content:encoded", "fullitem", "xhtml:body", "body", "content", "atom:content"
        ),
        media_texts=_media_texts(entry),
        pictures=pictures_in(entry),
        authors=_authors(entry) if is_item else (),
    )


def _authors(entry: Element) -> tuple[str, ...]:
    named = [text_of(author).strip() for author in children(entry, "author", "dc:creator", "dc:author")]
    # podcasts name the show in itunes:author beside a better author
    return tuple(dict.fromkeys(name for name in named if name)) or tuple(
        text_of(author).strip() for author in children(entry, "itunes:author")
    )


def _media_texts(entry: Element) -> frozenset[str]:
    holders = [entry, *children(entry, "media:content", "media:group")]
    holders += [content for holder in holders[1:] for content in children(holder, "media:content")]
    texts = (text_of(text).strip() for holder in holders for text in children(holder, "media:description"))
    return frozenset(text for text in texts if text)
