"""A row that is made once, with gaps, is on every page the row that its template renders for that page."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.publish.entry import Entry
from aggregator.publish.look import open_look
from aggregator.publish.rows import fill_rows, make_row
from aggregator.publish.shown import show_all
from aggregator.publish.site import Override
from aggregator.publish.words import LANGUAGES, Words
from tests.publish.newsroom import NATIONAL, NOW, SITE, make_carrier, make_front, make_story, render_section
from tests.publish.test_any_text import TEXTS
from tests.publish.test_revision import revised

ZONES = ("UTC", "America/Vancouver", "America/St_Johns", "Asia/Kolkata", "Europe/Paris")
GAPS = "<?root?> <?zone?> <?at 2026-01-07T18:31:00+00:00?>"


def hold_row(
    entry: Entry, *, root: str, zone: str, words: Words, overrides: tuple[Override, ...] = ()
) -> None:
    """Hold a row that was filled against the one that is rendered at once."""
    template = open_look(words.language, overrides).get_template("row.html")
    filled = fill_rows([make_row(entry, overrides, words)], root=root, zone=zone, words=words)
    assert filled == template.render(entry=entry, root=root, zone=zone)


@pytest.mark.parametrize("words", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("zone", ZONES)
def test_filled_row_is_the_rendered_one(zone: str, words: Words) -> None:
    """Copy, corrections and changed texts, on a section's page and on a source's, in any zone and language."""
    shown = show_all((*make_front(), revised()), SITE, now=NOW, words=words)
    entries = [each.made for each in shown.values() if isinstance(each.made, Entry)]
    for entry in entries:
        for root in ("../", "../../"):
            hold_row(entry, root=root, zone=zone, words=words)


@settings(max_examples=40, deadline=None)
@given(title=TEXTS, name=TEXTS, zone=st.sampled_from(ZONES))
def test_no_text_is_taken_for_a_gap(title: str, name: str, zone: str) -> None:
    """Not even the gaps themselves, written into a headline."""
    carrier = make_carrier("harbour", name, title=title + GAPS, byline=(GAPS, name))
    (shown,) = show_all([make_story("any", carrier)], SITE, now=NOW, words=SITE.words).values()
    assert isinstance(shown.made, Entry)
    hold_row(shown.made, root="../", zone=zone, words=SITE.words)


def test_row_of_an_installation_is_filled_like_ours() -> None:
    """It may tell times in a zone of its own, and name the page's."""
    text = (
        "<li>{{ root }}{{ zone }} {{ entry.updated|in_words }} {{ entry.updated|in_words(zone) }}<?php?></li>"
    )
    overrides = (Override("row.html", text, "row.html"),)
    shown = show_all(make_front()[:1], SITE, now=NOW, words=SITE.words)
    for each in shown.values():
        assert isinstance(each.made, Entry)
        hold_row(each.made, root="../", zone="America/Vancouver", words=SITE.words, overrides=overrides)


def test_section_template_of_an_installation_may_show_the_list_otherwise() -> None:
    """`front.more` has the entries whole."""
    row = "{{ remembered('row.html', entry, root, section.timezone) }}"
    text = "{% for entry in front.more %}{{ entry.teaser }}|" + row + "|{% endfor %}"
    stories = [make_story(f"s{number}", minutes=-number) for number in range(7)]
    site = replace(SITE, overrides=(Override("section.html", text, "section.html"),))
    theirs = render_section(site, NATIONAL, stories, now=NOW)[3].content.decode().split("|")
    ours = render_section(SITE, NATIONAL, stories, now=NOW)[3].content.decode()
    assert ["Crews on" in each for each in theirs] == [True, False, True, False, False]
    assert theirs[1] + theirs[3] in ours
