"""The article that a page describes in JSON-LD (https://schema.org/NewsArticle, embedded in `<script>`)."""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from aggregator.ingest.parse.fields import Fields, fields_of, string_in
from aggregator.ingest.parse.metadata import Metadata
from aggregator.model.item import Picture

NODES_LIMIT = 5_000
"""Objects of a page's JSON-LD that are looked at."""
DEPTH_LIMIT = 12
"""Objects inside one another that are looked at."""
_ARTICLES = frozenset(
    {
        # schema.org/Article and what it lists as more specific types, of those that outlets write
        "article",
        "newsarticle",
        "reportagenewsarticle",
        "analysisnewsarticle",
        "opinionnewsarticle",
        "backgroundnewsarticle",
        "reviewnewsarticle",
        "askpublicnewsarticle",
        "liveblogposting",
        "blogposting",
        "report",
        "techarticle",
        "satiricalarticle",
    }
)
_LISTS = frozenset(
    {"itemlist", "breadcrumblist", "comment", "videoobject", "product", "sitenavigationelement"}
)
"""What holds other people's words, or links to other articles."""
_COMMENT = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")
_ADDRESS = re.compile(r"^(?:https?:)?//|^www\.|\.com/")

Index = Mapping[str, Fields]
"""Objects of a page by their `@id`, for those that others only name."""


def read_jsonld(scripts: Iterable[str], url: str) -> Metadata:
    """Return what the scripts say of the page's article; empty where they describe none."""
    nodes = _nodes_of(scripts)
    index = {name: node for node in nodes if (name := string_in(node, "@id")) and len(node) > 1}
    articles = [node for node in nodes if _ARTICLES & _types(node)]
    if not articles:
        return Metadata()
    return _metadata(max(articles, key=lambda node: _fitness(node, url)), index)


def listed_in(scripts: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses of the articles that a page's item lists name, in their order."""
    lists = [node for node in _nodes_of(scripts, is_listed=True) if "itemlist" in _types(node)]
    found = [
        _listed_url(fields_of(entry)) for node in lists for entry in _several(node.get("itemListElement"))
    ]
    return tuple(dict.fromkeys(url for url in found if url))


def _nodes_of(scripts: Iterable[str], *, is_listed: bool = False) -> list[Fields]:
    found = (node for script in scripts for node in _nodes(_load(script), 0, is_listed=is_listed))
    return list(islice(found, NODES_LIMIT))


def _listed_url(entry: Fields) -> str | None:
    item = entry.get("item")
    nested = item if isinstance(item, str) else string_in(fields_of(item), "url")
    return nested or string_in(fields_of(item), "@id") or string_in(entry, "url")


def _load(script: str) -> object:
    text = _COMMENT.sub("", _COMMENT.sub("", script)).strip().rstrip(";")
    try:
        return json.loads(text, strict=False, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return None


def _nodes(value: object, depth: int, *, is_listed: bool = False) -> Iterator[Fields]:
    """Yield every object in the order of the document; those that a list of links holds only if asked for."""
    if depth > DEPTH_LIMIT:
        return
    if isinstance(value, list):
        for each in value:
            yield from _nodes(each, depth + 1, is_listed=is_listed)
    elif isinstance(value, dict):
        node = fields_of(value)
        yield node
        if _LISTS & _types(node) and not is_listed:
            return
        for each in node.values():
            if isinstance(each, dict | list):
                yield from _nodes(each, depth + 1, is_listed=is_listed)


def _types(node: Fields) -> set[str]:
    named = _several(node.get("@type"))
    return {str(name).rpartition("/")[2].rpartition(":")[2].lower() for name in named}


def _fitness(node: Fields, url: str) -> tuple[bool, bool, int]:
    """Return how well an object fits as the article of the page: it has a headline, is of this address, says most."""
    own = [string_in(node, key) for key in ("url", "@id")] + [_id_of(node.get("mainEntityOfPage"))]
    is_here = any(address and address.partition("#")[0] == url.partition("#")[0] for address in own)
    has_title = any(string_in(node, key) for key in ("headline", "name"))
    return has_title, is_here, len(node)


def _metadata(node: Fields, index: Index) -> Metadata:
    publisher = _names(node.get("publisher"), index)
    return Metadata(
        title=_plain(string_in(node, "headline")) or _plain(string_in(node, "name")),
        summary=_plain(string_in(node, "description")),
        text=_text(node),
        link=string_in(node, "url") or _id_of(node.get("mainEntityOfPage")),
        published=string_in(node, "datePublished") or string_in(node, "dateCreated"),
        updated=string_in(node, "dateModified"),
        authors=_authors(node, index),
        credit=_credit(node, index, publisher),
        copyright=_plain(string_in(node, "copyrightNotice")),
        categories=_categories(node),
        pictures=tuple(_pictures(node, index)),
        language=string_in(node, "inLanguage")
        or string_in(fields_of(node.get("inLanguage")), "alternateName"),
        outlet=publisher[0] if publisher else None,
    )


def _text(node: Fields) -> str | None:
    parts = [_plain(each) for each in _several(node.get("articleBody")) if isinstance(each, str)]
    return "\n\n".join(part for part in parts if part) or None


def _authors(node: Fields, index: Index) -> tuple[str, ...]:
    for key in ("author", "creator"):
        names = [name for name in _names(node.get(key), index) if not _ADDRESS.search(name)]
        if names:
            return tuple(dict.fromkeys(names))
    return ()


def _credit(node: Fields, index: Index, publisher: list[str]) -> str | None:
    """Return whom the outlet names as the copy's source; its own publisher is no news."""
    for key in ("sourceOrganization", "creditText", "provider"):
        names = [name for name in _names(node.get(key), index) if name not in publisher]
        if names:
            return ", ".join(names)
    return None


def _names(value: object, index: Index) -> list[str]:
    """Return the names of people or organisations, of which there may be one or a list, whole or by `@id`."""
    found: list[str] = []
    for each in _several(value):
        if isinstance(each, str):
            found.append(_plain(each) or "")
            continue
        fields = fields_of(each)
        known = fields if "name" in fields else index.get(string_in(fields, "@id") or "", fields)
        found += [_plain(name) or "" for name in _several(known.get("name")) if isinstance(name, str)]
    return [name for name in found if any(character.isalpha() for character in name)]


def _categories(node: Fields) -> tuple[str, ...]:
    words: list[str] = []
    for key in ("articleSection", "keywords"):
        for each in _several(node.get(key)):
            named = each if isinstance(each, str) else string_in(fields_of(each), "name") or ""
            words += re.split(r"[,;]", named) if key == "keywords" else [named]
    plain = (_plain(word) for word in words)
    return tuple(dict.fromkeys(word for word in plain if word))


def _pictures(node: Fields, index: Index) -> Iterator[Picture]:
    for each in _several(node.get("image")):
        if isinstance(each, str):
            yield Picture(url=each)
            continue
        fields = fields_of(each)
        known = (
            fields if {"url", "contentUrl"} & fields.keys() else index.get(string_in(fields, "@id") or "", {})
        )
        for url in _several(known.get("url") or known.get("contentUrl")):
            if isinstance(url, str):
                yield _picture(url, known, index)


def _picture(url: str, fields: Fields, index: Index) -> Picture:
    makers = (
        _names(fields.get(key), index) for key in ("creditText", "creator", "author", "copyrightHolder")
    )
    caption = _plain(string_in(fields, "caption")) or _plain(string_in(fields, "description"))
    return Picture(
        url=url,
        caption=html.escape(caption, quote=False) if caption else None,
        credit=next((", ".join(names) for names in makers if names), None),
        alt=string_in(fields, "alternateName"),
        width=_number(fields.get("width")),
        height=_number(fields.get("height")),
    )


def _number(value: object) -> int | None:
    text = str(fields_of(value).get("value") or value or "").removesuffix("px")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None  # noqa: PLR2004


def _id_of(value: object) -> str | None:
    return value if isinstance(value, str) else string_in(fields_of(value), "@id")


def _several(value: object) -> list[object]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _plain(text: str | None) -> str | None:
    # many write references into JSON, some of them twice
    return html.unescape(html.unescape(text)).strip() or None if text else None
