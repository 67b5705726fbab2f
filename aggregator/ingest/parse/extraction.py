"""The one door to trafilatura, which tells an article from what stands around it (extra `extract`)."""

import re
from dataclasses import dataclass

from aggregator.ingest.parse.metadata import Metadata
from aggregator.ingest.parse.webpage import WebPage

_BODY = re.compile(r"<body>(?:\s*<h1>[^<]*</h1>)?(.*)</body>", re.DOTALL)
"""Without a headline before the text: it is the entry's title."""
_YEAR_ALONE = re.compile(r"\d{4}-01-01")
"""What it makes of a copyright notice's year."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """What trafilatura finds on a page: the article's markup, and what it makes of everything else."""

    body_html: str | None
    metadata: Metadata


def extract(page: WebPage) -> Extraction | None:
    """Return what trafilatura finds on a page, None where it is not installed."""
    try:
        import trafilatura
    except ImportError:
        return None
    document = trafilatura.extract(
        page.markup, url=page.url, output_format="html", include_comments=False, include_links=True
    )
    body = _BODY.search(document or "")
    told = trafilatura.extract_metadata(page.markup, default_url=page.url)
    metadata = Metadata(
        title=told.title,
        published=None if _YEAR_ALONE.fullmatch(told.date or "") else told.date,
        authors=tuple(name.strip() for name in (told.author or "").split(";") if name.strip()),
    )
    return Extraction(body.group(1).strip() or None if body else None, metadata)
