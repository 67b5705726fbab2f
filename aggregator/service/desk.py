"""What the editors' page asks of a running service: reads beside its work, and decisions in its one writer."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from aggregator.errors import EditingError
from aggregator.model.decision import EditorsWord
from aggregator.model.story import Story
from aggregator.service.editing import (
    By,
    Done,
    find_story,
    kill_story,
    merge_stories,
    purge_story,
    release_story,
    split_story,
)
from aggregator.service.installation import Installation
from aggregator.service.why import Explanation, explain

MOST_WAITING = 500
"""Stories that the page lists as waiting; there are more only when something is very wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A decision as a form brings it."""

    story: str
    word: EditorsWord
    by: By
    other: str = ""
    """The story to merge with, by any of its names."""
    item: str = ""
    """The item to split off."""
    is_sure: bool = False
    """Whether the editor has confirmed what cannot be undone, or goes against an agency."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The editors' side of a running service."""

    installation: Callable[[], Installation]
    """Returns the installation as the last reload left it."""
    secret: bytes = field(repr=False)
    """Of this process: what the forms' tokens are made with."""

    async def waiting(self) -> tuple[Story, ...]:
        """Return the stories that are held, the longest waiting first."""
        return await asyncio.to_thread(self.installation().catalogue.waiting, limit=MOST_WAITING)

    async def find(self, name: str) -> str:
        """Return the id of the one story that a name means; raises EditingError."""
        return await asyncio.to_thread(find_story, self.installation(), name)

    async def explain(self, story: str) -> Explanation:
        """Return why a stored story is what it is."""
        return await asyncio.to_thread(explain, self.installation(), story)

    async def carry_out(self, order: Order) -> Done:
        """Do what an editor has decided; raises EditingError where that cannot be done."""
        here = self.installation()
        return await here.writer(partial(_carry_out, here, order))


def _carry_out(here: Installation, order: Order) -> Done:
    match order.word:
        case EditorsWord.MERGE:
            return merge_stories(here, order.story, find_story(here, order.other), by=order.by)
        case EditorsWord.SPLIT:
            return split_story(here, order.story, order.item, by=order.by)
        case EditorsWord.RELEASE:
            return release_story(here, order.story, by=order.by, against_the_agency=order.is_sure)
        case EditorsWord.KILL:
            written = kill_story(here, order.story, reason=order.by.reason, who=order.by.who)
            return Done(story=order.story, words=f"{order.story} is withdrawn", written=written)
        case EditorsWord.PURGE if order.is_sure:
            return purge_story(here, order.story, by=order.by)
        case EditorsWord.PURGE:
            raise EditingError(f"{order.story}: a purge cannot be undone: say that you are sure of it")
