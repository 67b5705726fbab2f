"""What a search has found as a page and as feeds: the same entries as in the feeds of sections."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from aggregator.model.searching import QUERY_LIMIT, Query
from aggregator.publish.characters import one_line
from aggregator.publish.dates import whole_seconds
from aggregator.publish.feed import Feed
from aggregator.publish.look import render
from aggregator.publish.searching import Hit
from aggregator.publish.site import ALL, Site, feed_id

SEARCH: Final = "search"
"""Where the page is below the base address; the feeds are below that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What was asked for, and what was found."""

    text: str
    """As the reader wrote it."""
    query: Query
    hits: tuple[Hit, ...] = ()
    before: int | None = None
    """The number of the last story on the page before."""
    older: int | None = None
    """The number of the last story here, where there are more."""


def make_search_feed(findings: Findings, site: Site) -> Feed:
    """Return the feed of a search; it has an id and an address of its own for each text that is searched for."""
    entries = tuple(hit.entry for hit in findings.hits)
    words = one_line(findings.text) or SEARCH
    return Feed(
        path=SEARCH,
        id=feed_id(site, f"{SEARCH}/{words}"),
        title=f"{site.words.search.title.format(text=words)} – {site.name}",
        language=None,
        words=site.words,
        home_url=site.home_url(SEARCH),
        arguments="?" + urlencode({"q": words}),
        updated=max((entry.updated for entry in entries), default=whole_seconds(site.created_at)),
        entries=entries,
    )


def render_search_page(findings: Findings, site: Site, *, root: str) -> bytes:
    """Return the page of a search: the form, what was found, where to subscribe to it."""
    is_asked = bool(findings.query.wanted)
    return render(
        "search.html",
        site,
        root=root,
        text=findings.text,
        longest=QUERY_LIMIT,
        hits=findings.hits,
        feed=make_search_feed(findings, site) if is_asked else None,
        is_continued=findings.before is not None,
        older=_arguments(findings.text, findings.older) if findings.older is not None else None,
        zone=ALL.timezone,
        words=site.words,
        language=site.words.language,
    )


def _arguments(text: str, before: int) -> str:
    return "?" + urlencode({"q": text, "before": before})
