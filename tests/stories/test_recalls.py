"""What lifts a kill, and who still runs what was taken back."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model.item import STOPPING, Label, Version
from aggregator.model.recalls import find_outdated, lifts, recalls_in
from aggregator.model.story import Carrier, PastVersion, Recall
from aggregator.stories.status import judge
from tests.stories.carriers import NOON, SOURCES, make_carrier, make_version

HOUR = timedelta(hours=1)
KILLED = "The harbour board has lost a million in a fraud at the east pier, a councillor said on Tuesday."
NEW = (
    "Auditors found the accounts of the east pier in order, and the councillor has apologised for his words."
)
TEXTS = st.text(min_size=30, max_size=120)


def said(ordinal: int, version: Version) -> PastVersion:
    """Return a version that we saw so many hours after noon."""
    return PastVersion(ordinal=ordinal, seen_at=NOON + ordinal * HOUR, version=version)


def item_of(*versions: Version) -> Carrier:
    """Return the agency's item whose chain these are, an hour apart."""
    chain = [said(number, version) for number, version in enumerate(versions, start=1)]
    newest = chain[-1]
    return make_carrier(
        1,
        "northern",
        version=newest.version,
        ordinal=newest.ordinal,
        version_seen=newest.seen_at,
        recalls=recalls_in(chain),
    )


def recalling(label: Label, *since: Version, before: str = KILLED, **fields: Any) -> Carrier:  # noqa: ANN401 - a version's
    """Return an agency's item that took back a text, and what it has said since."""
    stop: dict[str, Any] = {"label": label, "is_agencys_word": True} | fields
    return item_of(make_version(text=before), make_version(text="Kill it.", **stop), *since)


def stop_of(carrier: Carrier) -> Recall:
    """Return what an item took back."""
    (recall,) = carrier.recalls
    return recall


@pytest.mark.parametrize(
    ("version", "is_lifted"),
    [
        (make_version(text=NEW), True),
        (make_version(text=KILLED), False),
        (make_version(text=KILLED, updated=NOON + 9 * HOUR), True),
        (make_version(text=KILLED, published=NOON + 9 * HOUR), True),
        (make_version(text=NEW, label=Label.KILL), False),
    ],
    ids=["a new text", "the killed text", "the same, updated", "the same, published anew", "another kill"],
)
def test_kill_is_lifted_by_its_own_item(version: Version, is_lifted: bool) -> None:
    """Without numbers, text and date decide."""
    assert lifts(said(3, version), stop_of(recalling(Label.KILL))) is is_lifted


@pytest.mark.parametrize(("number", "is_lifted"), [(1, False), (2, False), (3, True)])
def test_number_decides_where_there_is_one(number: int, is_lifted: bool) -> None:
    """A file that comes late is no Sub, and a higher version is one with the same text."""
    stop = stop_of(recalling(Label.KILL, number=2))
    assert lifts(said(3, make_version(text=KILLED, number=number)), stop) is is_lifted


def test_version_that_was_made_before_the_kill_lifts_nothing() -> None:
    """Files of a wire are read in the order in which they come."""
    stop = stop_of(recalling(Label.KILL, updated=NOON + 2 * HOUR))
    assert not lifts(said(3, make_version(text=NEW, updated=NOON + HOUR)), stop)
    assert lifts(said(3, make_version(text=NEW, updated=NOON + 3 * HOUR)), stop)


def test_withhold_ends_with_its_label() -> None:
    """The same text under the same date is what was withheld, released."""
    assert lifts(said(3, make_version(text=KILLED)), stop_of(recalling(Label.WITHHOLD)))


def runs(carrier: Carrier, text: str) -> bool:
    """Return whether another item of this text is told to be outdated."""
    other = make_carrier(2, "harbour", version=make_version("Another headline", text))
    return [each.carrier for each in find_outdated([carrier, other])] == [other]


def test_carriers_of_the_killed_text_are_found_before_and_after_the_sub() -> None:
    """Whole, trimmed, and with a paragraph of their own."""
    for carrier in (recalling(Label.KILL), recalling(Label.KILL, make_version(text=NEW))):
        assert runs(carrier, KILLED)
        assert runs(carrier, KILLED[:70])
        assert runs(carrier, KILLED + " The mayor of Harbour was not told.")
        assert not runs(carrier, NEW)
        assert not runs(carrier, "Growers started picking two weeks early, and look for drivers.")


def test_carrier_of_what_a_correction_replaced_is_found() -> None:
    """The correction's own words are what runs now."""
    corrected = recalling(Label.CORRECTED, make_version(text=NEW))
    assert runs(corrected, KILLED)
    assert not runs(corrected, NEW)


def test_kill_by_an_outlet_is_nobody_elses_business() -> None:
    """It takes back its own item alone."""
    agency = recalling(Label.KILL, is_agencys_word=False)
    assert not runs(agency, KILLED)


def test_killed_text_that_its_own_agency_sends_again_is_found() -> None:
    """A Sub under another guid has lifted the kill; the first item's old text is no Sub."""
    first = recalling(Label.KILL, make_version(text=KILLED, is_agencys_word=True))
    sub = make_carrier(2, "northern", version=make_version(text=NEW, published=NOON + 5 * HOUR))
    assert [each.carrier for each in find_outdated([first, sub], labels=STOPPING)] == [first]


@given(TEXTS, TEXTS)
def test_who_runs_the_new_text_is_never_outdated(before: str, after: str) -> None:
    """Whatever stood in the killed one."""
    carrier = recalling(Label.KILL, make_version(text=after, number=3), before=before, number=2)
    assert not runs(carrier, after)


LAST_WORDS = (
    "Growers in the valley started picking two weeks early, and packing houses look for drivers again."
)
SAID = st.sampled_from([KILLED, NEW, LAST_WORDS, None])
"""What an agency says next: one of three texts, or a kill."""


@given(st.lists(SAID, min_size=1, max_size=6), st.lists(st.sampled_from([KILLED, NEW, LAST_WORDS])))
def test_nobody_leads_with_what_the_agency_killed_last(words: list[str | None], run: list[str]) -> None:
    """Unless the agency has said it again since; while a kill is its last word nobody leads at all."""
    versions = [_as_said(text) for text in words]
    others = [make_carrier(number, version=make_version(text=text)) for number, text in enumerate(run, 2)]
    verdict = judge([item_of(*versions), *others], SOURCES, now=NOON + 99 * HOUR)
    last_kill = max((place for place, text in enumerate(words) if text is None), default=-1)
    killed = set(words[:last_kill]) - set(words[last_kill + 1 :]) if last_kill >= 0 else set()
    assert killed.isdisjoint(carrier.version.text for carrier in verdict.usable)
    assert words[-1] is not None or not verdict.usable


def _as_said(text: str | None) -> Version:
    if text is None:
        return make_version(text="Kill it.", label=Label.KILL, is_agencys_word=True)
    return make_version(text=text, is_agencys_word=True)
