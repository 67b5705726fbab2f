"""What is wrong between the values of `[[feeds]]`."""

from collections.abc import Iterator

from aggregator.config.mistakes import Mistake
from aggregator.config.places import Locate
from aggregator.config.rules import find_unknown_sources, is_written
from aggregator.config.settings import Settings


def find_feed_mistakes(draft: Settings, find_places: Locate) -> Iterator[Mistake]:
    """Yield what is wrong with the saved feeds beside their single values."""
    sources = [source.id for source in draft.sources if source.id]
    for index, feed in enumerate(draft.feeds):
        is_asking = not feed.when.is_empty or (feed.unless is not None and not feed.unless.is_empty)
        if not is_asking and not any(
            is_written(("feeds", index, key), find_places)
            for key in ("when", "unless")  # and was refused
        ):
            example = 'when = { category = "hockey" }'
            yield Mistake(("feeds", index), f"expected a condition in `when` or `unless`, such as {example}")
        for key, conditions in (("when", feed.when), ("unless", feed.unless)):
            if conditions is not None:
                yield from find_unknown_sources(conditions, sources, ("feeds", index, key))
