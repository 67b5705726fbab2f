"""What documents themselves say of push."""

import pytest

from aggregator.ingest.parse import parse
from aggregator.model.poll import Body, Parsed
from aggregator.model.websub import Offer

URL = "https://news.example/feeds/feed"
HUB, SELF = "https://hub.example/", "https://news.example/atom.xml"
OFFER = Offer((HUB,), SELF)
ATOM = "http://www.w3.org/2005/Atom"
LINKS = f'<link rel="hub" href="{HUB}"/><link rel="self" href="{SELF}"/>'
ENTRY = "<entry><id>a</id><title>Pier</title><link rel='hub' href='https://evil.example/'/></entry>"
ITEM = "<item><title>Pier</title><link>https://news.example/a</link></item>"
ARTICLES = "".join(
    f'<h2><a href="/news/2026/01/0{day}/east-pier-to-reopen">East pier to reopen on day {day}</a></h2>'
    for day in range(1, 6)
)


def offered(content: str, format: str | None = None) -> Offer | None:  # noqa: A002  # the word of config.toml
    """Return what a document offers."""
    parsed = parse(Body(url=URL, content=content.encode()), format=format)
    assert isinstance(parsed, Parsed)
    return parsed.manners.offer


@pytest.mark.parametrize(
    "content",
    [
        f'<feed xmlns="{ATOM}">{LINKS}{ENTRY}</feed>',
        f'<feed xmlns="{ATOM}"><link rel="self alternate" href="../atom.xml"/><link rel="HUB" href="{HUB}"/></feed>',
        (
            f'<rss version="2.0" xmlns:a="{ATOM}"><channel><title>N</title><link>https://news.example/</link>'
            f'<a:link rel="hub" href="{HUB}"/><a:link rel="self" href="{SELF}"/>{ITEM}</channel></rss>'
        ),
        (
            '<rss version="2.0"><channel><title>N</title><link>https://news.example/</link>'
            f'<atom10:link rel="hub" href="{HUB}"/><atom10:link rel="self" href="{SELF}"/>{ITEM}</channel></rss>'
        ),
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
            f'xmlns:a="{ATOM}"><channel><title>N</title><a:link rel="hub" href="{HUB}"/>'
            f'<a:link rel="self" href="{SELF}"/></channel>{ITEM}</rdf:RDF>'
        ),
        (
            '{"version": "https://jsonfeed.org/version/1.1", "title": "N", "items": [], '
            f'"feed_url": "{SELF}", "hubs": [{{"type": "rssCloud", "url": "x"}}, '
            f'{{"type": "WebSub", "url": "{HUB}"}}, {{"type": "WebSub", "url": "https://\\ud800.example/"}}]}}'
        ),
    ],
)
def test_feed_names_its_hub_and_itself(content: str) -> None:
    """Atom, RSS 2.0 (also with a prefix that nobody declared), RSS 1.0, JSON Feed; what an entry says is not asked."""
    assert offered(content) == OFFER


@pytest.mark.parametrize("format_", ["section-page", "article-page"])
def test_page_names_its_hub_in_its_head_alone(format_: str) -> None:
    """Where comments stand anybody may write a link."""
    text = " ".join(["The harbour board voted to reopen the east pier."] * 40)
    body = f'<link rel="hub" href="https://evil.example/"><h1>East pier to reopen</h1>{ARTICLES}<p>{text}</p>'
    page = f"<!doctype html><html><head><title>News</title>{LINKS}</head><body>{body}</body></html>"
    assert offered(page, format_) == OFFER
    assert offered(page.replace(LINKS, ""), format_) is None


@pytest.mark.parametrize(
    "links",
    [
        "",
        f'<link rel="self" href="{SELF}"/>',
        '<link rel="hub"/>',
        '<link href="https://hub.example/"/>',
        '<link rel="hub" href=""/>',
    ],
)
def test_feed_without_a_hub_offers_nothing(links: str) -> None:
    """Most feeds: they are polled as ever."""
    assert offered(f'<feed xmlns="{ATOM}">{links}{ENTRY}</feed>') is None


def test_endless_hubs_are_cut() -> None:
    """Eight are enough for anybody."""
    hubs = "".join(f'<link rel="hub" href="https://hub{number}.example/"/>' for number in range(500))
    found = offered(f'<feed xmlns="{ATOM}"><link rel="self" href="{SELF}"/>{hubs}</feed>')
    assert found is not None
    assert len(found.hubs) == 8
