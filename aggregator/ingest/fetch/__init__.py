"""One polite look at a source: what it holds, that nothing has changed, or why there is nothing."""

from collections.abc import Mapping
from datetime import datetime

from aggregator.http.client import Client
from aggregator.ingest.fetch.web import fetch_web
from aggregator.model.poll import Failed, FetchResult, SourceState
from aggregator.model.source import Source


async def fetch(
    source: Source,
    state: SourceState,
    client: Client,
    *,
    secret: str | None,
    now: datetime,
    marks: Mapping[str, str] | None = None,
) -> FetchResult:
    """Return what one poll of `source` brings; it asks once, and fails by returning `Failed`.

    Of a folder, files that stand in `marks` unchanged are not read again.
    """
    match source.url.partition(":")[0].lower():
        case "http" | "https":
            return await fetch_web(source, state, client, secret=secret, now=now)
        case "file":
            # with lxml, .02 s: who polls the web alone does without
            from aggregator.ingest.fetch.files import Memory, fetch_files

            memory = Memory(validators=state.validators, marks=marks or {}, now=now)
            return await fetch_files(source.url, memory)
        case scheme:
            return Failed(
                reason=f"we cannot poll {scheme}: addresses; the url begins with http, https or file"
            )
