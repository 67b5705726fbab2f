"""What is sent out, against a real server on the loopback."""

from dataclasses import replace

from aggregator.http.client import Client
from aggregator.http.messages import Request, Response, Unreachable
from tests.http.asking import USER_AGENT
from tests.servers.outlet import Answer, Outlet, Slow
from tests.servers.receiver import receiving


def message(url: str, content: bytes = b"{}") -> Request:
    """Return a message that may go to the loopback."""
    headers = {"Content-Type": "application/json"}
    return Request(url=url, headers=headers, content=content, allow_private=True, timeout_seconds=5)


async def test_content_goes_out_as_it_is(client: Client) -> None:
    """The signature is over these bytes: nothing adds or encodes any."""
    content = "{“é”}".encode() * 1000
    async with receiving() as receiver:
        answer = await client.post(message(receiver.url(), content))
    assert isinstance(answer, Response)
    assert answer.status == 204
    [sent] = receiver.messages
    assert sent.body == content
    assert sent.headers["Content-Type"] == "application/json"
    assert sent.headers["User-Agent"] == USER_AGENT


async def test_redirect_of_a_message_is_not_followed(client: Client) -> None:
    """What is meant for one server goes to no other, private or not: the redirect is the answer."""
    async with receiving() as receiver, receiving() as other:
        receiver.status, receiver.headers = 307, {"Location": other.url()}
        answer = await client.post(message(receiver.url()))
    assert isinstance(answer, Response)
    assert (answer.status, other.messages) == (307, [])


async def test_private_address_gets_no_message_unasked(client: Client) -> None:
    """A webhook is no way into the network of the service."""
    async with receiving() as receiver:
        answer = await client.post(replace(message(receiver.url()), allow_private=False))
    assert isinstance(answer, Unreachable)
    assert "private" in answer.reason
    assert receiver.messages == []


async def test_receiver_that_hangs_is_left(client: Client) -> None:
    """One deadline for the whole of it."""
    async with receiving() as receiver:
        receiver.status = 0
        answer = await client.post(replace(message(receiver.url()), timeout_seconds=0.2))
    assert isinstance(answer, Unreachable)
    assert "0.2 s" in answer.reason


async def test_answer_to_a_message_is_not_read(client: Client, outlet: Outlet) -> None:
    """Its status says it all: a body that never ends costs nothing."""
    outlet.answers["/hook"] = Slow(Answer(200, (("Content-Length", "9999999"),)), pause_seconds=30)
    answer = await client.post(message(outlet.url("/hook")))
    assert isinstance(answer, Response)
    assert (answer.status, answer.body) == (200, b"")
