"""What an RSS or Atom document says of each entry where feedparser alters or mixes it.

feedparser resolves guids against the address of the feed, takes `media:description` for the entry's
own, and keeps the captions of all pictures in one place. A second reading of the XML with lxml costs a
twentieth of feedparser's and keeps them apart.
"""

from dataclasses import dataclass

from lxml import etree

from aggregator.ingest.parse.elements import Element, Family, children, family_of, markup_of, name_of, text_of
from aggregator.ingest.parse.media import pictures_in
from aggregator.model.item import Picture

UNREADABLE = (etree.LxmlError, ValueError)
"""What lxml raises on documents that are no XML; ValueError on names and texts that are not even UTF-8."""

_ENTRIES = frozenset({"item", "entry", "atom:entry"})
_SUMMARIES = ("description", "dc:description", "atom:summary", "itunes:summary")
_CONTENTS = ("content:encoded", "fullitem", "xhtml:body", "body", "content", "atom:content")
_AUTHORS = frozenset({"author", "dc:creator", "dc:author"})
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


def read_root(content: bytes, encoding: str) -> Element | None:
    """Return the document's root element, or None if there is nothing to be read."""
    parser = etree.XMLParser(encoding="utf-8", recover=True, resolve_entities=False, no_network=True)
    try:
        root: Element | None = etree.fromstring(_as_utf8(content, encoding), parser)
    except UNREADABLE:
        return None
    return root


def read_originals(root: Element | None, *, expected: int) -> tuple[Original, ...]:
    """Return what the document says of each entry, or nothing if it cannot be read to as many as `expected`."""
    if root is None:
        return ()
    try:
        originals = tuple(_original(found) for found in root.iter() if name_of(found) in _ENTRIES)
    except UNREADABLE:
        return ()
    return originals if len(originals) == expected else ()


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
    own = family_of(entry)
    is_item = name_of(entry) == "item"
    guid = own.first(text_of, *(("guid",) if is_item else ()), "atom:id", "id")
    return Original(
        guid=guid or entry.get(_RDF_ABOUT),
        is_item=is_item,
        summary=own.first(markup_of, *_SUMMARIES),
        content=own.first(markup_of, *_CONTENTS),
        media_texts=_media_texts(own),
        pictures=pictures_in(own),
        authors=_authors(own) if is_item else (),
    )


def _authors(own: Family) -> tuple[str, ...]:
    authors = children(own.element, *_AUTHORS) if _AUTHORS & own.members.keys() else ()
    named = [text_of(author).strip() for author in authors]
    # podcasts name the show in itunes:author beside a better author
    return tuple(dict.fromkeys(name for name in named if name)) or tuple(
        text_of(author).strip() for author in own.of("itunes:author")
    )


def _media_texts(own: Family) -> frozenset[str]:
    media = own.members.keys() & {"media:description", "media:content", "media:group"}
    if not media:
        return frozenset()
    holders = [own.element, *own.of("media:content", "media:group")]
    holders += [content for holder in holders[1:] for content in children(holder, "media:content")]
    texts = (text_of(text).strip() for holder in holders for text in children(holder, "media:description"))
    return frozenset(text for text in texts if text)
