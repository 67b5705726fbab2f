"""What a page's `<meta>` elements say of its article: Open Graph (https://ogp.me) and the names beside it."""

import re
from collections import defaultdict
from collections.abc import Mapping

from aggregator.ingest.parse.metadata import Metadata
from aggregator.ingest.parse.webpage import WebPage, attribute, text_of
from aggregator.model.item import Picture

METAS_LIMIT = 1_000
"""`<meta>` elements of a page that are read."""

_TITLES = (
    "og:title",
    "twitter:title",
    "dc.title",
    "dcterms.title",
    "parsely-title",
    "sailthru.title",
    "title",
)
_SUMMARIES = ("og:description", "description", "twitter:description", "dc.description", "dcterms.description")
_PUBLISHED = (
    "article:published_time",
    "datepublished",
    "article.published",
    "og:article:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "date.created",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "cxenseparse:recs:publishtime",
    "datecreated",
    "date",
)
"""ogp.me; schema.org as microdata; Parse.ly, Sailthru, Cxense; Dublin Core; and what sites made up."""
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "article.updated", "dcterms.modified")
_AUTHORS = (
    "author",
    "article:author",
    "byl",  # The New York Times
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "article:author_name",
    "citation_author",
    "cxenseparse:author",
)
_SECTIONS = ("article:section", "parsely-section", "cxenseparse:category")
_TAGS = ("article:tag", "news_keywords", "parsely-tags", "keywords")
_CREDITS = ("dc.source", "dcterms.source", "article:source", "syndication-source-name")
_OUTLETS = ("og:site_name", "application-name")
_NO_NAME = re.compile(r"^(?:https?:)?//|^www\.|^[@(]|\.com/")

Metas = Mapping[str, list[str]]


def read_opengraph(page: WebPage) -> Metadata:
    """Return what the page's `<meta>` and `<link>` elements say of its article."""
    metas = _metas(page)
    tags = [word.strip() for each in _all(metas, _TAGS) for word in each.split(",")]
    return Metadata(
        title=_first(metas, _TITLES),
        summary=_first(metas, _SUMMARIES),
        link=_first(metas, ("og:url",)),
        published=_first(metas, _PUBLISHED),
        updated=_first(metas, _UPDATED),
        authors=_authors(metas),
        credit=_first(metas, _CREDITS),
        copyright=_first(metas, ("copyright", "dc.rights", "dcterms.rights")),
        categories=tuple(dict.fromkeys(word for word in [*_all(metas, _SECTIONS), *tags] if word)),
        pictures=_pictures(metas),
        language=attribute(page.tree.css_first("html"), "lang") or _locale(metas),
        outlet=_first(metas, _OUTLETS),
    )


def canonical_in(page: WebPage) -> str | None:
    """Return the address that the page names as its own (RFC 6596)."""
    return attribute(page.tree.css_first('link[rel~="canonical"]'), "href")


def heading_of(page: WebPage) -> str | None:
    """Return the page's own heading where it has just one."""
    headings = page.tree.css("h1")
    return text_of(headings[0]) if len(headings) == 1 else None


def is_called_article(page: WebPage) -> bool:
    """Return whether Open Graph says that the page is an article."""
    return "article" in [kind.lower() for kind in _metas(page).get("og:type", [])]


def outlet_of(page: WebPage) -> str | None:
    """Return what the page's site calls itself, else the page's title."""
    return _first(_metas(page), _OUTLETS) or text_of(page.tree.css_first("title"))


def _metas(page: WebPage) -> Metas:
    found: dict[str, list[str]] = defaultdict(list)
    for meta in page.tree.css("meta[content]")[:METAS_LIMIT]:
        name = attribute(meta, "property") or attribute(meta, "name") or attribute(meta, "itemprop")
        content = attribute(meta, "content")
        if name and content:
            found[name.lower()].append(content)
    return found


def _first(metas: Metas, names: tuple[str, ...]) -> str | None:
    return next((metas[name][0] for name in names if name in metas), None)


def _all(metas: Metas, names: tuple[str, ...]) -> list[str]:
    return [content for name in names for content in metas.get(name, [])]


def _authors(metas: Metas) -> tuple[str, ...]:
    for name in _AUTHORS:
        told = [content for content in metas.get(name, []) if not _NO_NAME.search(content)]
        if told:
            return tuple(dict.fromkeys(told))
    return ()


def _pictures(metas: Metas) -> tuple[Picture, ...]:
    url = _first(
        metas, ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
    )
    if url is None:
        return ()
    alt = _first(metas, ("og:image:alt", "twitter:image:alt"))
    return (Picture(url=url, alt=alt),)


def _locale(metas: Metas) -> str | None:
    locale = _first(metas, ("og:locale", "dc.language", "dcterms.language", "content-language"))
    return locale.replace("_", "-") if locale else None
