"""What of a story is published: rights, statuses, carriers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from aggregator.model.item import Category, Label, Picture
from aggregator.model.story import NOTICE_LASTS, HeldBecause, Status, Story
from aggregator.publish.entry import Entry, Tombstone, make_entry
from tests.publish.newsroom import (
    NATIONAL,
    NOW,
    PICTURE,
    SITE,
    correct_story,
    make_carrier,
    make_feed,
    make_story,
    stop_story,
)

COPY = ("Ferry", "Crews", "Sailings", "pier", "harbour.example", "Harbour", "Ina Vogel", "labour")


def make(story: Story) -> Entry:
    """Return the story's entry, which must be one."""
    entry = make_entry(story, SITE, now=NOW)
    assert isinstance(entry, Entry)
    return entry


def test_full_rights_publish_the_body() -> None:
    """A source with full rights gives its whole text, and its own summary beside it."""
    entry = make(make_story("ferry", make_carrier("harbour")))
    assert "Sailings resume on Friday." in (entry.content_html or "")
    assert entry.summary_html == "<p>Crews on the <b>northern</b> routes voted 612 to 188 for the offer.</p>"


def test_summary_rights_publish_no_word_of_the_body() -> None:
    """A source with summary rights gives its summary and picture."""
    entry = make(make_story("ferry", make_carrier("coast", "Coast Daily")))
    assert "Sailings" not in f"{entry.content_html}{entry.summary_html}{entry.teaser}"
    assert "voted 612 to 188" in (entry.content_html or "")
    assert PICTURE.url in (entry.content_html or "")


def test_headline_rights_publish_the_headline_alone() -> None:
    """A source with headline rights gives neither text nor picture."""
    entry = make(make_story("ferry", make_carrier("inland", "Inland Post")))
    assert entry.title.startswith("Ferry crews")
    assert (entry.content_html, entry.summary_html, entry.teaser, entry.pictures) == (None, None, None, ())


def test_source_that_left_the_configuration_gives_its_summary() -> None:
    """Nobody granted more for a source that is named no longer."""
    entry = make(make_story("ferry", make_carrier("gone", "Gone Gazette")))
    assert "Sailings" not in f"{entry.content_html}{entry.summary_html}"


def test_summary_is_made_of_the_first_paragraph_where_there_is_none() -> None:
    """With a body only, sixty words of its first paragraph are the summary."""
    long = " ".join(f"word{number}" for number in range(100))
    carrier = make_carrier(
        "coast", summary_html=None, body_html=f"<p> </p><p>{long}</p><p>Second.</p>", pictures=()
    )
    entry = make(make_story("ferry", carrier))
    assert entry.content_html == entry.summary_html
    assert (entry.teaser or "").endswith("word59 …")
    assert "Second" not in (entry.content_html or "")


def test_whole_story_in_the_place_of_a_summary_is_cut() -> None:
    """Outlets that put the body into `description` do not give it away by that."""
    long = "<p>First things first.</p>" + "<p>One more sentence of many.</p>" * 60
    entry = make(make_story("ferry", make_carrier("coast", summary_html=long, pictures=())))
    assert entry.summary_html == "<p>First things first.</p>"


def test_picture_stands_once_in_the_html() -> None:
    """A body that shows the picture in another size is not given it again."""
    body = '<p>Text.</p><img src="https://pictures.example/pier-300x200.jpg?w=300" alt="">'
    shown = make(make_story("ferry", make_carrier(body_html=body)))
    assert "<figure>" not in (shown.content_html or "")
    missing = make(make_story("ferry", make_carrier(body_html="<p>Text.</p>")))
    assert (missing.content_html or "").startswith(
        '<figure><img src="https://pictures.example/pier.jpg" alt="A pier in fog" width="1200" height="800">'
        "<figcaption>Fog lifts off the ferry pier at Port Alder on Wednesday. "
        "<small>Northern Press/Ina Vogel</small></figcaption></figure><p>Text."
    )


def test_caption_is_escaped_in_the_html() -> None:
    """Captions are plain text, whatever they look like."""
    picture = Picture(url='https://pictures.example/a.jpg?"', caption="<script>x</script>", alt='"><b>')
    html = make(make_story("ferry", make_carrier(pictures=(picture,)))).content_html or ""
    assert "<script>" not in html
    assert 'alt="&quot;&gt;&lt;b&gt;"' in html


def test_corrected_story_says_so_above_its_text() -> None:
    """The correction and its hour stand in content and summary, as a category, and as a notice."""
    entry = make(correct_story(make_story()))
    note = '<p class="notice">Corrected 7 January 2026, 19:31 UTC.</p>'
    assert (entry.content_html or "").startswith(note)
    assert (entry.summary_html or "").startswith(note)
    assert entry.categories[0] == Category(
        term="corrected", scheme="urn:wire-aggregator:status", label="Corrected"
    )
    assert entry.notice is not None
    assert entry.notice.at == datetime(2026, 1, 7, 19, 31, tzinfo=UTC)


def test_correction_without_a_time_of_its_own_has_the_hour_we_saw_it() -> None:
    """Outlets that stamp every version like the first do not date a correction back to it."""
    story = correct_story(make_story())
    assert story.lead is not None
    version = replace(story.lead.version, updated=story.lead.version.published)
    lead = replace(story.lead, version=version, version_seen=datetime(2026, 1, 7, 21, 5, tzinfo=UTC))
    entry = make(replace(story, lead=lead, carriers=(lead,)))
    assert "21:05 UTC" in (entry.content_html or "")


def test_withdrawn_story_shows_a_notice_and_nothing_of_the_copy() -> None:
    """The notice has the story's id, names the agency, and leads to no copy."""
    story = stop_story(make_story(), Status.WITHDRAWN)
    entry = make(story)
    assert entry.id == story.id
    assert entry.title == "Withdrawn"
    assert entry.teaser == "Northern Press has withdrawn this story."
    assert entry.url == "https://wire.example/news/all/"
    assert not [word for word in COPY if word in repr(entry)]


@pytest.mark.parametrize(
    ("because", "sentence"),
    [
        (HeldBecause.WITHHOLD, "Northern Press has withheld this story."),
        (HeldBecause.RULE, "This story has been withheld."),
        (HeldBecause.EMBARGO, "This story has been withheld."),
    ],
)
def test_held_story_that_was_out_shows_a_notice(because: HeldBecause, sentence: str) -> None:
    """The agency is named where it was the agency that asked."""
    entry = make(stop_story(make_story(), Status.HELD, because))
    assert (entry.title, entry.teaser) == ("Withheld", sentence)
    assert not [word for word in COPY if word in repr(entry)]


def test_outlet_that_takes_back_its_own_copy_blames_no_agency() -> None:
    """Only a kill by the agency itself is said to be the agency's."""
    entry = make(
        replace(stop_story(make_story(), Status.WITHDRAWN), carriers=(make_carrier(label=Label.KILL),))
    )
    assert entry.teaser == "This story has been withdrawn."


def test_withdrawn_story_becomes_a_tombstone_after_seven_days() -> None:
    """The notice stands until the week is over, to the second."""
    story = stop_story(make_story(), Status.WITHDRAWN)
    assert story.surfaced_at is not None
    ends = story.surfaced_at + NOTICE_LASTS
    assert isinstance(make_entry(story, SITE, now=ends - timedelta(seconds=1)), Entry)
    assert make_entry(story, SITE, now=ends) == Tombstone(story.id, ends)


def test_merged_story_becomes_a_tombstone_at_once() -> None:
    """A merge needs no notice: the story goes on under the other id."""
    story = stop_story(make_story(), Status.MERGED)
    assert isinstance(make_entry(story, SITE, now=NOW), Tombstone)


@pytest.mark.parametrize("status", [Status.HELD, Status.WITHDRAWN, Status.MERGED])
def test_story_stopped_before_it_was_out_leaves_no_trace(status: Status) -> None:
    """An embargoed story must not show before its hour, not even as a notice."""
    story = replace(stop_story(make_story(), status), released_at=None, first_published=None)
    feed = make_feed(SITE, NATIONAL, [story], now=NOW)
    assert (feed.entries, feed.tombstones) == ((), ())


def test_carriers_are_each_outlet_once_with_the_lead_first() -> None:
    """No order of arrival shows; an outlet that killed its own item is no carrier any more."""
    lead = make_carrier("harbour", "Harbour Times")
    again = make_carrier("harbour", "Harbour Times", url="https://harbour.example/again")
    coast, inland = make_carrier("coast", "Coast Daily"), make_carrier("inland", "inland Post")
    killed = replace(make_carrier("northern", "Alder Sun", label=Label.KILL), item=2)
    one = make(replace(make_story("s", lead), carriers=(inland, again, lead, killed, coast)))
    other = make(replace(make_story("s", lead), carriers=(coast, lead, inland, killed, again)))
    assert [carrier.outlet for carrier in one.carriers] == ["Harbour Times", "Coast Daily", "inland Post"]
    assert one == other


def test_new_carrier_changes_no_text() -> None:
    """A reader that compares content must not take a new outlet for an update."""
    alone = make(make_story())
    shared = make(make_story("ferry", make_carrier(), make_carrier("coast", "Coast Daily")))
    assert (alone.content_html, alone.summary_html) == (shared.content_html, shared.summary_html)
    assert alone.updated == shared.updated


def test_address_that_is_no_web_address_is_never_published() -> None:
    """A `javascript:` link that slipped through normalising leads to our own page."""
    picture = Picture(url="data:text/html,x")
    carrier = make_carrier(url="javascript:alert(1)", pictures=(picture,))
    entry = make(make_story("s", replace(carrier, outlet_url="file:///etc/passwd")))
    assert entry.url == "https://wire.example/news/all/"
    assert entry.pictures == ()
    assert entry.origin is not None
    assert entry.origin.home_url is None


def test_source_address_is_published_without_its_password() -> None:
    """Paid feeds are often polled with the password in the address, and wire drops from a folder."""
    paid = replace(SITE.sources["harbour"], url="https://desk:secret@harbour.example/rss.xml")
    site = replace(SITE, sources={"harbour": paid, "northern": SITE.sources["northern"]})
    entry = make_entry(make_story(), site, now=NOW)
    folder = make_entry(make_story("x", make_carrier("northern", "Northern")), site, now=NOW)
    assert isinstance(entry, Entry)
    assert "secret" not in repr(entry)
    assert entry.origin is not None
    assert entry.origin.feed_url == "https://harbour.example/rss.xml"
    assert "/srv" not in repr(folder)


def test_story_without_any_title_is_still_published() -> None:
    """No story is lost for want of a headline: its first words stand in."""
    entry = make(make_story("s", make_carrier(title=" \x00 ")))
    assert entry.title == "Crews on the northern routes voted 612 to 188 for the offer."


def test_entry_is_signed_by_the_people_else_the_desk_else_the_agency_else_the_outlet() -> None:
    """Atom demands an author of every entry."""
    assert make(make_story("s", make_carrier())).signatures == ("Ina Vogel", "Tomas Reyl")
    assert make(make_story("s", make_carrier(byline=()))).signatures == ("Harbour Times News Desk",)
    assert make(make_story("s", make_carrier(byline=(), desk=None))).signatures == ("Northern Press",)
    nobody = make_carrier(byline=(), desk=None, agency=None)
    assert make(make_story("s", nobody)).signatures == ("Harbour Times",)


def test_address_that_cannot_be_taken_apart_costs_nothing_else() -> None:
    """Python refuses brackets that hold no IPv6 address; one such picture must not take the feed down."""
    body = '<p>Text.</p><img src="https://[no/a.jpg" alt="">'
    carrier = make_carrier(
        url="https://[no/story", body_html=body, pictures=(Picture(url="https://[no/a.jpg"), PICTURE)
    )
    entry = make(make_story("s", carrier))
    assert entry.pictures == (PICTURE,)
    assert entry.url == "https://wire.example/news/all/"
