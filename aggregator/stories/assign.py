"""Which stored story each cluster of items is: ids are made once, and the story published first stays."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from aggregator.model.decision import Cluster, Print
from aggregator.model.story import Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A cluster with the id of its story, and the stories that end in it."""

    story: str
    cluster: Cluster
    merged: tuple[str, ...] = ()


def assign(
    clusters: Sequence[Cluster],
    prints: Mapping[int, Print],
    *,
    stories: Mapping[str, Story],
    new_id: Callable[[], str],
) -> tuple[Assignment, ...]:
    """Return one assignment for each cluster, in the order of the clusters.

    A story whose items fall apart stays with its first item; stories whose first items meet in one cluster merge.
    """
    inherited = _inheritance(clusters, prints)
    return tuple(
        _assignment(cluster, tuple(stories[story] for story in inherited[cluster.items]), new_id)
        for cluster in clusters
    )


def _inheritance(
    clusters: Sequence[Cluster], prints: Mapping[int, Print]
) -> dict[tuple[int, ...], tuple[str, ...]]:
    """Return for each cluster the stories whose first item is in it."""
    first: dict[str, int] = {}  # in the order of the items, which decides where all else is equal
    for item in sorted(prints):
        story = prints[item].story
        if story is not None:
            first.setdefault(story, item)
    found: dict[tuple[int, ...], list[str]] = defaultdict(list)
    home = {item: cluster.items for cluster in clusters for item in cluster.items}
    for story, item in first.items():
        found[home[item]].append(story)
    return {cluster.items: tuple(found[cluster.items]) for cluster in clusters}


def _assignment(cluster: Cluster, stories: tuple[Story, ...], new_id: Callable[[], str]) -> Assignment:
    if not stories:
        return Assignment(story=new_id(), cluster=cluster)
    eldest, *others = sorted(stories, key=_published_first)
    return Assignment(story=eldest.id, cluster=cluster, merged=tuple(sorted(other.id for other in others)))


def _published_first(story: Story) -> tuple[object, ...]:
    """Order stories by when we published them; those of one round by when the outlets did."""
    published = story.first_published or story.created_at
    return (story.released_at is None, story.released_at or story.created_at, published, story.created_at)
