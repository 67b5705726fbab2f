"""What is wrong between the values of `[[rules]]`, and the names of rules that were given none."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from aggregator.config.mistakes import KeyPath, Mistake, quote, spell, suggest
from aggregator.config.places import Locate
from aggregator.config.settings import Settings
from aggregator.model.rule import AnyOf, Conditions, DeskRule


def find_rule_mistakes(draft: Settings, find_places: Locate) -> Iterator[Mistake]:
    """Yield what is wrong with the rules beside their single values."""
    sections = [section.id for section in draft.sections if section.id]
    sources = [source.id for source in draft.sources if source.id]
    first: dict[str, int] = {}
    for index, rule in enumerate(draft.rules):
        yield from _find_idle(rule, index, find_places)
        if rule.section and sections and rule.section not in sections:
            problem = f"no section has the id {quote(rule.section)}{suggest(rule.section, sections)}"
            yield Mistake(("rules", index, "section"), problem)
        for key, conditions in (("when", rule.when), ("unless", rule.unless)):
            if conditions is not None:
                yield from find_unknown_sources(conditions, sources, ("rules", index, key))
        earlier = first.setdefault(rule.name or spell(("rules", index)), index)
        if earlier != index:
            named = f"{quote(rule.name or '')} is already the name of {spell(('rules', earlier))}"
            yield Mistake(("rules", index, "name"), named)


def named(rules: Sequence[DeskRule]) -> tuple[DeskRule, ...]:
    """Return the rules, those without a name called by their place."""
    return tuple(
        rule if rule.name else replace(rule, name=spell(("rules", index))) for index, rule in enumerate(rules)
    )


def _find_idle(rule: DeskRule, index: int, find_places: Locate) -> Iterator[Mistake]:
    """Yield what a rule lacks; a key that was written and refused is not missing."""
    for key, conditions in (("when", rule.when), ("unless", rule.unless)):
        place = ("rules", index, key)
        if conditions is not None and conditions.is_empty and not is_written(place, find_places):
            example = f'{key} = {{ title = {{ matches = "..." }} }}'
            yield Mistake(place, f"expected at least one condition, such as {example}")
    refused = ""  # what stands in a draft for a value that cannot be taken
    if rule.is_idle and refused not in (rule.section, rule.drop, rule.hold, rule.label, rule.priority):
        yield Mistake(
            ("rules", index), "nothing follows: expected `section`, `drop`, `hold`, `label` or `priority`"
        )


def is_written(table: KeyPath, find_places: Locate) -> bool:
    """Return whether a key of this table stands in the file, though it may have been refused."""
    return any(path[: len(table)] == table and len(path) > len(table) for path in find_places().lines)


def find_unknown_sources(conditions: Conditions, known: Sequence[str], path: KeyPath) -> Iterator[Mistake]:
    """Yield the sources that conditions name and nobody has defined."""
    values = conditions.source.values if isinstance(conditions.source, AnyOf) else ()
    folded = {each.casefold() for each in known}
    for value in values if known else ():
        if value.casefold() not in folded:
            problem = f"no source has the id {quote(value)}{suggest(value, known)}"
            yield Mistake((*path, "source"), problem)
