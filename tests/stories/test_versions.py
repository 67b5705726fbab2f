"""What of a new version is substance, and what it says of it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model.change import Change, Swap, change_in_words
from aggregator.model.item import Label, Version
from aggregator.stories.versions import compare, is_substantive
from tests.stories.carriers import make_version

COPY = (
    "The harbour board voted on Tuesday to reopen the east pier, closed since a storm tore away 40 metres of it.\n"
    "Mayor Ina Vogel said 27 people work there, and the repair cost $2.5 million.\n"
    "The pier is safe for trucks, the board's engineer told reporters."
)
REMARKS = (
    "Updated 5 minutes ago",
    "Last updated at 10:31 a.m. ET",
    "Published: June 5, 2026 at 10:31 PM EDT",
    "Mis à jour le 5 juin 2026 à 10 h 31",
    "il y a 2 heures",
    "2 hours ago",
    "3 min read",
    "Temps de lecture : 4 minutes",
    "1,234 views",
    "12 comments | 3 shares",
    "This story was originally published by The Harbour Times.",
    "This report by Northern Press was first published Jan. 7, 2026.",
    "Cet article a été publié initialement par Le Rivage.",
    "With files from Northern Press",
    "Avec des informations de la Presse du Nord",
    "Ina Vogel contributed to this report.",
    "Additional reporting by Tomas Reyl",
    "© 2026 Harbour Times. All rights reserved.",
    "READ MORE: Ferry crews accept a contract",
    "Advertisement",
    "Ina Vogel | Author @inavogel",
    "Get the best harbour news in your inbox",
    "[email protected]",
    "https://harbour.example/pier?utm_source=rss&fbclid=77",
)


def told(old: str, new: str) -> str:
    """Return what changed between two texts, in words."""
    return change_in_words(compare(make_version(text=old), make_version(text=new)), quotes=True)


@pytest.mark.parametrize("remark", REMARKS)
def test_what_outlets_stamp_on_copy_is_no_substance(remark: str) -> None:
    """A paragraph of it, come or gone, tells nobody anything of the story."""
    assert not is_substantive(make_version(text=COPY), make_version(text=f"{remark}\n{COPY}"))
    assert not is_substantive(make_version(text=f"{COPY}\n{remark}"), make_version(text=COPY))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("inMonday's vote", "in Monday’s vote"),
        ('"Yes," she said - twice', "“Yes,” she said — twice"),
        ("It sank 2 hours ago off Port Alder.", "It sank 3 hours ago off Port Alder."),
        ("Le traversier a coulé il y a 2 heures.", "Le traversier a coulé il y a 3 heures."),
        ("It cost 1,234 dollars", "It cost 1 234 dollars"),
        ("98% of members", "98 per cent of members"),
        ("98% of members", "98 percent of members"),
        ("THE PIER REOPENS", "The pier reopens"),
        ("One. Two.\nThree.", "One.\nTwo. Three."),
        ("First this.\nThen that.", "Then that.\nFirst this."),
        ("Rock &amp; roll", "Rock & roll"),
        ("A storm hit. See Also Weather Storm Hits Coast", "A storm hit."),
    ],
)
def test_what_outlets_do_to_words_is_no_substance(old: str, new: str) -> None:
    """Lost spaces, quotes, dashes, case, paragraphs that flow together: the words are the same."""
    assert compare(make_version(text=old), make_version(text=new)) == Change()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("27 people", "25 people", "numbers changed: 27 → 25"),
        ("$2.5 million", "$25 million", "numbers changed: $2.5 → $25"),
        ("$2.5 million", "$2.5 billion", "numbers changed: million → billion"),
        ("voted on Tuesday", "voted on Monday", "dates changed: Tuesday → Monday"),
        ("Ina Vogel", "Ina Vogle", "names changed: Vogel → Vogle"),
        ("Mayor Ina Vogel", "Mayor Tomas Reyl", "names changed: Ina Vogel → Tomas Reyl"),
        ("is safe", "is not safe", "a negation changed"),
        ("is safe", "isn't safe", "a negation changed; wording changed"),
        ("to reopen", "to close", "wording changed"),
    ],
)
def test_one_changed_word_is_substance_and_is_named(old: str, new: str, words: str) -> None:
    """A number, a day, a name, a "not": a single one turns a story."""
    assert old in COPY
    assert told(COPY, COPY.replace(old, new)) == words


def test_paragraphs_that_came_and_went_are_counted() -> None:
    """Subscribers learn how much is new."""
    first, *rest = COPY.split("\n")
    more = "Fishermen have waited for two winters, and some sold their boats."
    assert told(COPY, f"{COPY}\n{more}\nThe first ship is due on Friday.") == "2 paragraphs added"
    assert told(f"{COPY}\n{more}", COPY) == "1 paragraph removed"
    assert told(COPY, "\n".join((first, more, *rest))) == "1 paragraph added"


def test_headlines_say_what_is_new_but_not_that_there_was_an_update() -> None:
    """The mark "UPDATE 3:" over the same words is no news; a new figure in them is."""
    plain = make_version("Pier reopens after 2 years")
    for same in ("UPDATE 3: Pier reopens after 2 years", "Pier Reopens After 2 Years (Updated)"):
        assert not is_substantive(plain, make_version(same))
    change = compare(plain, make_version("Pier reopens after 3 years"))
    assert change_in_words(change, quotes=True) == "headline changed; numbers changed: 2 → 3"


def test_values_are_left_out_where_nothing_may_be_quoted() -> None:
    """Rights that give no text do not give its figures either."""
    change = compare(make_version(text=COPY), make_version(text=COPY.replace("27", "25")))
    assert change.numbers == (Swap("27", "25"),)
    assert change_in_words(change, quotes=False) == "numbers changed"


def test_excerpt_that_is_cut_elsewhere_is_no_substance() -> None:
    """The summary says what the text says; what the text does not say counts."""
    cut = make_version(
        text=COPY, summary_html="<p>The harbour board voted on Tuesday to reopen the east pier</p>"
    )
    shorter = make_version(text=COPY, summary_html="<p>The harbour board voted on Tuesday</p>")
    other = make_version(text=COPY, summary_html="<p>Fishermen rejoice.</p>")
    assert not is_substantive(cut, shorter)
    assert is_substantive(cut, other)


def test_label_of_a_correction_is_substance_and_that_of_an_update_is_none() -> None:
    """Readers must hear of a correction even where its text is the same."""
    assert compare(make_version(), make_version(label=Label.CORRECTED)).label is Label.CORRECTED
    assert not is_substantive(make_version(), make_version(label=Label.UPDATE))


@pytest.mark.parametrize(
    "line",
    [
        "The report was published on Monday and found that 27 bridges are unsafe.",
        "This report was released on Monday and found that 27 bridges are unsafe.",
        "First published in 1962, the novel has sold 27 million copies in the north, and its author never knew of it.",
        "Avec l'aide de 27 pompiers, les policiers ont maîtrisé le feu.",
        "Published figures show 27 dead.",
        "The agency received 27 comments.",
        "It sold 27 shares.",
    ],
)
def test_prose_that_begins_like_a_remark_is_still_read(line: str) -> None:
    """A changed figure in it is news."""
    old, new = (make_version(text=f"{COPY}\n{text}") for text in (line, line.replace("27", "31")))
    assert compare(old, new).numbers == (Swap("27", "31"),)


words = st.text(alphabet="abcdefghijklmnop ", min_size=1, max_size=40)
paragraphs = st.lists(words, max_size=6).map("\n".join)
any_text = st.one_of(paragraphs, st.text(max_size=200))


@given(any_text, any_text)
def test_version_compared_with_itself_changed_nothing(title: str, text: str) -> None:
    """Whatever it says."""
    version = Version(title=title, text=text)
    assert compare(version, version) == Change()


@given(any_text, any_text)
def test_change_one_way_is_a_change_the_other_way(old: str, new: str) -> None:
    """A version that is taken back is news too."""
    there, back = (compare(make_version(text=a), make_version(text=b)) for a, b in ((old, new), (new, old)))
    assert there.is_substantive == back.is_substantive
    assert (there.paragraphs_added > 0) <= back.is_substantive


@given(st.lists(st.sampled_from(REMARKS), max_size=5), st.lists(st.integers(0, 3), min_size=5, max_size=5))
def test_remarks_anywhere_change_nothing(remarks: list[str], places: list[int]) -> None:
    """As many as a site likes, in any place."""
    lines = COPY.split("\n")
    for remark, place in zip(remarks, places, strict=False):
        lines.insert(place, remark)
    assert not is_substantive(make_version(text=COPY), make_version(text="\n".join(lines)))


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_changed_number_always_counts(old: int, new: int) -> None:
    """From one figure to any other, in the middle of a sentence."""
    change = compare(make_version(text=f"In all {old} came."), make_version(text=f"In all {new} came."))
    assert change.numbers == (() if old == new else (Swap(str(old), str(new)),))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a " * 500_000, "b " * 500_000),
        ("1," * 100_000, "2," * 100_000),
        ("x\n" * 50_000, "y\n" * 50_000),
        ("the post " * 50_000, "the post " * 50_000 + "again"),
        ("il y a " * 70_000, "https://" * 60_000),
    ],
    ids=["words", "figures", "lines", "half remarks", "addresses"],
)
def test_text_of_up_to_a_megabyte_takes_seconds_at_most(old: str, new: str) -> None:
    """A hostile outlet must not stop the matcher; difflib would take hours."""
    began = time.process_time()
    assert is_substantive(make_version(text=old), make_version(text=new))
    assert time.process_time() - began < 30
