"""In which of our sections an item is, and why."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.normalise.draft import Context, Draft
from aggregator.ingest.normalise.sections import take_sections
from aggregator.model.item import Category, RawEntry, Version
from aggregator.model.source import Section, Source
from tests.ingest.normalise.newsroom import AGENCIES, NOW

CP = "The Canadian Press"
SOURCE = Source(id="wire", url="http://wire.example/", sections={"Hockey talk": "opinion"})
SECTIONS = tuple(
    Section(id=name, title=name.title())
    for name in (
        "national",
        "world",
        "business",
        "sports",
        "politics",
        "travel",
        "opinion",
        "okanagan",
        "atlantic",
    )
)
ANPA = "http://cvx.iptc.org/anpa1312-category/"
MEDIA_TOPICS = "http://cv.iptc.org/newscodes/mediatopic/"


def placed(
    *categories: Category,
    source: Source = SOURCE,
    sections: tuple[Section, ...] = SECTIONS,
    version: Version | None = None,
    is_wire: bool = False,
    genre: str | None = None,
) -> Version:
    """Return the version of an entry with these categories, in its sections."""
    raw = RawEntry(categories=categories, is_wire=is_wire, genre=genre)
    context = Context(source=source, zone=ZoneInfo("UTC"), now=NOW, agencies=AGENCIES, sections=sections)
    drafted = take_sections(Draft(raw=raw, version=version or Version(title="x")), context)
    assert isinstance(drafted, Draft)
    return drafted.version


def because(version: Version) -> list[str]:
    """Return the reasons for the sections."""
    return [reason.because for reason in version.reasons if reason.field == "sections"]


@pytest.mark.parametrize(
    ("agency", "letter", "section"),
    [
        (CP, "g", "national"),
        (CP, "w", "world"),
        (CP, "b", "business"),
        (CP, "f", "business"),
        (CP, "s", "sports"),
        (CP, "j", "travel"),
        (CP, "t", "travel"),
        (CP, "a", "atlantic"),
        ("The Associated Press", "i", "world"),
        ("The Associated Press", "F", "business"),
        ("The Associated Press", "p", "politics"),
        ("Deutsche Presse-Agentur", "dpacat:wi", "business"),
        (None, "apcategorycode:f", "business"),
    ],
)
def test_wire_category_names_a_section_in_its_agencys_own_alphabet(
    agency: str | None, letter: str, section: str
) -> None:
    """A `w` is the world in Toronto and Washington in New York."""
    version = Version(title="x", agency=agency)
    found = placed(Category(term=letter), version=version, is_wire=True)
    assert found.sections == (section,)
    assert because(found) == [f"{section}: wire category {letter.lower().rpartition(':')[2]}"]


def test_american_letters_without_a_place_here_name_none() -> None:
    """Domestic, state and Washington news of another country are in `all` only."""
    version = Version(title="x", agency="The Associated Press")
    for letter in "anw":
        assert placed(Category(term=letter), version=version, is_wire=True).sections == ()


def test_a_letter_is_a_wire_category_only_in_wire_copy_or_under_its_vocabulary() -> None:
    """An outlet's tag "S" is anything."""
    assert placed(Category(term="s")).sections == ()
    assert placed(Category(term="s", scheme=ANPA)).sections == ("sports",)
    country = Category(term="s", scheme="http://cvx.iptc.org/iso3166-1a2/")
    assert placed(country, is_wire=True).sections == ()


@pytest.mark.parametrize(
    "category",
    [
        Category(term="medtop:20000822"),
        Category(term="subj:15031001"),
        Category(term="15031001", scheme="http://cv.iptc.org/newscodes/subjectcode/"),
        Category(term="20000822", scheme=MEDIA_TOPICS),
        Category(term=f"{MEDIA_TOPICS}20000822"),
        Category(term="54df6c687df7100483dedf092526b43e", scheme="http://cv.ap.org/id/"),
    ],
)
def test_iptc_topic_names_a_section_with_all_below_it(category: Category) -> None:
    """Codes, QCodes and addresses of both vocabularies."""
    assert placed(category).sections == ("sports",)


def test_digits_alone_are_a_topic_in_wire_copy_only() -> None:
    """Elsewhere they are an outlet's own number."""
    assert placed(Category(term="15031001"), is_wire=True).sections == ("sports",)
    assert placed(Category(term="15031001")).sections == ()
    assert placed(Category(term="15031001", scheme="http://post.example/tags/"), is_wire=True).sections == ()


def test_section_has_the_topics_that_it_names_in_place_of_its_own() -> None:
    """Declared topics rule out the well-known ones of the same id."""
    sections = (
        Section(id="sports", title="Sports", topics=("subj:15031000",)),
        Section(id="x", title="X", topics=("sport",)),
    )
    assert placed(Category(term="subj:15031001"), sections=sections).sections == ("sports", "x")
    assert placed(Category(term="subj:15054000"), sections=sections).sections == ("x",)


@pytest.mark.parametrize(
    ("url", "sections"),
    [
        ("https://post.example/news/politics/vote-passes", ("politics",)),
        ("https://post.example/World/Business/rates", ("world", "business")),
        ("https://post.example/monde/vote", ("world",)),
        ("https://post.example/okanagan/fire", ("okanagan",)),
        ("https://post.example/politics", ()),
        ("https://post.example/politics-today/vote", ()),
        (None, ()),
    ],
)
def test_folder_of_the_link_names_a_section(url: str | None, sections: tuple[str, ...]) -> None:
    """Whole folders alone; the last part is the article's own name."""
    assert placed(version=Version(title="x", url=url)).sections == sections


def test_evidence_adds_up_and_the_first_reason_is_told() -> None:
    """A story may be in several sections, in each once."""
    version = Version(title="x", url="https://post.example/sports/politics/x", agency=CP)
    found = placed(Category(term="s"), Category(term="Hockey Talk"), version=version, is_wire=True)
    assert found.sections == ("opinion", "sports", "politics")
    assert because(found) == [
        "opinion: label Hockey talk",
        "sports: wire category s",
        "politics: link below /politics/",
    ]


def test_source_with_a_section_keeps_to_it_and_to_its_labels() -> None:
    """A national feed is not spread over the others by what its items say."""
    source = replace(SOURCE, section="national")
    version = Version(title="x", url="https://post.example/world/x")
    found = placed(
        Category(term="medtop:15000000"), Category(term="hockey talk"), source=source, version=version
    )
    assert found.sections == ("national", "opinion")


def test_what_maps_nowhere_is_in_no_section() -> None:
    """It is in `all` only."""
    found = placed(Category(term="Other"), Category(term="Sports"))
    assert found.sections == ()
    assert not found.is_for_editors


@pytest.mark.parametrize("genre", ["advisory", "ADVISORY", "Budget", "Agate", "audio", "Audio Skeds"])
def test_copy_for_editors_is_in_no_section_unless_one_asks(genre: str) -> None:
    """Readers never subscribed to a list of what will be sent later."""
    source = replace(SOURCE, section="national")
    found = placed(source=source, version=Version(title="x", genre=genre))
    assert found.is_for_editors
    assert found.sections == ()


@pytest.mark.parametrize(("letter", "genre"), [("m", "advisory"), ("r", "agate"), ("as", "audio")])
def test_categories_that_are_no_news_are_for_editors(letter: str, genre: str) -> None:
    """The Canadian Press files them under letters of their own."""
    found = placed(Category(term=letter), version=Version(title="x", agency=CP), is_wire=True)
    assert found.is_for_editors
    assert because(found) == [f"for editors only: {genre}"]


def test_asking_section_has_the_advisories_that_are_its_own_else_all() -> None:
    """National asks for its advisories; a section of advisories has no sources of its own."""
    national = Section(id="national", title="National", genres=("Advisory",))
    desk = Section(id="desk", title="Desk", genres=("advisory", "budget"))
    source = replace(SOURCE, section="national")
    advisory, budget = Version(title="x", genre="Advisory"), Version(title="x", genre="budget")
    assert placed(source=source, sections=(national,), version=advisory).sections == ("national",)
    assert placed(source=source, sections=(national, desk), version=advisory).sections == ("national",)
    assert placed(source=source, sections=(national, desk), version=budget).sections == ("desk",)
    assert placed(source=SOURCE, sections=(desk,), version=advisory).sections == ("desk",)


def test_section_may_ask_for_a_genre_of_news() -> None:
    """Opinion is a genre on many wires."""
    sections = (Section(id="views", title="Views", genres=("Opinion",)),)
    found = placed(sections=sections, version=Version(title="x", genre="opinion"))
    assert found.sections == ("views",)
    assert not found.is_for_editors


@given(
    term=st.text(),
    scheme=st.none() | st.text() | st.just(ANPA),
    url=st.none() | st.text() | st.text().map("https://a.example/{}/x".format),
    is_wire=st.booleans(),
)
def test_any_category_and_link_give_sections_of_ours(
    term: str, scheme: str | None, url: str | None, *, is_wire: bool
) -> None:
    """Nothing that a source sends stops its entry or invents a section."""
    found = placed(Category(term=term, scheme=scheme), version=Version(title="x", url=url), is_wire=is_wire)
    assert set(found.sections) <= {section.id for section in SECTIONS}
    assert len(set(found.sections)) == len(found.sections)
