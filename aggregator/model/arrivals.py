"""How much of a source has come in lately, by which a flood is known."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """New items of a source, those of the past weighing less and less."""

    since: datetime
    """When the source was first read: its first fill is no flood."""
    at: datetime
    """The moment for which `lately` holds."""
    lately: float = 0.0
    """New items since the first fill, half as many for each twelve hours that have passed: those of a day, or so."""
