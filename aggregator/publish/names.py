"""The names of published documents, for whoever looks for them without making any."""

from aggregator.publish.feedstyle import FEED_STYLE

FEEDS = ("rss.xml", "atom.xml", "feed.json")
"""A feed in each format."""

SECTION_DOCUMENTS = (*FEEDS, "index.html")
"""The files of a section, and of a further feed."""

INDEX_DOCUMENTS = ("index.html", "opml.xml", FEED_STYLE)
"""The files of the site as a whole."""

SITEMAP = "news-sitemap.xml"
