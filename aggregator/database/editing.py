"""What editors decide, as it is stored."""

from collections.abc import Iterable

import sqlalchemy as sa

from aggregator.database.batches import batches
from aggregator.database.engine import Database
from aggregator.database.tables import decisions, stories
from aggregator.model.decision import EditorsDecision, EditorsWord


class Editing:
    """The editors' side of the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, decision: EditorsDecision) -> None:
        """Store a decision; the match stage applies it, and stands by it from then on."""
        row = {
            "story": decision.story,
            "kind": decision.word,
            "decided_at": decision.decided_at,
            "reason": decision.reason,
            "is_applied": False,
        }
        with self._database.writing() as connection:
            connection.execute(decisions.insert().values(row))

    def waiting(self) -> dict[int, str]:
        """Return the decisions that are not applied yet: number -> story, as it is now."""
        home = sa.func.coalesce(stories.c.into, stories.c.story).label("home")
        query = (
            sa.select(decisions.c.number, home)
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

    def of(self, ids: Iterable[str]) -> dict[str, EditorsDecision]:
        """Return the newest decision of each story that has one, those of the stories merged into it included."""
        found: dict[str, EditorsDecision] = {}
        with self._database.reading() as connection:
            for batch in batches(sorted(set(ids))):
                home = sa.func.coalesce(stories.c.into, stories.c.story).label("home")
                query = (
                    sa.select(decisions, home)
                    .join(stories, stories.c.story == decisions.c.story)
                    .where(home.in_(batch))
                    .order_by(decisions.c.number)
                )
                for row in connection.execute(query):
                    found[row.home] = EditorsDecision(
                        story=row.home,
                        word=EditorsWord(row.kind),
                        decided_at=row.decided_at,
                        reason=row.reason,
                    )
        return found
