"""One conditional GET of a source on the web."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.http.client import Client
from aggregator.http.messages import Response
from aggregator.ingest.fetch import fetch
from aggregator.ingest.fetch.web import judge
from aggregator.model.poll import Failed, Fetched, FetchResult, NotModified, SourceState, Validators
from aggregator.model.source import Source
from tests.servers.outlet import Answer, Outlet, Page, redirect

NOW = datetime(2026, 1, 7, 18, 31, tzinfo=UTC)
FEED = b"<rss><channel><title>Harbour Post</title></channel></rss>"
KEY = "s3cret"
KEY_NAME = "HARBOUR_KEY"
TUESDAY = "Tue, 06 Jan 2026 08:00:00 GMT"


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """A client that lives as long as the test."""
    async with Client(user_agent="wire-aggregator/0.0") as client:
        yield client


@pytest.fixture
async def outlet() -> AsyncIterator[Outlet]:
    """An outlet with a feed that knows when it has changed."""
    async with Outlet({"/feed": Page(FEED, last_modified=TUESDAY)}) as outlet:
        yield outlet


async def poll(
    outlet: Outlet,
    client: Client,
    *,
    validators: Validators | None = None,
    headers: dict[str, str] | None = None,
    secret: str | None = None,
) -> FetchResult:
    """Poll the outlet's `/feed` as a source with these headers and this secret would."""
    source = Source(
        id="harbour",
        url=outlet.url("/feed"),
        allow_private=True,
        headers=headers or {},
        secret=KEY_NAME if secret else None,
    )
    state = SourceState(source="harbour", validators=validators or Validators())
    return await fetch(source, state, client, secret=secret, now=NOW)


def failed(outcome: FetchResult) -> Failed:
    """Return a poll's failure."""
    assert isinstance(outcome, Failed), outcome
    return outcome


async def test_first_poll_brings_body_and_validators(outlet: Outlet, client: Client) -> None:
    """Nothing is asked conditionally, and the answer's validators are kept."""
    outcome = await poll(outlet, client)
    assert isinstance(outcome, Fetched)
    assert [(body.url, body.content, body.media_type) for body in outcome.bodies] == [
        (outlet.url("/feed"), FEED, "application/rss+xml")
    ]
    assert outcome.validators == Validators(etag=Page(FEED).etag, last_modified=TUESDAY)
    assert outlet.requests[0].value("If-None-Match") is None
    assert (outlet.requests[0].value("Accept") or b"").startswith(b"application/atom+xml")


async def test_second_poll_of_an_unchanged_feed_costs_a_304(outlet: Outlet, client: Client) -> None:
    """What the first poll brought is what the second one asks with, and what it keeps."""
    first = await poll(outlet, client)
    assert isinstance(first, Fetched)
    second = await poll(outlet, client, validators=first.validators)
    assert second == NotModified(validators=first.validators)
    assert len(outlet.requests) == 2


@pytest.mark.parametrize(
    "etag",
    [
        '"v1"',
        'W/"v1"',
        "unquoted",
        '"odd""quotes',
        "'single'",
        'w/"lower"',
        '"é"',
        '"a, b"',
        '"-gzip"',
        '"\\"',
        '"a\tb"',
    ],
)
async def test_validators_are_echoed_byte_for_byte(outlet: Outlet, client: Client, etag: str) -> None:
    """Whatever a server calls its version, it hears the same bytes; its date too, in its own spelling."""
    date = "tue, 6-jan-26 08:00:00 gmt"
    outlet.answers["/feed"] = Answer(200, (("ETag", etag), ("Last-Modified", date)), FEED)
    first = await poll(outlet, client)
    assert isinstance(first, Fetched)
    await poll(outlet, client, validators=first.validators)
    assert outlet.requests[1].value("If-None-Match") == etag.encode()
    assert outlet.requests[1].value("If-Modified-Since") == date.encode()


async def test_validator_that_cannot_be_echoed_is_not_kept(outlet: Outlet, client: Client) -> None:
    """Bytes that are not UTF-8 would come back changed: then we ask without."""
    outlet.answers["/feed"] = Answer(200, (("ETag", b'"caf\xe9"'), ("Last-Modified", "")), FEED)
    outcome = await poll(outlet, client)
    assert isinstance(outcome, Fetched)
    assert outcome.validators == Validators()


async def test_validators_are_replaced_by_each_body(outlet: Outlet, client: Client) -> None:
    """A body without validators leaves none: the old ones belong to the old body."""
    outlet.answers["/feed"] = Answer(200, (), FEED)
    outcome = await poll(outlet, client, validators=Validators(etag='"old"', last_modified=TUESDAY))
    assert isinstance(outcome, Fetched)
    assert outcome.validators == Validators()


async def test_validators_sent_with_a_304_are_taken(outlet: Outlet, client: Client) -> None:
    """A new one replaces its like; the other one is kept."""
    outlet.answers["/feed"] = Answer(304, (("ETag", 'W/"new"'),))
    outcome = await poll(outlet, client, validators=Validators(etag='"old"', last_modified=TUESDAY))
    assert outcome == NotModified(validators=Validators(etag='W/"new"', last_modified=TUESDAY))


async def test_304_that_nobody_asked_for_is_a_failure(outlet: Outlet, client: Client) -> None:
    """We have no body that it could speak of; taking it for success would hide the feed for ever."""
    outlet.answers["/feed"] = Answer(304)
    assert "never asked" in failed(await poll(outlet, client)).reason


async def test_redirected_feed_keeps_its_validators(outlet: Outlet, client: Client) -> None:
    """The validators are those of the last server, and reach it on the next poll."""
    async with Outlet({"/new": Page(FEED)}) as other:
        outlet.answers["/feed"] = redirect(other.url("/new"), 301)
        first = await poll(outlet, client)
        assert isinstance(first, Fetched)
        assert first.bodies[0].url == other.url("/new")
        assert isinstance(await poll(outlet, client, validators=first.validators), NotModified)


async def test_secret_goes_where_the_headers_say(outlet: Outlet, client: Client) -> None:
    """`{secret}` stands for it, and then nothing else carries it."""
    await poll(outlet, client, headers={"X-Api-KEY": "id=7;key={secret}", "accept": "text/xml"}, secret=KEY)
    request = outlet.requests[0]
    assert (b"X-Api-KEY", b"id=7;key=s3cret") in request.headers
    assert request.value("Authorization") is None
    assert [value for name, value in request.headers if name.lower() == b"accept"] == [b"text/xml"]


async def test_secret_is_a_bearer_token_where_no_header_uses_it(outlet: Outlet, client: Client) -> None:
    """A source with a secret and no headers authorises in the usual way."""
    await poll(outlet, client, secret=KEY)
    assert outlet.requests[0].value("Authorization") == b"Bearer s3cret"


async def test_missing_secret_is_said_before_anything_is_asked(outlet: Outlet, client: Client) -> None:
    """Asking without it would only get us refused, or blocked."""
    source = Source(id="harbour", url=outlet.url("/feed"), allow_private=True, secret=KEY_NAME)
    outcome = await fetch(source, SourceState(source="harbour"), client, secret=None, now=NOW)
    assert "the secret HARBOUR_KEY is not set" in failed(outcome).reason
    assert outlet.requests == []


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "127.0.0.1 refuses us (401); check the source's secret and headers"),
        (
            403,
            "127.0.0.1 refuses us (403); check the source's secret and headers, or ask the outlet to let us in",
        ),
        (404, "127.0.0.1 has no such document (404); check the url"),
        (418, "127.0.0.1 refuses the request (418); check the url and headers"),
        (429, "127.0.0.1 asks us to come less often (429); raise `every`"),
        (500, "127.0.0.1 has an error of its own (500)"),
        (599, "127.0.0.1 has an error of its own (599)"),
        (302, "127.0.0.1 answers 302 without saying where the document is; check the url"),
        (204, "127.0.0.1 answers without a document (204); check the url"),
        (206, "127.0.0.1 answers 206 without a whole document"),
        (999, "127.0.0.1 answers 999, which is no HTTP status"),
    ],
)
async def test_refusal_is_in_plain_words(outlet: Outlet, client: Client, status: int, words: str) -> None:
    """Each says who, what, and what can be done; none repeats the secret; none is retried."""
    outlet.answers["/feed"] = Answer(status)
    outcome = failed(await poll(outlet, client, secret=KEY))
    assert outcome == Failed(reason=words, is_missing=status == 404)
    assert len(outlet.requests) == 1


async def test_gone_is_for_good(outlet: Outlet, client: Client) -> None:
    """A 410 is told apart from every other failure."""
    outlet.answers["/feed"] = Answer(410)
    outcome = failed(await poll(outlet, client))
    assert outcome.is_gone
    assert "correct the url or remove the source" in outcome.reason


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("0", timedelta(0)),
        ("Wed, 07 Jan 2026 20:31:00 GMT", timedelta(hours=2)),
        ("Wednesday, 07-Jan-26 20:31:00 GMT", timedelta(hours=2)),
        ("Wed Jan  7 20:31:00 2026", timedelta(hours=2)),
        ("Tue, 06 Jan 2026 08:00:00 GMT", timedelta(0)),
        ("9" * 400, timedelta(days=366)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", timedelta(days=366)),
    ],
)
async def test_retry_after_is_understood(
    outlet: Outlet, client: Client, status: int, value: str, wait: timedelta
) -> None:
    """Seconds or any HTTP date, never before now, never beyond all dates."""
    outlet.answers["/feed"] = Answer(status, (("Retry-After", value),))
    assert failed(await poll(outlet, client)).retry_at == NOW + wait


@pytest.mark.parametrize("value", ["", "soon", "-5", "1.5", "٣", "Wed, 99 Jan 2026"])
async def test_retry_after_that_says_nothing_is_none(outlet: Outlet, client: Client, value: str) -> None:
    """What cannot be read is not guessed at."""
    outlet.answers["/feed"] = Answer(503, (("Retry-After", value),))
    assert failed(await poll(outlet, client)).retry_at is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ((("Cache-Control", "max-age=300"),), 300),
        ((("cache-control", 'public, MAX-AGE="300", must-revalidate'),), 300),
        ((("Cache-Control", "no-cache"), ("Cache-Control", "max-age=60")), 60),
        ((("Cache-Control", "s-maxage=900, max-age=60"),), 60),
        ((("Cache-Control", "s-maxage=900"),), None),
        ((("Cache-Control", "no-cache, no-store"),), None),
        ((("Cache-Control", "max-age=x"),), None),
        ((("Cache-Control", "max-age=300"), ("Age", "250")), 50),
        ((("Cache-Control", "max-age=300"), ("Age", "999")), 0),
        ((("Expires", "Wed, 07 Jan 2026 18:36:00 GMT"),), 300),
        ((("Date", "Wed, 07 Jan 2026 17:00:00 GMT"), ("Expires", "Wed, 07 Jan 2026 17:10:00 GMT")), 600),
        ((("Expires", "Wed, 07 Jan 2026 18:36:00 GMT"), ("Cache-Control", "max-age=60")), 60),
        ((("Expires", "Tue, 06 Jan 2026 08:00:00 GMT"),), 0),
        ((("Expires", "0"),), None),
        ((), None),
    ],
)
async def test_max_age_is_how_long_the_answer_stays_fresh(
    outlet: Outlet, client: Client, headers: tuple[tuple[str, str], ...], seconds: int | None
) -> None:
    """`max-age` before `Expires`, less the time in caches; what forbids storing does not hide it."""
    outlet.answers["/feed"] = Answer(200, headers, FEED)
    outcome = await poll(outlet, client)
    assert isinstance(outcome, Fetched)
    assert outcome.max_age == (None if seconds is None else timedelta(seconds=seconds))


async def test_unreachable_server_is_a_failure(client: Client) -> None:
    """The client's words are handed on."""
    source = Source(id="harbour", url="http://news.invalid/feed?key=s3cret")
    outcome = await fetch(source, SourceState(source="harbour"), client, secret=None, now=NOW)
    assert failed(outcome).reason == "news.invalid: DNS: no such host; check the spelling of the url"


@pytest.mark.parametrize("url", ["gopher://h/", "mailto:x", "feed.xml", ""])
async def test_address_that_we_cannot_poll_is_a_failure(client: Client, url: str) -> None:
    """Only http, https and file are polled."""
    source = Source(id="harbour", url=url)
    outcome = await fetch(source, SourceState(source="harbour"), client, secret=None, now=NOW)
    assert "cannot poll" in failed(outcome).reason


HEADER_NAMES = [
    "Retry-After",
    "Cache-Control",
    "Expires",
    "Date",
    "Age",
    "ETag",
    "Last-Modified",
    "Content-Type",
]


@given(
    status=st.integers(100, 999),
    headers=st.lists(st.tuples(st.sampled_from(HEADER_NAMES), st.text() | st.just("max-age=9999999999"))),
)
def test_any_answer_is_judged(status: int, headers: list[tuple[str, str]]) -> None:
    """No status and no header text is an error; every wait is bounded."""
    response = Response(url="https://news.example/feed", status=status, headers=tuple(headers))
    match judge(response, asked=Validators(), now=NOW):
        case Failed(retry_at=retry_at):
            assert retry_at is None or NOW <= retry_at <= NOW + timedelta(days=366)
        case Fetched(max_age=max_age) | NotModified(max_age=max_age):
            assert max_age is None or timedelta(0) <= max_age <= timedelta(days=366)
