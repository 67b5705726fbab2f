"""What readers must be told about a piece of copy: that it was corrected, withdrawn or withheld."""

from dataclasses import dataclass
from datetime import datetime

from aggregator.publish.dates import in_words
from aggregator.publish.markup import said
from aggregator.publish.words import Words

CORRECTED, WITHDRAWN, WITHHELD = "corrected", "withdrawn", "withheld"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A label of one word and a sentence in plain text; `at` is when it happened, as far as known."""

    term: str
    """The same in every language: what feeds and style sheets know it by."""
    label: str
    text: str
    at: datetime | None = None
    detail: str | None = None
    """What was wrong, where a corrective says so; `text` has it too."""


def correction(at: datetime | None, words: Words, *, what: str | None = None) -> Notice:
    """Return the notice that stands above corrected copy; `what` was wrong is told where a corrective says so."""
    text = words.corrected_at.format(time=in_words(at, words=words)) if at else words.corrected_once
    return Notice(
        term=CORRECTED, label=words.corrected, text=f"{text} {what}" if what else text, at=at, detail=what
    )


def withdrawal(agency: str | None, at: datetime, *, words: Words) -> Notice:
    """Return the notice that stands in the place of withdrawn copy."""
    text = words.withdrawn_by.format(agency=agency) if agency else words.withdrawn_by_someone
    return Notice(term=WITHDRAWN, label=words.withdrawn, text=text, at=at)


def withholding(agency: str | None, at: datetime, *, words: Words) -> Notice:
    """Return the notice that stands in the place of copy that is held back."""
    text = words.withheld_by.format(agency=agency) if agency else words.withheld_by_someone
    return Notice(term=WITHHELD, label=words.withheld, text=text, at=at)


def notice_html(notice: Notice | None, *, language: str | None = None) -> str:
    """Return the notice as a paragraph of HTML, and nothing where there is none; `language` as `said` takes it."""
    return said(notice.text, "notice", language=language) if notice else ""
