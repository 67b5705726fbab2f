"""Whether conditions hold for a version: the one language in which rules and saved feeds ask."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from aggregator.model.item import Version
from aggregator.model.rule import Aged, AnyOf, Between, Conditions, DeskRule, Matches, TextTest


class AgencyNames(Protocol):
    """Whoever knows agencies by all of their names."""

    def canonical(self, name: str) -> str:
        """Return the canonical name of the agency that a name means, the name as written if none is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What conditions ask for beside the version."""

    source: str
    read_at: datetime
    agencies: AgencyNames


def touches(rule: DeskRule, version: Version, around: Circumstances) -> bool:
    """Return whether a rule holds for a version: all of `when`, and not all of `unless`."""
    if not holds(rule.when, version, around):
        return False
    return rule.unless is None or not holds(rule.unless, version, around)


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


def _holds_agency(test: TextTest | None, agency: str | None, agencies: AgencyNames) -> bool:
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
