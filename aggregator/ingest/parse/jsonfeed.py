"""JSON Feed 1.0 and 1.1 as raw entries (https://www.jsonfeed.org/version/1.1/); feedparser reads none."""

import html
import json

from aggregator.ingest.parse.appearance import describe, head
from aggregator.ingest.parse.escape import escape_paragraphs, unescape_references
from aggregator.ingest.parse.fields import Fields, fields_of, join_link, list_in, string_in
from aggregator.ingest.parse.format import ENTRIES_LIMIT, Format, part
from aggregator.ingest.parse.hubs import hubs_of_jsonfeed
from aggregator.model.item import Category, Picture, RawEntry
from aggregator.model.poll import Body, NotAFeed, Parsed, ParseResult
from aggregator.model.rhythm import Manners

VERSIONS = (
    "https://jsonfeed.org/version/",
    "http://jsonfeed.org/version/",
    "https://www.jsonfeed.org/version/",
)
"""How the `version` of a JSON Feed begins: the specification's address, and the ways people write it."""


def recognises_jsonfeed(body: Body) -> bool:
    """Return whether a body begins as JSON does."""
    return head(body).lstrip().startswith("{")


def read_jsonfeed(body: Body) -> ParseResult:
    """Return the body's entries, or what it looks like if it is no JSON Feed."""
    try:
        # numbers stay strings: a numeric id is the source's own string, unchanged
        document = json.loads(_text(body.content), parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        is_cut = recognises_jsonfeed(body)
        return NotAFeed(f"{describe(body)}; it cannot be read to its end" if is_cut else describe(body))
    feed = fields_of(document)
    version = string_in(feed, "version") or ""
    if not version.startswith(VERSIONS) or not isinstance(feed.get("items"), list):
        return NotAFeed(describe(body))
    entries, skipped = part(
        [_entry(fields_of(item), feed, body) for item in list_in(feed, "items")[:ENTRIES_LIMIT]]
    )
    return Parsed(
        format="jsonfeed",
        title=string_in(feed, "title"),
        home_url=string_in(feed, "home_page_url"),
        manners=Manners(offer=hubs_of_jsonfeed(feed, body.url)),
        entries=entries,
        skipped=skipped,
    )


def _entry(item: Fields, feed: Fields, body: Body) -> RawEntry:
    summary = string_in(item, "summary")
    home = string_in(feed, "home_page_url")
    link = join_link(home or body.url, string_in(item, "url") or string_in(item, "external_url"))
    return RawEntry(
        guid=string_in(item, "id"),
        link=link,
        base_url=link or home or body.url,
        title_html=_escaped(string_in(item, "title")),
        title_text=_unescaped(string_in(item, "title")),
        summary_html=escape_paragraphs(summary) if summary else None,
        content_html=_content(item),
        published=string_in(item, "date_published"),
        updated=string_in(item, "date_modified"),
        authors=_authors(item) or _authors(feed),
        categories=tuple(Category(term=tag) for tag in list_in(item, "tags") if isinstance(tag, str) and tag),
        pictures=_pictures(item),
        language=string_in(item, "language") or string_in(feed, "language"),
    )


def _content(item: Fields) -> str | None:
    markup = string_in(item, "content_html")
    if markup is not None:
        return markup
    text = string_in(item, "content_text")
    return escape_paragraphs(text) if text else None


def _authors(fields: Fields) -> tuple[str, ...]:
    # 1.0 has one `author`, 1.1 a list of `authors`
    people = [fields_of(author) for author in (*list_in(fields, "authors"), fields.get("author"))]
    names = [name for person in people if (name := string_in(person, "name"))]
    return tuple(dict.fromkeys(names))


def _pictures(item: Fields) -> tuple[Picture, ...]:
    named = [string_in(item, key) for key in ("image", "banner_image")]
    attached = [_attachment(fields_of(attachment)) for attachment in list_in(item, "attachments")]
    return (
        *(Picture(url=url) for url in named if url),
        *(picture for picture in attached if picture is not None),
    )


def _attachment(fields: Fields) -> Picture | None:
    url, media_type = string_in(fields, "url"), string_in(fields, "mime_type") or ""
    if url is None or not media_type.lower().startswith("image/"):
        return None
    size = string_in(fields, "size_in_bytes") or ""
    length = int(size) if size.isascii() and size.isdigit() and len(size) < 16 else None  # noqa: PLR2004
    return Picture(
        url=url, caption=_escaped(string_in(fields, "title")), media_type=media_type, length=length
    )


def _text(content: bytes) -> str:
    # RFC 8259 wants UTF-8 without a byte order mark; json.detect_encoding knows what is sent instead
    return content.decode(json.detect_encoding(content), "replace").lstrip("\ufeff")


def _unescaped(text: str | None) -> str | None:
    # a title is plain text, "T & <b>" has no markup; WordPress writes its apostrophes as references all the same
    return None if text is None else unescape_references(text)


def _escaped(text: str | None) -> str | None:
    return None if text is None else html.escape(text, quote=False)


JSONFEED = Format(name="jsonfeed", recognises=recognises_jsonfeed, read=read_jsonfeed)
