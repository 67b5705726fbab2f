"""What a new version of an item means: whether its substance moved, and when."""

from datetime import datetime

from aggregator.model.comparison import squash
from aggregator.model.item import Version
from aggregator.model.story import Carrier


def is_substantive(old: Version, new: Version) -> bool:
    """Return whether the words or the label changed; white space, markup, pictures and links are no substance."""
    return _substance(old) != _substance(new)


def version_time(carrier: Carrier, *, after: datetime | None) -> datetime:
    """Return when the carrier's newest version is of: its own time, if that is later than `after`, else when we saw it.

    Many RSS feeds keep the first pubDate over a changed text; then the time we saw the change is all there is.
    """
    own = (carrier.version.updated, carrier.version.published)
    if after is None:
        return next((time for time in own if time is not None), carrier.version_seen)
    return next((time for time in own if time is not None and time > after), carrier.version_seen)


def _substance(version: Version) -> tuple[str, str, object]:
    return squash(version.title), squash(version.text), version.label
