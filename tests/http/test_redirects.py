"""Redirects, and what goes along with them, against a real server on the loopback."""

import pytest

from aggregator.http.client import MAX_REDIRECTS, Client
from tests.http.asking import FEED, ask, reason, respond
from tests.servers.outlet import Answer, Outlet, redirect


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirect_is_followed(client: Client, outlet: Outlet, status: int) -> None:
    """The answer is the last server's; only a permanent redirect is reported as a move."""
    outlet.answers["/old"] = redirect("feed?x=%7E#there", status)
    response = await respond(client, ask(outlet.url("/old")))
    assert response.body == FEED
    assert response.url == outlet.url("/feed?x=%7E")
    assert response.moved_to == (response.url if status in {301, 308} else None)


async def test_move_ends_where_a_temporary_redirect_begins(client: Client, outlet: Outlet) -> None:
    """What lies behind a temporary redirect is not where the document moved to."""
    outlet.answers |= {"/a": redirect("/b", 301), "/b": redirect("/c", 302), "/c": redirect("/feed", 301)}
    response = await respond(client, ask(outlet.url("/a")))
    assert (response.url, response.moved_to) == (outlet.url("/feed"), outlet.url("/b"))


async def test_redirect_in_latin_letters_is_followed(client: Client, outlet: Outlet) -> None:
    """A Location with raw bytes and spaces, as old servers send it, leads where it says."""
    outlet.answers |= {"/old": redirect(b"/caf\xe9 du port"), "/caf%E9%20du%20port": Answer(200, (), FEED)}
    assert (await respond(client, ask(outlet.url("/old")))).body == FEED


async def test_redirect_in_circles_is_given_up(client: Client, outlet: Outlet) -> None:
    """Six requests and no more."""
    outlet.answers["/round"] = redirect("/round", 301)
    words = await reason(client, ask(outlet.url("/round")))
    assert words == "127.0.0.1 sends us on more than 5 times; check the url"
    assert len(outlet.requests) == MAX_REDIRECTS + 1


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://news.example/", "javascript:x", "http://[::1"])
async def test_redirect_out_of_the_web_is_refused(client: Client, outlet: Outlet, to: str) -> None:
    """Only http and https are followed."""
    outlet.answers["/out"] = redirect(to)
    assert "not an http(s) address" in await reason(client, ask(outlet.url("/out")))


async def test_redirect_without_a_place_is_an_answer(client: Client, outlet: Outlet) -> None:
    """A 302 that names no place is handed on for the caller to judge."""
    outlet.answers["/lost"] = Answer(302)
    assert (await respond(client, ask(outlet.url("/lost")))).status == 302


async def test_secrets_stay_with_the_host_they_were_meant_for(client: Client, outlet: Outlet) -> None:
    """Another origin sees what asks for the document, and nothing that identifies us as a customer."""
    async with Outlet({"/feed": Answer(200, (), FEED)}) as other:
        outlet.answers["/old"] = redirect(other.url("/feed"), 301)
        await client.get(
            ask(
                outlet.url("/old"),
                Authorization="Bearer s3cret",
                X_Key="s3cret",
                Accept="a/b",
                If_None_Match='"v"',
            )
        )
        first, second = outlet.requests[0], other.requests[0]
    assert first.value("Authorization") == b"Bearer s3cret"
    assert (second.value("Accept"), second.value("If-None-Match")) == (b"a/b", b'"v"')
    assert b"s3cret" not in b" ".join(value for _, value in second.headers)


async def test_secrets_go_along_on_the_same_host(client: Client, outlet: Outlet) -> None:
    """A redirect within one server keeps its headers."""
    outlet.answers["/old"] = redirect("/feed")
    await client.get(ask(outlet.url("/old"), X_Key="s3cret"))
    assert outlet.requests[1].value("X-Key") == b"s3cret"


async def test_user_and_password_of_the_url_are_sent_as_a_header(client: Client, outlet: Outlet) -> None:
    """They authorise, and then stand nowhere else."""
    url = outlet.url("/feed").replace("http://", "http://desk:p%40ss@")
    response = await respond(client, ask(url))
    assert outlet.requests[0].value("Authorization") == b"Basic ZGVzazpwQHNz"
    assert response.url == outlet.url("/feed")
