"""RSS 0.9x, 1.0 and 2.0, RDF, Atom 0.3 and 1.0 as raw entries, through feedparser."""

import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import feedparser
import feedparser.api

from aggregator.ingest.parse.appearance import describe, head, is_html, root_name
from aggregator.ingest.parse.archives import find_older
from aggregator.ingest.parse.escape import escape_paragraphs, escape_unless_markup
from aggregator.ingest.parse.fields import Fields, fields_of, join_link, list_in, string_in
from aggregator.ingest.parse.format import ENTRIES_LIMIT, Format, part
from aggregator.ingest.parse.manners import read_manners
from aggregator.ingest.parse.media import picture_of
from aggregator.ingest.parse.originals import Original, read_originals, read_root
from aggregator.ingest.parse.references import mend_references
from aggregator.ingest.parse.tombstones import read_tombstones
from aggregator.model.item import Category, Picture, RawEntry
from aggregator.model.poll import Body, NotAFeed, Parsed, ParseResult

_FEEDPARSER_FAILS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What feedparser lets through on bytes that are not even XML; found by fuzzing, none of it is ours."""
_ROOTS = {"rss": ("rss", "channel"), "atom": ("feed", "entry"), "rdf": ("rdf",)}
_VERSIONS = {"rss": ("rss", "cdf"), "atom": ("atom",), "rdf": ("rss10", "rss090", "rss")}
"""How feedparser's names of versions begin, by the name of our format; RSS 1.0 is RDF and RSS."""
_LATER_ROOT = {
    name: re.compile(rf"<(?:[A-Za-z_][\w.-]*:)?(?:{'|'.join(roots)})[\s>]", re.IGNORECASE)
    for name, roots in _ROOTS.items()
}
_EMAIL_AND_NAME = re.compile(r"^\s*[^\s@()<>]{1,64}@[^\s@()<>]{1,255}\s*\((.+)\)\s*$", re.DOTALL)

# it would look for a parser that nobody has at each feed, and take it if somebody had one: .08 ms
feedparser.api.PREFERRED_XML_PARSERS.clear()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """What all entries of a body stand in."""

    url: str
    feed: Fields
    is_atom: bool
    home: str | None
    """The page that the feed says it belongs to."""


def recognises_xml(name: str, body: Body) -> bool:
    """Return whether a body's first element is a root of this format, or comes after a server's own words."""
    text = head(body)
    root = (root_name(text) or "").rpartition(":")[2]
    if root in _ROOTS[name]:
        return True
    is_another = any(root in roots for roots in _ROOTS.values())
    # PHP prints its warnings before the feed, some wrap it in a page; feedparser finds it all the same
    return not is_another and _LATER_ROOT[name].search(text) is not None


def read_xml(name: str, body: Body) -> ParseResult:
    """Return the body's entries, or what it looks like if feedparser finds no feed of this format in it."""
    content = mend_references(body.content)
    try:
        document = feedparser.parse(
            io.BytesIO(content),
            response_headers=_headers(body),
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except _FEEDPARSER_FAILS as error:
        return NotAFeed(f"{describe(body)}; feedparser gave up on it ({type(error).__name__})")
    version = string_in(document, "version") or ""
    if not version.startswith(_VERSIONS[name]):
        return NotAFeed(f"it is {version}, not {name}" if version else describe(body))
    if not document.get("entries") and is_html(head(body)):
        return NotAFeed(describe(body))
    return _parsed(document, version, replace(body, content=content))


def _parsed(document: Fields, version: str, body: Body) -> Parsed:
    feed = fields_of(document.get("feed"))
    found = list_in(document, "entries")
    encoding = string_in(document, "encoding") or "utf-8"
    root = read_root(body.content, encoding)
    originals = read_originals(root, expected=len(found))
    frame = _Frame(
        url=body.url,
        feed=feed,
        is_atom=version.startswith("atom"),
        home=join_link(body.url, string_in(feed, "link")),
    )
    entries, skipped = part(
        [
            _entry(fields_of(entry), originals[place] if originals else None, frame)
            for place, entry in enumerate(found[:ENTRIES_LIMIT])
        ]
    )
    removed = read_tombstones(root, entries=entries) if frame.is_atom else ()
    return Parsed(
        format=version,
        title=_plain(feed, "title"),
        home_url=string_in(feed, "link"),
        manners=read_manners(root, body.url),
        older_url=find_older(root, body.url),
        entries=(*removed[:ENTRIES_LIMIT], *entries),  # a feed lists the newest first, and these came last
        skipped=skipped,
    )


def _entry(entry: Fields, original: Original | None, frame: _Frame) -> RawEntry:
    url, feed = frame.url, frame.feed
    # without an `xml:base` Atom is relative to itself, RSS to the page that it belongs to
    home = None if frame.is_atom else frame.home
    stated = join_link(url, _base(entry))
    link = join_link(stated or home or url, _link(entry))
    summary, content = _texts(entry, original)
    return RawEntry(
        guid=(original and original.guid) or string_in(entry, "id"),
        link=link,
        base_url=stated or link or home or url,
        title_html=_title(entry),
        summary_html=None if summary == content else summary,
        content_html=content,
        published=string_in(entry, "published") or string_in(entry, "created"),
        updated=string_in(entry, "updated"),
        # RFC 4287, 4.2.1: an Atom feed's author is that of its entries
        authors=_authors(entry, original) or (_authors(feed, None) if frame.is_atom else ()),
        credit=_credit(entry),
        categories=tuple(_categories(entry)),
        pictures=original.pictures if original else tuple(_pictures(entry)),
        language=_language(entry) or string_in(feed, "language"),
        copyright=string_in(entry, "rights") or string_in(feed, "rights"),
    )


def _texts(entry: Fields, original: Original | None) -> tuple[str | None, str | None]:
    """Return summary and content as HTML, apart."""
    if original is not None and original.is_item and (original.summary or original.content):
        return original.summary, original.content
    captions = original.media_texts if original else frozenset[str]()
    contents = [fields_of(content) for content in list_in(entry, "content")]
    own = [content for content in contents if string_in(content, "value") not in captions]
    # feedparser copies a content into the summary of an entry that has none, without its details
    summary = _markup(fields_of(entry.get("summary_detail")))
    content = next((markup for value in own if (markup := _markup(value))), None)
    is_caption = content is not None and string_in(entry, "summary") in captions
    return None if is_caption else summary, content


def _title(entry: Fields) -> str | None:
    detail = fields_of(entry.get("title_detail"))
    title = string_in(entry, "title")
    if title is None or string_in(detail, "type") in {"text/html", "application/xhtml+xml"}:
        return title
    return escape_unless_markup(title)


def _markup(detail: Fields) -> str | None:
    value, media_type = string_in(detail, "value"), string_in(detail, "type") or "text/html"
    if value is None:
        return None
    if media_type == "text/plain":
        return escape_paragraphs(value)
    return value if media_type in {"text/html", "application/xhtml+xml"} else None


def _link(entry: Fields) -> str | None:
    # FeedBurner puts its own redirect into `link` and the article's address beside it
    named = string_in(entry, "feedburner_origlink") or string_in(entry, "link")
    if named is not None:
        return named
    links = [fields_of(link) for link in list_in(entry, "links")]
    others = (
        string_in(link, "href")
        for link in links
        if string_in(link, "rel") not in {"self", "enclosure", "replies"}
    )
    return next((href for href in others if href), None)


def _base(entry: Fields) -> str | None:
    """Return the entry's own `xml:base`, None if it has none."""
    contents = [*list_in(entry, "content"), entry.get("summary_detail"), entry.get("title_detail")]
    return next((base for content in contents if (base := string_in(fields_of(content), "base"))), None)


def _authors(fields: Fields, original: Original | None) -> tuple[str, ...]:
    if original is not None and original.authors:
        named = list(original.authors)
    else:
        people = [fields_of(person) for key in ("authors", "contributors") for person in list_in(fields, key)]
        named = [name for person in people if (name := string_in(person, "name"))]
    names = (_EMAIL_AND_NAME.sub(r"\1", name).strip() for name in named)
    return tuple(dict.fromkeys(name for name in names if name))


def _credit(entry: Fields) -> str | None:
    named = (
        string_in(entry, "publisher"),
        string_in(entry, "dc_source"),
        _plain(fields_of(entry.get("source")), "title"),
    )
    return next((name for name in named if name), None)


def _categories(entry: Fields) -> Iterator[Category]:
    for tag in map(fields_of, list_in(entry, "tags")):
        term, label = string_in(tag, "term"), string_in(tag, "label")
        if term or label:
            yield Category(term=term or label or "", scheme=string_in(tag, "scheme"), label=label)


def _pictures(entry: Fields) -> Iterator[Picture]:
    """Yield what feedparser has of an entry's pictures, for documents that lxml cannot read."""
    enclosures = [
        link for link in map(fields_of, list_in(entry, "links")) if string_in(link, "rel") == "enclosure"
    ]
    for fields in (*map(fields_of, list_in(entry, "media_content")), *enclosures):
        picture = picture_of({key: value for key, value in fields.items() if isinstance(value, str)})
        if picture is not None:
            yield picture


def _language(entry: Fields) -> str | None:
    details = (entry.get("title_detail"), entry.get("summary_detail"), *list_in(entry, "content"))
    declared = (string_in(fields_of(detail), "language") for detail in details)
    return string_in(entry, "language") or next((language for language in declared if language), None)


def _headers(body: Body) -> dict[str, str]:
    # without content-location: feedparser would resolve guids against it
    return {"content-type": body.media_type or "application/xml"}


def _plain(fields: Fields, key: str) -> str | None:
    text = string_in(fields, key)
    return None if text is None else " ".join(html.unescape(re.sub(r"<[^<>]*>", "", text)).split()) or None


def _format(name: str) -> Format:
    return Format(name=name, recognises=partial(recognises_xml, name), read=partial(read_xml, name))


RSS, ATOM, RDF = _format("rss"), _format("atom"), _format("rdf")
