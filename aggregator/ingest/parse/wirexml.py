"""Wire XML as a tree of short names: nothing is loaded from outside, no entity grows, a cut file is no file."""

import html
import re
from collections.abc import Iterable, Iterator
from functools import partial

from lxml import etree

from aggregator.ingest.parse.appearance import describe, head, is_html, root_name
from aggregator.ingest.parse.elements import Element, text_of
from aggregator.ingest.parse.references import mend_references
from aggregator.model.poll import Body, NotAFeed

NUMBER_LIMIT = 2**53
"""What a version's number stays below, so that JSON keeps it exact."""
LEAST_URGENT = 9
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NEVER_WRAPPERS = frozenset({"rss", "feed", "rdf", "urlset", "sitemapindex", "opml", "schema"})
"""Roots of other formats, whose entries may hold wire XML as their content."""
_OPENINGS = re.compile(r"<([A-Za-z][\w.:-]*)[\s>]")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DECLARED = re.compile(rb"""^[^>]{0,200}?encoding=["']([A-Za-z0-9._-]{1,40})["']""")
_ONE_BYTE = re.compile(rb"iso-?8859-?|latin|windows-125|cp125|us-ascii")
_BELOW_SPACE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML forbids; text wires leave them in."""
_END_TAG = re.compile(rb"</(?:[\w.-]+:)?([\w.-]+)\s*>(?:\s|<!--.*?-->|[\x00\x1a])*\Z", re.DOTALL)
_TAIL_BYTES = 4_096
_MOMENT = re.compile(r"[\d\s/.:,TZ+-]*(?:GMT|UTC)?[\d\s:+-]*")
_MOMENT_LIMIT = 60
_FILLERS = ("no-data-available",)
"""What Reuters writes where it has nothing to say."""


def recognises_root(names: frozenset[str], body: Body, *, wrapped: str | None = None) -> bool:
    """Return whether the first element of a body has one of these names, or wraps one, whatever its prefix."""
    beginning = head(body).lstrip()
    root = (root_name(beginning) or "").rpartition(":")[2]
    if not beginning.startswith("<") or root in names:
        return beginning.startswith("<")
    if wrapped is None or root in _NEVER_WRAPPERS or is_html(beginning):
        return False
    # an agency's server may put its own element around the documents of a transmission
    return any(name.rpartition(":")[2] == wrapped for name in _OPENINGS.findall(beginning))


def read_root(names: frozenset[str], body: Body, *, wrapped: str | None = None) -> Element | NotAFeed:
    """Return the root of a body if it has one of these names, or wraps one, and can be read to its end."""
    if not recognises_root(names, body, wrapped=wrapped):
        return NotAFeed(describe(body))
    content = mend_references(_as_encoded(body.content))
    attempts = (partial(_strictly, content), partial(_loosely, content))
    root = next((tree for attempt in attempts if (tree := attempt()) is not None), None)
    if root is None:
        return NotAFeed(f"{describe(body)}; it cannot be read to its end")
    return root


def local_name(element: Element) -> str:
    """Return the element's name without its namespace, in lower case; nothing for an entity or a comment."""
    tag: object = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def within(element: Element, *path: str) -> Iterator[Element]:
    """Yield the elements that a path of short names leads to, in the order of the document."""
    if not path:
        yield element
        return
    for child in element:
        if local_name(child) == path[0]:
            yield from within(child, *path[1:])


def below(element: Element, *names: str) -> Iterator[Element]:
    """Yield all elements of these names below an element, in the order of the document."""
    return (found for found in element.iterdescendants() if local_name(found) in names)


def text(element: Element | None) -> str | None:
    """Return the text of an element on one line, None if there is none."""
    return one_line(text_of(element)) if element is not None else None


def dateline_in(words: str | None) -> str | None:
    """Return a dateline, None where it is but a time (Reuters, ANA) or a filler."""
    if words is None or is_filler(words):
        return None
    return None if len(words) < _MOMENT_LIMIT and _MOMENT.fullmatch(words) else words


def is_filler(words: str) -> bool:
    """Return whether words only fill a field that must not be empty."""
    return words.lower().startswith(_FILLERS)


def one_line(words: str | None) -> str | None:
    """Return words with single spaces and their references as characters, None if nothing is left."""
    return " ".join(html.unescape(words or "").split()) or None


def first_text(elements: Iterable[Element]) -> str | None:
    """Return the text of the first element that has one."""
    return next((found for element in elements if (found := text(element))), None)


def texts(elements: Iterable[Element]) -> tuple[str, ...]:
    """Return the texts of the elements that have one, each once."""
    return tuple(dict.fromkeys(found for element in elements if (found := text(element))))


def attribute(element: Element | None, *names: str) -> str | None:
    """Return the first attribute of these names that is not blank."""
    if element is None:
        return None
    values = (str(element.get(name) or "").strip() for name in names)
    return next((value for value in values if value), None)


def first_attribute(elements: Iterable[Element], *names: str) -> str | None:
    """Return the first attribute of these names that any of the elements has."""
    return next((value for element in elements if (value := attribute(element, *names))), None)


def language_of(element: Element) -> str | None:
    """Return what `xml:lang` says on an element itself."""
    return attribute(element, _XML_LANG)


def whole_number(value: str | None) -> int | None:
    """Return the number that a value is, None if it is none or out of all reason."""
    if value is None or not value.isascii() or not value.isdigit():
        return None
    number = int(value[:17])
    return number if len(value) < 17 and number < NUMBER_LIMIT else None  # noqa: PLR2004  # 2**53 has 16 digits


def urgency_of(value: str | None) -> int | None:
    """Return an urgency on the IPTC scale, None for what is not on it."""
    number = whole_number(value)
    return number if number is not None and 1 <= number <= LEAST_URGENT else None


def _strictly(content: bytes) -> Element | None:
    return _parse(content, is_lenient=False)


def _loosely(content: bytes) -> Element | None:
    # what is cut off must wait for its rest: half a story is a wrong story
    end = _END_TAG.search(content[-_TAIL_BYTES:])
    root = _parse(_as_utf8(content), is_lenient=True) if end else None
    is_whole = root is not None and end is not None and local_name(root).encode() == end.group(1).lower()
    return root if is_whole else None


def _parse(content: bytes, *, is_lenient: bool) -> Element | None:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=is_lenient,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    # a lenient parser gives what stands before the place that is too deep or too long
    is_cut = any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log)
    return None if is_cut else root


def _as_encoded(content: bytes) -> bytes:
    """Return the bytes as UTF-8 where they are, whatever one-byte encoding they declare (AFP)."""
    declared = _DECLARED.match(content)
    if declared is None or content.isascii() or not _ONE_BYTE.match(declared.group(1).lower()):
        return content
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return content
    return _as_utf8(content)


def _as_utf8(content: bytes) -> bytes:
    """Return the bytes as UTF-8 that XML allows, whatever encoding they are really in."""
    declared = _DECLARED.match(content)
    for encoding in ("utf-8-sig", declared.group(1).decode("ascii") if declared else "windows-1252"):
        try:
            decoded = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        break
    else:
        decoded = content.decode("windows-1252", "replace")
    return _BELOW_SPACE.sub("", _DECLARATION.sub("", decoded.lstrip("\ufeff"), count=1)).encode()
