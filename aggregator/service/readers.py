"""Who reads what polls, pages and hubs bring, in one installation.

All of this is loaded when the first of them brings something (`service.polling`): most polls bring nothing.
"""

from dataclasses import dataclass
from functools import partial

from aggregator.http.client import Client
from aggregator.ingest.children import Children
from aggregator.ingest.news import read_news
from aggregator.ingest.pages import PageFetcher
from aggregator.ingest.poll import ReadNews
from aggregator.ingest.understanding import make_guide
from aggregator.ingest.websub.delivery import Deliverer
from aggregator.service.installation import Installation


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """Who reads under the settings of one installation."""

    read_news: ReadNews
    pages: PageFetcher
    deliveries: Deliverer


def make_readers(client: Client, children: Children, installation: Installation) -> Readers:
    """Return who reads under the settings of this installation."""
    guide = make_guide(installation.settings)
    writer, pages, subscriptions = installation.writer, installation.pages, installation.subscriptions
    return Readers(
        read_news=partial(read_news, children=children, guide=guide),
        pages=PageFetcher(
            client=client,
            children=children,
            settings=installation.settings,
            guide=guide,
            commit=lambda fetched: writer(partial(pages.commit, fetched)),
        ),
        deliveries=Deliverer(
            children=children,
            guide=guide,
            commit=lambda delivery: writer(partial(subscriptions.commit, delivery)),
        ),
    )
