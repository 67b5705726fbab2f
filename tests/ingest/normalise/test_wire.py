"""What a wire's metadata says of its copy, carried into the version."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.normalise import normalise
from aggregator.model.item import Item, Label, PubStatus, RawEntry, Version
from tests.ingest.normalise.newsroom import NOW, SOURCE, item_of

TEXT = "<p>The harbour board voted on Tuesday to reopen the east pier.</p>"


def version_of(
    *, title: str = "Pier reopens", status: PubStatus | None = None, embargo: str | None = None
) -> Version:
    """Return the version of a wire file that says this."""
    raw = RawEntry(
        guid="g", title_html=title, content_html=TEXT, is_wire=True, status=status, embargo=embargo
    )
    return item_of(raw).version


def test_a_wires_fields_stand_in_the_version() -> None:
    """What the agency says as data is not searched for in prose."""
    raw = RawEntry(
        guid="g",
        title_html="Pier reopens",
        content_html=TEXT,
        is_wire=True,
        number=0,
        urgency=3,
        genre="Feature &amp; more",
        slugline=" Harbour-Pier ",
        place="Port Example",
        editors_note="Adds quotes.\nFixes a name.",
        contributors=("Ann Example",),
    )
    version = item_of(raw).version
    assert (version.is_wire, version.number, version.urgency) == (True, 0, 3)
    assert (version.genre, version.slugline, version.place) == (
        "Feature & more",
        "Harbour-Pier",
        "Port Example",
    )
    assert (version.editors_note, version.contributors) == ("Adds quotes.\nFixes a name.", ("Ann Example",))


@pytest.mark.parametrize(
    ("status", "label"),
    [
        (PubStatus.CANCELED, Label.KILL),
        (PubStatus.WITHHELD, Label.WITHHOLD),
        (PubStatus.USABLE, None),
        (None, None),
    ],
)
def test_a_status_is_a_label(status: PubStatus | None, label: Label | None) -> None:
    """A canceled transmission kills the copy, a withheld one holds it."""
    version = version_of(status=status)
    assert version.label is label
    assert [reason.because for reason in version.reasons if reason.field == "label"] == (
        [f"metadata ({status})"] if label else []
    )


def test_a_kill_in_the_metadata_outweighs_the_headline() -> None:
    """A desk may cancel an updated story under its old headline."""
    version = version_of(title="UPDATE 2-Pier reopens", status=PubStatus.CANCELED)
    assert (version.label, version.title) == (Label.KILL, "Pier reopens")


@pytest.mark.parametrize(
    ("written", "until"),
    [
        ("2026-01-10T06:00:00+01:00", datetime(2026, 1, 10, 5, tzinfo=UTC)),
        ("20260110T060000Z", datetime(2026, 1, 10, 6, tzinfo=UTC)),
        ("2026-01-10T06:00:00", datetime(2026, 1, 10, 14, tzinfo=UTC)),  # the source is in Vancouver
        ("after the speech", None),
        ("9999-12-31T00:00:00Z", None),
    ],
)
def test_an_embargo_holds_until_its_hour(written: str, until: datetime | None) -> None:
    """One that cannot be read holds until editors say."""
    version = version_of(embargo=written)
    assert (version.is_embargoed, version.embargo_until) == (True, until)
    assert version.is_held_at(NOW)
    assert version.is_held_at(datetime(2026, 1, 11, tzinfo=UTC)) is (until is None)


def test_the_status_embargoed_without_an_hour_waits_for_editors() -> None:
    """NewsML 1.2 has such a status."""
    assert version_of(status=PubStatus.EMBARGOED).is_held_at(NOW + timedelta(days=365))


def test_an_embargo_that_has_passed_holds_nothing() -> None:
    """It is kept with its hour, so that the file read again is the version that was stored."""
    version = version_of(status=PubStatus.EMBARGOED, embargo="2026-01-09T11:59:59Z")
    assert not version.is_held_at(NOW)


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("Berlin (dpa) - ", "Berlin"),
        ("Tel Aviv/Beirut (dpa) -", "Tel Aviv/Beirut"),
        ("CHEYENNE, Wyo.", "CHEYENNE, Wyo."),
        ("MADRID (Invented Press) -", "MADRID"),
        ("x" * 500, None),
    ],
)
def test_a_dateline_is_its_place(written: str, place: str | None) -> None:
    """Some formats give the place, some the whole line as it is printed."""
    raw = RawEntry(guid="g", title_html="T", content_html=TEXT, is_wire=True, dateline=written)
    assert item_of(raw).version.dateline == place


WORDS = st.none() | st.text(max_size=40)


@given(
    st.builds(
        RawEntry,
        guid=st.just("g"),
        title_html=st.just("Pier"),
        is_wire=st.booleans(),
        status=st.none() | st.sampled_from(PubStatus),
        label=st.none() | st.sampled_from(Label),
        embargo=WORDS,
        genre=WORDS,
        slugline=WORDS,
        dateline=WORDS,
        place=WORDS,
        editors_note=WORDS,
    )
)
def test_any_metadata_passes_through(raw: RawEntry) -> None:
    """No word of an agency raises, and the same file is the same version at any later hour."""
    item = normalise(raw, SOURCE, NOW)
    assert isinstance(item, Item)
    later = normalise(raw, SOURCE, NOW + timedelta(days=3))
    assert isinstance(later, Item)
    assert later.version == item.version
