"""A reader's search, answered from the store: the page, or one of the feeds of what it finds."""

from asyncio import Semaphore, to_thread
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aggregator.database.searching import Found
from aggregator.model.searching import QUERY_LIMIT, read_query
from aggregator.publish.formats import FORMATS
from aggregator.publish.found import SEARCH, Findings, make_search_feed, render_search_page
from aggregator.publish.searching import make_hit
from aggregator.service.documents import INDEX, Served, serve_bytes
from aggregator.service.installation import Installation

HITS = 30
"""Stories on a page, and in a feed."""
AT_A_TIME = 2
"""Searches under way; the others wait for their turn."""
PAGES = frozenset({SEARCH, f"{SEARCH}/"})


@dataclass(frozen=True, slots=True)
class Searching:
    """Searches beside everything else: in threads, a few at a time, so that readers never hold the service up."""

    installation: Callable[[], Installation]
    """The installation as it is at that moment."""
    turns: Semaphore = field(default_factory=lambda: Semaphore(AT_A_TIME))

    async def __call__(self, path: str, parameters: Mapping[str, str]) -> Served | None:
        """Return what a search finds. Raises DatabaseError."""
        async with self.turns:
            return await to_thread(answer_search, self.installation(), path, parameters)


def is_search(path: str) -> bool:
    """Return whether a path below the public address is one of the search's."""
    return path in PAGES or path.removeprefix(f"{SEARCH}/") in FORMATS


def answer_search(installation: Installation, path: str, parameters: Mapping[str, str]) -> Served | None:
    """Return what a search finds, as the path asks for it; None where a feed is asked for of no words.

    `q` is what the reader wrote, `before` the number of the last story that was shown; one that cannot be read is none.

    Raises:
        DatabaseError: The store does not answer.
    """
    text = parameters.get("q", "")[:QUERY_LIMIT]
    findings = _find(installation, text, before=_number(parameters.get("before")))
    site = installation.site
    feed = make_search_feed(findings, site)
    if path in PAGES:
        content = render_search_page(findings, site, root="../" if path.endswith("/") else "")
        return serve_bytes(INDEX, content, feed.updated)
    name = path.removeprefix(f"{SEARCH}/")
    return serve_bytes(name, FORMATS[name](feed, site), feed.updated) if findings.query.wanted else None


def _find(installation: Installation, text: str, *, before: int | None) -> Findings:
    query = read_query(text)
    publisher, now = installation.publisher, installation.clock()
    found = publisher.search.find(query, limit=HITS + 1, before=before)
    shown = found[:HITS]
    hits = (make_hit(each.story, query, installation.site, now=now) for each in shown)
    return Findings(
        text=text,
        query=query,
        hits=tuple(hit for hit in hits if hit is not None),
        before=before,
        older=_last(shown) if len(found) > HITS else None,
    )


def _last(found: tuple[Found, ...]) -> int:
    return found[-1].number


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < len(str(2**63)) else None
