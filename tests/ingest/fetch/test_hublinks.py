"""What `Link` headers say of push."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.http.messages import Response
from aggregator.ingest.fetch.hublinks import read_offer
from aggregator.model.websub import Offer

URL = "https://news.example/feeds/atom.xml"
HUB, SELF = "https://hub.example/", "https://news.example/atom.xml"


def offered(*headers: str) -> Offer | None:
    """Return what these `Link` headers offer."""
    return read_offer(Response(url=URL, status=200, headers=tuple(("link", each) for each in headers)))


@pytest.mark.parametrize(
    "headers",
    [
        (f'<{HUB}>; rel="hub"', f'<{SELF}>; rel="self"'),
        (f"<{HUB}>;rel=hub,<{SELF}>;rel=self",),
        (f'<{HUB}>; title="a, b; rel=x"; rel="hub", <{SELF}>; type="a/b"; REL="alternate Self"',),
        (f'<{SELF}> ; rel = "self" , <https://else.example/>; rel="next" , <{HUB}>; rel="HUB"',),
        (f'<{HUB}>; rel="hub"', '<../atom.xml>; rel="self"'),
        (f'<{HUB}>; rel="hub"', f'<{SELF}>; rel="self"', '<https://third.example/>; rel="self"'),
    ],
)
def test_hub_and_own_address_are_found_however_the_headers_are_written(headers: tuple[str, ...]) -> None:
    """In one header or several, quoted or not, relative to the document."""
    assert offered(*headers) == Offer((HUB,), SELF)


@pytest.mark.parametrize(
    "headers",
    [(), (f'<{SELF}>; rel="self"',), ("hub",), (f"{HUB}; rel=hub",), (f'<{HUB}>; rev="hub"',), ("<",)],
)
def test_headers_that_name_no_hub_offer_nothing(headers: tuple[str, ...]) -> None:
    """A feed's own links are looked at then."""
    assert offered(*headers) is None


def test_own_address_may_stand_in_the_feed() -> None:
    """A hub without an own address is told as it is; several hubs keep their order, each once."""
    assert offered(
        '<https://a.example/>; rel="hub", <https://b.example/>; rel=hub, <https://a.example/>; rel=hub'
    ) == (Offer(("https://a.example/", "https://b.example/"), None))


@given(st.text(st.sampled_from('<>;=", \\relhubslf:/x\t'), max_size=200) | st.text(max_size=200))
def test_no_header_breaks_the_reading(header: str) -> None:
    """Whatever a server sends, the poll goes on."""
    found = offered(header)
    assert found is None or found.hubs


def test_long_header_takes_no_time() -> None:
    """Thirty-two kilobytes of anything are read in a moment."""
    for piece in ("<", "<>;", '<>;a="', "<a>;rel=", "<a>;  ", ";a=\\"):
        offered((piece * 33_000)[:32_768])
