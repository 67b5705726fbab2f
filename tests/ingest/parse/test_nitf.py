"""NITF as agencies write it: one document, its metadata in attributes."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.parse.nitf import NITF
from aggregator.model.item import PubStatus
from aggregator.model.poll import NotAFeed, Parsed
from tests.conftest import Golden
from tests.ingest.parse.wirefiles import GOLDEN, as_json, body_of, entry_in, parsed, reason_of


def document(
    *, docdata: str = "", attributes: str = "", head: str = "", content: str = "<p>Text</p>"
) -> bytes:
    """Return a document with these parts."""
    return (
        f"<nitf><head><title>Quay</title><docdata {attributes}>{docdata}</docdata></head>"
        f"<body><body.head>{head}</body.head><body.content>{content}</body.content></body></nitf>"
    ).encode()


@pytest.mark.parametrize("name", sorted(path.stem for path in GOLDEN.glob("nitf-*.xml")))
def test_every_field_is_read_as_the_file_says(name: str, golden: Golden) -> None:
    """Headline, text, status, embargo, urgency, dates, subjects, notes and pictures of real structures."""
    golden(GOLDEN / f"{name}.json", as_json(name))


@pytest.mark.parametrize(
    ("docdata", "guid", "number"),
    [
        ('<doc-id id-string="k-7_47"/><du-key key="k-7" version="48"/>', "k-7", 48),
        ('<doc-id id-string="20260107:1"/><du-key key="NU-FLASH" version="04"/>', "20260107:1", 4),
        ('<du-key key="NU-FLASH"/>', None, None),
        ('<doc-id regsrc="KAI"/>', None, None),
    ],
)
def test_the_guid_holds_over_versions_and_a_slug_is_none(
    docdata: str, guid: str | None, number: int | None
) -> None:
    """NTB writes the version behind the id; other agencies write a slug into du-key."""
    entry = entry_in(document(docdata=docdata))
    assert (entry.guid, entry.number) == (guid, number)


@pytest.mark.parametrize(
    ("attributes", "status"),
    [
        ('management-status="usable"', PubStatus.USABLE),
        ('management-status="withheld"', PubStatus.WITHHELD),
        ('management-status="canceled"', PubStatus.CANCELED),
        ('management-status="embargoed"', PubStatus.EMBARGOED),
        ("", None),
    ],
)
def test_the_status_is_that_of_the_document(attributes: str, status: PubStatus | None) -> None:
    """NITF 3.6, `management-status`."""
    assert entry_in(document(attributes=attributes)).status is status


@pytest.mark.parametrize(
    ("release", "embargo"), [("20260107T100000Z", None), ("20260108T000100Z", "20260108T000100Z")]
)
def test_a_release_after_the_issue_is_an_embargo(release: str, embargo: str | None) -> None:
    """Most agencies repeat the hour of issue there (AAP)."""
    docdata = f'<date.issue norm="20260107T100000Z"/><date.release norm="{release}"/>'
    assert entry_in(document(docdata=docdata)).embargo == embargo


def test_a_replacement_does_not_kill_what_it_replaces() -> None:
    """A kill reaches every carrier of the copy, the replacement itself among them."""
    attributes = 'management-status="usable" management-doc-idref="k.a" management-idref-status="canceled"'
    read = parsed(document(docdata='<doc-id id-string="k.b"/>', attributes=attributes))
    assert [entry.guid for entry in read.entries] == ["k.b"]


def test_a_dateline_that_is_but_a_date_is_none() -> None:
    """EFE writes the story's date there, and calls it a mistake."""
    head = '<dateline><story.date norm="20260107">20260107T222800+0000</story.date></dateline>'
    entry = entry_in(document(head=head))
    assert (entry.dateline, entry.published) == (None, "20260107")


def test_initials_are_no_byline() -> None:
    """EFE signs with its desk's."""
    head = "<byline>gr/bp</byline><byline>By Mara Dune<byttl>Quay Writer</byttl></byline>"
    assert entry_in(document(head=head)).authors == ("By Mara Dune, Quay Writer",)


def test_bytes_of_windows_are_read_where_nothing_is_declared() -> None:
    """PA's files have a pound sign that is no UTF-8."""
    entry = entry_in(document(content="<p>£66</p>").replace("£".encode(), b"\xa3"))
    assert entry.content_html == "<p>£66</p>"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "iso-8859-1"])
def test_every_encoding_that_is_declared_is_read(encoding: str) -> None:
    """Old systems write UTF-16."""
    declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    content = (declared + document(content="<p>café</p>").decode()).encode(encoding)
    assert entry_in(content).content_html == "<p>café</p>"


@pytest.mark.parametrize(
    "middle", ["<block>" * 300 + "</block>" * 300, "a" * 10_100_000], ids=["deep", "long"]
)
def test_what_is_too_deep_or_too_long_is_not_cut_but_refused(middle: str) -> None:
    """A lenient parser would give the story up to there."""
    assert "cannot be read to its end" in reason_of(document(content=f"<p>One</p>{middle}<p>Two</p>"))


def test_several_wrapped_documents_are_several_stories() -> None:
    """Some servers answer with all that is new in one element."""
    assert len(parsed(b"<answer>" + document() + document() + b"</answer>").entries) == 2


def test_a_feed_that_carries_nitf_is_a_feed() -> None:
    """What is inside an entry is its content."""
    feed = (
        b"<rss version='2.0'><channel><item><title>A</title><description>"
        + document()
        + b"</description></item>"
    )
    assert parsed(feed + b"</channel></rss>").format == "rss20"


def test_a_half_written_file_is_none() -> None:
    """Its rest comes with the next poll."""
    assert "NITF" in reason_of(document()[:-12])


@pytest.mark.parametrize(
    "piece", ["<p>", "<block>", "&eacute;", "<media/>", "<p>a</p>", "<note/>", "]]&gt;", "7"]
)
def test_a_megabyte_takes_no_more_than_linear_time(piece: str) -> None:
    """What is nested too deep is no document; what is long is read in a second."""
    content = document(
        content=piece * (1_000_000 // len(piece)), head=f"<dateline>{'7 ' * 100_000}</dateline>"
    )
    start = time.process_time()
    assert isinstance(NITF.read(body_of(content)), Parsed | NotAFeed)
    assert time.process_time() - start < 5


@given(st.binary(max_size=200))
def test_any_bytes_become_a_value(content: bytes) -> None:
    """A body never stops the service."""
    for body in (
        content,
        b"<nitf>" + content,
        b"<nitf><body><body.content>" + content + b"</body.content></body></nitf>",
    ):
        assert isinstance(NITF.read(body_of(body)), Parsed | NotAFeed)
