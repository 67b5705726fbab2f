"""The news sitemap: the pages of stories of the last two days (developers.google.com/search/docs, "News sitemaps")."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from xml.sax.saxutils import escape

from aggregator.publish.characters import language_tag, one_line
from aggregator.publish.dates import in_rfc3339
from aggregator.publish.names import SITEMAP
from aggregator.publish.site import Document, Site

LASTS = timedelta(hours=48)
"""How long a story stands in it; what is older is no news to who reads it."""

MOST_URLS = 1_000
"""Of one file; more are parted, and an index names the parts."""

PARTS = "news-sitemap-*.xml"
"""What the parts are called, as a glob."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapStory:
    """A story as the sitemap names it."""

    url: str
    title: str
    language: str | None
    published: datetime


def render(stories: Sequence[SitemapStory], site: Site) -> tuple[Document, ...]:
    """Return the sitemap, or its parts and then the index that names them."""
    if len(stories) <= MOST_URLS:
        return (Document(SITEMAP, _url_set(stories, site)),)
    starts = range(0, len(stories), MOST_URLS)
    parts = tuple(
        Document(PARTS.replace("*", str(number)), _url_set(stories[start : start + MOST_URLS], site))
        for number, start in enumerate(starts, start=1)
    )
    return (*parts, Document(SITEMAP, _index(parts, site)))


def _url_set(stories: Sequence[SitemapStory], site: Site) -> bytes:
    publication, spoken = escape(site.name), _language(site.words.language) or "en"
    urls = "".join(_url(story, publication, spoken) for story in stories)
    return f"{_HEAD}<urlset {_SPACES}>\n{urls}</urlset>\n".encode()


@lru_cache(maxsize=5 * MOST_URLS)
def _url(story: SitemapStory, publication: str, spoken: str) -> str:
    """Return a story as the sitemap has it; `spoken` is the language of one that names none."""
    return (
        f"<url><loc>{escape(story.url)}</loc><news:news><news:publication><news:name>{publication}</news:name>"
        f"<news:language>{_language(story.language) or spoken}</news:language></news:publication>"
        f"<news:publication_date>{in_rfc3339(story.published)}</news:publication_date>"
        f"<news:title>{escape(one_line(story.title) or story.url)}</news:title></news:news></url>\n"
    )


def _language(language: str | None) -> str | None:
    """Return an ISO 639 code as the format takes it; of Chinese it wants to know the script."""
    tag = language_tag(language)
    if tag is None:
        return None
    primary, _, rest = tag.lower().partition("-")
    if primary == "zh":
        return "zh-tw" if {"hant", "tw", "hk"} & set(rest.split("-")) else "zh-cn"
    return primary


def _index(parts: Sequence[Document], site: Site) -> bytes:
    named = "".join(f"<sitemap><loc>{escape(site.base_url + part.path)}</loc></sitemap>\n" for part in parts)
    return (
        f'{_HEAD}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{named}</sitemapindex>\n'
    ).encode()
