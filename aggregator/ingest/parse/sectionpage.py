"""A section page of an outlet without a feed: the addresses of the articles that it lists, in its order.

It is read only where the operator says so. What is an article's link is told from where it stands, how it reads
and how its address is made; every address leads to the page's own site.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag, urlsplit

from selectolax.lexbor import LexborNode

from aggregator.ingest.parse.format import Format, only_when_named
from aggregator.ingest.parse.hubs import hubs_of_page
from aggregator.ingest.parse.jsonld import listed_in
from aggregator.ingest.parse.opengraph import outlet_of
from aggregator.ingest.parse.webpage import WebPage, address, attribute, host_of, read_webpage, text_of
from aggregator.model.poll import Body, NotAFeed, Parsed, ParseResult
from aggregator.model.rhythm import Manners

LINKS_LIMIT = 200
"""Articles of one page; the longest lists of news have 100."""
ANCHORS_LIMIT = 5_000
"""Links of a page that are looked at."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_AROUND = frozenset({"nav", "footer", "aside", "form"})
"""Elements whose links belong to every page of the site, or to other sections ("most read")."""
_NO_ARTICLES = frozenset(
    {
        "tag",
        "tags",
        "topic",
        "topics",
        "author",
        "authors",
        "auteur",
        "auteurs",
        "staff",
        "profile",
        "category",
    }
    | {"categories", "page", "search", "login", "signin", "register", "account", "subscribe", "newsletter"}
    | {
        "newsletters",
        "privacy",
        "terms",
        "about",
        "contact",
        "advertise",
        "jobs",
        "podcasts",
        "weather",
        "shop",
    }
)
"""Parts of a path that lead to lists and services (WordPress, Drupal, and what outlets have in common)."""
_DATED = re.compile(r"/(?:19|20)\d\d[/-]?\d{1,2}\b|/(?:19|20)\d{6}\b")
_NUMBERED = re.compile(r"\d{5,}|[0-9a-f]{8}-[0-9a-f]{4}-")
_SLUG = re.compile(r"[^\W_]+(?:[-_][^\W_]+){2,}")
_LEAST_TITLE = 20
"""Characters of the shortest headline; of one in a script without spaces half as many."""


@dataclass(slots=True)
class _Link:
    """What a page shows of one address."""

    title: str = ""
    is_heading: bool = False


def read_sectionpage(body: Body) -> ParseResult:
    """Return the articles that a page lists, or what it looks like if it lists none."""
    page = read_webpage(body)
    if isinstance(page, NotAFeed):
        return page
    links = articles_listed(page)
    if not links:
        return NotAFeed("it looks like an HTML page that lists no articles of its own site")
    return Parsed(
        format="section-page",
        title=outlet_of(page),
        home_url=page.url,
        manners=Manners(offer=hubs_of_page(page)),
        links=links,
    )


def articles_listed(page: WebPage) -> tuple[str, ...]:
    """Return the addresses of the articles that a page lists, each once, in its order."""
    named = set(_own(page, listed_in(page.data)))
    shown: dict[str, _Link] = {}
    for anchor in page.tree.css("a[href]")[:ANCHORS_LIMIT]:
        for url in _own(page, [attribute(anchor, "href")]):
            _note(shown.setdefault(url, _Link()), anchor)
    found = [url for url, link in shown.items() if url in named or _is_article(url, link)]
    rest = [url for url in _own(page, listed_in(page.data)) if url not in shown]
    return tuple(dict.fromkeys([*found, *rest]))[:LINKS_LIMIT]


def _own(page: WebPage, links: Iterable[str | None]) -> Iterator[str]:
    """Yield those links, absolute and without a fragment, that lead to another page of the same site."""
    for link in links:
        url = urldefrag(address(page, link) or "").url
        if host_of(url) == host_of(page.url) and urlsplit(url).path.strip("/") not in {"", _path(page.url)}:
            yield url


def _path(url: str) -> str:
    return urlsplit(url).path.strip("/")


def _note(link: _Link, anchor: LexborNode) -> None:
    """Add what one more link to the same address shows; what stands around the list shows nothing."""
    ancestors = _ancestors(anchor)
    if _AROUND & ancestors:
        return
    title = text_of(anchor) or ""
    link.title = max(link.title, title, key=len)
    link.is_heading |= bool(_HEADINGS & ancestors) or anchor.css_first("h1, h2, h3, h4") is not None


def _ancestors(node: LexborNode) -> set[str]:
    """Return the names of the elements around a node, up to the article that it heads."""
    names: set[str] = set()
    ancestor = node.parent
    while ancestor is not None and ancestor.tag and ancestor.tag != "article":
        names.add(ancestor.tag)
        ancestor = ancestor.parent
    return names


def _is_article(url: str, link: _Link) -> bool:
    least = _LEAST_TITLE if link.title.isascii() else _LEAST_TITLE // 2
    is_title = len(link.title) >= least
    segments = [segment.lower() for segment in _path(url).split("/")]
    if _NO_ARTICLES.intersection(segments) or not link.title:
        return False
    if _is_own_page(url, segments[-1]):
        return link.is_heading or is_title
    return link.is_heading and is_title and len(segments) > 1


def _is_own_page(url: str, last: str) -> bool:
    """Return whether an address is made as those of articles are: by a date, a number, or a headline's words."""
    parts = urlsplit(url)
    where = f"{parts.path}?{parts.query}".lower()
    return any((_DATED.search(where), _NUMBERED.search(where), _SLUG.search(last)))


SECTIONPAGE = Format(name="section-page", recognises=only_when_named, read=read_sectionpage)
