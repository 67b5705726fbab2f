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


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWords:
    """How the kinds of change are told in a language; what stands in braces is filled in."""

    headline: str = "headline changed"
    numbers: str = "numbers changed"
    dates: str = "dates changed"
    names: str = "names changed"
    quoted: str = "{kind}: {values}"
    more_values: str = "{values} and {count} more"
    value_added: str = "{value} added"
    value_removed: str = "{value} removed"
    paragraph_added: str = "1 paragraph added"
    paragraphs_added: str = "{count} paragraphs added"
    paragraph_removed: str = "1 paragraph removed"
    paragraphs_removed: str = "{count} paragraphs removed"
    negation: str = "a negation changed"
    wording: str = "wording changed"
    summary: str = "summary changed"
    label: str = "now {label}"
    label_lifted: str = "no longer marked"


ENGLISH_CHANGE = ChangeWords()


def change_in_words(change: Change, *, quotes: bool, words: ChangeWords = ENGLISH_CHANGE) -> str:
    """Return the kinds of change in a line, with old and new values where `quotes` allows; empty for none."""
    return "; ".join(_phrases(change, quotes=quotes, words=words))


def _phrases(change: Change, *, quotes: bool, words: ChangeWords) -> Iterator[str]:
    if change.headline:
        yield words.headline
    listed = ((words.numbers, change.numbers), (words.dates, change.dates), (words.names, change.names))
    for kind, swaps in listed:
        if swaps:
            yield words.quoted.format(kind=kind, values=_quote(swaps, words)) if quotes else kind
    counted = (
        (change.paragraphs_added, words.paragraph_added, words.paragraphs_added),
        (change.paragraphs_removed, words.paragraph_removed, words.paragraphs_removed),
    )
    for count, one, several in counted:
        if count:
            yield one if count == 1 else several.format(count=count)
    yield from _further(change, words)


def _further(change: Change, words: ChangeWords) -> Iterator[str]:
    said = {
        words.negation: change.negation,
        words.wording: change.words > 0,
        words.summary: change.summary,
        words.label.format(label=change.label): change.label is not None,
        words.label_lifted: change.label_lifted,
    }
    yield from (phrase for phrase, is_so in said.items() if is_so)


def _quote(swaps: Sequence[Swap], words: ChangeWords) -> str:
    told = ", ".join(_swap(swap, words) for swap in swaps[:QUOTED])
    more = len(swaps) - QUOTED
    return words.more_values.format(values=told, count=more) if more > 0 else told


def _swap(swap: Swap, words: ChangeWords) -> str:
    if swap.old is None:
        return words.value_added.format(value=swap.new)
    if swap.new is None:
        return words.value_removed.format(value=swap.old)
    return f"{swap.old} → {swap.new}"
