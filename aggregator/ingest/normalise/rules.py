"""The desk's own rules (`[[rules]]`): which of them hold for an item, and what follows."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aggregator.ingest.normalise.agencies import Agencies
from aggregator.ingest.normalise.draft import Context, Draft
from aggregator.model.item import Reason, Skip, Version
from aggregator.model.rule import Aged, AnyOf, Between, Conditions, DeskRule, Matches, TextTest

UNNAMED = "a rule without a name"
"""Rules that are read from a file all have names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What conditions ask for beside the version."""

    source: str
    read_at: datetime
    agencies: Agencies


def take_rules(draft: Draft, context: Context) -> Draft | Skip:
    """Return the draft after all rules that hold for it, in their order, or the skip of one that drops it."""
    if not context.rules:
        return draft
    around = Circumstances(source=context.source.id, read_at=context.now, agencies=context.agencies)
    version = draft.version
    for rule in context.rules:
        if not holds(rule.when, version, around):
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


def holds(when: Conditions, version: Version, around: Circumstances) -> bool:
    """Return whether all conditions hold; one on a field that the version does not have fails."""
    texts = (
        (when.title, (version.title,)),
        (when.text, (version.text,)),
        (when.source, (around.source,)),
        (when.genre, (version.genre,)),
        (when.place, (version.place, version.dateline)),
        (when.language, _languages(version.language)),
        (when.category, (text for each in version.categories for text in (each.term, each.label))),
    )
    return (
        all(test is None or any(_passes(test, said) for said in field if said) for test, field in texts)
        and _holds_agency(when.agency, version.agency, around.agencies)
        and _holds_urgency(when.urgency, version.urgency)
        and _holds_age(when.age, version.published, around.read_at)
    )


def _passes(test: TextTest, said: str) -> bool:
    match test:
        case AnyOf(values):
            return any(value.casefold() == said.casefold() for value in values)
        case Matches(pattern):
            return pattern.is_in(said)


def _languages(tag: str | None) -> tuple[str, ...]:
    """Return a tag and what it is a kind of: `fr-CA` is `fr` as well (RFC 4647, 3.3.1)."""
    parts = (tag or "").split("-")
    return tuple("-".join(parts[:count]) for count in range(len(parts), 0, -1))


def _holds_agency(test: TextTest | None, agency: str | None, agencies: Agencies) -> bool:
    if test is None or agency is None:
        return test is None
    if isinstance(test, AnyOf):
        test = AnyOf((*test.values, *map(agencies.canonical, test.values)))
    return _passes(test, agency)


def _holds_urgency(test: Between | tuple[int, ...] | None, urgency: int | None) -> bool:
    match test:
        case None:
            return True
        case tuple():
            return urgency in test
        case Between(at_least=least, at_most=most):
            return urgency is not None and (least or urgency) <= urgency <= (most or urgency)


def _holds_age(test: Aged | None, published: datetime | None, read_at: datetime) -> bool:
    if test is None or published is None:
        return test is None
    age = read_at - published
    return (test.older_than or timedelta.min) < age < (test.newer_than or timedelta.max)
