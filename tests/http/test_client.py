"""The one way out, against a real server on the loopback."""

import asyncio
import socket
import ssl
import time
from pathlib import Path

import pytest

from aggregator.http.client import Client
from aggregator.http.messages import Request, Response
from tests.http.asking import FEED, USER_AGENT, ask, reason, respond
from tests.servers.outlet import Answer, Outlet, Raw, Reset, Slow, redirect


async def test_answer_comes_with_status_headers_and_body(client: Client, outlet: Outlet) -> None:
    """A plain answer is handed on whole, and its headers are found in any case."""
    response = await respond(client, ask(outlet.url("/feed")))
    assert (response.status, response.body, response.url) == (200, FEED, outlet.url("/feed"))
    assert response.values("X-DESK") == ("one", "two")
    assert response.moved_to is None


async def test_request_says_who_asks_and_nothing_more(client: Client, outlet: Outlet) -> None:
    """Our name goes out; no cookie, no referrer, even after a server has set a cookie."""
    outlet.answers["/feed"] = Answer(200, (("Set-Cookie", "visit=1; Path=/"),), FEED)
    await client.get(ask(outlet.url("/feed")))
    await client.get(ask(outlet.url("/feed")))
    request = outlet.requests[1]
    assert request.method == "GET"
    assert request.value("User-Agent") == USER_AGENT.encode()
    assert request.value("Accept-Encoding") == b"gzip, br, zstd"
    assert request.value("Cookie") is None
    assert request.value("Referer") is None


@pytest.mark.parametrize(
    "path",
    [
        "/a/../b//c/./d",
        "/%7Ewire/%2f%2F/%e9?q=%20+a&b=%C3%A9&b=&c=[1]&&d;e=%zz",
        "/feed?a=b?c=d",
        "/a'b(c)*!|{}^`<>\"\\",
    ],
)
async def test_url_is_sent_byte_for_byte(client: Client, outlet: Outlet, path: str) -> None:
    """What the operator wrote is what the server sees: nothing decoded, encoded, sorted or tidied."""
    await client.get(ask(outlet.url(path)))
    assert outlet.requests[0].target == path.encode()


async def test_characters_http_cannot_carry_are_encoded(client: Client, outlet: Outlet) -> None:
    """Spaces, line breaks and letters beyond ASCII are percent-encoded, and the fragment stays here."""
    await client.get(ask(outlet.url("/été nord\r\nX: y?q=ß#frag")))
    assert outlet.requests[0].target == b"/%C3%A9t%C3%A9%20nord%0D%0AX:%20y?q=%C3%9F"


async def test_host_beyond_ascii_is_asked_by_its_dns_name(client: Client) -> None:
    """An internationalised name goes to the DNS as punycode."""
    assert await reason(client, ask("http://bücher.invalid/feed")) == (
        "xn--bcher-kva.invalid: DNS: no such host; check the spelling of the url"
    )


@pytest.mark.parametrize(
    "slow",
    [
        Slow(Answer(200, (), FEED), before_seconds=30),
        Slow(Answer(200, (), FEED), chunk_bytes=1, pause_seconds=0.02),
        Slow(redirect("/feed"), chunk_bytes=1, pause_seconds=0.02),
    ],
    ids=["late", "dripping", "dripping redirect"],
)
async def test_slow_server_is_given_up_at_the_deadline(client: Client, outlet: Outlet, slow: Slow) -> None:
    """The deadline is for the whole poll: a byte now and then does not move it."""
    outlet.answers["/slow"] = slow
    began = time.monotonic()
    words = await reason(client, ask(outlet.url("/slow"), timeout_seconds=0.3))
    assert words == "127.0.0.1 does not answer within 0.3 s"
    assert time.monotonic() - began < 1.0


async def test_redirects_share_one_deadline(client: Client, outlet: Outlet) -> None:
    """Four slow redirects do not make a poll four times as long."""
    for number in range(4):
        outlet.answers[f"/{number}"] = Slow(redirect(f"/{number + 1}"), before_seconds=0.15)
    assert "within 0.3 s" in await reason(client, ask(outlet.url("/0"), timeout_seconds=0.3))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1", "[::ffff:127.0.0.1]", "[::1]", "0.0.0.0"],  # noqa: S104
)
async def test_private_address_is_refused(client: Client, outlet: Outlet, host: str) -> None:
    """However this machine is spelled, a source that was not allowed to does not reach it."""
    request = Request(url=outlet.url("/feed?key=s3cret", host))
    assert "s3cret" not in await reason(client, request)
    assert outlet.requests == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_refusal_says_what_to_do(client: Client, outlet: Outlet, host: str) -> None:
    """The operator who meant it learns the setting."""
    words = await reason(client, Request(url=outlet.url("/feed", host)))
    assert words.startswith(f"{host}: address ")
    assert words.endswith(" is private; set allow_private = true if that is meant")


async def test_what_one_source_may_reach_another_may_not(client: Client, outlet: Outlet) -> None:
    """A connection made for a source that may is not lent to one that may not."""
    await respond(client, ask(outlet.url("/feed")))
    assert "is private" in await reason(client, Request(url=outlet.url("/feed")))


async def test_closed_port_is_named(client: Client) -> None:
    """Nobody listening there is one plain line."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    words = await reason(client, ask(f"http://127.0.0.1:{port}/"))
    assert words == f"127.0.0.1 refuses connections on port {port}; check the url, or whether its server runs"


@pytest.mark.parametrize("host", ["feeds.harbour-post.invalid", "a" * 64 + ".invalid"])
async def test_unknown_host_is_named(client: Client, host: str) -> None:
    """A name that no DNS knows, or could know, is one plain line."""
    assert host in await reason(client, Request(url=f"http://{host}/feed?key=s3cret"))


@pytest.mark.parametrize(
    "url", ["", "feed.xml", "ftp://h/", "http://", "http://h:99999/", "http://[::1", "http://u@/"]
)
async def test_what_is_no_web_address_is_refused(client: Client, url: str) -> None:
    """A URL that cannot be asked is a value like any other failure."""
    assert await reason(client, ask(url)) == "the url is not an http(s) address with a host"


async def test_line_break_in_a_header_is_refused_without_showing_it(client: Client, outlet: Outlet) -> None:
    """A secret read with its line break would split the request; the reason does not repeat it."""
    words = await reason(client, ask(outlet.url("/feed"), Authorization="Bearer s3cret\n"))
    assert words == "127.0.0.1: a header holds a line break or control character; check headers and secret"
    assert outlet.requests == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Raw(b""), "ends the connection without an answer"),
        (Reset(), "ends the connection without an answer"),
        (Raw(b"220 mail.example ESMTP\r\n"), "answers with something that is not HTTP"),
        (Raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n"), "headers beyond all measure"),
        (Raw(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n"), "headers beyond all measure"),
        (Reset(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"), "breaks off before the end"),
        (Raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"), "breaks off before the end"),
    ],
)
async def test_broken_server_is_one_line(
    client: Client, outlet: Outlet, answer: Raw | Reset, words: str
) -> None:
    """Whatever a server does, the caller gets a value, after one request."""
    outlet.answers["/broken"] = answer
    said = await reason(client, ask(outlet.url("/broken?key=s3cret")))
    assert words in said
    assert "127.0.0.1" in said
    assert "s3cret" not in said
    assert len(outlet.requests) == 1


async def test_certificate_that_nobody_vouches_for_is_refused(client: Client) -> None:
    """The system's trust decides, and the reason says what is wrong."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(Path(__file__).with_name("self-signed.pem"))
    async with Outlet({"/feed": Answer(200, (), FEED)}, tls=context) as outlet:
        words = await reason(client, ask(outlet.url("/feed")))
    assert words == "127.0.0.1: its certificate is not valid: self-signed certificate"


async def test_server_without_tls_is_named(client: Client, outlet: Outlet) -> None:
    """Https to a plain server says to check just that."""
    words = await reason(client, ask(outlet.url("/feed").replace("http:", "https:")))
    assert "speaks no TLS" in words


async def test_error_page_is_not_read(client: Client, outlet: Outlet) -> None:
    """An answer that is no success has a status and headers; its page is nobody's feed."""
    outlet.answers["/gone"] = Answer(410, (("X", "y"),), b"<html>gone</html>")
    response = await respond(client, ask(outlet.url("/gone")))
    assert (response.status, response.body) == (410, b"")


async def test_cancelled_poll_ends_at_once(client: Client, outlet: Outlet) -> None:
    """A shutdown does not wait for slow servers, and the client still serves the next one."""
    outlet.answers["/slow"] = Slow(Answer(200, (), FEED), before_seconds=30)
    task = asyncio.create_task(client.get(ask(outlet.url("/slow"))))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await respond(client, ask(outlet.url("/feed")))).body == FEED


async def test_many_polls_run_side_by_side(client: Client, outlet: Outlet) -> None:
    """Slow servers do not queue up behind each other."""
    outlet.answers["/slow"] = Slow(Answer(200, (), FEED), before_seconds=0.1)
    began = time.monotonic()
    outcomes = await asyncio.gather(*(client.get(ask(outlet.url("/slow"))) for _ in range(150)))
    assert all(isinstance(outcome, Response) for outcome in outcomes)
    assert time.monotonic() - began < 3
