"""Why a story is what it is: each merge with its evidence, what holds it, and what editors have said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import TypeAdapter

from aggregator.database.catalogue import StoryHistory
from aggregator.model.decision import EditorsDecision, EditorsWord, Link
from aggregator.service.contract import tellable_items
from aggregator.service.installation import Installation
from aggregator.stories.holds import Hold, find_holds
from aggregator.stories.lead import lead_reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An item as people know it; its title is null where its words may not be shown."""

    item: int
    source: str
    guid: str
    title: str | None = None
    is_here: bool = True
    """Whether it is in this story now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Two items of the story, and why they are one story."""

    one: Named
    other: Named
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What editors decided, when, who and why."""

    word: str
    decided_at: datetime
    who: str | None
    reason: str | None
    other: str | None
    """The story that was merged, or that the item became."""
    item: Named | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What editors have said of two items: that they must, or that they cannot be one story."""

    one: Named
    other: Named
    kind: str
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything that made a story what it is."""

    id: str
    status: str
    held_because: str | None
    into: str | None
    title: str | None
    lead: Named | None
    lead_because: tuple[str, ...] = ()
    """What put it before the other carriers, the weightiest first."""
    holds: tuple[str, ...]
    """What keeps it from being published, in words; `release` lets go of these, but of no purge."""
    is_agencys: bool
    """Whether a release goes against an agency's kill, or an hour that was set."""
    items: tuple[Named, ...]
    merges: tuple[Merge, ...]
    decisions: tuple[Said, ...]
    links: tuple[Linked, ...]
    merged: tuple[str, ...]
    """The stories that ended in this one."""


_JSON = TypeAdapter(Explanation)


def explain(installation: Installation, story: str) -> Explanation:
    """Return why a stored story is what it is."""
    history = installation.catalogue.history(story)
    links = installation.editing.links(carrier.item for carrier in history.story.carriers)
    decisions = installation.editing.about(history.story.into or story)
    elsewhere = {item for link in links for item in (link.one, link.other)}
    elsewhere |= {decision.item for decision in decisions if decision.item is not None}
    names = _names(history, installation.catalogue.names(elsewhere), now=installation.clock())
    sources = {source.id: source for source in installation.settings.sources}
    holds = find_holds(history.story, sources, decisions, now=installation.clock())
    merged = installation.catalogue.merged_into(story)
    made = make_explanation(history, names, decisions=decisions, links=links, holds=holds, merged=merged)
    return replace(made, lead_because=lead_reasons(history.story, sources, now=installation.clock()))


def make_explanation(
    history: StoryHistory,
    names: Mapping[int, Named],
    *,
    decisions: Sequence[EditorsDecision],
    links: Sequence[Link],
    holds: Sequence[Hold],
    merged: tuple[str, ...],
) -> Explanation:
    """Return the explanation of a story, given the names of all items that it speaks of."""
    story = history.story
    lead = names.get(story.lead.item) if story.lead else None
    return Explanation(
        id=story.id,
        status=story.status.value,
        held_because=story.held_because.value if story.held_because else None,
        into=story.into,
        title=lead.title if lead else None,
        lead=lead,
        holds=tuple(hold.words for hold in holds),
        is_agencys=any(hold.is_agencys for hold in holds),
        items=tuple(names[carrier.item] for carrier in story.carriers),
        merges=_merges(history, names),
        decisions=tuple(dict.fromkeys(_said(decision, names, story.id) for decision in decisions)),
        links=tuple(_linked(link, names) for link in links),
        merged=merged,
    )


def explanation_line(explanation: Explanation) -> str:
    """Return the explanation as one line of JSON."""
    return _JSON.dump_json(explanation).decode()


def _names(
    history: StoryHistory, elsewhere: Mapping[int, tuple[str, str]], *, now: datetime
) -> dict[int, Named]:
    """Return the items of a story by name, and others that were spoken of; only what is published has a title."""
    others = {
        item: Named(item=item, source=source, guid=guid, is_here=False)
        for item, (source, guid) in elsewhere.items()
    }
    told = tellable_items(history.story, now=now)
    own = {
        each.item: Named(
            item=each.item,
            source=each.source,
            guid=each.guid,
            title=each.version.title if each.item in told else None,
        )
        for each in history.story.carriers
    }
    return others | own


def _merges(history: StoryHistory, names: Mapping[int, Named]) -> tuple[Merge, ...]:
    return tuple(
        Merge(one=names[proof.one], other=names[proof.other], because=proof.because)
        for proof in history.evidence
        if proof.one in names and proof.other in names
    )


def _said(decision: EditorsDecision, names: Mapping[int, Named], story: str) -> Said:
    is_the_other = decision.word is EditorsWord.MERGE and decision.other == story
    return Said(
        word=decision.word.value,
        decided_at=decision.decided_at,
        who=decision.who,
        reason=decision.reason,
        other=decision.story if is_the_other else decision.other,
        item=names.get(decision.item) if decision.item is not None else None,
    )


def _linked(link: Link, names: Mapping[int, Named]) -> Linked:
    return Linked(
        one=names[link.one], other=names[link.other], kind=link.kind.value, decided_at=link.decided_at
    )
