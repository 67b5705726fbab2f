"""Which item an entry is, which versions are new."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.identity import in_time_order, plan_changes
from aggregator.model.item import Item, Label, Version
from aggregator.model.poll import ItemChange, KnownItem

NOON = datetime(2026, 1, 7, 12, tzinfo=UTC)
PIER = "The harbour board voted to reopen the east pier after divers found the piles sound."
HARVEST = "Growers started picking two weeks early, and packing houses look for drivers."

Store = dict[str, list[KnownItem]]


def item(guid: str = "g", text: str = PIER, *, hours: int = 0, **fields: object) -> Item:
    """Return an item of the outlet, published so many hours after noon."""
    values: dict[str, Any] = {
        "title": "Pier",
        "text": text,
        "published": NOON + timedelta(hours=hours),
    } | fields
    return Item(source="harbour", guid=guid, version=Version(**values))


def applied(store: Store, changes: Sequence[ItemChange]) -> Store:
    """Return the store after the changes."""
    after = {guid: list(known) for guid, known in store.items()}
    for change in changes:
        known = after.setdefault(change.guid, [])
        digests = tuple(new.digest for new in change.versions)
        if change.item is None:
            known.append(KnownItem(item=len(known), digests=digests, latest=change.versions[-1].version))
        elif change.versions:
            old = known[change.item]
            latest = change.versions[-1].version
            known[change.item] = KnownItem(item=old.item, digests=old.digests + digests, latest=latest)
    return after


def poll(store: Store, *items: Item) -> Store:
    """Return the store after a poll of these items, newest first as feeds list them."""
    return applied(store, plan_changes([in_time_order(items)])(store))


items = st.lists(
    st.builds(
        item,
        guid=st.sampled_from(["g", "h"]),
        text=st.sampled_from([PIER, PIER + " It opens on Friday.", HARVEST, HARVEST + " Frost is near.", ""]),
        hours=st.integers(0, 3),
        label=st.sampled_from([None, Label.KILL]),
    ),
    max_size=6,
)


@given(items, items)
def test_polling_twice_changes_nothing(first: list[Item], second: list[Item]) -> None:
    """Whatever stood in the store, the same poll again adds nothing."""
    store = poll(poll({}, *first), *second)
    assert poll(store, *second) == store


@given(items)
def test_nothing_that_an_outlet_sent_is_lost(polled: list[Item]) -> None:
    """Every text of a poll is a version of some item."""
    changes = plan_changes([in_time_order(polled)])({})
    kept = {
        (change.guid, new.version.text, new.version.label) for change in changes for new in change.versions
    }
    assert {(each.guid, each.version.text, each.version.label) for each in polled} == kept


def test_changed_text_is_a_version_of_the_same_item() -> None:
    """A write-thru keeps most of the words."""
    (known,) = poll(poll({}, item()), item(text=PIER + " It opens on Friday.", hours=2))["g"]
    assert len(known.digests) == 2


def test_reused_guid_with_another_text_and_date_is_another_item() -> None:
    """Design 7.6: containment under .2 and a moved date."""
    assert len(poll(poll({}, item()), item(text=HARVEST, title="Harvest", hours=24))["g"]) == 2


def test_rewritten_text_under_the_same_date_is_the_same_item() -> None:
    """Without a moved date it is a rewrite."""
    assert len(poll(poll({}, item()), item(text=HARVEST, title="Harvest"))["g"]) == 1


def test_kill_is_a_version_of_what_it_kills() -> None:
    """A kill shares no words with it."""
    kill = item(text="Editors: kill this.", title="Pier", hours=3, label=Label.KILL)
    assert len(poll(poll({}, item()), kill)["g"]) == 1


def test_text_that_comes_back_is_a_version_again() -> None:
    """The outlet says it now, so it is the newest."""
    store = poll(poll(poll({}, item()), item(text=PIER + " Friday.")), item())
    (known,) = store["g"]
    assert known.digests[0] == known.digests[2]


def test_date_alone_is_no_version() -> None:
    """Outlets that date every entry with the time of the request make no version at each poll."""
    (known,) = poll(poll({}, item()), item(hours=1))["g"]
    assert len(known.digests) == 1


def test_removal_of_what_we_never_had_is_nothing() -> None:
    """A feed may list the tombstones of years; of an item that we have, the removal is its newest version."""
    removed = replace(item(text="", label=Label.KILL), is_removed=True)
    assert plan_changes([[removed]])({}) == ()
    store = applied({}, plan_changes([[item()]])({}))
    (change,) = plan_changes([[removed]])(store)
    assert [new.version.label for new in change.versions] == [Label.KILL]
