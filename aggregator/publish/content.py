"""What of a story's copy is published: as much as the rights of its lead's source allow."""

from dataclasses import dataclass

from aggregator.model.item import Picture, Version
from aggregator.model.source import Rights
from aggregator.publish.characters import clean
from aggregator.publish.markup import (
    as_block,
    figure,
    first_paragraph,
    paragraph,
    plain_text,
    said,
    shorten,
    shows_picture,
)
from aggregator.publish.notice import Notice, notice_html
from aggregator.publish.revision import Revision, revision_html
from aggregator.publish.words import Words, listed, other_than

TEASER_WORDS = 60
"""How long a summary is that we make ourselves."""

LONGEST_SUMMARY_WORDS = 150
"""A source's summary beyond this is its whole story under another name, and is cut like a body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What an entry says below its headline; None where the rights allow nothing, or nothing is there."""

    teaser: str | None = None
    """A few plain sentences, for pages."""
    summary_html: str | None = None
    content_html: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What we tell of a piece of copy, and in which words; marked as of another language where the copy is."""

    words: Words
    notice: Notice | None = None
    revision: Revision | None = None
    also_in: tuple[str, ...] = ()
    """Who else carries it."""

    def above_html(self, language: str | None) -> str:
        """Return what stands above copy in this language: the notice, and what changed."""
        ours = other_than(language, self.words)
        return notice_html(self.notice, language=ours) + revision_html(
            self.revision, self.words, language=ours
        )

    def below_html(self, language: str | None) -> str:
        """Return what stands below it: who else carries it; nothing where nobody does."""
        if not self.also_in:
            return ""
        line = self.words.carried.format(outlets=listed(self.also_in, self.words))
        return said(line, "carriers", language=other_than(language, self.words))


def make_content(
    version: Version,
    rights: Rights,
    *,
    told: Told,
    pictures: tuple[Picture, ...],
) -> Content:
    """Return what `rights` allow of the version, with what we tell of it above and below."""
    notice_html, carriers_html = told.above_html(version.language), told.below_html(version.language)
    if rights is Rights.HEADLINE:
        return Content(summary_html=notice_html or None, content_html=notice_html or None)
    if rights is Rights.SUMMARY:
        summary_html = _short_summary(version)
        content_html = _illustrate(summary_html, pictures[:1])
    else:
        summary_html = _own_summary(version) or _made_summary(version)
        content_html = _illustrate(_body(version) or summary_html, pictures)
    return Content(
        teaser=shorten(plain_text(summary_html), words=TEASER_WORDS) or None,
        summary_html=notice_html + summary_html or None,
        content_html=notice_html + content_html + carriers_html or None,
    )


def _own_summary(version: Version) -> str:
    html = clean(version.summary_html or "").strip()
    return as_block(html) if html and plain_text(html) else ""


def _body(version: Version) -> str:
    html = clean(version.body_html or "").strip()
    return as_block(html) if html else ""


def _made_summary(version: Version) -> str:
    text = first_paragraph(_body(version), words=TEASER_WORDS)
    return paragraph(text) if text else ""


def _short_summary(version: Version) -> str:
    own = _own_summary(version)
    if not own:
        return _made_summary(version)
    if len(plain_text(own).split()) <= LONGEST_SUMMARY_WORDS:
        return own
    return paragraph(first_paragraph(own, words=TEASER_WORDS))


def _illustrate(html: str, pictures: tuple[Picture, ...]) -> str:
    """Put the first picture above the text and the others below, where the text does not show them itself."""
    missing = [picture for picture in pictures if not shows_picture(html, picture)]
    above = missing[:1] if missing[:1] == list(pictures[:1]) else []
    below = missing[len(above) :]
    return "".join((*map(figure, above), html, *map(figure, below)))
