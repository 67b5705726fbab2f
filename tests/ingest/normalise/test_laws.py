"""What holds for every rule: it may be applied twice, takes any text, and no longer for a longer one than it must."""

import time
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.normalise import RULES, normalise
from aggregator.ingest.normalise.draft import Context, Draft, Rule, told
from aggregator.model.item import RawEntry, Skip, Version
from tests.ingest.normalise.newsroom import AGENCIES, NOW, SOURCE, item_of

CONTEXT = Context(source=SOURCE, zone=ZoneInfo(SOURCE.timezone), now=NOW, agencies=AGENCIES)
LINES = st.sampled_from(
    [
        *(
            "OTTAWA — The quay opens.",
            "LONDON, March 3 (Reuters) - It is long.",
            "By Jane Doe, The Canadian Press",
        ),
        *(
            "Eds: for noon.",
            "EMBARGOED UNTIL 10 a.m. Jan 7",
            "-30-",
            "The quay opens. (NAN)",
            "NAN",
            "Read more: x",
        ),
        *("This report by The Canadian Press was first published Jan. 6, 2026.", "With files from Reuters"),
        *(
            "Companies in this story: (TSX:ABC)",
            "(Reporting by Jane Doe; Editing by John Roe)",
            "It is long.",
        ),
        *(
            "Darpan News Desk The Canadian Press, 07 Jan, 2026 10:31 AM",
            '<img src="https://i.example/a.jpg">',
        ),
    ]
) | st.text(max_size=30)
ENTRIES = st.builds(
    RawEntry,
    guid=st.just("1"),
    title_html=st.sampled_from(["UPDATE 3-Quay opens", "EMBARGOED: Quay", "KILL: Quay", "Quay, 8th Ld"])
    | st.text(min_size=1, max_size=20),
    content_html=st.lists(LINES, max_size=6).map(lambda lines: "".join(f"<p>{line}</p>" for line in lines)),
    authors=st.lists(LINES, max_size=2).map(tuple),
    credit=st.none() | LINES,
    copyright=st.none() | LINES,
)


@given(ENTRIES, st.text(), st.none() | st.text(), st.lists(LINES).map(tuple))
def test_a_draft_that_tells_more_keeps_the_rest(
    entry: RawEntry, title: str, url: str | None, byline: tuple[str, ...]
) -> None:
    """It is what `dataclasses.replace` makes of the draft and of its version."""
    item = normalise(entry, SOURCE, NOW, agencies=AGENCIES)
    before = Version(title="") if isinstance(item, Skip) else item.version
    draft = Draft(raw=entry, version=before, guid="1", is_removed=True)
    expected = replace(draft, version=replace(before, title=title, url=url, byline=byline))
    assert told(draft, title=title, url=url, byline=byline) == expected
    assert draft.version is before


@given(ENTRIES)
def test_what_was_published_says_the_same_again(entry: RawEntry) -> None:
    """Normalising what normalising has made changes neither the words nor the markup."""
    item = normalise(entry, SOURCE, NOW, agencies=AGENCIES)
    if isinstance(item, Skip):
        return
    once = item.version
    again = item_of(
        replace(
            entry,
            title_html=None,
            title_text=once.title,
            content_html=once.body_html,
            summary_html=once.summary_html,
        )
    ).version
    assert again.title == once.title
    assert (again.body_html, again.text) == (once.body_html, once.text)


@pytest.mark.parametrize("rule", RULES, ids=[rule.__name__ for rule in RULES])
@given(entry=ENTRIES)
def test_a_rule_takes_any_draft(rule: Rule, entry: RawEntry) -> None:
    """In any order: none counts on another."""
    draft = Draft(
        raw=entry, version=Version(title="x", text="One.\nTwo.", body_html="<p>One.</p><p>Two.</p>")
    )
    once = rule(draft, CONTEXT)
    assert isinstance(once, Draft | Skip)


FILLERS = (
    *(
        "word ",
        "A - ",
        "(",
        "AB ",
        "Jan. 1, ",
        "<p>AP</p>",
        "<p>By Jane Doe</p>",
        "<p>Eds: x</p>",
        "This report by ",
    ),
    *(
        "Companies in this story: ",
        "with files from ",
        "Jane and ",
        "UPDATE 3-",
        "8th Ld ",
        "KILL: ",
        "(Reporting by A; ",
    ),
    *(
        "_",
        "<br>",
        "© ",
        "®",
        "The post ",
        "[BREAKING",
        "The Canadian Press ",
        "EMBARGOED UNTIL ",
        " \u2014 ",
        "\n",
        "&amp;",
    ),
)


@pytest.mark.parametrize("filler", FILLERS)
def test_a_long_text_takes_no_longer_than_its_length(filler: str) -> None:
    """A megabyte in every field at once; what is quadratic takes minutes."""
    text = filler * (1_000_000 // len(filler))
    entry = RawEntry(
        guid="1",
        title_html=text,
        content_html=text,
        summary_html=f"x{text}",
        authors=(text,),
        credit=text,
        copyright=text,
        published=text,
        embargo=text,
    )
    start = time.process_time()
    item_of(entry)
    assert time.process_time() - start < 4
