"""One conditional GET of a source on the web."""

from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime

from aggregator.http.client import Client
from aggregator.http.messages import Request, Response, Unreachable
from aggregator.ingest.fetch.caching import read_max_age, read_retry_at, read_validators
from aggregator.ingest.fetch.hublinks import read_offer
from aggregator.ingest.fetch.words import explain_status
from aggregator.ingest.moves import adopted_address
from aggregator.model.poll import Body, Failed, Fetched, FetchResult, NotModified, SourceState, Validators
from aggregator.model.source import PAGE_FORMATS, Source

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
)
"""Feeds first; `*/*` because many servers call a feed something else and would refuse us (406)."""

ACCEPT_PAGES = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
"""Where a web page is wanted: some servers would rather give its data as JSON."""

_NOT_MODIFIED = 304
_DELTA = 226
_NOT_FOUND = 404
_GONE = 410
_WITH_A_DOCUMENT = frozenset({200, 203})  # 203: what a proxy on the way has transformed


async def fetch_web(
    source: Source, state: SourceState, client: Client, *, secret: str | None, now: datetime
) -> FetchResult:
    """Return what the server says when it is asked once, with what it gave us to ask "has it changed?"."""
    if source.secret is not None and secret is None:
        return Failed(reason=f"the secret {source.secret} is not set; put it into the environment")
    request = Request(
        url=source.url,
        headers=_write_headers(source, state.validators, secret),
        sent_on_to=adopted_address(state),
        allow_private=source.allow_private,
    )
    match await client.get(request):
        case Unreachable(reason):
            return Failed(reason=reason)
        case Response() as response:
            return judge(response, asked=state.validators, now=now)


def judge(response: Response, *, asked: Validators, now: datetime) -> FetchResult:
    """Return what an answer means for the source, given what we asked with."""
    max_age = read_max_age(response, now)
    is_delta = _is_delta(response, asked)
    if response.status in _WITH_A_DOCUMENT or is_delta:
        types = response.values("Content-Type")
        body = Body(url=response.url, content=response.body, media_type=types[0] if types else None)
        return Fetched(
            bodies=(body,),
            validators=read_validators(response),
            max_age=max_age,
            moved_to=response.moved_to,
            is_delta=is_delta,
            offer=read_offer(response),
        )
    if response.status == _NOT_MODIFIED and asked != Validators():
        given = read_validators(response)
        kept = Validators(
            etag=given.etag or asked.etag, last_modified=given.last_modified or asked.last_modified
        )
        return NotModified(validators=kept, max_age=max_age, moved_to=response.moved_to)
    return Failed(
        reason=explain_status(response),
        retry_at=read_retry_at(response, now),
        is_gone=response.status == _GONE,
        is_missing=response.status in {_NOT_FOUND, _GONE},
    )


def _is_delta(response: Response, asked: Validators) -> bool:
    """Return whether the answer is what is new in a feed since what we asked with (RFC 3229, 10.4.1)."""
    if response.status != _DELTA or asked.etag is None:
        return False
    applied = {name.strip().lower() for value in response.values("IM") for name in value.split(",")}
    return applied == {"feed"}


def _write_headers(source: Source, validators: Validators, secret: str | None) -> Mapping[str, str]:
    own = {name: _with_secret(value, secret or "") for name, value in source.headers.items()}
    is_page = source.format in PAGE_FORMATS
    ours = {
        "Accept": ACCEPT_PAGES if is_page else ACCEPT,
        "A-IM": "feed" if validators.etag and not is_page else None,
        "If-None-Match": validators.etag,
        "If-Modified-Since": validators.last_modified,
        "Authorization": _authorise(source, secret),
    }
    taken = {name.lower() for name in own}
    return own | {
        name: value for name, value in ours.items() if value is not None and name.lower() not in taken
    }


def _with_secret(value: str, secret: str) -> str:
    """Return a header's value with the secret in its place; `name:password` after `Basic` as RFC 7617 wants it."""
    if value.strip().lower() == "basic {secret}" and ":" in secret:  # Base64 itself has no colon
        secret = b64encode(secret.encode()).decode("ascii")
    return value.replace("{secret}", secret)


def _authorise(source: Source, secret: str | None) -> str | None:
    uses_secret = any("{secret}" in value for value in source.headers.values())
    return None if secret is None or uses_secret else f"Bearer {secret}"
