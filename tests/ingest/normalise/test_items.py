"""What identifies an item, where it belongs, and what is left out."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.normalise import normalise
from aggregator.ingest.normalise.language import language_tag
from aggregator.model.item import Category, Item, Picture, RawEntry, Skip
from tests.ingest.normalise.newsroom import AGENCIES, NOW, SOURCE, item_of


@pytest.mark.parametrize(
    ("entry", "guid"),
    [
        (RawEntry(guid=" 42 ", title_html="x", link="https://post.example/a"), " 42 "),
        (
            RawEntry(guid="  ", title_html="x", link="https://post.example/a?utm_source=x"),
            "https://post.example/a?utm_source=x",
        ),
        (RawEntry(title_html="x", link="/a", base_url="https://post.example/"), "https://post.example/a"),
    ],
)
def test_guid_is_the_sources_own_else_the_link(entry: RawEntry, guid: str) -> None:
    """Unchanged, as it was sent."""
    assert item_of(entry).guid == guid


def test_an_entry_with_neither_guid_nor_link_is_known_by_its_words() -> None:
    """The same words are the same item at every poll."""
    entry = RawEntry(title_html="Quay opens", summary_html="At noon.")
    assert item_of(entry).guid.startswith("sha256:")
    assert item_of(entry).guid == item_of(entry).guid
    assert item_of(entry).guid != item_of(replace(entry, summary_html="At one.")).guid


def test_an_entry_without_words_is_skipped_with_its_name() -> None:
    """There is nothing to publish."""
    outcome = normalise(RawEntry(guid="42", link="https://post.example/a"), SOURCE, NOW)
    assert isinstance(outcome, Skip)
    assert outcome.what == "42"


def test_sections_come_from_the_source_and_from_its_labels() -> None:
    """In the order of the configuration, each once, letters large or small."""
    categories = (Category(term="x", label="RÉGIONS"), Category(term="money"), Category(term="Other"))
    assert item_of(RawEntry(title_html="x", categories=categories)).version.sections == (
        "national",
        "business",
        "regions",
    )
    assert item_of(RawEntry(title_html="x"), replace(SOURCE, section=None)).version.sections == ()


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("en-us", "en-US"),
        ("en_CA", "en-CA"),
        ("FR", "fr"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("English", None),
        ("", None),
    ],
)
def test_a_language_is_written_as_bcp_47_wants(text: str, tag: str | None) -> None:
    """A name is no tag."""
    assert language_tag(text) == tag


def test_the_sources_language_is_that_of_entries_that_declare_none() -> None:
    """The entry's own comes first."""
    source = replace(SOURCE, language="fr-CA")
    assert item_of(RawEntry(title_html="x"), source).version.language == "fr-CA"
    assert item_of(RawEntry(title_html="x", language="en"), source).version.language == "en"


texts = st.none() | st.text(max_size=80)


@given(
    st.builds(
        RawEntry,
        guid=texts,
        link=texts,
        base_url=texts,
        title_html=texts,
        summary_html=texts,
        content_html=texts,
        published=texts,
        updated=texts,
        authors=st.lists(st.text(max_size=60), max_size=2).map(tuple),
        credit=texts,
        categories=st.lists(st.builds(Category, term=st.text(max_size=9)), max_size=2).map(tuple),
        pictures=st.lists(st.builds(Picture, url=st.text(max_size=30), caption=texts), max_size=2).map(tuple),
        language=texts,
        copyright=texts,
    )
)
def test_any_entry_is_an_item_or_a_skip(entry: RawEntry) -> None:
    """No entry raises; an item has a guid and a title that every store and document can hold."""
    outcome = normalise(entry, SOURCE, NOW, agencies=AGENCIES)
    if isinstance(outcome, Item):
        assert outcome.guid
        assert outcome.version.title.strip()
        repr(outcome).encode("utf-8")
        assert outcome == normalise(entry, SOURCE, NOW, agencies=AGENCIES)
