"""The headline as plain text, or the first words of the text where there is none."""

from aggregator.ingest.normalise.draft import Context, Draft, told
from aggregator.ingest.normalise.text import collapse, first_words, plain
from aggregator.model.item import PubStatus, Skip

FALLBACK_WORDS = 12
"""How many words of the text stand for a missing headline."""


def take_title(draft: Draft, context: Context) -> Draft | Skip:  # noqa: ARG001  # every rule has the same arguments
    """Return the draft with its title, or a skip if there are no words to make one of."""
    given = collapse(draft.raw.title_text or "") or plain(draft.raw.title_html or "")
    # a wire's kill and a tombstone may hold nothing but the guid of what it kills; its title is never published
    is_stopped = draft.raw.is_removed or draft.raw.status in {PubStatus.CANCELED, PubStatus.WITHHELD}
    stopped = draft.raw.guid if is_stopped else None
    title = given or first_words(draft.version.text, FALLBACK_WORDS) or stopped
    if not title:
        return Skip("it has neither title nor text", draft.raw.guid or draft.raw.link or "")
    return told(draft, title=title)
