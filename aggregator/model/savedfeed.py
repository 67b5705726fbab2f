"""A feed of its own for whatever some conditions hold: `[[feeds]]`."""

from dataclasses import dataclass, field

from aggregator.model.rule import Conditions


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFeed:
    """A feed of the stories for which its conditions hold; at least one of `when` and `unless` says something."""

    id: str
    """Lower-case name in addresses and files, such as `local`: it is published below `feeds/`."""
    title: str
    """What people read, such as `Local only`."""
    when: Conditions = field(default_factory=Conditions)
    """A story is in it when all of these hold for one of its carriers; without it, every story is."""
    unless: Conditions | None = None
    """A story is not in it when all of these hold for one of its carriers."""
    language: str | None = None
    """BCP 47 tag of the feed and its page, such as `en-CA`."""
    timezone: str = "UTC"
    """IANA zone in which its page shows times."""
