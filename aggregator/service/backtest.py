"""The rules tried on what is stored, before they go live (`check --rules`)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aggregator.config.settings import Settings
from aggregator.ingest.normalise import Agencies, known_agencies
from aggregator.ingest.normalise.rules import describe_actions, name_of
from aggregator.model.conditions import Circumstances, touches
from aggregator.model.rule import DeskRule
from aggregator.model.story import Carrier, Status, Story

EXAMPLES = 3
"""Items that are shown of those that a rule would touch."""

SHOWN = frozenset({Status.USABLE, Status.CORRECTED})
"""The statuses whose words may be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An item that a rule would touch; its title is None where it is held or withdrawn."""

    source: str
    guid: str
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTrial:
    """What a rule would do to what is stored, with some of the items that it would touch."""

    rule: str
    actions: tuple[str, ...]
    items: int = 0
    stories: int = 0
    examples: tuple[Example, ...] = ()


def try_rules(settings: Settings, stories: Iterable[Story]) -> tuple[RuleTrial, ...]:
    """Return one trial for each rule, in the order of the configuration.

    Conditions are asked of each item's newest version, as old as it was when we first saw it. What rules have
    dropped already is not stored, and so not counted.
    """
    named = (name for each in settings.sources for name in (each.wire, each.agency) if name)
    agencies = known_agencies(named, further=settings.agencies)
    trials = [RuleTrial(rule=name_of(rule), actions=tuple(describe_actions(rule))) for rule in settings.rules]
    for story in stories:
        for place, rule in enumerate(settings.rules):
            touched = [each for each in story.carriers if _is_touched(rule, each, agencies)]
            if touched:
                trials[place] = _counted(trials[place], story, touched)
    return tuple(trials)


def _is_touched(rule: DeskRule, carrier: Carrier, agencies: Agencies) -> bool:
    around = Circumstances(source=carrier.source, read_at=carrier.version_seen, agencies=agencies)
    return touches(rule, carrier.version, around)


def _counted(trial: RuleTrial, story: Story, touched: Sequence[Carrier]) -> RuleTrial:
    shown = (_example(carrier, story) for carrier in touched[: EXAMPLES - len(trial.examples)])
    return RuleTrial(
        rule=trial.rule,
        actions=trial.actions,
        items=trial.items + len(touched),
        stories=trial.stories + 1,
        examples=(*trial.examples, *shown),
    )


def _example(carrier: Carrier, story: Story) -> Example:
    # an embargo may have ended since: that its words are withheld a little longer here harms nobody
    is_held = carrier.version.is_embargoed or carrier.version.held_by is not None
    is_shown = story.status in SHOWN and not is_held
    return Example(
        source=carrier.source, guid=carrier.guid, title=carrier.version.title if is_shown else None
    )
