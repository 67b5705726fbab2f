"""What to say of a body that no format reads: what it looks like, and what its operator can do."""

from aggregator.ingest.parse.appearance import describe, head, is_html
from aggregator.ingest.parse.webpage import WebPage, address, attribute, read_webpage, text_of
from aggregator.model.poll import Body

_FEEDS = (
    # https://blog.whatwg.org/feed-autodiscovery, https://www.jsonfeed.org/version/1.1/#discovery-a-name-discovery-a
    "application/atom+xml",
    "application/rss+xml",
    "application/feed+json",
    "application/json",
)
_COMMENTS = "comment"
"""In the address of WordPress's second feed."""
_REMEDY = (
    'a page that lists articles is read with format = "section-page", the page of one article with '
    'format = "article-page"'
)


_WALLS = {
    # titles of pages that are shown to robots in a page's place, as they were met
    "just a moment...": "Cloudflare",
    "attention required! | cloudflare": "Cloudflare",
    "ddos-guard": "DDoS-Guard",
    "pardon our interruption": "Imperva",
    "human verification": "AWS WAF",
    "are you a robot?": "the outlet",
    "vercel security checkpoint": "Vercel",
}


def advise(body: Body) -> str:
    """Return what a body looks like; of a web page, its feed where it names one, else how it can be read."""
    page = read_webpage(body) if is_html(head(body)) else None
    if not isinstance(page, WebPage):
        return describe(body)
    wall = _WALLS.get((text_of(page.tree.css_first("title")) or "").lower())
    if wall:
        return f"it is the page of {wall}'s wall against robots; ask the outlet to let our User-Agent in"
    feed = _feed_of(page)
    advice = f"its feed is {feed}, name that as url" if feed else _REMEDY
    return f"{describe(body)}; {advice}"


def _feed_of(page: WebPage) -> str | None:
    """Return the feed that a page advertises, one of stories before one of comments."""
    found = [
        url
        for link in page.tree.css('link[rel~="alternate"][href]')
        if (attribute(link, "type") or "").lower() in _FEEDS
        and (url := address(page, attribute(link, "href")))
    ]
    return next((url for url in found if _COMMENTS not in url), next(iter(found), None))
