"""The desk's own rules (`[[rules]]`): which of them hold for an item, and what follows."""

from collections.abc import Iterator
from dataclasses import replace

from aggregator.ingest.normalise.draft import Context, Draft
from aggregator.model.conditions import Circumstances, touches
from aggregator.model.item import Reason, Skip, Version
from aggregator.model.rule import DeskRule

UNNAMED = "a rule without a name"
"""Rules that are read from a file all have names."""


def take_rules(draft: Draft, context: Context) -> Draft | Skip:
    """Return the draft after all rules that hold for it, in their order, or the skip of one that drops it."""
    around = Circumstances(source=context.source.id, read_at=context.now, agencies=context.agencies)
    version = draft.version
    for rule in context.rules:
        if not touches(rule, version, around):
            continue
        if rule.drop:
            return Skip(f"rule {name_of(rule)} drops it", version.title)
        version = follow(rule, version)
    return replace(draft, version=version)


def name_of(rule: DeskRule) -> str:
    """Return how a rule is called."""
    return rule.name or UNNAMED


def follow(rule: DeskRule, version: Version) -> Version:
    """Return the version as a rule that holds leaves it, with the reason; following twice changes nothing more."""
    reason = Reason("rules", f"{name_of(rule)}: {', '.join(describe_actions(rule))}")
    sections = version.sections if rule.section is None else (*version.sections, rule.section)
    return replace(
        version,
        sections=tuple(dict.fromkeys(sections)),
        held_by=version.held_by or (name_of(rule) if rule.hold else None),
        label=rule.label or version.label,
        priority=version.priority if rule.priority is None else rule.priority,
        reasons=tuple(dict.fromkeys((*version.reasons, reason))),
    )


def describe_actions(rule: DeskRule) -> Iterator[str]:
    """Yield what follows from a rule, in an operator's words."""
    if rule.drop:
        yield "drop"
    if rule.hold:
        yield "hold"
    if rule.section is not None:
        yield f"section {rule.section}"
    if rule.label is not None:
        yield f"label {rule.label}"
    if rule.priority is not None:
        yield f"priority {rule.priority}"
