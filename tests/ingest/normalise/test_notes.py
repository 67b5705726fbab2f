"""What is for editors only: notes, embargoes, and transmissions that are no stories."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.normalise.embargo import read_embargo
from aggregator.ingest.normalise.genres import genre_of
from aggregator.model.item import RawEntry, Version
from tests.ingest.normalise.newsroom import NOW, item_of

VANCOUVER = ZoneInfo("America/Vancouver")


def version_of(*lines: str, title: str = "Quay opens") -> Version:
    """Return what a story with these paragraphs says."""
    return item_of(
        RawEntry(title_html=title, content_html="".join(f"<p>{line}</p>" for line in lines))
    ).version


@pytest.mark.parametrize(
    "note",
    [
        "Eds: UPDATES with quotes.",
        "EDS: Adds photo links.",
        "EDS NOTE: language in the fifth paragraph.",
        "(Eds: A French version moves at noon.)",
        "EDITORS: Corrects the spelling of Quay.",
        "Editors, publishers: use this version.",
        "NOTE TO EDITORS: photos are available.",
        "Note aux rédacteurs : photos disponibles.",
        "À l'attention des rédacteurs : photos disponibles.",
        "Moving on general news services.",
        "Moving on general news and financial services",
        "-30-",
        "- 30 -",
        "— 30 —",
        "ADV",
        "(ADV FOR SUNDAY)",
        "(END)",
        "<em>Eds: in italics.</em>",
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_a_note_to_editors_is_kept_and_never_published(note: str, is_first: bool) -> None:
    """Wherever it stands in the text."""
    version = version_of(*((note, "One.", "Two.") if is_first else ("One.", "Two.", note)))
    assert (version.text, version.body_html) == ("One.\nTwo.", "<p>One.</p><p>Two.</p>")
    assert version.editors_note == note.replace("<em>", "").replace("</em>", "")


@pytest.mark.parametrize(
    "line",
    [
        "Editor's note: This story names a suicide.",
        "Eddie: a life",
        "Moving on was hard for the family.",
        "It was -30- degrees.",
        "Needs: a list",
        "Editors say the paper will close.",
        "Note: the port is closed.",
    ],
)
def test_what_readers_are_told_stays(line: str) -> None:
    """An editor's note is for readers; a note to editors is not."""
    version = version_of("One.", line)
    assert version.text == f"One.\n{line}"
    assert version.editors_note is None


@pytest.mark.parametrize(
    ("line", "until"),
    [
        ("EMBARGOED UNTIL 10 a.m. Jan 7", "2026-01-07T18:00:00+00:00"),
        ("EMBARGOED UNTIL 10 a.m. ET, Wednesday, Jan. 7, 2026", "2026-01-07T15:00:00+00:00"),
        ("Embargoed until January 7, 2026 at 10:00 AM", "2026-01-07T18:00:00+00:00"),
        ("EMBARGO: 00:01 GMT Jan 10", "2026-01-10T00:01:00+00:00"),
        ("EMBARGOED TO 0001 FRIDAY JANUARY 9", "2026-01-09T08:01:00+00:00"),
        ("STRICTLY EMBARGOED UNTIL noon Jan 7", "2026-01-07T20:00:00+00:00"),
        ("Not for publication before 6 a.m. Jan. 10", "2026-01-10T14:00:00+00:00"),
        ("HOLD FOR RELEASE 10 a.m. Jan 7", "2026-01-07T18:00:00+00:00"),
        ("SOUS EMBARGO JUSQU'AU 7 janvier 2026 à 10 h", "2026-01-07T18:00:00+00:00"),
        ("EMBARGOED UNTIL 10 a.m. Dec 31", "2025-12-31T18:00:00+00:00"),
        ("EMBARGOED UNTIL FURTHER NOTICE", None),
        ("EMBARGOED UNTIL Jan 7", None),
        ("HOLD FOR RELEASE on delivery of the speech", None),
        ("EMBARGOED", None),
        ("(UNDER EMBARGO)", None),
    ],
)
def test_an_embargo_in_the_text_holds_until_its_hour(line: str, until: str | None) -> None:
    """In the source's zone; an hour that cannot be read holds until editors say."""
    version = version_of(line, "One.", "Two.")
    assert version.is_embargoed
    assert (version.embargo_until and version.embargo_until.isoformat()) == until
    assert "MBARGO" not in f"{version.text}{version.body_html}".upper()
    assert [reason.field for reason in version.reasons][:1] == ["embargo"]


def test_an_embargo_in_the_headline_holds_too() -> None:
    """With or without its hour; the headline is clean."""
    version = version_of("One.", title="EMBARGOED UNTIL 10 a.m. Jan 7: Quay opens")
    assert (version.title, version.is_embargoed) == ("Quay opens", True)
    assert version.embargo_until == datetime(2026, 1, 7, 18, tzinfo=UTC)
    assert version_of("One.", title="EMBARGOED: Quay opens").is_held_at(NOW)


@pytest.mark.parametrize(
    "line",
    [
        "The embargo on oil is extended until Jan 7.",
        "Embargoed goods lay on the quay.",
        "Hold for a moment.",
        "This is not for sale before Jan 7.",
        "Embargo",
    ],
)
def test_a_story_about_an_embargo_is_not_held(line: str) -> None:
    """The oil is embargoed, the copy is not."""
    assert not version_of(line, "One.").is_embargoed


@pytest.mark.parametrize(
    ("title", "genre"),
    [
        ("ADVISORY: Quay story will move at noon", "advisory"),
        ("Cda-Quay, advisory", "advisory"),
        ("Media advisory: minister at the quay", "advisory"),
        ("AP News Digest 6:30 a.m.", "budget"),
        ("CP NEWS BUDGET for Jan. 6", "budget"),
        ("AP Sports Digest", "budget"),
        ("BC-Budget", "budget"),
        ("Budget", "budget"),
        ("BC-HKN-Scores", "agate"),
        ("BC-BKN--NBA-Standings", "agate"),
        ("Agate: hockey", "agate"),
        ("Audio skeds for Tuesday", "audio"),
        ("CP Audio schedule", "audio"),
        ("Budget 2026: what it means for you", None),
        ("Federal budget passes", None),
        ("Advisory board resigns", None),
        ("Boil-water advisory lifted in Quayside after three days", None),
        ("Audio recording shows the quay", None),
        ("AUDIO: What the governor said", None),
        ("Scores of people at the quay", None),
        ("News Digest", None),
    ],
)
def test_what_desks_send_one_another_has_its_own_genre(title: str, genre: str | None) -> None:
    """A headline about an advisory or a budget is news."""
    assert genre_of(title) == genre


@given(st.text(max_size=220) | st.text("EMBARGOED UNTIL 10am Jan7,(:", max_size=60))
def test_any_line_is_an_embargo_or_none(line: str) -> None:
    """No text raises; an hour is aware."""
    found = read_embargo(line, VANCOUVER, NOW)
    assert found is None or found.until is None or found.until.tzinfo is not None
