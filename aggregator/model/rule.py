"""What the desk decides by rule: `[[rules]]`, conditions and what follows when all of them hold."""

from dataclasses import dataclass, fields
from datetime import timedelta

from aggregator.model.item import Label
from aggregator.model.pattern import Pattern


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds where the field says one of these, whole; letters large or small are the same."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """Holds where the regular expression is found in the field."""

    pattern: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """Holds where the number lies between the two, both included; None is no bound."""

    at_least: int | None = None
    at_most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Aged:
    """Holds where the time since publication is longer than the one and shorter than the other; None is no bound."""

    older_than: timedelta | None = None
    newer_than: timedelta | None = None


TextTest = AnyOf | Matches


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """`when`: what must hold, all of it; a field that an item does not have fails its condition."""

    title: TextTest | None = None
    """The headline, without what the desk put before it: text, a list (one of them), or `{ matches = "..." }`."""
    text: TextTest | None = None
    """The body as plain text."""
    agency: TextTest | None = None
    """The agency that wrote it; its short form will do."""
    source: TextTest | None = None
    """The id of the source."""
    category: TextTest | None = None
    """A term or label of one of its categories."""
    language: TextTest | None = None
    """Its language; `fr` holds for `fr-CA` as well."""
    urgency: Between | tuple[int, ...] | None = None
    """On the IPTC scale: a number from 1 to 9, a list, or `{ at_least = 1, at_most = 3 }`."""
    genre: TextTest | None = None
    """Its genre, such as `advisory`."""
    place: TextTest | None = None
    """The place of its metadata or its dateline."""
    age: Aged | None = None
    """How long ago it was published when it was read: `{ older_than = "2d" }`, `{ newer_than = "6h" }`."""

    @property
    def is_empty(self) -> bool:
        """Return whether there is no condition at all."""
        return all(getattr(self, field.name) is None for field in fields(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRule:
    """What the desk does with an item of which all conditions hold; rules apply in their order, all that hold."""

    name: str | None = None
    """How it is called in reasons and in `check --rules`; `rules[0]` for the first one unless named."""
    when: Conditions
    unless: Conditions | None = None
    """It does not hold for an item of which all of these hold."""
    section: str | None = None
    """The item is in this section too."""
    drop: bool = False
    """Whether the item is left out, as if the source had not sent it."""
    hold: bool = False
    """Whether the item is not published until editors release it."""
    label: Label | None = None
    """The label it is given, in place of its own."""
    priority: int | None = None
    """The item's priority, in place of its source's: the higher leads among equals."""

    @property
    def is_idle(self) -> bool:
        """Return whether nothing follows from it."""
        return not (self.section or self.drop or self.hold or self.label) and self.priority is None
