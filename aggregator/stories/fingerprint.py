"""The keys by which an item finds the other carriers of its story.

This is the exact kind: equal links, equal texts. Copies that differ (write-thrus, trimmed tails) get
keys of their own here, beside these.
"""

from urllib.parse import urlsplit

from aggregator.model.comparison import digest, plain, squash
from aggregator.model.decision import Key, KeyKind
from aggregator.model.item import STOPPING, Version

LONG_TEXT = 200
"""From how many characters on, white space folded, a text alone says which story it is."""


def keys_of(version: Version) -> tuple[Key, ...]:
    """Return the keys of one version; a kill or a withhold has none, for its words are not the story's.

    Every kill of an agency reads alike ("Editors, publishers: kill ..."): as text they would all be one story.
    One that was purged has no words; its item keeps the keys that it had.
    """
    if version.label in STOPPING or version.is_purged:
        return ()
    title = digest(squash(version.title))
    found = (
        _link_key(version.url, title),
        _text_key(version, title),
        _summary_key(version, title),
        _page_key(version, title),
    )
    return tuple(key for key in found if key is not None)


def _link_key(url: str | None, title: str) -> Key | None:
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.path in {"", "/"} and not parts.query:
        return None  # the outlet's front page is no story (feeds that link every entry to it)
    return Key(KeyKind.LINK, digest("link", url.split("://", 1)[-1]), title)


def _text_key(version: Version, title: str) -> Key | None:
    if len(" ".join(version.text.split())) < LONG_TEXT:
        return None
    return Key(KeyKind.TEXT, digest("text", squash(version.text)), title)


def _summary_key(version: Version, title: str) -> Key | None:
    words = squash(plain(version.summary_html)) or squash(version.text)
    # A bare headline ("Morning briefing") says too little to be known by.
    return Key(KeyKind.SHORT, digest("short", squash(version.title), words), title) if words else None


def _page_key(version: Version, title: str) -> Key | None:
    """Return a key of headline and link together: an item that an outlet prints twice, as teaser and in a list."""
    if version.url is None:
        return None
    return Key(KeyKind.SHORT, digest("page", squash(version.title), version.url), title)
