"""NewsML-G2 as agencies write it: items, messages, packages, and what is none."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.parse import parse
from aggregator.ingest.parse.newsmlg2 import NEWSMLG2
from aggregator.model.item import Category, Label, PubStatus
from aggregator.model.poll import NotAFeed, Parsed
from tests.conftest import Golden
from tests.ingest.normalise.newsroom import item_of
from tests.ingest.parse.wirefiles import GOLDEN, as_json, body_of, entry_in, parsed, reason_of

NAR = "http://iptc.org/std/nar/2006-10-01/"


def item(
    *, meta: str = "", about: str = "<headline>Quay opens</headline>", content: str = "", attributes: str = ""
) -> bytes:
    """Return a news item with these parts."""
    return (
        f'<newsItem xmlns="{NAR}" guid="urn:x:1" {attributes}><itemMeta>{meta}</itemMeta>'
        f"<contentMeta>{about}</contentMeta><contentSet>{content}</contentSet></newsItem>"
    ).encode()


@pytest.mark.parametrize("name", sorted(path.stem for path in GOLDEN.glob("g2-*.xml")))
def test_every_field_is_read_as_the_file_says(name: str, golden: Golden) -> None:
    """Headline, text, version, status, embargo, urgency, dates, subjects and pictures of real structures."""
    golden(GOLDEN / f"{name}.json", as_json(name))


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("stat:usable", PubStatus.USABLE),
        ("stat:canceled", PubStatus.CANCELED),
        ("stat:cancelled", PubStatus.CANCELED),
        ("stat:withheld", PubStatus.WITHHELD),
        ("pubstat:Withheld", PubStatus.WITHHELD),
        ("stat:other", None),
    ],
)
def test_the_status_is_the_code_whatever_its_alias(code: str, status: PubStatus | None) -> None:
    """Catalogues may call the vocabulary anything."""
    assert entry_in(item(meta=f'<pubStatus qcode="{code}"/>')).status is status


def test_an_empty_embargo_is_in_force_until_the_agency_says_more() -> None:
    """NewsML-G2 2.35: only an absent `embargoed` means that there is none."""
    entry = entry_in(item(meta='<embargoed/><pubStatus qcode="stat:usable"/>'))
    assert (entry.status, entry.embargo) == (PubStatus.EMBARGOED, None)


def test_an_empty_embargo_does_not_lift_a_kill() -> None:
    """What is cancelled stays cancelled."""
    assert entry_in(item(meta='<embargoed/><pubStatus qcode="stat:canceled"/>')).status is PubStatus.CANCELED


def test_a_kill_needs_nothing_but_the_guid() -> None:
    """Some agencies cancel with a bare item; it must not be skipped as empty."""
    entry = entry_in(item(about="", meta='<pubStatus qcode="stat:canceled"/>'))
    assert (entry.guid, entry.status) == ("urn:x:1", PubStatus.CANCELED)
    assert item_of(entry).guid == "urn:x:1"


@pytest.mark.parametrize(
    ("signal", "label"),
    [("sig:correction", Label.CORRECTED), ("apsig:corrective", Label.CORRECTED), ("sig:update", None)],
)
def test_a_correcting_signal_is_a_label(signal: str, label: Label | None) -> None:
    """The headline of a corrected version often does not say so (dpa)."""
    assert entry_in(item(meta=f'<signal qcode="{signal}"/>')).label is label


@pytest.mark.parametrize(
    ("written", "number"), [("7", 7), ("0", 0), ("x", None), ("9" * 40, None), ("²", None)]
)
def test_a_version_is_a_number_or_nothing(written: str, number: int | None) -> None:
    """It goes into an integer of JSON and of the database."""
    assert entry_in(item(attributes=f'version="{written}"')).number == number


def test_codes_are_under_the_address_of_their_vocabulary() -> None:
    """The catalogue is not loaded; IPTC's aliases are known, an item's own catalogue is read."""
    about = (
        '<subject qcode="medtop:20000523"><name>labour market</name></subject>'
        '<subject qcode="nobody:7"><name>quays</name></subject><subject qcode="a1312cat:f"/>'
    )
    assert entry_in(item(about=about)).categories == (
        Category(term="20000523", scheme="http://cv.iptc.org/newscodes/mediatopic/", label="labour market"),
        Category(term="nobody:7", label="quays"),
        Category(term="f", scheme="http://cvx.iptc.org/anpa1312-category/"),
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<inlineData>One &lt; two.\n\nThree.</inlineData>", "<p>One &lt; two.</p><p>Three.</p>"),
        ("<inlineData><![CDATA[<p>One</p>]]></inlineData>", "<p>One</p>"),
        (
            '<inlineXML><html><body><script>x()</script><p onclick="x">One</p></body></html></inlineXML>',
            "<p>One</p>",
        ),
        (
            "<inlineXML><BODY xmlns=''><RUBRIK>Quay</RUBRIK><MELLIS>Two</MELLIS></BODY></inlineXML>",
            "<h3>Two</h3>",
        ),
        ("<inlineXML/><inlineData>Text</inlineData>", "<p>Text</p>"),
        ("<inlineXML><sports-content><p>1-0</p></sports-content></inlineXML>", None),
    ],
)
def test_the_text_is_taken_from_any_rendition(content: str, expected: str | None) -> None:
    """XHTML, NITF, an agency's own elements, escaped markup and plain text; sports data is none."""
    assert entry_in(item(content=content)).content_html == expected


def test_a_fragment_is_read_as_an_item_without_metadata() -> None:
    """A content set alone still holds its story."""
    content = (
        f'<contentSet xmlns="{NAR}"><inlineXML><nitf><body><body.head><hedline><hl1>Quay</hl1></hedline></body.head>'
        "<body.content><p>Text</p></body.content></body></nitf></inlineXML></contentSet>"
    )
    entry = entry_in(content.encode())
    assert (entry.title_text, entry.content_html) == ("Quay", "<p>Text</p>")


@pytest.mark.parametrize(
    "name", ["conceptItem", "knowledgeItem", "planningItem", "catalogItem", "packageItem"]
)
def test_items_that_are_no_news_are_skipped_with_the_reason(name: str) -> None:
    """An operator sees why nothing came of them."""
    (skip,) = parsed(f'<{name} xmlns="{NAR}" guid="urn:x:2"/>'.encode()).skipped
    assert skip.what == "urn:x:2"
    assert skip.reason


def test_an_empty_message_is_a_message() -> None:
    """Agencies send them to show that they are alive."""
    assert parsed(f'<newsMessage xmlns="{NAR}"><itemSet/></newsMessage>'.encode()).entries == ()


def test_a_half_written_file_is_none() -> None:
    """Half a story is a wrong story; its rest comes with the next poll."""
    whole = item(content="<inlineData>One</inlineData>")
    assert all("cannot be read to its end" in reason_of(whole[:cut]) for cut in range(120, len(whole) - 1, 7))


def test_a_broken_reference_does_not_cost_the_story() -> None:
    """An agency that forgets to escape an ampersand is still read."""
    entry = entry_in(item(about="<headline>Kai & Kran</headline>", content="<inlineData>A\x0bB</inlineData>"))
    assert entry.title_text == "Kai Kran"
    assert entry.content_html == "<p>AB</p>"


def test_no_file_of_the_machine_is_read(tmp_path: Path) -> None:
    """A document type may name any file; what it would hold stays a name."""
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    doctype = f'<!DOCTYPE newsItem [<!ENTITY file SYSTEM "{secret.as_uri()}">]>'
    entry = entry_in(doctype.encode() + item(content="<inlineData>See &file;.</inlineData>"))
    assert entry.content_html == "<p>See &amp;file;.</p>"


def test_no_entity_grows() -> None:
    """One that doubles a word thirty times is a name, or the document is refused."""
    bomb = "".join(f'<!ENTITY e{n + 1} "&e{n};&e{n};">' for n in range(30))
    doctype = f'<!DOCTYPE newsItem [<!ENTITY e0 "ha">{bomb}]>'
    read = NEWSMLG2.read(body_of(doctype.encode() + item(content="<inlineData>&e30;.</inlineData>")))
    assert len(repr(read)) < 1_000


def test_another_format_is_named() -> None:
    """With `format = "newsmlg2"` an operator reads what the body is instead."""
    read = parse(body_of(b"<NewsML><NewsItem/></NewsML>"), format="newsmlg2")
    assert isinstance(read, NotAFeed)
    assert "NewsML 1" in read.reason


@given(st.binary(max_size=200), st.sampled_from([b"newsItem", b"newsMessage", b"contentSet", b"packageItem"]))
def test_any_bytes_become_a_value(content: bytes, root: bytes) -> None:
    """A body never stops the service."""
    for body in (content, b"<" + root + b">" + content, b"<" + root + b">" + content + b"</" + root + b">"):
        assert isinstance(NEWSMLG2.read(body_of(body)), Parsed | NotAFeed)


TAGS = [
    "itemMeta",
    "contentMeta",
    "contentSet",
    "headline",
    "inlineXML",
    "inlineData",
    "subject",
    "name",
    "html",
    "p",
]
TAGS += [
    "body",
    "nitf",
    "body.content",
    "remoteContent",
    "located",
    "assert",
    "newsItem",
    "itemSet",
    "embargoed",
]
TREES = st.recursive(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="<&\ufffe\uffff"),
        max_size=9,
    ),
    lambda inner: st.builds(
        lambda tag, qcode, parts: (
            f'<{tag} qcode="{qcode}" href="x" contenttype="image/x">{"".join(parts)}</{tag}>'
        ),
        st.sampled_from(TAGS),
        st.sampled_from(["stat:canceled", "medtop:1", ":", "a:", ""]),
        st.lists(inner, max_size=3),
    ),
    max_leaves=12,
)


@given(TREES)
def test_any_tree_of_known_elements_is_read(tree: str) -> None:
    """Elements may stand where nobody expects them."""
    content = f'<newsMessage xmlns="{NAR}">{tree}</newsMessage>'.encode()
    assert isinstance(NEWSMLG2.read(body_of(content)), Parsed)
