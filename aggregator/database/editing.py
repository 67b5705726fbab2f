"""What editors decide, as it is stored: of stories, and of the items that they said it of."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from aggregator.database.batches import AnyRow, batches
from aggregator.database.engine import Database
from aggregator.database.links import keep, members_of, merge, read_links, split
from aggregator.database.purging import erase
from aggregator.database.tables import decisions, item_releases, stories
from aggregator.model.comparison import digest
from aggregator.model.decision import EditorsDecision, EditorsWord, ItemHold, Link

_HOME = sa.func.coalesce(stories.c.into, stories.c.story).label("home")


class Editing:
    """The editors' side of the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, decision: EditorsDecision, *, holds: Iterable[ItemHold] = ()) -> None:
        """Store a decision and what it says of items; the match stage applies it, and stands by it from then on.

        `holds` is what a release lets go of. No matcher may be at work meanwhile: it would not know of it.
        """
        with self._database.writing() as connection:
            match decision.word:
                case EditorsWord.KILL:
                    keep(connection, members_of(connection, decision.story), at=decision.decided_at)
                case EditorsWord.PURGE:
                    keep(connection, members_of(connection, decision.story), at=decision.decided_at)
                    erase(connection, members_of(connection, decision.story))
                case EditorsWord.MERGE:
                    merge(connection, decision)
                case EditorsWord.SPLIT:
                    split(connection, decision)
                case EditorsWord.RELEASE:
                    _release(connection, holds, at=decision.decided_at)
            connection.execute(decisions.insert(), _rows(connection, decision))

    def waiting(self) -> dict[int, str]:
        """Return the decisions that are not applied yet: number -> story, as it is now."""
        query = (
            sa.select(decisions.c.number, _HOME)
            .join(stories, stories.c.story == decisions.c.story)
            .where(decisions.c.is_applied.is_(False))
            .order_by(decisions.c.number)
        )
        with self._database.reading() as connection:
            return {row.number: row.home for row in connection.execute(query)}

    def mark_applied(self, numbers: Iterable[int]) -> None:
        """Remember that these were applied; one that came in between is not among them."""
        with self._database.writing() as connection:
            for batch in batches(sorted(numbers)):
                connection.execute(
                    decisions.update().where(decisions.c.number.in_(batch)).values(is_applied=True)
                )

    def of(self, ids: Iterable[str]) -> dict[str, tuple[EditorsDecision, ...]]:
        """Return what was decided of each story, and of those merged into it, in the order of the decisions."""
        found: dict[str, list[EditorsDecision]] = defaultdict(list)
        with self._database.reading() as connection:
            for batch in batches(sorted(set(ids))):
                for row in connection.execute(_decided().where(_HOME.in_(batch))):
                    found[row.home].append(_decision(row))
        return {home: tuple(words) for home, words in found.items()}

    def about(self, story: str) -> tuple[EditorsDecision, ...]:
        """Return every decision that a story had a part in, also as the other one, in their order."""
        family = sa.select(stories.c.story).where(_HOME.in_([story]))
        query = _decided().where(decisions.c.story.in_(family) | decisions.c.other.in_(family))
        with self._database.reading() as connection:
            return tuple(_decision(row) for row in connection.execute(query))

    def home(self, story: str) -> str:
        """Return the story that one is now: the one it was merged into, else itself."""
        with self._database.reading() as connection:
            return str(connection.scalar(sa.select(_HOME).where(stories.c.story == story)) or story)

    def links(self, items: Iterable[int]) -> tuple[Link, ...]:
        """Return what editors have said of these items and any others, pair by pair."""
        with self._database.reading() as connection:
            return read_links(connection, sorted(set(items)))


def _decided() -> sa.Select[*tuple[object, ...]]:
    query = sa.select(decisions, _HOME).join(stories, stories.c.story == decisions.c.story)
    return query.order_by(decisions.c.number)


def _decision(row: AnyRow) -> EditorsDecision:
    return EditorsDecision(
        story=row.story,
        word=EditorsWord(row.kind),
        decided_at=row.decided_at,
        reason=row.reason,
        who=row.who,
        other=row.other,
        item=row.item,
    )


def _rows(connection: sa.Connection, decision: EditorsDecision) -> list[dict[str, object]]:
    """Return the rows of a decision: a release is one of each killed story that has been merged into its story.

    So a kill stays in force that another story brings in by a later merge.
    """
    row = {
        "kind": decision.word,
        "decided_at": decision.decided_at,
        "reason": decision.reason,
        "who": decision.who,
        "other": decision.other,
        "item": decision.item,
        "is_applied": False,
    }
    told = {decision.story}
    if decision.word is EditorsWord.RELEASE:
        told |= _killed(connection, decision.story)
    return [row | {"story": story} for story in sorted(told)]


def _killed(connection: sa.Connection, story: str) -> set[str]:
    query = (
        sa.select(decisions.c.story)
        .join(stories, stories.c.story == decisions.c.story)
        .where(_HOME.in_([story]), decisions.c.kind == EditorsWord.KILL)
    )
    return set(connection.scalars(query))


def _release(connection: sa.Connection, holds: Iterable[ItemHold], *, at: datetime) -> None:
    rows: Sequence[dict[str, object]] = [
        {"item": each.item, "hold_digest": digest(each.hold), "hold": each.hold, "decided_at": at}
        for each in sorted(set(holds))
    ]
    for row in rows:
        is_same = (item_releases.c.item == row["item"]) & (item_releases.c.hold_digest == row["hold_digest"])
        connection.execute(item_releases.delete().where(is_same))
    if rows:
        connection.execute(item_releases.insert(), rows)
