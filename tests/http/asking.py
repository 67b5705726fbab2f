"""What the tests of the HTTP client share: requests to the loopback and what comes of them."""

from aggregator.http.client import Client
from aggregator.http.messages import Request, Response, Unreachable

USER_AGENT = "wire-aggregator/0.0 (+https://reader.example/; desk@reader.example)"
FEED = b"<rss><channel><title>Harbour Post</title></channel></rss>" * 50


def ask(url: str, *, timeout_seconds: float = 5.0, **headers: str) -> Request:
    """Return a request that may go to the loopback."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(url=url, headers=named, allow_private=True, timeout_seconds=timeout_seconds)


async def reason(client: Client, request: Request) -> str:
    """Return why a request fails."""
    outcome = await client.get(request)
    assert isinstance(outcome, Unreachable), outcome
    assert "\n" not in outcome.reason
    return outcome.reason


async def respond(client: Client, request: Request) -> Response:
    """Return what a request that must not fail brings."""
    outcome = await client.get(request)
    assert isinstance(outcome, Response), outcome
    return outcome
