"""When to strike: how long a round spends in each stage, learned from rounds that were let alone."""

from dataclasses import dataclass
from enum import Enum

from benchmarks.soaking.outlets import Traffic

LEARNING = 0.5
"""How much of the newest round goes into what is expected: the store grows, and the machine is shared."""


class Stage(Enum):
    """What a kill is aimed at; where it hit is told by what it leaves behind."""

    START = "start"
    POLL = "poll"
    END = "match or publish"


@dataclass(frozen=True, slots=True)
class Moment:
    """So many seconds after the start of the process, the first request, or the last answer."""

    after: Stage
    seconds: float


@dataclass(slots=True)
class Rhythm:
    """Seconds that a round spends before its first request, with its polls, and after its last answer."""

    starting: float = 0.8
    polling: float = 0.4
    ending: float = 0.5

    def learn(self, traffic: Traffic, *, began: float, ended: float) -> None:
        """Take a whole round into account."""
        if traffic.first_at is None or traffic.last_at is None:
            return
        self.starting += LEARNING * (traffic.first_at - began - self.starting)
        self.polling += LEARNING * (traffic.last_at - traffic.first_at - self.polling)
        self.ending += LEARNING * (ended - traffic.last_at - self.ending)

    def aim(self, stage: Stage, part: float) -> Moment:
        """Return the moment that lies `part` of the way (from 0 to 1) through a stage."""
        lasts = {Stage.START: self.starting, Stage.POLL: self.polling, Stage.END: self.ending}
        return Moment(stage, lasts[stage] * part)
