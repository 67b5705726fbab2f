"""Our checks of what we publish: RSS 2.0 by the Advisory Board's profile, RFC 4287 and 6721, JSON Feed 1.1.

Each check returns the violations it found, in words; an empty list is a valid document.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
TOMBSTONES = "{http://purl.org/atompub/tombstones/1.0}"
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_RFC822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (GMT|[+-]\d{4})"
)
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+", re.IGNORECASE)
_CHANNEL_ONCE = ("title", "link", "description", "language", "lastBuildDate", "generator", "docs")
_ITEM_ONCE = ("title", "link", "description", "guid", "pubDate", "enclosure", "source")
_JSON_TYPES: dict[str, type] = {
    "id": str,
    "url": str,
    "title": str,
    "content_html": str,
    "content_text": str,
    "summary": str,
    "image": str,
    "date_published": str,
    "date_modified": str,
    "authors": list,
    "tags": list,
    "language": str,
    "attachments": list,
}


def check_atom(document: bytes) -> list[str]:
    """Return what is wrong with an Atom document."""
    root, *problems = _parse(document)
    if root is None or root.tag != f"{ATOM}feed":
        return [*problems, "the root is no atom:feed"]
    problems = list(_atom_container(root, "feed"))
    problems += _exactly_one(root, ATOM, ("id", "title", "updated", "generator"), "feed")
    if not [link for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]:
        problems.append("feed: no link rel=self")
    ids = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
    problems += [f"feed: the id {one} stands twice" for one in {one for one in ids if ids.count(one) > 1}]
    for entry in root.findall(f"{ATOM}entry"):
        problems += _atom_entry(entry)
    for deleted in root.findall(f"{TOMBSTONES}deleted-entry"):
        problems += _deleted_entry(deleted, ids)
    return problems


def _atom_entry(entry: etree._Element) -> Iterator[str]:
    where = f"entry {entry.findtext(f'{ATOM}id')}"
    yield from _exactly_one(entry, ATOM, ("id", "title", "updated", "published"), where)
    yield from _at_most_one(entry, ATOM, ("content", "summary", "rights", "source"), where)
    yield from _atom_container(entry, where)
    names = [name.text for name in entry.findall(f"{ATOM}author/{ATOM}name")]
    if not names or not all(names):
        yield f"{where}: no author with a name (RFC 4287, 4.1.2)"
    if entry.find(f"{ATOM}content") is None and entry.find(f"{ATOM}summary") is None:
        yield f"{where}: neither content nor summary (4.1.2 wants one)"
    alternates = [link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
    if len(alternates) != 1:
        yield f"{where}: {len(alternates)} links rel=alternate"
    for source in entry.findall(f"{ATOM}source"):
        yield from _exactly_one(source, ATOM, ("id", "title", "updated"), f"{where}: source")
        yield from _atom_container(source, f"{where}: source")
    for text in (*entry.findall(f"{ATOM}content"), *entry.findall(f"{ATOM}summary")):
        if text.get("type") not in ("text", "html"):
            yield f"{where}: {text.tag} has the type {text.get('type')} (4.1.3.1)"


def _atom_container(element: etree._Element, where: str) -> Iterator[str]:
    for one in element.findall(f"{ATOM}id"):
        yield from _uri(one.text, f"{where}: id")
    for one in (*element.findall(f"{ATOM}updated"), *element.findall(f"{ATOM}published")):
        yield from _time(one.text, f"{where}: {one.tag}")
    for link in element.findall(f"{ATOM}link"):
        yield from _atom_link(link, where)
    for category in element.findall(f"{ATOM}category"):
        yield from _uri(category.get("scheme", "urn:absent"), f"{where}: category scheme")
        yield from () if category.get("term") else (f"{where}: a category has no term (4.2.2.1)",)


def _atom_link(link: etree._Element, where: str) -> Iterator[str]:
    yield from _uri(link.get("href"), f"{where}: link")
    if not link.get("rel"):
        yield f"{where}: a link has lost its rel"
    if link.get("rel") == "enclosure" and not _MEDIA_TYPE.fullmatch(link.get("type") or ""):
        yield f"{where}: an enclosure has no type"


def _deleted_entry(deleted: etree._Element, ids: Iterable[str | None]) -> Iterator[str]:
    where = f"deleted-entry {deleted.get('ref')}"
    yield from _uri(deleted.get("ref"), where)
    yield from _time(deleted.get("when"), where)
    if deleted.get("ref") in ids:
        yield f"{where}: is there as an entry too"


def check_rss(document: bytes) -> list[str]:
    """Return what is wrong with an RSS document."""
    root, *problems = _parse(document)
    if root is None or root.tag != "rss" or root.get("version") != "2.0" or len(root) != 1:
        return [*problems, "the root is no rss 2.0 with one channel"]
    channel = root[0]
    problems = list(_exactly_one(channel, "", ("title", "link", "description", "lastBuildDate"), "channel"))
    problems += _at_most_one(channel, "", _CHANNEL_ONCE, "channel")
    problems += _rss_time(channel.findtext("lastBuildDate"), "channel: lastBuildDate")
    problems += _uri(channel.findtext("link"), "channel: link")
    own = [link for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"]
    if len(own) != 1:
        problems.append("channel: no atom:link rel=self (profile)")
    if re.search(rb"<title>[^<]*&(amp|lt);", document):
        problems.append("a title has & or < as a named reference (profile, Character Data)")
    guids = [item.findtext("guid") for item in channel.findall("item")]
    problems += [
        f"channel: the guid {one} stands twice" for one in {one for one in guids if guids.count(one) > 1}
    ]
    for item in channel.findall("item"):
        problems += _rss_item(item)
    return problems


def _rss_item(item: etree._Element) -> Iterator[str]:
    where = f"item {item.findtext('guid')}"
    yield from _exactly_one(item, "", ("title", "link", "guid", "pubDate"), where)
    yield from _at_most_one(item, "", _ITEM_ONCE, where)
    yield from _rss_time(item.findtext("pubDate"), f"{where}: pubDate")
    yield from _time(item.findtext(f"{ATOM}updated"), f"{where}: atom:updated")
    yield from _uri(item.findtext("link"), f"{where}: link")
    yield from _uri(item.findtext("guid"), f"{where}: guid")
    if any(guid.get("isPermaLink") != "false" for guid in item.findall("guid")):
        yield f"{where}: the guid claims to be a link"
    if item.find("author") is not None:
        yield f"{where}: author wants an e-mail address; people belong into dc:creator (profile)"
    for enclosure in item.findall("enclosure"):
        yield from _enclosure(enclosure, where)
    if item.find(f"{DC}source") is not None:
        yield f"{where}: dc:source says what source says, of something else"
    for source in item.findall("source"):
        yield from _uri(source.get("url"), f"{where}: source")
    if not all((category.text or "").strip() for category in item.findall("category")):
        yield f"{where}: a category is empty"


def _enclosure(enclosure: etree._Element, where: str) -> Iterator[str]:
    yield from _uri(enclosure.get("url"), f"{where}: enclosure")
    if not (enclosure.get("length") or "").isdecimal():
        yield f"{where}: the enclosure has no length"
    if not _MEDIA_TYPE.fullmatch(enclosure.get("type") or ""):
        yield f"{where}: the enclosure has no type"


def check_json_feed(document: bytes) -> list[str]:
    """Return what is wrong with a JSON Feed document."""
    feed = json.loads(document)
    problems = []
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        problems.append("the version is not that of JSON Feed 1.1")
    if not isinstance(feed.get("title"), str) or not feed["title"]:
        problems.append("no title")
    for name in ("home_page_url", "feed_url"):
        problems += _uri(feed.get(name), name)
    ids = [item.get("id") for item in feed["items"]]
    problems += [f"the id {one} stands twice" for one in {one for one in ids if ids.count(one) > 1}]
    for item in feed["items"]:
        problems += _json_item(item)
    return problems


def _json_item(item: dict[str, Any]) -> Iterator[str]:
    where = f"item {item.get('id')}"
    if not item.get("id"):
        yield f"{where}: no id"
    if "content_html" not in item and "content_text" not in item:
        yield f"{where}: neither content_html nor content_text"
    yield from _json_members(item, where)
    for name in ("date_published", "date_modified"):
        yield from _time(item.get(name), f"{where}: {name}")
    for name in ("url", "image"):
        yield from _uri(item.get(name, "urn:absent"), f"{where}: {name}")
    if not all(author.get("name") or author.get("url") for author in item.get("authors", [])):
        yield f"{where}: an author has neither name nor url"
    for attachment in item.get("attachments", []):
        yield from _json_attachment(attachment, where)


def _json_members(item: dict[str, Any], where: str) -> Iterator[str]:
    for name, value in item.items():
        if not name.startswith("_") and name not in _JSON_TYPES:
            yield f"{where}: {name} is no member of an item"
        elif not isinstance(value, _JSON_TYPES.get(name, dict)):
            yield f"{where}: {name} is a {type(value).__name__}"


def _json_attachment(attachment: dict[str, Any], where: str) -> Iterator[str]:
    yield from _uri(attachment.get("url"), f"{where}: attachment")
    if not _MEDIA_TYPE.fullmatch(attachment.get("mime_type", "")):
        yield f"{where}: an attachment has no mime_type"


def check_opml(document: bytes) -> list[str]:
    """Return what is wrong with an OPML document."""
    root, *problems = _parse(document)
    if root is None or root.tag != "opml" or root.get("version") != "2.0":
        return [*problems, "the root is no opml 2.0"]
    problems = list(_exactly_one(root, "", ("head", "body"), "opml"))
    for tag in ("dateCreated", "dateModified"):
        problems += _rss_time(root.findtext(f"head/{tag}"), tag)
    for outline in root.iter("outline"):
        problems += [
            f"an outline has no {name}" for name in ("text", "type", "xmlUrl") if not outline.get(name)
        ]
    return problems


def _parse(document: bytes) -> tuple[etree._Element | None, *tuple[str, ...]]:
    try:
        return (etree.fromstring(document),)
    except etree.XMLSyntaxError as error:
        return (None, f"not well-formed: {error}")


def _exactly_one(parent: etree._Element, namespace: str, tags: Iterable[str], where: str) -> Iterator[str]:
    for tag in tags:
        found = parent.findall(f"{namespace}{tag}")
        if len(found) != 1:
            yield f"{where}: {len(found)} times {tag}"
        elif len(found[0]) == 0 and not (found[0].text or "").strip():
            yield f"{where}: {tag} is empty"


def _at_most_one(parent: etree._Element, namespace: str, tags: Iterable[str], where: str) -> Iterator[str]:
    for tag in tags:
        if len(parent.findall(f"{namespace}{tag}")) > 1:
            yield f"{where}: more than one {tag}"


def _uri(text: object, where: str) -> Iterator[str]:
    if not isinstance(text, str) or not _URI.fullmatch(text):
        yield f"{where}: {text!r} is no URI"


def _time(text: object, where: str) -> Iterator[str]:
    if not isinstance(text, str) or not _RFC3339.fullmatch(text) or not _reads(datetime.fromisoformat, text):
        yield f"{where}: {text!r} is no time of RFC 3339"


def _rss_time(text: object, where: str) -> Iterator[str]:
    if not isinstance(text, str) or not _RFC822.fullmatch(text) or not _reads(parsedate_to_datetime, text):
        yield f"{where}: {text!r} is no time of RFC 822 with four digits of the year"


def _reads(parse: Callable[[str], datetime], text: str) -> bool:
    try:
        return bool(parse(text))
    except ValueError:
        return False
