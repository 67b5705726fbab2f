"""Everything matched anew (`rematch`): after a new release, or when sources have shown what they repeat."""

from collections.abc import Callable
from dataclasses import dataclass

from aggregator.service.installation import Installation


@dataclass(frozen=True, slots=True, kw_only=True)
class Rematched:
    """What matching anew has changed."""

    items: int
    lines: int
    """That sources repeat under their texts, and that are compared no longer."""
    stories: tuple[str, ...] = ()
    """That gained or lost items, were made or ended, by id."""
    written: tuple[str, ...] = ()
    """Published paths that changed."""


def rematch(installation: Installation, *, tell: Callable[[], None]) -> Rematched:
    """Learn what sources repeat, print, compare and group every item, publish what changed; tell of each portion.

    What editors have decided holds, and so does every id. Beside a running service the two share the work.
    """
    before = installation.catalogue.homes()
    installation.rematch()
    while installation.match_portion() is not None:
        tell()
    after = installation.catalogue.homes()
    moved = [item for item in after if before.get(item) != after[item]]
    changed = {home[item] for item in moved for home in (before, after) if item in home}
    lines = installation.matcher.prints.boilerplate().values()
    return Rematched(
        items=len(after),
        lines=sum(len(each) for each in lines),
        stories=tuple(sorted(changed)),
        written=installation.publish_pending(),
    )
