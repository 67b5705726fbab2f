"""What keeps a story from being published, and what a release would let go of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from aggregator.model.decision import EditorsDecision, EditorsWord, ItemHold
from aggregator.model.item import EMBARGO, FLOOD, Label
from aggregator.model.source import Source
from aggregator.model.story import Carrier, HeldBecause, Status, Story
from aggregator.stories.status import agency_speaking, judge, standing_kill


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """One thing that keeps a story from being published; `item` is None where it is the editors' own kill."""

    words: str
    """What it is, for people, without a word of the copy."""
    item: ItemHold | None = None
    is_agencys: bool = False
    """Whether it is an agency's kill, or an hour that was set: to release it goes against who may say so."""


@dataclass(frozen=True, slots=True)
class Release:
    """What a release lets go of."""

    holds: tuple[Hold, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a story cannot be released, and what to do instead."""

    why: str


def find_holds(
    story: Story, sources: Mapping[str, Source], editors: Sequence[EditorsDecision], *, now: datetime
) -> tuple[Hold, ...]:
    """Return what keeps a story from being published; nothing of one that is published."""
    if story.status not in {Status.HELD, Status.WITHDRAWN}:
        return ()
    kill = standing_kill(editors)
    by_editors = (_editors_hold(kill),) if kill else ()
    return (*by_editors, *(hold for each in story.carriers for hold in _holds(each, story, sources, now)))


def plan_release(
    story: Story,
    sources: Mapping[str, Source],
    editors: Sequence[EditorsDecision],
    *,
    against_the_agency: bool,
    now: datetime,
) -> Release | Refused:
    """Return what a release at this time lets go of, or why there can be none."""
    if any(decision.word is EditorsWord.PURGE for decision in editors):
        return Refused("it was purged: its words are gone, and nothing can be published")
    holds = find_holds(story, sources, editors, now=now)
    if not holds and story.held_because is HeldBecause.CORRECTION:
        return Refused(
            "it only says what was wrong in another: merge it with the story that it corrects, or kill it"
        )
    if not holds:
        return Refused(f"nothing holds it: it is {story.status}")
    if not against_the_agency and (against := [hold for hold in holds if hold.is_agencys]):
        return Refused(_ask_for_consent(against))
    if not _would_be_out(story, sources, holds, now):
        return Refused(
            f"{_in_words(holds)}, and there is no other copy to publish: wait until a source sends one"
        )
    return Release(holds)


def _would_be_out(story: Story, sources: Mapping[str, Source], holds: Sequence[Hold], now: datetime) -> bool:
    """Return whether the story would be published without these holds."""
    names = [hold.item for hold in holds if hold.item is not None]
    freed = [
        replace(each, released=each.released | {hold.hold for hold in names if hold.item == each.item})
        for each in story.carriers
    ]
    return bool(judge(freed, sources, now=now).usable)


def _editors_hold(kill: EditorsDecision) -> Hold:
    done = "purged" if kill.word is EditorsWord.PURGE else "killed"
    by = f" by {kill.who}" if kill.who else ""
    reason = f": {kill.reason}" if kill.reason else ""
    return Hold(words=f"editors have {done} it on {kill.decided_at:%Y-%m-%d %H:%MZ}{by}{reason}")


def _holds(carrier: Carrier, story: Story, sources: Mapping[str, Source], now: datetime) -> tuple[Hold, ...]:
    held = tuple(_hold(carrier, name) for name in carrier.holds_at(now))
    label = carrier.version.label
    if not carrier.is_stopping or label is None:
        return held
    agency = agency_speaking(carrier, sources)
    done = "killed" if label is Label.KILL else "withheld"
    stop = Hold(
        words=f"{agency or carrier.source} has {done} it (item {carrier.item} of {carrier.source})",
        item=ItemHold(carrier.item, label.value),
        is_agencys=agency is not None and label is Label.KILL and story.status is Status.WITHDRAWN,
    )
    return (*held, stop)


def _hold(carrier: Carrier, name: str) -> Hold:
    has_hour = name.startswith(f"{EMBARGO} ")
    shown = f"an {name}" if has_hour else f"the {name}"
    shown = {EMBARGO: "an embargo without a readable hour", FLOOD: "a flood of its source"}.get(name, shown)
    return Hold(
        words=f"{shown} holds item {carrier.item} of {carrier.source}",
        item=ItemHold(carrier.item, name),
        is_agencys=has_hour,
    )


def _ask_for_consent(against: Sequence[Hold]) -> str:
    has_hour = all(hold.item is not None and hold.item.hold.startswith(EMBARGO) for hold in against)
    ends = "its hour" if has_hour else "a new text of the agency"
    return (
        f"{_in_words(against)}. By itself, {ends} publishes it; to publish it all the same, on your own "
        "responsibility, say so: --against-the-agency"
    )


def _in_words(holds: Sequence[Hold]) -> str:
    return "; ".join(hold.words for hold in holds)
