"""What a story shows survives the store."""

from dataclasses import replace

from hypothesis import given, settings

from aggregator.model.story import Status
from aggregator.publish.carriage import Home
from aggregator.publish.entry import Entry, Tombstone
from aggregator.publish.entrycodec import as_kept, read_entry
from aggregator.publish.listed import Listed
from aggregator.publish.shown import Shown, show_all
from tests.publish.newsroom import NOW, SITE, make_carrier, make_front, make_story
from tests.publish.test_any_text import TEXTS
from tests.publish.test_revision import revised


def hold_kept(shown: Shown) -> None:
    """Hold what comes back against what was made: all of it, but for the HTML that lists do not show."""
    match shown.made, as_kept(shown):
        case Entry() as made, Listed() as kept:
            assert read_entry(kept) == replace(made, summary_html=None, content_html=None)
            assert (kept.id, kept.title, kept.updated, kept.has_copy) == (
                *(made.id, made.title, made.updated),
                made.has_copy,
            )
            assert (kept.related, kept.written, kept.row) == (shown.related, shown.written, shown.row)
            assert kept.has_picture == bool(made.pictures)
            assert kept.outlets == {each.source: each.outlet for each in made.carriers}
            assert kept.home == (Home(made.origin.source, made.origin.home_url) if made.origin else None)
        case Tombstone() as made, kept:
            assert kept == made
        case made, kept:
            assert (made, kept) == (None, None)


def test_every_kind_of_story_comes_back_as_it_was() -> None:
    """Copy, corrections with what changed, notices, tombstones, and one that nobody may know of."""
    hidden = replace(make_story("hidden"), released_at=None, status=Status.HELD)
    related = replace(make_story("akin"), related=(make_story("ferry").id,))
    shown = show_all((*make_front(), revised(), related, hidden), SITE, now=NOW, words=SITE.words)
    assert shown[hidden.id].made is None
    for each in shown.values():
        hold_kept(each)


@settings(max_examples=60, deadline=None)
@given(title=TEXTS, html=TEXTS, name=TEXTS)
def test_any_text_comes_back_as_it_was(title: str, html: str, name: str) -> None:
    """Whatever an outlet writes."""
    carrier = make_carrier("harbour", name, title=title, body_html=html, byline=(name, title))
    (shown,) = show_all([make_story("any", carrier)], SITE, now=NOW, words=SITE.words).values()
    hold_kept(shown)
