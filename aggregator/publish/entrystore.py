"""The entries of stories, each made when its story changes: what feeds are put together from.

Of a hundred stories in a feed one has changed. The entries of the others are read: neither the stories, nor their
carriers, nor a renderer is asked. Whatever changes a story queues it (`database.matching`), and it is made anew.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aggregator.database.entries import Entries
from aggregator.model.source import Outlet
from aggregator.model.story import Story
from aggregator.publish.carriage import is_named_so
from aggregator.publish.entry import Tombstone
from aggregator.publish.entrycodec import decode_listed, encode_shown
from aggregator.publish.listed import Listed
from aggregator.publish.shown import Shown, show_all
from aggregator.publish.site import Site
from aggregator.publish.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryStore:
    """What makes and keeps the entries of one installation."""

    store: Entries
    read: Callable[[Collection[str]], Mapping[str, Story]]
    """Returns stories whole, by their ids."""
    site: Site
    stamp: str
    """A digest of what every entry is made of beside its story."""

    def renew(self, stories: Sequence[Story], *, now: datetime) -> Mapping[str, Shown]:
        """Make the entries of stories that changed, and return them in the site's words.

        Those in other words are made when they are asked for.
        """
        words = self.site.words
        made = show_all(stories, self.site, now=now, words=words)
        self.store.renew(_encoded(made), language=words.language, made_of=self.stamp)
        return made

    def take(
        self, lists: Sequence[Sequence[str]], words: Words, *, outlets: Mapping[str, Outlet], now: datetime
    ) -> Iterator[tuple[Listed | Tombstone, ...]]:
        """Yield what feeds in these words show of each list of stories, but for those that nobody may know of.

        What was not made yet, was made otherwise, or calls an outlet by another name than it has now, is made.
        """
        every = list(dict.fromkeys(story for ids in lists for story in ids))
        kept = self.store.read(every, language=words.language, made_of=self.stamp)
        for ids in lists:
            found = {story: decode_listed(kept[story]) for story in ids if story in kept}
            missing = [story for story in ids if story not in found or not _is_current(found[story], outlets)]
            if missing:
                made = self._make(missing, words, now)
                kept |= made
                found |= {story: decode_listed(document) for story, document in made.items()}
            yield tuple(one for one in found.values() if one is not None)

    def forget(self) -> None:
        """Let every entry be made anew."""
        self.store.forget()

    def _make(self, ids: Sequence[str], words: Words, now: datetime) -> dict[str, bytes]:
        made = _encoded(show_all(self.read(ids).values(), self.site, now=now, words=words))
        self.store.add(made, language=words.language, made_of=self.stamp)
        return made


def _encoded(made: Mapping[str, Shown]) -> dict[str, bytes]:
    return {story: encode_shown(shown) for story, shown in made.items()}


def _is_current(one: Listed | Tombstone | None, outlets: Mapping[str, Outlet]) -> bool:
    """Return whether an entry calls outlets what they call themselves: they rename their feeds when they like."""
    return not isinstance(one, Listed) or is_named_so(one.outlets, one.home, outlets)
