"""Pictures, their captions and credits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.normalise.captions import split_credit
from aggregator.ingest.normalise.markup import text_of
from aggregator.model.item import Picture, RawEntry
from tests.ingest.normalise.newsroom import item_of

MUSCHI = "THE CANADIAN PRESS/Christinne Muschi"


def pictures_of(*given_pictures: Picture, markup: str | None = None) -> tuple[Picture, ...]:
    """Return the pictures of an item."""
    link = "https://post.example/a"
    entry = RawEntry(title_html="Quay opens", link=link, pictures=given_pictures, content_html=markup)
    return item_of(entry).version.pictures


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        (f"Delegates leave. Picture Courtesy: {MUSCHI}", "Delegates leave.", MUSCHI),
        (f"Picture Courtesy: {MUSCHI}", None, MUSCHI),
        (f"Delegates leave. {MUSCHI}", "Delegates leave.", MUSCHI),
        ("Delegates leave. (AP Photo/Jane Doe)", "Delegates leave.", "AP Photo/Jane Doe"),
        ("Delegates leave. Photo by Jane Doe", "Delegates leave.", "Jane Doe"),
        ("Photo Credit: Jane Doe", None, "Jane Doe"),
        ("Photo: Jane Doe", None, "Jane Doe"),
        ("Delegates (left) leave.", "Delegates (left) leave.", None),
        ("The photo shows a quay.", "The photo shows a quay.", None),
        ("She described the photo: a quay at noon", "She described the photo: a quay at noon", None),
        (None, None, None),
    ],
)
def test_a_credit_is_told_from_its_caption(text: str | None, caption: str | None, credit: str | None) -> None:
    """One text often holds both."""
    assert split_credit(text) == (caption, credit)


def test_one_picture_in_several_sizes_is_one_picture() -> None:
    """The widest, with all that any of them says."""
    small = Picture(url="/a-300x200.jpg?s=1", width=300, caption="A quay. Photo: Jane Doe")
    large = Picture(url="/a-900x600.jpg?s=2", width=900)
    assert pictures_of(small, large) == (
        Picture(
            url="https://post.example/a-900x600.jpg?s=2", width=900, caption="A quay.", credit="Jane Doe"
        ),
    )


def test_different_pictures_stay_different() -> None:
    """A number in a name is not a size."""
    assert (
        len(
            pictures_of(
                Picture(url="/IMG_1.jpg"),
                Picture(url="/IMG_2.jpg"),
                Picture(url="/i?id=1"),
                Picture(url="/i?id=2"),
            )
        )
        == 4
    )


@pytest.mark.parametrize(
    "url", ["javascript:x", "", "https://0.gravatar.com/avatar/1", "data:image/png;base64,x"]
)
def test_faces_counters_and_non_addresses_are_no_pictures(url: str) -> None:
    """WordPress puts the author's face beside the pictures."""
    assert pictures_of(Picture(url=url)) == ()


def test_a_headline_or_the_text_is_no_caption() -> None:
    """YouTube and others repeat them."""
    (picture,) = pictures_of(
        Picture(url="/a.jpg", caption="The whole text.", alt="Quay opens"), markup="The whole text."
    )
    assert (picture.caption, picture.alt) == (None, None)


@pytest.mark.parametrize(
    "markup",
    [
        '<figure><img src="/a.jpg" alt="Hall"><figcaption>A hall. Photo: Jane Doe</figcaption></figure><p>Text.</p>',
        '<p><img src="/a.jpg" alt="Hall"></p><p>A hall.</p><p>Photo: Jane Doe</p><p>Text.</p>',
        '<img src="/a.jpg" alt="Hall"><p>A hall. Photo: Jane Doe</p><p>Text.</p>',
        '<figure><img src="/a.jpg" alt="Hall"><figcaption>A hall.<br>Photo: Jane Doe</figcaption></figure>Text.',
        '<figure><img src="/a.jpg" alt="Hall"><figcaption>A hall.<i>Photo: Jane Doe</i></figcaption></figure>Text.',
        '<figure><img src="/a.jpg" alt="Hall"></figure><p>A hall.</p><p>Photo: Jane Doe</p><p>Text.</p>',
        '<div><img src="/a.jpg" alt="Hall"></div><div>A hall.</div><div>Photo: Jane Doe</div><div>Text.</div>',
        '<div><img src="/a.jpg" alt="Hall"><br><em>A hall.</em><br>Photo: Jane Doe</div>Text.',
        '<p><a href="/x"><img src="/a.jpg" alt="Hall"></a><br><em>A hall.<br>Photo: Jane Doe</em><br>Text.</p>',
        '<p>A hall.<br>Photo: Jane Doe</p><p><img src="/a.jpg" alt="Hall"></p><p>Text.</p>',
    ],
)
def test_the_first_picture_of_the_text_stands_in_for_missing_ones(markup: str) -> None:
    """With caption and credit, which then are not part of the text."""
    item = item_of(RawEntry(title_html="x", link="https://post.example/", content_html=markup))
    (picture,) = item.version.pictures
    assert (picture.url, picture.alt) == ("https://post.example/a.jpg", "Hall")
    assert (picture.caption, picture.credit) == ("A hall.", "Jane Doe")
    assert item.version.text == "Text."
    assert item.version.body_html is not None
    assert item.version.body_html.count("A hall.") == 1
    assert text_of(item.version.body_html) == "Text."


def test_a_pictures_words_stand_with_it_in_a_figure() -> None:
    """In the published text they are no paragraphs; no other word goes."""
    markup = '<p>Before <img src="https://i.example/a.jpg"><br>A hall.<br>Photo: Jane Doe<br>After.</p>'
    assert item_of(RawEntry(title_html="x", content_html=markup)).version.body_html == (
        '<figure><img src="https://i.example/a.jpg"><figcaption>A hall. <small>Jane Doe</small></figcaption></figure>'
        "<p>Before <br>After.</p>"
    )


def test_a_credit_without_its_words_is_known_in_the_captions_own_element() -> None:
    """There its line can be nothing else."""
    for credit in ("Jane Doe/The Canadian Press", "AFP via Getty Images", "© Post 2026", "Reuters"):
        caption = f"<figcaption>A hall.<br>{credit}</figcaption>"
        (picture,) = pictures_of(markup=f'<figure><img src="/a.jpg">{caption}</figure><p>Text.</p>')
        assert (picture.caption, picture.credit) == ("A hall.", credit)


@pytest.mark.parametrize(
    "after",
    [
        "<h2>Quay</h2><p>Photo: Jane Doe</p>",
        "<p>One.</p><p>Two. Photo: Jane Doe</p>",
        "<p>One.</p><p>Two.</p><p>Photo: Jane Doe</p>",
        f"<p>{'A long paragraph. ' * 40}</p><p>Photo: Jane Doe</p>",
        '<p>One.</p><img src="https://i.example/b.jpg"><p>Photo: Jane Doe</p>',
    ],
)
def test_prose_below_a_picture_stays_where_it_is(after: str) -> None:
    """A credit further down belongs to something else."""
    markup = f'<img src="https://i.example/a.jpg">{after}'
    assert item_of(RawEntry(title_html="x", content_html=markup)).version.body_html == markup.replace(
        ". </p>", ". </p>"
    )


def test_the_paragraph_after_a_picture_is_text_unless_a_credit_says_otherwise() -> None:
    """Most stories begin right after their picture."""
    item = item_of(
        RawEntry(title_html="x", content_html='<img src="https://i.example/a.jpg"><p>One.</p><p>Two.</p>')
    )
    assert item.version.pictures[0].caption is None
    assert item.version.text == "One.\nTwo."


def test_a_picture_of_the_metadata_gets_its_words_from_the_text() -> None:
    """Enclosures have neither caption nor credit; another picture's words are not theirs."""
    markup = '<figure><img src="/a.jpg"><figcaption>A hall. Photo: Jane Doe</figcaption></figure><p>Text.</p>'
    (same,) = pictures_of(Picture(url="/a.jpg", length=9), markup=markup)
    (other,) = pictures_of(Picture(url="/b.jpg"), markup=markup)
    assert (same.caption, same.credit, same.length) == ("A hall.", "Jane Doe", 9)
    assert (other.caption, other.credit) == (None, None)


@given(st.text(max_size=300))
def test_any_text_may_stand_by_a_picture(text: str) -> None:
    """No text raises, and blank words are none."""
    assert all(words is None or words.strip() for words in split_credit(text))
