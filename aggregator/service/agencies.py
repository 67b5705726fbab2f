"""The agencies that one installation knows, for the conditions of saved feeds."""

from functools import cached_property
from typing import TYPE_CHECKING

from aggregator.config.settings import Settings

if TYPE_CHECKING:
    from aggregator.ingest.normalise import Agencies


class NamedAgencies:
    """The agencies that the configuration and its sources name, beside those that we know."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def canonical(self, name: str) -> str:
        """Return the canonical name of the agency that a name means, the name as written if none is known."""
        return self._known.canonical(name)

    @cached_property
    def _known(self) -> "Agencies":
        # with all of normalising, .08 s and 1 MiB: who asks for no agency does without
        from aggregator.ingest.normalise import known_agencies

        named = (name for each in self._settings.sources for name in (each.wire, each.agency) if name)
        return known_agencies(named, further=self._settings.agencies)
