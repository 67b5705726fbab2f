"""Which stored story a cluster is."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import count

from aggregator.model.decision import Cluster, Print
from aggregator.model.story import Status, Story
from aggregator.stories.assign import Assignment, assign
from tests.stories.carriers import NOON


def story(name: str, *, hour: int, is_out: bool = True) -> Story:
    """Return a story made, and published if so, at that hour after noon."""
    made = NOON + timedelta(hours=hour)
    return Story(id=name, status=Status.USABLE, created_at=made, released_at=made if is_out else None)


def assigned(
    clusters: list[tuple[int, ...]], at: Mapping[int, str | None], *stories: Story
) -> tuple[Assignment, ...]:
    """Return the assignments of clusters whose items are in these stories."""
    numbers = count(1)
    prints = {item: Print(item=item, source="s", guid="g", time=NOON, story=at.get(item)) for item in at}
    return assign(
        [Cluster(items=items) for items in clusters],
        prints,
        stories={each.id: each for each in stories},
        new_id=lambda: f"new-{next(numbers)}",
    )


def test_new_items_make_a_new_story() -> None:
    """A cluster without a story gets an id."""
    (one, two) = assigned([(1, 2), (3,)], {1: None, 2: None, 3: None})
    assert (one.story, two.story) == ("new-1", "new-2")


def test_new_carrier_joins_the_story() -> None:
    """The id stays."""
    (only,) = assigned([(1, 2)], {1: "a", 2: None}, story("a", hour=0))
    assert (only.story, only.merged) == ("a", ())


def test_story_published_first_stays_when_two_merge() -> None:
    """The other is merged into it (design 7.2)."""
    (only,) = assigned([(1, 2)], {1: "late", 2: "early"}, story("late", hour=2), story("early", hour=1))
    assert (only.story, only.merged) == ("early", ("late",))


def test_published_story_stays_before_one_that_was_never_out() -> None:
    """What subscribers have seen keeps its id, whatever was made first."""
    held = story("held", hour=0, is_out=False)
    (only,) = assigned([(1, 2)], {1: "held", 2: "out"}, held, replace(story("out", hour=3)))
    assert only.story == "out"


def test_story_that_falls_apart_stays_with_its_first_item() -> None:
    """The others get ids of their own."""
    (one, two) = assigned([(1,), (2, 3)], {1: "a", 2: "a", 3: "a"}, story("a", hour=0))
    assert (one.story, two.story) == ("a", "new-1")
