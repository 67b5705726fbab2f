"""Files as agencies deliver them, JSON and text, against what each must become: real structure, invented words."""

import json
from dataclasses import asdict
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.parse import FORMATS, parse
from aggregator.model.item import Label, PubStatus, RawEntry
from aggregator.model.poll import Body, NotAFeed, Parsed
from tests.conftest import Golden

FOLDER = Path(__file__).parent / "agencies"
FILES = sorted(FOLDER.iterdir())
FORMAT_OF = {
    "ap-anpa": "anpa",
    "dpa-7901": "iptc7901",
    "digitalwires": "digitalwires",
    "news-sitemap": "newssitemap",
}
"""By the beginning of a file's name; all others are ninjs."""
READ_HERE = ("anpa", "digitalwires", "iptc7901", "newssitemap", "ninjs")


def body_of(content: bytes) -> Body:
    """Return a body as a drop folder gives it."""
    return Body(url="file:///drop/file", content=content)


def read(name: str) -> Parsed:
    """Return what a file of the folder becomes."""
    feed = parse(body_of((FOLDER / name).read_bytes()))
    assert isinstance(feed, Parsed)
    return feed


def _known(entry: RawEntry) -> dict[str, object]:
    told = {key: value for key, value in asdict(entry).items() if value not in (None, (), False)}
    for name in ("categories", "pictures"):
        parts = told.get(name, ())
        assert isinstance(parts, tuple)
        if parts:
            told[name] = [{key: value for key, value in part.items() if value is not None} for part in parts]
    return told


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_a_file_becomes_the_entries_that_were_read_by_eye(path: Path, golden: Golden) -> None:
    """Headline, body, pictures, version, status, urgency, dates and subjects are as the file says."""
    feed = read(path.name)
    told = {
        "format": feed.format,
        "title": feed.title,
        "entries": [_known(entry) for entry in feed.entries],
        "skipped": [asdict(skip) for skip in feed.skipped],
    }
    golden(
        Path(__file__).parent / "golden" / f"{path.name}.expected",
        json.dumps(told, ensure_ascii=False, indent=2) + "\n",
    )


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_a_file_is_recognised_by_its_content(path: Path) -> None:
    """Drop folders give no media type, and names lie."""
    named = next((name for start, name in FORMAT_OF.items() if path.name.startswith(start)), "ninjs")
    assert read(path.name).format == named
    assert isinstance(parse(body_of(path.read_bytes()), format=named), Parsed)


@pytest.mark.parametrize("name", READ_HERE)
def test_another_format_is_described(name: str) -> None:
    """`format` in the configuration is a promise; what breaks it is told in plain words."""
    (format_,) = (each for each in FORMATS if each.name == name)
    for content in (
        b"<rss version='2.0'><channel/></rss>",
        b'{"version": "1"}',
        b"Plain words.",
        b"\x01\x02",
    ):
        answer = format_.read(body_of(content))
        assert isinstance(answer, NotAFeed)
        assert "it looks like" in answer.reason


def test_an_index_of_sitemaps_says_that_it_is_one() -> None:
    """Operators paste the address in robots.txt, which is often the index."""
    index = (
        b"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
        b"<sitemap><loc>https://post.example/news.xml</loc></sitemap></sitemapindex>"
    )
    answer = parse(body_of(index))
    assert isinstance(answer, NotAFeed)
    assert "an index of sitemaps" in answer.reason
    assert "https://post.example/news.xml" in answer.reason


def test_a_sitemap_without_news_is_not_taken_for_one() -> None:
    """A sitemap of all pages lists an outlet's archive, not its news."""
    pages = b"<urlset><url><loc>https://post.example/about</loc></url></urlset>"
    answer = parse(body_of(pages))
    assert isinstance(answer, NotAFeed)
    assert "a sitemap" in answer.reason
    assert "without news" in answer.reason


@pytest.mark.parametrize(
    ("encoding", "word"),
    [
        ("latin-1", "Müller"),
        ("cp1252", "Müller’s “pier”"),
        ("cp850", "Müller"),
        ("cp850", "Événement à Montréal"),
        ("utf-8", "Müller — “pier”"),
    ],
)
def test_text_wires_are_read_in_the_encoding_of_their_desk(encoding: str, word: str) -> None:
    """7901 and ANPA say nothing of it: Windows, DOS and UTF-8 desks all send."""
    text = f"\x01eca1 4 i 9 dpa 1\n\nSlug/\n\x02Title =\n\n{word}\nais ö ü.\n\x03071341 GMT Jan 26\n\x04"
    message = text.replace("\n", "\r\n")
    feed = parse(body_of(message.encode(encoding)))
    assert isinstance(feed, Parsed)
    assert word in (feed.entries[0].content_html or "")


def test_a_declared_encoding_wins() -> None:
    """Where a server says it, nobody guesses."""
    message = "\x01eca1 4 i 9 dpa 1\n\nSlug/\n\x02Title =\n\nПорт открыт.\n\x03071341 GMT Jan 26\n\x04"
    body = Body(url="file:///x", content=message.encode("koi8-r"), media_type="text/plain; charset=koi8-r")
    feed = parse(body)
    assert isinstance(feed, Parsed)
    assert feed.entries[0].content_html == "<p>Порт открыт.</p>"


@pytest.mark.parametrize(
    ("titles", "headline", "status", "label", "number"),
    [
        ("KILL\nPier fraud alleged =", "Pier fraud alleged", PubStatus.CANCELED, None, None),
        ("WITHHOLD\nPier fraud alleged =", "Pier fraud alleged", PubStatus.WITHHELD, None, None),
        ("CORRECTION\nPier opens =", "Pier opens", None, Label.CORRECTED, None),
        ("REFILE\n2ND LEAD\nPier opens =", "Pier opens", None, None, 2),
        ("2ND LEAD/CORRECTION:\nPier opens =", "Pier opens", None, Label.CORRECTED, 2),
        ("KILL: Pier opens =", "KILL: Pier opens", None, None, None),
        ("Kill or be killed =", "Kill or be killed", None, None, None),
        ("Analysis of the pier\nfinds it sound =", "Analysis of the pier finds it sound", None, None, None),
    ],
)
def test_title_lines_of_7901_say_what_has_become_of_the_copy(
    titles: str, headline: str, status: PubStatus | None, label: Label | None, number: int | None
) -> None:
    """A line of its own is a marker; a headline with such a word in it is a headline."""
    text = f"\x01eca1 4 i 9 dpa 1\n\nSlug/\n\x02{titles}\n\nText.\n\x03071341 GMT Jan 26\n\x04"
    feed = parse(body_of(text.encode()))
    assert isinstance(feed, Parsed)
    (entry,) = feed.entries
    assert (entry.title_html, entry.status, entry.label, entry.number) == (headline, status, label, number)


@pytest.mark.parametrize(
    ("keywords", "status", "label", "number"),
    [
        ("BC-US--Pier, KILL,30", PubStatus.CANCELED, None, None),
        ("BC-US--Pier, Bulletin Kill", PubStatus.CANCELED, None, None),
        ("BC-US--Pier, Withhold,30", PubStatus.WITHHELD, None, None),
        ("BC-US--Pier-Corrective,30", None, Label.CORRECTED, None),
        ("BC-US--Pier, 4th Ld-Writethru, Correction,30", None, Label.CORRECTED, 4),
        ("BC-FL--Shark Kill,466", None, None, None),
        ("BC-US--House of Correction,466", None, None, None),
    ],
)
def test_the_keyword_line_of_anpa_says_what_has_become_of_the_copy(
    keywords: str, status: PubStatus | None, label: Label | None, number: int | None
) -> None:
    """Behind a comma it is AP's word on the copy, before it the story's subject."""
    text = f"\x16\x16\x01W1\x1fa\nr a\x13\x11 BC-US--Pier 01-07 1\n\x02^{keywords}<\n^Pier<\n\t   Text.\n\x03"
    feed = parse(body_of(text.encode()))
    assert isinstance(feed, Parsed)
    (entry,) = feed.entries
    assert (entry.status, entry.label, entry.number) == (status, label, number)


@pytest.mark.parametrize(
    ("fields", "status", "label"),
    [
        ({"pubstatus": "canceled"}, PubStatus.CANCELED, None),
        ({"pubStatus": "http://cv.iptc.org/newscodes/pubstatusg2/withheld"}, PubStatus.WITHHELD, None),
        ({"pubstatus": "usable", "state": "recalled"}, PubStatus.CANCELED, None),
        ({"pubstatus": "usable", "editorialtypes": ["Lead", "Kill"]}, PubStatus.CANCELED, None),
        ({"pubstatus": "usable", "editorialtypes": ["Withhold"]}, PubStatus.WITHHELD, None),
        ({"pubstatus": "usable", "signal": "sig:correction"}, PubStatus.USABLE, Label.CORRECTED),
        ({"pubstatus": "anything"}, None, None),
    ],
)
def test_json_says_what_has_become_of_the_copy(
    fields: dict[str, object], status: PubStatus | None, label: Label | None
) -> None:
    """AP kills by an editorial type, Superdesk by a state, all others by the IPTC's status."""
    feed = parse(body_of(json.dumps({"uri": "u", "headline": "Pier", **fields}).encode()))
    assert isinstance(feed, Parsed)
    assert (feed.entries[0].status, feed.entries[0].label) == (status, label)


def test_a_message_in_afps_manner_is_read() -> None:
    """Its header ends with the agency behind a stroke, its date begins with the agency."""
    head = "\x01\r\nFRA0123 4 G 0230 FRS /AFP-TT12\r\nPort-pont\r\n"
    text = f"{head}\x02Le pont rouvre\r\n\r\nPARIS, 7 jan 2026 (AFP) - Ouvert."
    feed = parse(body_of(f"{text}\r\n\x03AFP 071031 GMT JAN 26\r\n\x04".encode("latin-1")))
    assert isinstance(feed, Parsed)
    (entry,) = feed.entries
    assert (entry.title_html, entry.credit) == ("Le pont rouvre", "AFP")
    assert (entry.updated, entry.slugline) == ("07 JAN 2026 10:31 GMT", "Port-pont")


@pytest.mark.parametrize("version", ["versioncreated", "versionCreated", "version_created"])
def test_spellings_of_a_key_are_one_word(version: str) -> None:
    """Ninjs 1 and 2 write small letters, 3 camel case, dpa underscores."""
    item = {"uri": "u", "headlines": [{"value": "T"}], version: "2026-01-07T00:00:00Z"}
    feed = parse(body_of(json.dumps(item).encode()))
    assert isinstance(feed, Parsed)
    assert feed.entries[0].updated == "2026-01-07T00:00:00Z"


def test_aps_guid_is_the_same_in_each_answer() -> None:
    """The address holds the subscriber's token, which changes with each answer; the id does not."""
    id_ = "b2b6c3f4642f46deac7509d4db315ca0"
    guids = set()
    for token in ("qt=a&et=1", "qt=b&et=2"):
        item = {"uri": f"http://api.ap.org/media/v/content/{id_}?{token}", "headline": "T", "type": "text"}
        feed = parse(body_of(json.dumps(item).encode()))
        assert isinstance(feed, Parsed)
        guids.add(feed.entries[0].guid)
    assert guids == {id_}


def test_a_cut_file_is_no_story() -> None:
    """A file that is still being written waits for its rest."""
    for path in FILES:
        content = path.read_bytes()
        cut = parse(body_of(content[: len(content) // 8]))
        assert isinstance(cut, NotAFeed) or not cut.entries, path.name


FRAGMENTS = [
    b'"', b"{", b"}", b"[", b"]", b"null", b"1e999", b'"items":', b'"data":[', b"\\ud800", b"\x01", b"\x02", b"\x03",
    b"\x04", b"\x13\x11", b"\r\n", b"=", b"^", b"<", b"</news>", b"<body", b"\xff\xfe", b"999999999999999999999",
]  # fmt: skip


@given(
    st.sampled_from(FILES),
    st.lists(st.tuples(st.integers(0, 3000), st.sampled_from(FRAGMENTS)), max_size=10),
)
def test_any_damaged_file_is_parsed_or_described(path: Path, damage: list[tuple[int, bytes]]) -> None:
    """No damage raises, whichever format is asked for."""
    content = path.read_bytes()
    for place, fragment in damage:
        content = content[:place] + fragment + content[place:]
    assert isinstance(parse(body_of(content)), Parsed | NotAFeed)
    for name in READ_HERE:
        assert isinstance(parse(body_of(content), format=name), Parsed | NotAFeed)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["uri", "headline", "headlines", "bodies", "value", "role", "subject", "associations", "renditions", "href",
         "type", "data", "item", "items", "urn", "categories", "qcode", "ednote", "signal", "version", "altids"]
    ), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(JSON_VALUES, st.sampled_from(["ninjs", "digitalwires"]))
def test_any_json_is_parsed_or_described(document: object, name: str) -> None:
    """Every key may hold a value of every type."""
    content = json.dumps([{"uri": "u", "urn": "u", "body_text": "t", "x": document}, document]).encode()
    assert isinstance(parse(body_of(content), format=name), Parsed | NotAFeed)


@pytest.mark.parametrize(
    "content",
    [
        b"\x01eca1 4 i 9 dpa 1\n\nSlug/\n\x02Title =\n\n" + b"\n \n" * 350_000 + b"x\n\x03",
        b"\x01eca1 4 i 9 dpa 1\n\nSlug/\n\x02Title =\n\nx\n\x03071341" + b" " * 1_000_000 + b"!\n\x04",
        b"\x01eca1 4 i 9 dpa 1\n\nSlug/\n\x02" + b"By A =B\n" * 130_000 + b"\x03\x04",
        b"\x01" * 1_000_000,
        b"\x16\x16\x01W1\x1fa\nr f\x13\x11 BC-A 01-07 1\n\x02^BC-A," + b" 1," * 330_000 + b"<\n\x03",
        b"\x16\x16\x01W1\x1fa\nr f\x13\x11 BC-A 01-07 1\n\x02" + b"^A\n" * 330_000 + b"\x03",
        b'{"uri":"u","headline":"h","body_html":"' + b"<div class='dat'>" * 58_000 + b'"}',
        b'{"uri":"u","headline":"h","description_text":"' + b"<p <p" * 200_000 + b'"}',
        b"[" * 1_000_000,
        b'{"uri":"u","headline":"h","subject":[' + b'{"name":"n"},' * 76_000 + b"null]}",
        b"<urlset><url>" + b"<news><keywords>a,</keywords></news>" * 28_000 + b"</url></urlset>",
    ],
    ids=range(11),
)
def test_a_megabyte_of_anything_takes_no_more_than_moments(content: bytes) -> None:
    """What grows faster than its input would hold a thread for minutes here."""
    began = process_time()
    parse(body_of(content))
    assert process_time() - began < 5
