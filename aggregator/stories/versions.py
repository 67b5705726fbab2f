"""What a new version of an item means: whether its substance moved, and when."""

from datetime import datetime

from aggregator.model.comparison import plain, squash
from aggregator.model.item import TELLING, Version
from aggregator.model.story import Carrier


def is_substantive(old: Version, new: Version) -> bool:
    """Return whether the words or the label changed; white space, markup, pictures and links are no substance."""
    return _substance(old) != _substance(new)


def version_time(carrier: Carrier, replaced: Version | None, *, after: datetime | None) -> datetime:
    """Return when the carrier's newest version is of: its own new time, else when we saw it.

    Many RSS feeds keep the first pubDate over a changed text or a kill; a time that the replaced version had
    already, or one that is not after what was said before, is not this version's.
    """
    old = (replaced.updated, replaced.published) if replaced else ()
    own = (carrier.version.updated, carrier.version.published)
    new = (time for time in own if time is not None and time not in old and (after is None or time > after))
    return next(new, carrier.version_seen)


def _substance(version: Version) -> tuple[object, ...]:
    summary = squash(plain(version.summary_html))  # published where rights or the outlet give no more
    # "UPDATE 3" over the same words is no news
    label = version.label if version.label in TELLING else None
    return squash(version.title), summary, squash(version.text), label
