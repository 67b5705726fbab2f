"""The formats of a feed."""

from collections.abc import Callable, Mapping

from aggregator.publish import atom, jsonfeed, rss
from aggregator.publish.feed import Feed
from aggregator.publish.site import Site

FORMATS: Mapping[str, Callable[[Feed, Site], bytes]] = {
    "rss.xml": rss.render,
    "atom.xml": atom.render,
    "feed.json": jsonfeed.render,
}
"""Name of a file -> who renders it."""
