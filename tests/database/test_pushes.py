"""What is to be sent, on both databases: kept with what was published, in order, and forgotten when it is done."""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from aggregator.database.drivers import make_engine
from aggregator.database.engine import Database, upgrade
from aggregator.database.matching import Matching
from aggregator.database.publishing import Publishing
from aggregator.database.pushes import Pushes, Sent
from aggregator.model.push import Lane, NewPush, Told
from aggregator.model.story import Status
from tests.database.contents import FRUIT, LATER, PIER, decision_of, fill
from tests.database.stores import NOON, open_store

CMS = "webhook/cms"


def test_change_is_told_once(store: Database) -> None:
    """Before it is cleared a story is as never told, afterwards as it was when it was read."""
    fill(store)
    publishing = Publishing(store)
    pending = publishing.pending(now=NOON)
    changes = publishing.changes(pending.changed)
    assert [(each.story, each.before) for each in changes] == [(PIER, None), (FRUIT, None)]
    assert changes[0].after == Told(Status.USABLE, NOON, ("all", "national"))
    publishing.clear(pending, now=NOON, told=changes)
    (pier, *_) = fill_again(store)
    again = publishing.changes(publishing.pending(now=NOON).changed)
    assert [(each.story, each.before) for each in again] == [(PIER, changes[0].after)]
    assert again[0].after.updated == LATER
    assert pier


def fill_again(store: Database) -> tuple[int, ...]:
    """Let the pier be published once more, an hour later."""
    items = Matching(store).members([PIER])
    decision = decision_of(store, PIER, *items, at=LATER)
    Matching(store).commit([decision], {})
    return items


def test_crash_before_clearing_repeats_the_decision(store: Database) -> None:
    """What was written and not crossed off is decided again, alike; nothing was kept to be sent."""
    fill(store)
    publishing = Publishing(store)
    before = publishing.changes(publishing.pending(now=NOON).changed)
    assert publishing.changes(publishing.pending(now=LATER).changed) == before
    assert Pushes(store).lanes() == ()


def test_messages_are_kept_with_what_was_cleared(store: Database) -> None:
    """One transaction; each lane in the order that they were made."""
    fill(store)
    publishing = Publishing(store)
    pending = publishing.pending(now=NOON)
    pushes = [NewPush(CMS, "new", PIER), NewPush("webhook/desk", "new", PIER), NewPush(CMS, "killed", PIER)]
    publishing.clear(pending, now=NOON, pushes=pushes)
    assert publishing.pending(now=NOON).queued == ()
    waiting = Pushes(store).waiting(CMS, limit=10)
    assert [(push.event, push.subject, push.made_at) for push in waiting] == [
        ("new", PIER, NOON),
        ("killed", PIER, NOON),
    ]
    assert [(lane.name, lane.waiting) for lane in Pushes(store).lanes()] == [(CMS, 2), ("webhook/desk", 1)]


def test_attempt_is_remembered_with_what_it_did(store: Database) -> None:
    """A lane's failures and what it is through with are one transaction, and a lane may be empty."""
    fill(store)
    pushes = Pushes(store)
    add(store, CMS, CMS)
    first, second = pushes.waiting(CMS, limit=10)
    failed = Lane(
        name=CMS, failures=2, next_at=LATER, problem="no", failing_since=NOON, delivered_at=NOON, given_up=3
    )
    pushes.record(Sent(lane=failed))
    assert pushes.lanes() == (replace(failed, waiting=2),)
    pushes.record(Sent(lane=Lane(name=CMS, delivered_at=LATER), done=[first.number, second.number]))
    assert pushes.lanes() == (Lane(name=CMS, delivered_at=LATER),)


def add(store: Database, *lanes: str) -> None:
    """Keep a message in each of these lanes."""
    publishing = Publishing(store)
    told = [NewPush(lane, "new", PIER) for lane in lanes]
    publishing.clear(publishing.pending(now=NOON), now=NOON, pushes=told)


def test_number_of_a_message_is_never_given_twice(store: Database) -> None:
    """Its id is made of it: receivers would take a new message for one that they had."""
    pushes = Pushes(store)
    add(store, CMS)
    [first] = pushes.waiting(CMS, limit=10)
    pushes.record(Sent(lane=Lane(name=CMS), done=[first.number]))
    add(store, CMS)
    [second] = pushes.waiting(CMS, limit=10)
    assert second.number > first.number


def test_lane_of_a_webhook_that_is_gone_is_forgotten(store: Database) -> None:
    """With what waits in it, and nothing of the others."""
    pushes = Pushes(store)
    add(store, CMS, "webhook/old", "webhook/old")
    pushes.record(Sent(lane=Lane(name="webhook/old", failures=1)))
    pushes.forget(["webhook/old"])
    assert [lane.name for lane in pushes.lanes()] == [CMS]
    assert pushes.waiting("webhook/old", limit=10) == ()


def test_stories_that_were_out_before_the_upgrade_are_no_news(database_url: str) -> None:
    """An upgrade floods nobody: what was published counts as told, what was never out does not."""
    engine = make_engine(database_url)
    upgrade(engine, "0004")
    insert = sa.text(
        "INSERT INTO stories (story, status, sections, created_at, updated, released_at) "
        "VALUES (:story, 'usable', 'national', :at, :at, :out)"
    ).bindparams(sa.bindparam("at", type_=sa.DateTime), sa.bindparam("out", type_=sa.DateTime))
    naive = NOON.replace(tzinfo=None)
    with engine.begin() as connection:
        connection.execute(insert, {"story": PIER, "at": naive, "out": naive})
        connection.execute(insert, {"story": FRUIT, "at": naive, "out": None})
    engine.dispose()
    store = open_store(database_url)
    with store.reading() as connection:
        told = connection.execute(
            sa.text("SELECT story, told_status, told_places FROM stories ORDER BY story")
        ).all()
    store.close()
    assert [tuple(row) for row in told] == [(PIER, "usable", "national all"), (FRUIT, None, None)]


def test_held_story_was_never_told(store: Database) -> None:
    """One that has never been out is nobody's news."""
    (pier, *_) = fill(store)
    decision = decision_of(store, PIER, pier, at=NOON)
    held = replace(decision.story, released_at=None, surfaced_at=None, status=Status.HELD)
    Matching(store).commit([replace(decision, story=held)], {})
    changes = Publishing(store).changes(Publishing(store).pending(now=NOON + timedelta(minutes=1)).changed)
    assert [each.story for each in changes] == [FRUIT]
