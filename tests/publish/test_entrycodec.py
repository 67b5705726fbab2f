"""What a story shows survives the store."""

from dataclasses import replace

from hypothesis import given, settings

from aggregator.publish.entry import Entry
from aggregator.publish.entrycodec import decode_shown, encode_shown
from aggregator.publish.shown import Shown, show_all
from tests.publish.newsroom import NOW, SITE, make_carrier, make_front, make_story
from tests.publish.test_any_text import TEXTS
from tests.publish.test_revision import revised


def for_lists(shown: Shown) -> Shown:
    """Return what lists need of it: an entry without its HTML."""
    made = shown.made
    plain = replace(made, summary_html=None, content_html=None) if isinstance(made, Entry) else made
    return replace(shown, made=plain)


def test_every_kind_of_story_comes_back_as_it_was() -> None:
    """Copy, corrections with what changed, notices, tombstones, and one that nobody may know of."""
    hidden = replace(make_story("hidden"), released_at=None)
    shown = show_all((*make_front(), revised(), hidden), SITE, now=NOW, words=SITE.words)
    for each in shown.values():
        assert decode_shown(encode_shown(each)) == for_lists(each)


@settings(max_examples=60, deadline=None)
@given(title=TEXTS, html=TEXTS, name=TEXTS)
def test_any_text_comes_back_as_it_was(title: str, html: str, name: str) -> None:
    """Whatever an outlet writes."""
    carrier = make_carrier("harbour", name, title=title, body_html=html, byline=(name, title))
    (shown,) = show_all([make_story("any", carrier)], SITE, now=NOW, words=SITE.words).values()
    assert decode_shown(encode_shown(shown)) == for_lists(shown)
