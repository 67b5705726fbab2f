"""Whether the service still gets on with its work: what the watchdog is fed by."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Progress:
    """Remembers when each kind of work was last done, in seconds of a monotonic clock."""

    beats: dict[str, float] = field(default_factory=dict)

    def beat(self, work: str, now: float) -> None:
        """Remember that this work was just done."""
        self.beats[work] = now

    def expect(self, *works: str, now: float) -> None:
        """Count these kinds of work from now on: one that never gets done has stalled as well."""
        for work in works:
            self.beats.setdefault(work, now)

    def stalled(self, now: float, *, limit_seconds: float) -> tuple[str, ...]:
        """Return the kinds of work that were last done longer ago than the limit."""
        return tuple(work for work, beat in self.beats.items() if now - beat > limit_seconds)
