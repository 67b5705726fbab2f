"""Whether two items are one story: what joins, and what looks alike and must not."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model.decision import Evidence, EvidenceKind, Print
from aggregator.model.item import Label, Version
from aggregator.stories.alike import compare
from aggregator.stories.fingerprint import fingerprint
from tests.journeys.desk import OTHER_TEXT, TEXT

NOON = datetime(2026, 1, 7, 12, tzinfo=UTC)
HEADLINE = "East pier to reopen after winter storm"
MORE = (
    " Traders on the waterfront welcomed the vote and asked for lights along the new railing. The mayor promised to "
    "open the fish market on the same day, and the ferry will call at the pier again from the first week of May."
)
MARKET = (
    "Shares on the northern exchange closed {word} on {day} as {who} led gains among miners. The main index ended "
    "at {level} points, {moved} points from its last close, with {volume} million shares changing hands. "
    "Dealers said that the mood was calm and that most funds waited for the figures of the central bank next week."
)
NEXT_DAY = {"day": "Wednesday", "level": "4,198", "moved": "12", "volume": "287"}
PAYOUT = "Qtly div 13 cts vs 13 cts prior. Pay April 10. Record March 20."
QUOTING = f"{OTHER_TEXT} {MORE} {MORE} {TEXT[:90]}"


def carried(
    source: str = "harbour",
    *,
    title: str = HEADLINE,
    text: str = TEXT,
    hours: float = 0,
    item: int = 1,
    label: Label | None = None,
    url: str | None = None,
) -> Print:
    """Return an item of a source, so many hours after noon."""
    at = NOON + timedelta(hours=hours)
    made = fingerprint(Version(title=title, text=text, published=at, label=label, url=url), seen_at=at)
    sketches = (made.sketch,) if made else ()
    return Print(item=item, source=source, guid=f"g{item}", time=at, sketches=sketches)


def joined(one: Print, other: Print) -> bool:
    """Return whether the two are one story."""
    found = compare(one, other)
    return found is not None and found.joins


def proof(one: Print, other: Print) -> Evidence:
    """Return the evidence about two items, which must exist."""
    found = compare(one, other)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "copy",
    [
        carried("valley", item=2, title="Pier opens again"),
        carried("valley", item=2, title="Pier opens again", text=TEXT + MORE, hours=3),
        carried("valley", item=2, text=TEXT.rsplit(".", 2)[0], hours=20),
        carried("valley", item=2, text=TEXT.replace("Tuesday", "Monday").replace("forty", "40"), hours=30),
        carried("valley", item=2, text="", hours=1),
        carried("harbour", item=2, text=TEXT + MORE, hours=2),
        carried("harbour", item=2, label=Label.CORRECTED, text=TEXT.replace("third", "fifth"), hours=20),
    ],
    ids=["headline", "added", "trimmed", "reworded", "bare", "write-thru", "correction"],
)
def test_copy_and_version_join(copy: Print) -> None:
    """What outlets and desks do to one piece of copy."""
    assert joined(carried(), copy)
    assert joined(copy, carried())


def market(source: str, *, item: int, hours: float = 0, **words: str) -> Print:
    """Return a market report: one template, filled in."""
    filled = {"word": "higher", "day": "Tuesday", "who": "Kestrel Mining", "level": "4,210", "moved": "18"}
    filled |= {"volume": "310"} | words
    title = f"Northern exchange closes {filled['word']} at {filled['level']}"
    return carried(source, item=item, hours=hours, title=title, text=MARKET.format(**filled))


def two(one: Print, other: Print, name: str) -> object:
    """Return a named case of two items."""
    return pytest.param(one, other, id=name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        two(market("harbour", item=1), market("harbour", item=2, hours=24, **NEXT_DAY), "next day"),
        two(
            market("harbour", item=1),
            market("harbour", item=2, hours=1, level="2,077", moved="9", volume="122"),
            "other board",
        ),
        two(market("harbour", item=1), market("valley", item=2, hours=24, **NEXT_DAY), "next day elsewhere"),
        two(
            carried(title="Otter Foods sets quarterly payout", text=PAYOUT),
            carried(title="Alder Bank sets quarterly payout", text=PAYOUT, item=2),
            "company",
        ),
        two(
            carried(title="To lead the coast just got tougher", text=OTHER_TEXT),
            carried(title="Five years on, the valley is back where it was", text=OTHER_TEXT, item=2),
            "teaser under two headlines",
        ),
        two(
            carried(title="Harvest begins two weeks early in the valley", text=TEXT),
            carried("valley", title="Night train to run on Sundays again", text=TEXT, item=2),
            "notice of two outlets",
        ),
        two(carried(), carried("valley", item=2, title="A storm's long bill", text=QUOTING), "quotation"),
        two(
            carried(title="Morning briefing", text=""),
            carried("valley", title="Morning briefing", text="", item=2),
            "briefing",
        ),
        two(carried(text=""), carried("valley", text="", item=2, hours=72), "headline of last week"),
        two(carried(), carried(item=2, hours=40), "printed again days later"),
    ],
)
def test_what_only_looks_alike_stays_apart(one: Print, other: Print) -> None:
    """Templates, the next day's instalment, a box under two headlines, a quotation: a false merge hides a story."""
    assert not joined(one, other)
    assert not joined(other, one)


def test_evidence_says_its_figures() -> None:
    """`why` shows them as they are."""
    found = proof(carried(), carried("valley", item=2, title="Pier opens", text=TEXT + MORE, hours=3))
    assert found.kind is EvidenceKind.COPY
    assert found.because.startswith("100% of the shorter text stands in the other, ")
    assert found.because.endswith("3 h apart")
    assert proof(carried(), carried("valley", item=2)).because.startswith("the same text; ")


def test_any_version_of_an_item_may_be_the_copy() -> None:
    """An outlet still runs what the agency has replaced."""
    first, second = carried(text=OTHER_TEXT), carried()
    both = Print(item=1, source="harbour", guid="g", time=NOON, sketches=(*first.sketches, *second.sketches))
    assert joined(both, carried("valley", text=OTHER_TEXT, item=2))
    assert joined(both, carried("valley", item=2))


def test_link_joins_what_says_too_little_to_differ() -> None:
    """A teaser and the whole; but a comment of its own on another's story is no copy."""
    link = "https://outlet.example/pier"
    whole = carried(url=link)
    assert (
        proof(whole, carried("valley", item=2, url=link, title="Look", text="Nice.")).kind
        is EvidenceKind.LINK
    )
    comment = proof(whole, carried("valley", item=2, url=link, title="Look", text=OTHER_TEXT))
    assert (comment.kind, comment.joins) == (EvidenceKind.LINK, False)
    again = proof(whole, carried(item=2, url=link, text=OTHER_TEXT))
    assert again.kind is EvidenceKind.VERSION


@given(
    st.lists(st.sampled_from([TEXT, TEXT + MORE, OTHER_TEXT, "", TEXT[:120]]), min_size=2, max_size=2),
    st.lists(st.sampled_from([HEADLINE, "Pier opens", "Harvest begins early"]), min_size=2, max_size=2),
    st.lists(st.sampled_from(["harbour", "valley"]), min_size=2, max_size=2),
    st.floats(0, 100),
)
def test_comparing_is_mutual(texts: list[str], titles: list[str], sources: list[str], hours: float) -> None:
    """Whichever of two items came first."""
    one = carried(sources[0], title=titles[0], text=texts[0])
    other = carried(sources[1], title=titles[1], text=texts[1], hours=hours, item=2)
    assert compare(one, other) == compare(other, one)
