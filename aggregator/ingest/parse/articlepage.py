"""An outlet's article page as one entry: JSON-LD, then Open Graph, then what stands on the page.

It is read only where the operator says so, or where a section page listed it: a login, an error page or a captive
portal in a feed's place is no story.
"""

import html
from dataclasses import dataclass
from urllib.parse import urlsplit

from aggregator.ingest.parse.escape import escape_paragraphs
from aggregator.ingest.parse.extraction import extract
from aggregator.ingest.parse.format import Format, only_when_named
from aggregator.ingest.parse.hubs import hubs_of_page
from aggregator.ingest.parse.illustration import illustrate
from aggregator.ingest.parse.jsonld import read_jsonld
from aggregator.ingest.parse.metadata import Metadata, first_of
from aggregator.ingest.parse.opengraph import canonical_in, heading_of, is_called_article, read_opengraph
from aggregator.ingest.parse.paragraphs import paragraphs_in
from aggregator.ingest.parse.webpage import WebPage, address, host_of, read_webpage
from aggregator.model.item import Category, RawEntry
from aggregator.model.poll import Body, NotAFeed, Parsed, ParseResult
from aggregator.model.rhythm import Manners

WORDS_OF_AN_ARTICLE = 100
"""Words below which a page that is not called an article is none: a notice, an error, a login."""
SHORT_SHARE = 0.5
"""An extraction with less than this share of JSON-LD's `articleBody` has missed the article."""


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says as an article."""

    entry: RawEntry
    outlet: str | None
    is_called_one: bool
    """Whether its metadata says that it is one."""


def read_articlepage(body: Body) -> ParseResult:
    """Return the article of a page as the one entry, or what the page looks like if it holds none."""
    page = read_webpage(body)
    if isinstance(page, NotAFeed):
        return page
    article = article_in(page)
    has_words = len((article.entry.content_html or "").split()) >= WORDS_OF_AN_ARTICLE
    if article.entry.title_text and (article.is_called_one or has_words):
        manners = Manners(offer=hubs_of_page(page))
        return Parsed(format="article-page", title=article.outlet, manners=manners, entries=(article.entry,))
    return NotAFeed(
        "it looks like an HTML page without an article: nothing calls it one (JSON-LD, og:type), and it has less "
        f"than {WORDS_OF_AN_ARTICLE} words"
    )


def article_in(page: WebPage) -> Article:
    """Return what a page says, taken for an article whether it is one or not."""
    data, metas, found = read_jsonld(page.data, page.url), read_opengraph(page), extract(page)
    guesses = (found.metadata,) if found else ()
    told = first_of(data, metas, *guesses, Metadata(title=heading_of(page)))
    content = _content(page, told, found.body_html if found else None)
    is_called_one = bool(data.title) or is_called_article(page) or metas.published is not None
    return Article(_entry(page, told, content), told.outlet, is_called_one)


def _content(page: WebPage, told: Metadata, extracted: str | None) -> str | None:
    given = escape_paragraphs(told.text) if told.text else None
    if extracted is None:
        return given or paragraphs_in(page)
    return given if given and len(extracted) < SHORT_SHARE * len(given) else extracted


def _entry(page: WebPage, told: Metadata, content: str | None) -> RawEntry:
    return RawEntry(
        link=_link(page, told),
        base_url=page.url,
        title_html=html.escape(told.title, quote=False) if told.title else None,
        title_text=told.title,
        summary_html=escape_paragraphs(told.summary) if told.summary else None,
        content_html=content,
        published=told.published,
        updated=told.updated,
        authors=told.authors,
        credit=told.credit,
        categories=tuple(Category(term=word) for word in told.categories),
        pictures=illustrate(page, told.pictures),
        language=told.language,
        copyright=told.copyright,
    )


def _link(page: WebPage, told: Metadata) -> str:
    """Return the address that the page gives itself, if it is one of its own site and no front page."""
    for link in (canonical_in(page), told.link):
        named = address(page, link)
        if named and host_of(named) == host_of(page.url) and urlsplit(named).path.strip("/"):
            return named
    return page.url


ARTICLEPAGE = Format(name="article-page", recognises=only_when_named, read=read_articlepage)
