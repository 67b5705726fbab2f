"""What subscribers are told of a story's last change, as far as the rights allow it to be quoted."""

from dataclasses import dataclass, replace
from datetime import datetime

from aggregator.model.change import change_in_words
from aggregator.model.recalls import tellable
from aggregator.model.source import Rights
from aggregator.model.story import Carrier, Status, Story
from aggregator.publish.dates import in_words
from aggregator.publish.markup import said
from aggregator.publish.site import Site
from aggregator.publish.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A change of substance, in a line; with both texts where both may be published in full."""

    change: str
    """Such as "numbers changed: 27 → 25; 2 paragraphs added"."""
    at: datetime
    is_told: bool = False
    """Whether a notice above says already that and when the entry changed."""
    texts: tuple[str, str] | None = None
    """The text before and after, as plain paragraphs."""


def find_revision(
    story: Story, lead: Carrier, site: Site, *, at: datetime, now: datetime, words: Words
) -> Revision | None:
    """Return what changed when the entry was last written anew; None where nothing of substance did."""
    edition = story.edition
    if edition is None or edition.change is None:
        return None
    may_quote = _may_quote(story, lead, site, now)
    change = replace(edition.change, label=None, label_lifted=False)  # the notice says so
    told = change_in_words(change, quotes=may_quote, words=words.change)
    if not told:
        return None
    old = story.replaced
    return Revision(
        change=told,
        at=at,
        is_told=story.status is Status.CORRECTED,
        texts=(old.text, lead.version.text) if old is not None and may_quote else None,
    )


def revision_html(revision: Revision | None, words: Words, *, language: str | None = None) -> str:
    """Return the line that stands above the changed copy, as a paragraph of HTML; nothing where there is none."""
    if revision is None:
        return ""
    change = revision.change
    if revision.is_told:
        line = f"{change[0].upper()}{change[1:]}."
    else:
        line = words.updated_with.format(time=in_words(revision.at, words=words), change=change)
    return said(line, "change", language=language)


def _may_quote(story: Story, lead: Carrier, site: Site, now: datetime) -> bool:
    """Return whether both versions may be published in full, and nobody took the earlier one back."""
    place = story.edition.before if story.edition else None
    before = next((each for each in story.carriers if place and each.item == place.item), None)
    return (
        before is not None
        and before.item in tellable(story.carriers, now=now)
        and all(rights_of(each, site) is Rights.FULL for each in (before, lead))
    )


def rights_of(carrier: Carrier, site: Site) -> Rights:
    """Return how much of a carrier's copy may be published: what its source grants, or granted last."""
    source = site.sources.get(carrier.source)
    return source.rights if source else carrier.rights
