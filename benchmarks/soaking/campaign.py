"""The soak itself: rounds that are killed, rounds that are not, and the checks between them."""

import json
import random
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.soaking import checks
from benchmarks.soaking.ledger import Ledger
from benchmarks.soaking.outlets import Outlets
from benchmarks.soaking.readers import open_readers
from benchmarks.soaking.rhythm import Rhythm, Stage
from benchmarks.soaking.service import Service, kill, wait_for
from benchmarks.soaking.store import Store, read_store

EVENTS_A_ROUND = (4, 20)
WHOLE_ROUND_EVERY = 8
"""After so many kills one round may end, and all is checked."""
RUN_EVERY = 20
"""One kill in so many hits the service (`run`) under the load of readers; the others hit `once`."""
AIMS = (Stage.START, Stage.POLL, Stage.POLL, Stage.END, Stage.END, Stage.END)
"""Where kills are aimed: less at the imports, which touch nothing."""
NEXT_POLLS_SECONDS = 30.0
"""Within which a restarted service polls again some of the sources that it polls every 10 s when they post a lot."""


@dataclass(slots=True)
class Figures:
    """What the soak has done so far."""

    kills: int = 0
    stages: Counter[str] = field(default_factory=Counter)
    rounds: int = 0
    polls: int = 0
    items: int = 0
    versions: int = 0
    stories: int = 0
    feeds_read: int = 0


@dataclass(slots=True)
class Campaign:
    """One soak: its service, its world, what is owed, and what was violated."""

    service: Service
    outlets: Outlets
    dice: random.Random
    ledger: Ledger = field(default_factory=Ledger)
    rhythm: Rhythm = field(default_factory=Rhythm)
    figures: Figures = field(default_factory=Figures)
    violations: list[str] = field(default_factory=list)
    _before: Store | None = None
    _stories: list[dict[str, Any]] = field(default_factory=list)

    def fight(self, tell: Callable[[Figures], None], *, kills: int | None, until: float | None) -> None:
        """Kill and check until there were enough kills or the time is over, or something is violated."""
        self._kill_service()
        while not self.violations and not _is_enough(self.figures.kills, kills, until):
            if self.figures.kills % RUN_EVERY == 0:
                self._kill_service()
            elif self.figures.kills % WHOLE_ROUND_EVERY == 1:
                self._play_whole_round()
                if not self.violations:
                    self._kill_round()
            else:
                self._kill_round()
            tell(self.figures)
        if not self.violations:
            self._end()
        self.figures.polls = self.outlets.polls

    def _kill_round(self) -> None:
        """Start `once`, kill it somewhere, and check."""
        self._turn_the_world()
        process = self.service.start("once")
        moment = self.rhythm.aim(self.dice.choice(AIMS), self.dice.random())
        traffic = self.outlets.traffic
        if moment.after is Stage.POLL:
            wait_for(lambda: traffic.first_at is not None, process, seconds=30)
        elif moment.after is not Stage.START:
            wait_for(lambda: traffic.is_over, process, seconds=30)
        time.sleep(moment.seconds)
        self._count(process, command="once")

    def _kill_service(self) -> None:
        """Start `run`, let readers ask for its feeds, kill it during its polls, and check."""
        self._turn_the_world()
        with open_readers(self.service.port) as readers:
            process = self.service.start("run")
            wait_for(lambda: self.outlets.traffic.first_at is not None, process, seconds=NEXT_POLLS_SECONDS)
            time.sleep(self.dice.uniform(0, 0.8))
            self._count(process, command="run")
        self.figures.feeds_read += readers.feeds
        self._violate(readers.violations)

    def _play_whole_round(self) -> None:
        """Let one `once` end, and hold everything against everything."""
        self._turn_the_world()
        began = time.monotonic()
        report = self._play_once()
        self.rhythm.learn(self.outlets.traffic, began=began, ended=time.monotonic())
        whole = self.outlets.traffic.whole
        self.ledger.owe(whole)
        self._violate(_needless_failures(report, {edition.source for edition in whole}))
        self._check(after_whole_round=True)

    def _play_once(self) -> dict[str, Any]:
        answer = self.service.ask("once", "--json")
        if answer.returncode in (0, 1) and answer.stdout.startswith("{"):
            report: dict[str, Any] = json.loads(answer.stdout)
            return report
        self._violate([f"once ended with {answer.returncode}: {answer.stderr[-2000:]}"])
        return {"polls": [], "files_written": []}

    def _end(self) -> None:
        """Let the world be calm: all that it shows is stored, and a second round changes nothing."""
        self.outlets.is_calm = True
        self.ledger.owe(self.outlets.editions)
        self._play_whole_round()
        first = self._before
        self.outlets.begin()
        written = self._play_once()["files_written"]
        if written or read_store(self.service.database, self._scratch) != first:
            self._violate([f"polling twice changed something: {written}"])
        found = self.service.ask("db", "check")
        if found.returncode and "No such command" not in found.stderr:
            self._violate([f"db check: {found.stdout}{found.stderr}"])

    def _turn_the_world(self) -> None:
        if not self.outlets.is_calm:
            self.outlets.world.happen(self.dice.randint(*EVENTS_A_ROUND))
            self.outlets.go_to_press()
        self.outlets.begin()
        self.ledger.show(self.outlets.editions)

    def _count(self, process: subprocess.Popen[bytes], *, command: str) -> None:
        """Kill, say at which stage that hit by what it left behind, and check all that must always hold."""
        was_running = kill(process)
        self._check(after_whole_round=False)
        if was_running:
            self.figures.kills += 1
            self.figures.stages[f"{command}: {self._stage()}"] += 1
            return
        self.figures.stages["too late"] += 1
        if command == "run" or process.returncode not in (0, 1):
            self._violate([f"{command} ended by itself with {process.returncode}; see log.txt"])

    def _stage(self) -> str:
        traffic, store = self.outlets.traffic, self._before
        if traffic.first_at is None:
            return "start"
        if not traffic.is_over or store is None:
            return "poll"
        if store.unmatched:
            return "match"
        if any(self.service.public.rglob("*.unfinished")):
            return "publish, within a file"
        return "publish" if store.waiting else "end"

    def _check(self, *, after_whole_round: bool) -> None:
        self.ledger.owe(self.outlets.echoed)
        store = read_store(self.service.database, self._scratch)
        if store is None:
            return
        self._violate(checks.check_store(store, self.ledger))
        self._violate(checks.check_ids(self._before, store))
        self._violate(checks.check_files(self.service.public))
        if not self.violations:
            self._violate(checks.check_published(self.service.public, store))
        self._before = store
        self._measure(store)
        if after_whole_round:
            self._check_stories(store)

    def _check_stories(self, store: Store) -> None:
        stories = self.service.stories()
        feed = json.loads((self.service.public / "all" / "feed.json").read_bytes())
        if store.unmatched or store.waiting:
            self._violate([f"a whole round left {store.unmatched} unmatched and {store.waiting} unpublished"])
        self._violate(checks.check_stories(stories, store, feed))
        self._violate(checks.check_times(self._stories, stories))
        self._stories = stories
        self.figures.rounds += 1

    def _measure(self, store: Store) -> None:
        items = [item for items in store.items.values() for item in items]
        self.figures.items, self.figures.stories = len(items), len(store.statuses)
        self.figures.versions = sum(len(item.digests) for item in items)

    def _violate(self, found: Iterable[str]) -> None:
        self.violations.extend(each for each in found if each not in self.violations)

    @property
    def _scratch(self) -> Path:
        return self.service.folder / "copy"


def _needless_failures(report: dict[str, Any], answered: set[str]) -> list[str]:
    """Return the polls that failed although the server gave its whole feed."""
    failed = ((poll["source"], poll["problems"]) for poll in report["polls"] if poll["problems"])
    return [f"the poll of {source} failed: {problems}" for source, problems in failed if source in answered]


def _is_enough(made: int, kills: int | None, until: float | None) -> bool:
    return (kills is not None and made >= kills) or (until is not None and time.monotonic() >= until)
