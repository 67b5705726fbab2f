"""What of substance differs between two versions, as data and in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aggregator.model.item import Label

QUOTED = 3
"""How many old and new values of a kind are told; that there are more is told too."""


@dataclass(frozen=True, slots=True)
class Swap:
    """One value in the place of another; None where nothing stood or stands."""

    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The kinds of change between two versions; one that has none is no change of substance."""

    headline: bool = False
    numbers: tuple[Swap, ...] = ()
    """Figures and amounts."""
    dates: tuple[Swap, ...] = ()
    """Days of the week and months."""
    names: tuple[Swap, ...] = ()
    negation: bool = False
    """Whether a "not" came or went."""
    words: int = 0
    """Other words that came or went, in paragraphs that stayed."""
    paragraphs_added: int = 0
    paragraphs_removed: int = 0
    summary: bool = False
    """Whether a summary says something else that the text does not say."""
    label: Label | None = None
    """The label that came, where it tells something of the story: corrected, killed."""
    label_lifted: bool = False
    """Whether such a label went."""

    @property
    def is_substantive(self) -> bool:
        """Return whether anything of substance changed."""
        return self != Change()


def change_in_words(change: Change, *, quotes: bool) -> str:
    """Return the kinds of change in a line, with old and new values where `quotes` allows; empty for none."""
    return "; ".join(_phrases(change, quotes=quotes))


def _phrases(change: Change, *, quotes: bool) -> Iterator[str]:
    if change.headline:
        yield "headline changed"
    for name, swaps in (("numbers", change.numbers), ("dates", change.dates), ("names", change.names)):
        if swaps:
            yield f"{name} changed" + (f": {_quote(swaps)}" if quotes else "")
    for count, verb in ((change.paragraphs_added, "added"), (change.paragraphs_removed, "removed")):
        if count:
            yield f"1 paragraph {verb}" if count == 1 else f"{count} paragraphs {verb}"
    yield from _further(change)


def _further(change: Change) -> Iterator[str]:
    said = {
        "a negation changed": change.negation,
        "wording changed": change.words > 0,
        "summary changed": change.summary,
        f"now {change.label}": change.label is not None,
        "no longer marked": change.label_lifted,
    }
    yield from (phrase for phrase, is_so in said.items() if is_so)


def _quote(swaps: Sequence[Swap]) -> str:
    told = ", ".join(map(_swap, swaps[:QUOTED]))
    more = len(swaps) - QUOTED
    return f"{told} and {more} more" if more > 0 else told


def _swap(swap: Swap) -> str:
    if swap.old is None:
        return f"{swap.new} added"
    return f"{swap.old} → {swap.new}" if swap.new is not None else f"{swap.old} removed"
