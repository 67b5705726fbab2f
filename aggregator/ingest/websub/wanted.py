"""Which subscriptions are wanted, by the configuration and by what the feeds offer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from aggregator.http.addresses import is_public
from aggregator.http.urls import read_target
from aggregator.ingest.websub.subscription import leave
from aggregator.model.source import Source
from aggregator.model.websub import Offer, Standing, Subscription

CALLBACKS: Final = "_websub/"
"""Where callbacks are, below the public address: no section can be called so."""

LONGEST_ADDRESS: Final = 2_000
"""Characters of a hub's or a topic's address."""

_INNER = (".localhost", ".local", ".internal", ".home.arpa", ".lan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What has to change so that what is wanted is what is there."""

    begun: tuple[Subscription, ...] = ()
    left: tuple[Subscription, ...] = ()
    forgotten: tuple[Subscription, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Return whether nothing has to change."""
        return not (self.begun or self.left or self.forgotten)


def plan(
    sources: Iterable[Source],
    offers: Mapping[str, Offer],
    known: Sequence[Subscription],
    *,
    base_url: str,
    new_token: Callable[[], str],
) -> Plan:
    """Return what has to change; `offers` is what each source's feed says, by its id."""
    pushed = {source.id: source for source in sources if may_be_pushed(source, base_url)}
    wanted = {source: asked for source in pushed if (asked := _choose(offers.get(source)))}
    kept = {each.source for each in known if _is_wanted(each, wanted, base_url)}
    over = [each for each in known if each.standing is not Standing.LEAVING and each.source not in kept]
    leaving = [(each, leave(each)) for each in over]
    return Plan(
        begun=tuple(
            _begin(pushed[source], *asked, base_url=base_url, new_token=new_token)
            for source, asked in wanted.items()
            if source not in kept
        ),
        left=tuple(left for _, left in leaving if left is not None),
        forgotten=tuple(each for each, left in leaving if left is None),
    )


def may_be_pushed(source: Source, base_url: str) -> bool:
    """Return whether a hub may deliver what a source publishes: it must be able to reach us."""
    is_asked = source.enabled and source.websub and not source.url.startswith("file:")
    return is_asked and (source.allow_private or is_reachable(base_url))


def is_reachable(base_url: str) -> bool:
    """Return whether a public address may be one for others: not loopback, nor one of a private network."""
    try:
        host = (urlsplit(base_url).hostname or "").rstrip(".").lower()
    except ValueError:
        return False
    is_name = any(letter.isalpha() for letter in host) and ":" not in host
    if is_name:
        return "." in host and not host.endswith(_INNER)
    return is_public(host)


def _choose(offer: Offer | None) -> tuple[str, str] | None:
    """Return the hub and the topic of an offer; the first hub is the one that a publisher likes best."""
    if offer is None or offer.topic is None or not _is_address(offer.topic):
        return None
    hub = next(filter(_is_address, offer.hubs), None)
    return None if hub is None else (hub, offer.topic)


def _is_address(url: str) -> bool:
    return len(url) <= LONGEST_ADDRESS and url.isprintable() and read_target(url) is not None


def _is_wanted(known: Subscription, wanted: Mapping[str, tuple[str, str]], base_url: str) -> bool:
    is_ours = known.callback == _callback(base_url, known.token)
    is_same = wanted.get(known.source) == (known.hub, known.topic)
    return is_ours and is_same and known.standing is not Standing.LEAVING


def _begin(
    source: Source, hub: str, topic: str, *, base_url: str, new_token: Callable[[], str]
) -> Subscription:
    token = new_token()
    return Subscription(
        token=token,
        source=source.id,
        hub=hub,
        topic=topic,
        callback=_callback(base_url, token),
        secret=new_token(),
        allow_private=source.allow_private,
    )


def _callback(base_url: str, token: str) -> str:
    return f"{base_url}{CALLBACKS}{token}"
