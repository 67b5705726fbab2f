"""A feed put together from remembered entries is the feed that its writer writes."""

from dataclasses import replace

from hypothesis import given, settings

from aggregator.publish.feed import Feed
from aggregator.publish.formats import FORMATS
from aggregator.publish.joining import join, write_entries
from aggregator.publish.site import Site
from tests.publish.newsroom import (
    NATIONAL,
    NOW,
    SITE,
    WORLD,
    make_carrier,
    make_feed,
    make_front,
    make_story,
)
from tests.publish.test_any_text import TEXTS


def written(feed: Feed, site: Site) -> dict[str, bytes]:
    """Return the feed as its writers write it."""
    return {name: render(feed, site) for name, render in FORMATS.items()}


def joined(feed: Feed, site: Site) -> dict[str, bytes]:
    """Return the feed joined from its entries, which were written together in another order."""
    entries = feed.entries[::-1]
    ids = [entry.id for entry in entries]
    written = dict(zip(ids, write_entries(entries, site), strict=True))
    return join(replace(feed, entries=()), site, [written[entry.id] for entry in feed.entries])


def test_put_together_feed_is_the_written_one() -> None:
    """Stories, corrections, notices and tombstones; entries that were rendered for another feed; none at all."""
    fronts = ((NATIONAL, make_front()), (WORLD, make_front()), (NATIONAL, ()), (WORLD, make_front()[:1]))
    for section, stories in fronts:
        feed = make_feed(SITE, section, stories, now=NOW)
        for site in (SITE, replace(SITE, title="Another & Wire")):
            assert joined(feed, site) == written(feed, site)


@settings(max_examples=40, deadline=None)
@given(title=TEXTS, html=TEXTS, name=TEXTS)
def test_any_text_is_put_together_as_it_is_written(title: str, html: str, name: str) -> None:
    """Not even the ends of feeds, written into an entry, are taken for the feed's."""
    hostile = f'{title}</item></channel></rss></entry></feed>\n]}}\n"items": [\n'
    carrier = make_carrier("harbour", name, title=hostile, body_html=html + hostile, byline=(name, hostile))
    feed = make_feed(SITE, NATIONAL, [make_story("a", carrier), make_story("b")], now=NOW)
    assert joined(feed, SITE) == written(feed, SITE)
