"""XML elements by short names, whatever namespace a publisher has written for them."""

import html
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

Element = etree._Element  # noqa: SLF001  # lxml's only name for the type of an element

_PREFIXES = (
    # a part of the namespace -> the name we call it by; parts, because feeds write //search.yahoo.com/mrss/,
    # with and without the last slash, and http as well as https
    ("search.yahoo.com/mrss", "media"),
    ("purl.org/rss/1.0/modules/content", "content"),
    ("itunes.com/dtds/podcast", "itunes"),
    ("purl.org/dc/", "dc"),
    ("purl.org/rss/1.0/modules/syndication", "sy"),
    ("www.w3.org/1999/xhtml", "xhtml"),
    ("w3.org/2005/atom", "atom"),
    ("purl.org/atom/ns", "atom"),
)


def name_of(element: Element) -> str:
    """Return the element's local name, with our prefix if it belongs to an extension: `guid`, `media:content`."""
    tag: object = element.tag
    return (
        _short_name(tag) if isinstance(tag, str) else ""
    )  # a comment, a processing instruction or an entity


@lru_cache(maxsize=1024)
def _short_name(tag: str) -> str:
    # kept, for a feed has a few dozen tags and asks for the name of each of its elements several times
    namespace, _, local = tag.rpartition("}")
    for part, prefix in _PREFIXES:
        if part in namespace.lower():
            return f"{prefix}:{local}".lower()
    return local.lower()


def children(element: Element, *names: str) -> Iterator[Element]:
    """Yield the element's own children of these names, in the order of the document."""
    return (child for child in element if name_of(child) in names)


@dataclass(frozen=True, slots=True)
class Family:
    """An element with its own children by their names: for one that is asked for many of them."""

    element: Element
    members: Mapping[str, Sequence[Element]]

    def of(self, *names: str) -> Iterator[Element]:
        """Yield the children by the order of `names`, those of one name in the order of the document."""
        return (child for name in names for child in self.members.get(name, ()))

    def first(self, read: Callable[[Element], str], *names: str) -> str | None:
        """Return what `read` makes of the first child that it makes something of."""
        return next((text for child in self.of(*names) if (text := read(child).strip())), None)


def family_of(element: Element) -> Family:
    """Return an element with its children by their names."""
    members: dict[str, list[Element]] = {}
    for child in element:
        members.setdefault(name_of(child), []).append(child)
    return Family(element, members)


def first_text(element: Element, *names: str) -> str | None:
    """Return the text of the first child that has one, by the order of `names`."""
    texts = (text_of(child).strip() for name in names for child in children(element, name))
    return next((text for text in texts if text), None)


def first_markup(element: Element, *names: str) -> str | None:
    """Return the markup of the first child that has any, by the order of `names`; embedded XHTML is kept."""
    markups = (markup_of(child).strip() for name in names for child in children(element, name))
    return next((markup for markup in markups if markup), None)


def text_of(element: Element) -> str:
    """Return all the text below an element; entities that were not expanded stay `&name;`."""
    if len(element) == 0:
        return element.text or ""
    return "".join(str(piece) for piece in element.itertext(etree.Element, etree.Entity))


def markup_of(element: Element) -> str:
    """Return what an element holds as markup: its text if that is all, else its children as they are written."""
    if all(not isinstance(child.tag, str) for child in element):
        return text_of(element)
    inner = (etree.tostring(child, encoding="unicode") for child in element)
    return html.escape(element.text or "", quote=False) + "".join(inner)
