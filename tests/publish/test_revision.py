"""What subscribers are told of a change: the line in feeds, the difference on pages, and for whom neither."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser

from aggregator.model.change import Change, Swap
from aggregator.model.item import Label
from aggregator.model.story import Edition, ShownVersion, Status, Story
from aggregator.publish import atom, jsonfeed, rss
from aggregator.publish.entry import Entry, make_entry
from tests.publish import validity
from tests.publish.newsroom import (
    NATIONAL,
    NOW,
    SITE,
    make_carrier,
    make_feed,
    make_story,
    make_version,
    render_section,
    stop_story,
)
from tests.publish.test_entry import make

OLD = make_version(
    text="Crews on the northern routes voted 512 to 188 for the offer, their union said.\nA storm is near."
)
NEW_TEXT = (
    "Crews on the northern routes voted 612 to 188 for the offer, their union said.\n"
    "Sailings resume on Friday, and <b>tickets</b> are sold again from noon."
)
CHANGE = Change(numbers=(Swap("512", "612"),), paragraphs_added=1, paragraphs_removed=1)
LINE = "numbers changed: 512 → 612; 1 paragraph added; 1 paragraph removed"


def revised(source: str = "harbour", label: Label | None = None) -> Story:
    """Return a story whose one carrier changed its text under its guid."""
    carrier = replace(make_carrier(source, text=NEW_TEXT, label=label), ordinal=2)
    edition = Edition(shown=ShownVersion(1, 2), before=ShownVersion(1, 1), change=CHANGE, carriers=(1,))
    story = make_story("ferry", carrier)
    updated = NOW - timedelta(hours=14)
    return replace(story, edition=edition, replaced=OLD, updated=updated)


def test_changed_entry_says_when_and_what() -> None:
    """A reader who opens it again sees at once why it came back."""
    entry = make(revised())
    line = f'<p class="change">Updated 7 January 2026, 19:00 UTC: {LINE}.</p>'
    assert (entry.content_html or "").startswith(line)
    assert "Updated" not in (entry.teaser or "")
    document = json.loads(jsonfeed.render(make_feed(SITE, NATIONAL, [revised()], now=NOW), SITE))
    assert document["items"][0]["_aggregator"]["change"] == LINE


def test_feeds_of_changed_entries_are_valid() -> None:
    """The line breaks no format."""
    feed = make_feed(SITE, NATIONAL, [revised()], now=NOW)
    assert validity.check_atom(atom.render(feed, SITE)) == []
    assert validity.check_rss(rss.render(feed, SITE)) == []
    assert validity.check_json_feed(jsonfeed.render(feed, SITE)) == []


def test_correction_is_told_once_with_what_was_wrong() -> None:
    """The notice says when; the line below it says what."""
    story = replace(revised(label=Label.CORRECTED), status=Status.CORRECTED)
    html = make(story).content_html or ""
    assert '</p><p class="change">Numbers changed: 512 → 612;' in html
    assert html.startswith('<p class="notice">Corrected')
    assert "Updated" not in html


@pytest.mark.parametrize("source", ["coast", "inland"])
def test_without_full_rights_no_figure_is_quoted(source: str) -> None:
    """What a summary may not say, its list of changes may not say either."""
    entry = make(revised(source))
    assert entry.revision is not None
    assert entry.revision.change == "numbers changed; 1 paragraph added; 1 paragraph removed"
    assert entry.revision.texts is None
    assert "512" not in f"{entry.content_html}{entry.summary_html}{page_of(revised(source))}"


def test_what_an_outlet_took_back_is_not_quoted() -> None:
    """The text that was shown before came from another carrier, which has killed it since."""
    killer = replace(make_carrier("northern", "Northern Press", label=Label.KILL), item=2)
    story = revised()
    assert story.edition is not None
    edition = replace(story.edition, before=ShownVersion(2, 1))
    entry = make(replace(story, edition=edition, carriers=(*story.carriers, killer)))
    assert entry.revision is not None
    assert "512" not in entry.revision.change
    assert entry.revision.texts is None


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.HELD])
def test_stopped_story_tells_nothing_of_its_changes(status: Status) -> None:
    """Where text must go, the old text goes too."""
    story = stop_story(revised(), status)
    entry = make(story)
    assert entry.revision is None
    assert "512" not in page_of(story)


def page_of(story: Story) -> str:
    """Return the section page with this story alone."""
    return render_section(SITE, NATIONAL, [story], now=NOW)[3].content.decode()


def test_page_shows_the_difference_with_words_for_those_who_cannot_see_it() -> None:
    """A strike and an underline are silent in most screen readers; markup in the text stays text."""
    page = LexborHTMLParser(page_of(revised()))
    difference = page.css_first("details.difference")
    assert difference is not None
    assert [node.text() for node in difference.css("del")] == ["removed: 512", "removed: A storm is near."]
    added = [node.text() for node in difference.css("ins")]
    assert added == [
        "added: 612",
        "added: Sailings resume on Friday, and <b>tickets</b> are sold again from noon.",
    ]
    change = page.css_first(".change")
    assert change is not None
    assert LINE in change.text()


def test_story_that_did_not_change_shows_no_difference() -> None:
    """The first publication is no update."""
    assert LexborHTMLParser(page_of(make_story())).css_first("details.difference") is None


def test_later_carrier_shows_in_links_and_not_in_the_text() -> None:
    """A reader that compares contents must see no change."""
    first, second = (
        make_carrier(),
        replace(make_carrier("coast", "Coast Daily", url="https://c.example/1"), item=2),
    )
    edition = Edition(shown=ShownVersion(1, 1), carriers=(1,))
    alone = replace(make_story("ferry", first), edition=edition)
    both = replace(alone, carriers=(first, second))
    before, after = make(alone), make(both)
    assert (after.content_html, after.summary_html, after.updated) == (
        before.content_html,
        before.summary_html,
        before.updated,
    )
    assert [carrier.outlet for carrier in after.carriers] == ["Harbour Times", "Coast Daily"]
    told = make(replace(both, edition=replace(edition, carriers=(1, 2))))
    assert (told.content_html or "").endswith('<p class="carriers">Also carried by Coast Daily.</p>')


def test_agencys_own_page_is_where_a_story_comes_from() -> None:
    """Whoever leads, `via` names the agency's page where the agency has one, else the lead's."""
    outlet = make_carrier()
    agency = replace(
        make_carrier("northern", "Northern Press", url="https://n.example/9", is_agencys_word=True), item=2
    )
    alone, both = make(make_story("a", outlet)), make(make_story("b", outlet, agency))
    assert via(alone) == "https://harbour.example/2026/01/ferry-contract"
    assert via(both) == "https://n.example/9"


def via(entry: Entry) -> str | None:
    """Return the address that an entry comes from."""
    return entry.via.url if entry.via else None


def test_same_story_gives_the_same_bytes() -> None:
    """A change is told from what is stored, not from when it is rendered."""
    assert make_entry(revised(), SITE, now=NOW) == make_entry(revised(), SITE, now=NOW)
