"""What readers must be told about a piece of copy: that it was corrected, withdrawn or withheld."""

from dataclasses import dataclass
from datetime import datetime
from html import escape

from aggregator.publish.dates import in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A label of one word and a sentence in plain text; `at` is when it happened, as far as known."""

    label: str
    text: str
    at: datetime | None = None
    detail: str | None = None
    """What was wrong, where a corrective says so; `text` has it too."""


def correction(at: datetime | None, what: str | None = None) -> Notice:
    """Return the notice that stands above corrected copy; `what` was wrong is told where a corrective says so."""
    when = f" {in_words(at)}" if at else ""
    text = f"Corrected{when}. {what}" if what else f"Corrected{when}."
    return Notice(label="Corrected", text=text, at=at, detail=what)


def withdrawal(agency: str | None, at: datetime) -> Notice:
    """Return the notice that stands in the place of withdrawn copy."""
    text = f"{agency} has withdrawn this story." if agency else "This story has been withdrawn."
    return Notice(label="Withdrawn", text=text, at=at)


def withholding(agency: str | None, at: datetime) -> Notice:
    """Return the notice that stands in the place of copy that is held back."""
    text = f"{agency} has withheld this story." if agency else "This story has been withheld."
    return Notice(label="Withheld", text=text, at=at)


def notice_html(notice: Notice | None) -> str:
    """Return the notice as a paragraph of HTML, and nothing where there is none."""
    return f'<p class="notice">{escape(notice.text, quote=False)}</p>' if notice else ""
