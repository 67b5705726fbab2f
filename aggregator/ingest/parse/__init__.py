"""Bodies as raw entries, format by format: one tuple says which formats there are."""

from aggregator.ingest.parse.advice import advise
from aggregator.ingest.parse.anpa import ANPA
from aggregator.ingest.parse.appearance import describe, head, is_html
from aggregator.ingest.parse.articlepage import ARTICLEPAGE
from aggregator.ingest.parse.digitalwires import DIGITALWIRES
from aggregator.ingest.parse.format import Format
from aggregator.ingest.parse.iptc7901 import IPTC7901
from aggregator.ingest.parse.jimi import JIMI
from aggregator.ingest.parse.jsonfeed import JSONFEED
from aggregator.ingest.parse.newsml1 import NEWSML1
from aggregator.ingest.parse.newsmlg2 import NEWSMLG2
from aggregator.ingest.parse.newssitemap import NEWSSITEMAP
from aggregator.ingest.parse.ninjs import NINJS
from aggregator.ingest.parse.nitf import NITF
from aggregator.ingest.parse.ritzau import RITZAU
from aggregator.ingest.parse.sectionpage import SECTIONPAGE
from aggregator.ingest.parse.syndication import ATOM, RDF, RSS
from aggregator.model.poll import Body, NotAFeed, ParseResult
from aggregator.model.source import PAGE_FORMATS

FORMATS: tuple[Format, ...] = (
    DIGITALWIRES,
    NINJS,
    JSONFEED,
    IPTC7901,
    ANPA,
    NEWSSITEMAP,
    NEWSMLG2,
    NEWSML1,
    NITF,
    JIMI,
    RITZAU,
    RDF,
    ATOM,
    RSS,
    SECTIONPAGE,
    ARTICLEPAGE,
)
"""Every format we read; the first that recognises a body reads it. A new format is one line here."""


def parse(body: Body, *, format: str | None = None) -> ParseResult:  # noqa: A002  # the word of config.toml
    """Return what the body says as a feed, or what it looks like if it is none; no bytes make it raise.

    With `format` given (the name of one in `FORMATS`) only that one is tried.
    """
    if not body.content.strip():
        return NotAFeed(describe(body))
    if format is not None:
        read = _read_as(body, format)
        is_page = isinstance(read, NotAFeed) and format not in PAGE_FORMATS and is_html(head(body))
        return NotAFeed(advise(body)) if is_page else read
    recognised = recognise(body)
    return NotAFeed(advise(body)) if recognised is None else recognised.read(body)


def recognise(body: Body) -> Format | None:
    """Return the format that a body is in, None if we know none like it."""
    return next((candidate for candidate in FORMATS if candidate.recognises(body)), None)


def _read_as(body: Body, name: str) -> ParseResult:
    for candidate in FORMATS:
        if candidate.name == name:
            return candidate.read(body)
    known = ", ".join(sorted(candidate.name for candidate in FORMATS))
    return NotAFeed(f"no format is called {name!r}; there are {known}")
