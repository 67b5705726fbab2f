"""IPTC topics by their codes and names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model.topics import lineage, read_code, read_topic, top_topic, topic_names


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("medtop:20000822", "20000822"),
        ("subj:15031001", "15031001"),
        ("http://cv.iptc.org/newscodes/mediatopic/20000822", "20000822"),
        ("http://cv.iptc.org/newscodes/subjectcode/15031001", "15031001"),
        ("15031001", "15031001"),
        ("iptc_subject_code:04000000", "04000000"),
        ("http://cv.ap.org/id/54df6c687df7100483dedf092526b43e", "15000000"),
        ("apsubject:54df6c687df7100483dedf092526b43e", "15000000"),
        ("20260107", None),
        ("https://post.example/tags/20000822", None),
        ("medtop:T0001", None),
        ("Politics", None),
    ],
)
def test_code_is_read_in_every_way_that_it_is_written(text: str, code: str | None) -> None:
    """QCodes and addresses mean the same; a date or somebody's tag is no topic."""
    assert read_code(text) == code


@pytest.mark.parametrize(
    ("code", "top"),
    [
        ("15000000", "15000000"),
        ("15031001", "15000000"),  # NHL, below ice hockey
        ("20000822", "15000000"),  # competition discipline
        ("20000339", "09000000"),  # among the business codes, moved to labour
        ("20000857", "15000000"),  # retired
        ("20000053", "16000000"),
        ("20001128", "17000000"),
        ("20009999", None),
        ("18000000", None),
    ],
)
def test_every_code_lies_under_its_top_topic(code: str, top: str | None) -> None:
    """Of both vocabularies, retired codes too; a code that we do not know lies nowhere."""
    assert top_topic(code) == top


@pytest.mark.parametrize(
    ("code", "topic", "is_it"),
    [
        ("15031001", "15031000", True),
        ("15031001", "15000000", True),
        ("15031000", "15031001", False),
        ("20000822", "15000000", True),
        ("20000822", "20000822", True),
        ("20000823", "20000822", False),
        ("04000000", "15000000", False),
    ],
)
def test_topic_holds_itself_and_what_is_below_it(code: str, topic: str, *, is_it: bool) -> None:
    """Subject codes carry their place in their digits; Media Topics are known by their top topic alone."""
    assert (topic in lineage(code)) is is_it


def test_top_topics_have_names() -> None:
    """An operator need not know the codes."""
    assert read_topic("Sport") == "15000000"
    assert read_topic(" politics ") == "11000000"
    assert read_topic("medtop:20000822") == "20000822"
    assert read_topic("curling") is None
    assert {top_topic(str(read_topic(name))) for name in topic_names()} == {
        f"{n:02}000000" for n in range(1, 18)
    }


@given(st.text())
def test_any_text_is_a_topic_that_we_know_or_none(text: str) -> None:
    """Whatever a source calls a category."""
    code = read_topic(text)
    assert code is None or top_topic(code) is not None
