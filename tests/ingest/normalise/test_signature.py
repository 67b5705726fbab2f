"""The line that signs a piece, wherever a page has put it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model.item import RawEntry, Version
from tests.ingest.normalise.newsroom import item_of

SIGNED = "Darpan News Desk The Canadian Press, 07 Jan, 2026 10:31 AM"
IMAGE = '<img src="https://i.example/a.jpg">'
CAPTION = "Delegates leave the hall."
CREDIT = "Picture Courtesy: THE CANADIAN PRESS/Jane Doe"


def version_of(body: str, summary: str | None = None) -> Version:
    """Return what an entry with this body says."""
    return item_of(RawEntry(title_html="x", content_html=body, summary_html=summary)).version


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{SIGNED}</p><p>One.</p>",
        f"{IMAGE}<p>{CAPTION} {CREDIT}</p><p>{SIGNED}</p><p>One.</p>",
        f"<p>{IMAGE}</p><p>{CAPTION}</p><p>{CREDIT}</p><p>{SIGNED}</p><p>One.</p>",
        f"<figure>{IMAGE}<figcaption>{CAPTION}<br>{CREDIT}</figcaption></figure><p>{SIGNED}</p><p>One.</p>",
        f"<p>{SIGNED}<br>{CAPTION}<br>{CREDIT}</p>{IMAGE}<p>One.</p>",
        f"<p>{IMAGE}<br>{SIGNED}<br>{CAPTION}<br>{CREDIT}</p><p>One.</p>",
        f"<p>One.</p><p>{SIGNED}</p>",
        f"<div><span>{SIGNED}</span><br>One.</div>",
        f"<div><div><em>{SIGNED}</em></div><div>One.</div></div>",
        f"<p><strong>{SIGNED}</strong><br><br>One.</p>",
        "<div><b>Darpan News Desk</b> The Canadian Press, <i>07 Jan, 2026 10:31 AM</i></div><p>One.</p>",
        f"{SIGNED}<br>One.",
    ],
)
def test_a_signature_leaves_the_text_wherever_it_stands(body: str) -> None:
    """It dates and signs the piece, and no other outlet has it."""
    version = version_of(body)
    assert (version.published and version.published.isoformat()) == "2026-01-07T18:31:00+00:00"
    assert (version.desk, version.agency) == ("Darpan News Desk", "The Canadian Press")
    assert version.text == "One."
    assert "Desk" not in (version.body_html or "")
    assert "<p></p>" not in (version.body_html or "")


@pytest.mark.parametrize("level", ["h1", "h2", "h3"])
def test_a_signature_below_a_heading_is_found_and_the_heading_stays(level: str) -> None:
    """Pages repeat the headline above it."""
    version = version_of(f"<{level}>Quay opens</{level}><p>{SIGNED}</p><p>One.</p>")
    assert version.desk == "Darpan News Desk"
    assert version.body_html == f"<{level}>Quay opens</{level}><p>One.</p>"


def test_a_signature_leaves_the_summary_too() -> None:
    """Some systems cut their summary out of the page."""
    version = version_of(f"<p>{SIGNED}</p><p>One.</p><p>Two.</p>", f"<p>{SIGNED}</p><p>One.</p>")
    assert (version.summary_html, version.body_html) == ("<p>One.</p>", "<p>One.</p><p>Two.</p>")


@pytest.mark.parametrize(
    "line",
    [
        "The fair opened in Delta, 07 Jan, 2026",
        "A long day. Darpan News Desk, 07 Jan, 2026",
        "07 Jan, 2026",
        "The vote was first reported by The Canadian Press, 07 Jan, 2026",
        "He left his desk, 07 Jan, 2026",
        "According to Reuters, 07 Jan, 2026",
        "Premier Doe in Delta, The Canadian Press, 07 Jan, 2026",
        "Photo by Jane Doe, Reuters, 07 Jan, 2026",
        "Jane Doe, 07 Jan, 2026",
    ],
)
def test_a_line_that_says_more_than_who_signs_stays(line: str) -> None:
    """Only a line that is wholly a signature leaves the text."""
    assert line in version_of(f"<p>{line}</p><p>More.</p>").text


def test_a_line_amid_the_text_is_text() -> None:
    """A piece may quote another one's signature."""
    before = "".join(f"<p>Paragraph {number}.</p>" for number in range(6))
    version = version_of(f"{before}<p>{SIGNED}</p>{before}")
    assert SIGNED in version.text
    assert version.published is None


@pytest.mark.parametrize(
    "filler",
    ["<br> " * 90_000, "<em></em>" * 50_000, " " * 400_000, "<p>" * 100_000, f"<p>{'<i>' * 400}" * 300],
)
def test_hostile_html_around_a_signature_takes_little_time(filler: str) -> None:
    """Taking a line out tidies what stands around it."""
    start = time.process_time()
    version_of(f"<p>{SIGNED}</p><p>{IMAGE}A hall. Photo: Jane Doe{filler}x{filler}</p>")
    assert time.process_time() - start < 3


@given(st.lists(st.sampled_from([*"abc", "<b>d</b>", "<br>", "<p>e</p>", "<div>f", IMAGE]), max_size=9))
def test_taking_a_signature_out_leaves_every_other_word(around: list[str]) -> None:
    """Whatever stands around it."""
    body = "".join(around)
    with_line = version_of(f"<p>{SIGNED}</p>{body}")
    assert with_line.text == version_of(f"{body} ").text or not with_line.text
