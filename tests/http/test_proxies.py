"""Requests through a proxy: who goes through it, who does not, and what it must not be asked for."""

import ssl
from collections.abc import Mapping
from pathlib import Path

import pytest

from aggregator.config.proxies import Proxies, read_proxies
from aggregator.http.client import Client
from aggregator.http.messages import Request, Response, Unreachable
from aggregator.http.proxies import find_proxy
from aggregator.http.urls import read_target
from tests.http.asking import FEED, USER_AGENT
from tests.servers.outlet import Answer, Outlet, redirect
from tests.servers.proxy import Proxy

CREDENTIALS = "desk:p%40ss"
HOST = "harbour-post.invalid"
CORPORATE = Proxies(http="http://proxy.invalid:3128", https="http://proxy.invalid:3128")


async def ask_through(proxy: Proxy, url: str, *, password: str = "") -> Response | Unreachable:
    """Return what comes of a request, of a source that may reach no private address."""
    address = proxy.url.replace("://", f"://{password}@") if password else proxy.url
    async with Client(user_agent=USER_AGENT, proxies=Proxies(http=address, https=address)) as client:
        return await client.get(Request(url=url, headers={"X-Key": "s3cret"}, timeout_seconds=5))


async def test_server_is_asked_through_the_proxy(outlet: Outlet) -> None:
    """The proxy gets the whole address and resolves the name; the server gets the request as ever."""
    async with Proxy({HOST: outlet.port}) as proxy:
        answer = await ask_through(proxy, f"http://{HOST}/feed?a=%7E")
    assert isinstance(answer, Response)
    assert (answer.body, answer.url) == (FEED, f"http://{HOST}/feed?a=%7E")
    assert proxy.requests[0].target == f"http://{HOST}/feed?a=%7E".encode()
    assert outlet.requests[0].target == b"/feed?a=%7E"
    assert outlet.requests[0].value("Host") == HOST.encode()


async def test_https_goes_through_a_tunnel() -> None:
    """The proxy learns host and port alone: no path, no header, nothing of what is asked."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(Path(__file__).with_name("self-signed.pem"))
    async with (
        Outlet({"/feed": Answer(200, (), FEED)}, tls=context) as outlet,
        Proxy({HOST: outlet.port}) as proxy,
    ):
        answer = await ask_through(proxy, f"https://{HOST}/feed?key=s3cret")
    (request,) = proxy.requests
    assert (request.method, request.target) == ("CONNECT", f"{HOST}:443".encode())
    assert b"s3cret" not in b" ".join(value for _, value in request.headers)
    # the certificate is judged by us, through the tunnel
    assert isinstance(answer, Unreachable)
    assert "certificate is not valid" in answer.reason


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_proxy_gets_its_password_and_the_server_does_not(outlet: Outlet, scheme: str) -> None:
    """They are two: what opens the one is no business of the other."""
    async with Proxy({HOST: outlet.port}, authorization=b"Basic ZGVzazpwQHNz") as proxy:
        await ask_through(proxy, f"{scheme}://{HOST}/feed", password=CREDENTIALS)
    assert proxy.requests[0].value("Proxy-Authorization") == b"Basic ZGVzazpwQHNz"
    assert all(request.value("Proxy-Authorization") is None for request in outlet.requests)


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_proxy_that_wants_a_password_is_named(outlet: Outlet, scheme: str) -> None:
    """The operator learns that it is not the outlet that refuses."""
    async with Proxy({HOST: outlet.port}, authorization=b"Basic ZGVzazpwQHNz") as proxy:
        answer = await ask_through(proxy, f"{scheme}://{HOST}/feed")
    status = str(answer.status) if isinstance(answer, Response) else answer.reason
    assert status == "407" or "the proxy between us refuses (407)" in status


async def test_proxy_that_is_down_is_named(outlet: Outlet) -> None:
    """It is one plain line, with the proxy's name."""
    async with Proxy({}) as proxy:
        pass
    answer = await ask_through(proxy, f"http://{HOST}/feed")
    assert isinstance(answer, Unreachable)
    assert answer.reason.startswith(f"{HOST}: the proxy 127.0.0.1 cannot be reached;")
    assert "s3cret" not in answer.reason


@pytest.mark.parametrize(
    "host",
    ["10.1.2.3", "[fd00::1]", "[64:ff9b::10.1.2.3]", "[2002:a01:203::1]", "169.254.169.254", "0x0a010203"],
)
async def test_proxy_is_not_asked_for_private_addresses(host: str) -> None:
    """It may stand where they can be reached: a feed must not lead us there through it."""
    async with Proxy({"10.1.2.3": 1}) as proxy:
        answer = await ask_through(proxy, f"http://{host}/feed")
    assert isinstance(answer, Unreachable)
    assert "is private; set allow_private = true if that is meant" in answer.reason
    assert proxy.requests == []


@pytest.mark.parametrize("to", ["http://10.1.2.3/feed", "http://127.0.0.1:9/feed", "http://localhost:9/feed"])
async def test_redirect_to_a_private_address_is_refused(outlet: Outlet, to: str) -> None:
    """A public server sends us inside: each place of the chain is looked at anew."""
    outlet.answers["/feed"] = redirect(to)
    async with Proxy({HOST: outlet.port}) as proxy:
        answer = await ask_through(proxy, f"http://{HOST}/feed")
    assert isinstance(answer, Unreachable)
    assert "is private" in answer.reason
    assert [request.target for request in proxy.requests] == [f"http://{HOST}/feed".encode()]


@pytest.mark.parametrize(
    ("url", "direct"),
    [
        ("http://localhost:8080/", ()),
        ("http://desk.localhost/", ()),
        ("http://127.0.0.2/", ()),
        ("http://[::1]/", ()),
        ("https://news.example/", ("*",)),
        ("https://news.example/", ("news.example",)),
        ("https://news.example/", (".example",)),
        ("https://news.example/", ("*.example",)),
        ("https://news.example/", ("news.example:443",)),
        ("http://10.1.2.3/", ("10.0.0.0/8",)),
        ("http://10.1.2.3/", ("10.1.2.3",)),
        ("http://[fd00::1]:81/", ("[fd00::1]:81",)),
        ("http://[fd00::1]/", ("fd00::/8",)),
    ],
)
def test_what_is_asked_directly(url: str, direct: tuple[str, ...]) -> None:
    """This machine always is, and whatever `no_proxy` means."""
    target = read_target(url)
    assert target is not None
    proxies = Proxies(http=CORPORATE.http, https=CORPORATE.https, direct=direct)
    assert find_proxy(target, proxies) is None


@pytest.mark.parametrize(
    ("url", "direct"),
    [
        ("https://news.example/", ()),
        ("https://news.example/", ("ews.example", "example.org", "news.example:80", "10.0.0.0/8", "", "]")),
        ("http://10.1.2.3/", ("10.1.2", "1.2.3", "192.168.0.0/16")),
    ],
)
def test_what_goes_through_the_proxy(url: str, direct: tuple[str, ...]) -> None:
    """A name that only ends alike is another one."""
    target = read_target(url)
    assert target is not None
    proxies = Proxies(http=CORPORATE.http, https=CORPORATE.https, direct=direct)
    assert find_proxy(target, proxies) == read_target("http://proxy.invalid:3128")


@pytest.mark.parametrize(
    ("environment", "proxies"),
    [
        ({}, Proxies()),
        ({"http_proxy": "proxy.invalid:3128"}, Proxies(http="http://proxy.invalid:3128")),
        ({"HTTPS_PROXY": "http://proxy.invalid"}, Proxies(https="http://proxy.invalid")),
        ({"http_proxy": "", "HTTP_PROXY": " "}, Proxies()),
        ({"NO_PROXY": ".Example, 10.0.0.0/8 b"}, Proxies(direct=(".example", "10.0.0.0/8", "b"))),
        ({"no_proxy": "a", "NO_PROXY": "b"}, Proxies(direct=("a",))),
    ],
)
def test_environment_names_the_proxies(environment: Mapping[str, str], proxies: Proxies) -> None:
    """As every program reads it."""
    assert read_proxies(environment) == proxies
