"""Everything that people subscribe to, as it is at a publication."""

from collections.abc import Mapping
from dataclasses import dataclass

from aggregator.model.filing import is_further
from aggregator.model.source import Outlet, Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The sections, and the further feeds."""

    sections: Mapping[str, Section]
    """By their places."""
    outlets: Mapping[str, Outlet]
    """What outlets call themselves now, by their sources."""

    @property
    def further(self) -> tuple[Section, ...]:
        """The feeds beside the sections'."""
        return tuple(section for place, section in self.sections.items() if is_further(place))
