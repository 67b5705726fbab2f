"""Google news sitemaps as raw entries (developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap).

An entry is an article's address, title and date; its text stands on the page.
"""

import html
from functools import partial

from aggregator.ingest.parse.appearance import describe
from aggregator.ingest.parse.elements import Element
from aggregator.ingest.parse.format import ENTRIES_LIMIT, Format, part
from aggregator.ingest.parse.wirexml import first_text, local_name, read_root, recognises_root, within
from aggregator.model.item import Category, Picture, RawEntry
from aggregator.model.poll import Body, NotAFeed, Parsed, ParseResult

_ROOTS = frozenset({"urlset", "sitemapindex"})
_TICKERS = "stock_tickers"


def read_newssitemap(body: Body) -> ParseResult:
    """Return the articles that a sitemap has news of, or what it is if it has none."""
    root = read_root(_ROOTS, body)
    if isinstance(root, NotAFeed):
        return root
    if local_name(root) == "sitemapindex":
        first = first_text(within(root, "sitemap", "loc"))
        return NotAFeed(
            f"{describe(body)}: name one of its sitemaps{f', such as {first[:200]}' if first else ''}"
        )
    news = [url for url in within(root, "url") if next(within(url, "news"), None) is not None]
    if not news:
        return NotAFeed(f"{describe(body)} without news in it")
    entries, skipped = part([_entry(url, body) for url in news[:ENTRIES_LIMIT]])
    title = first_text(within(root, "url", "news", "publication", "name"))
    return Parsed(format="newssitemap", title=title, entries=entries, skipped=skipped)


def _entry(url: Element, body: Body) -> RawEntry:
    link = first_text(within(url, "loc"))
    title = first_text(within(url, "news", "title"))
    return RawEntry(
        guid=link,
        link=link,
        base_url=link or body.url,
        title_html=html.escape(title, quote=False) if title else None,
        title_text=title,
        published=first_text(within(url, "news", "publication_date")),
        updated=first_text(within(url, "lastmod")),
        categories=_categories(url),
        pictures=_pictures(url),
        language=first_text(within(url, "news", "publication", "language")),
        genre=first_text(within(url, "news", "genres")),
    )


def _categories(url: Element) -> tuple[Category, ...]:
    keywords = [Category(term=word) for word in _listed(url, "keywords")]
    tickers = [Category(term=ticker, scheme=_TICKERS) for ticker in _listed(url, _TICKERS)]
    return tuple(dict.fromkeys([*keywords, *tickers]))


def _listed(url: Element, name: str) -> list[str]:
    words = first_text(within(url, "news", name)) or ""
    return [word.strip() for word in words.split(",") if word.strip()]


def _pictures(url: Element) -> tuple[Picture, ...]:
    found = []
    for image in within(url, "image"):
        address = first_text(within(image, "loc"))
        caption = first_text(within(image, "caption")) or first_text(within(image, "title"))
        if address:
            found.append(Picture(url=address, caption=html.escape(caption, quote=False) if caption else None))
    return tuple(found)


NEWSSITEMAP = Format(name="newssitemap", recognises=partial(recognises_root, _ROOTS), read=read_newssitemap)
