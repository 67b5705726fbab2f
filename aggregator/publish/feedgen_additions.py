"""The elements that feedgen 1.0.0 drops, distorts or cannot say, as an extension of it.

What is repaired here, each seen in its source:

- links of Atom entries lose rel, type, title and length: readers then open the picture instead of the story;
- `source` of Atom entries has a title and a link only, where RFC 4287 asks for id and updated;
- RSS has no place for further links, `dc:creator` without an e-mail address, `atom:updated`, pictures with words;
- the build date of RSS is "now" unless set, and every date of RSS flips the locale of the whole process while
  it is formatted, which other threads see: RSS dates are written by us;
- control characters raise (see `characters`), entries are prepended unless told otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from feedgen.feed import FeedGenerator
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
MEDIA = "{http://search.yahoo.com/mrss/}"
TOMBSTONES = "{http://purl.org/atompub/tombstones/1.0}"
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

_PREFIXES = {"dc": DC.strip("{}"), "media": MEDIA.strip("{}")}
_RARE_PREFIXES = {"at": TOMBSTONES, "fh": HISTORY}
"""Declared where used only: few validators know them."""
_GENERATOR = "aggregator"
_NOTHING: Mapping[str, str | None] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Element:
    """An XML element to add; attributes without a value are left out."""

    tag: str
    text: str | None = None
    attributes: Mapping[str, str | None] = field(default_factory=lambda: _NOTHING)
    children: tuple["Element", ...] = ()


class Additions:
    """Our extension of a feedgen feed or entry: what is put into `elements` and `language` is written."""

    def __init__(self) -> None:
        self.elements: tuple[Element, ...] = ()
        self.language: str | None = None

    def extend_ns(self) -> dict[str, str]:
        """Return the namespaces to declare at the root, by prefix."""
        tags = [element.tag for element in self.elements]
        used = {
            prefix: uri for prefix, uri in _RARE_PREFIXES.items() if any(tag.startswith(uri) for tag in tags)
        }
        return _PREFIXES | {prefix: uri.strip("{}") for prefix, uri in used.items()}

    def extend_atom(self, element: Any) -> Any:  # noqa: ANN401  # feedgen's own signature
        """Write into an Atom feed or entry."""
        if self.language:
            element.set(XML_LANGUAGE, self.language)
        for link in element.iterchildren("link"):
            if link.get("rel") is None:  # feedgen has dropped what it was told; it is told of alternates only
                link.set("rel", "alternate")
                link.set("type", "text/html")
        _append(element, self.elements)
        return element

    def extend_rss(self, element: Any) -> Any:  # noqa: ANN401  # feedgen's own signature
        """Write into an RSS channel or item."""
        _append(element[0] if element.tag == "rss" else element, self.elements)
        return element


def start() -> Any:  # noqa: ANN401  # feedgen ships no types
    """Return an empty generator, extended by us."""
    generator = FeedGenerator()
    generator.generator(_GENERATOR)
    generator.register_extension("additions", Additions, Additions)
    return generator


def start_rss() -> Any:  # noqa: ANN401  # feedgen ships no types
    """Return an empty generator that writes RSS; it has no build date, which is for the additions to say."""
    generator = start()
    build_date = "_FeedGenerator__rss_lastBuildDate"  # the only way to keep feedgen from formatting "now"
    setattr(generator, build_date, None)
    return generator


def _append(parent: Any, elements: tuple[Element, ...]) -> None:  # noqa: ANN401  # lxml ships no types
    for element in elements:
        attributes = {name: value for name, value in element.attributes.items() if value}
        child = etree.SubElement(parent, element.tag, attributes)
        child.text = element.text
        _append(child, element.children)
