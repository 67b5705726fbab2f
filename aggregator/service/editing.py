"""What editors do to stories, beside a running service or without one."""

from aggregator.errors import AggregatorError
from aggregator.model.decision import EditorsDecision, EditorsWord
from aggregator.service.installation import Installation


def find_story(installation: Installation, name: str) -> str:
    """Return the id of the one story that a name means; raises AggregatorError with what to do otherwise."""
    found = installation.catalogue.find(name)
    if len(found) == 1:
        return found[0]
    many = f"{len(found)} stories or more begin so; give more of it" if found else "no story has this id"
    raise AggregatorError(f"{name}: {many} (`aggregator stories` lists them)")


def kill_story(installation: Installation, story: str, *, reason: str | None) -> tuple[str, ...]:
    """Withdraw a story for good; return the published paths that changed.

    The decision is stored first, so that whoever matches next stands by it: this process, or a service beside it.
    """
    decision = EditorsDecision(
        story=story, word=EditorsWord.KILL, decided_at=installation.clock(), reason=reason
    )
    installation.editing.record(decision)
    installation.match_all()
    return installation.publish_pending()
