"""What the commands say of work done: progress, a round, the running service, a check."""

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

if TYPE_CHECKING:  # all of this takes .6 s to load, and `check` needs none of it
    from aggregator.config.settings import Settings
    from aggregator.ingest.poll import PollReport
    from aggregator.service.backtest import RuleTrial
    from aggregator.service.installation import Installation
    from aggregator.service.round import RoundReport
    from aggregator.service.trial import Trial

logger = logging.getLogger(__name__)

SKIPS_TOLD = 3
"""Skipped entries of a source that a summary names; the table has their number."""


@contextmanager
def progress(
    total: int, *, is_quiet: bool, doing: str = "polling", what: str = "sources"
) -> Iterator[Callable[[object], None]]:
    """Yield a function that is told each thing done and moves a bar on the terminal; elsewhere it shows nothing."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn(what))
    hidden = is_quiet or not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        task = bar.add_task(doing, total=total)
        yield lambda _: bar.advance(task)


def show_round(report: "RoundReport", installation: "Installation", *, as_json: bool) -> None:
    """Print what a round did, and where to subscribe."""
    if as_json:
        print_json(_round_record(report))
        return
    console = Console(highlight=False)
    _show_polls(report.polls, console)
    for line in report.untold:
        console.print(f"[red]not told[/red]: {escape(line)}", soft_wrap=True)
    for source in report.left_alone:
        console.print(f"{source}: not polled, it is not due or asked us to stay away", soft_wrap=True)
    console.print(
        f"{report.matched.items} items matched, {report.matched.stories} stories made or changed, "
        f"{len(report.written)} files written below {installation.settings.service.public}",
        soft_wrap=True,
    )
    console.print(_sections_table(installation, installation.settings.service.base_url))


def _show_polls(polls: "Sequence[PollReport]", console: Console) -> None:
    """Print what the polls brought; sources that have not changed are counted, for of a thousand most have not."""
    told = [poll for poll in polls if poll.problems or not poll.is_unchanged]
    if told:
        console.print(_polls_table(told))
    for poll in told:
        for problem in poll.problems:
            console.print(f"[red]{poll.source}[/red]: {escape(problem)}", soft_wrap=True)
        for skip in poll.skipped[:SKIPS_TOLD]:
            console.print(f"{poll.source}: skipped {escape(skip.what)}: {skip.reason}", soft_wrap=True)
    if len(told) < len(polls):
        console.print(f"unchanged: {len(polls) - len(told)} of {len(polls)} sources")


def show_service(installation: "Installation", port: int) -> None:
    """Print what the running service has to offer, and where."""
    host = installation.settings.service.listen.rpartition(":")[0]
    console = Console(stderr=True, highlight=False)
    counts = installation.catalogue.items_per_source()
    stories = installation.catalogue.stories_per_section().get("all", 0)
    console.print(
        f"\n[bold]{installation.settings.service.title}[/bold] is up: {sum(counts.values())} items of "
        f"{len(counts)} sources are {stories} stories.",
    )
    for source, state in sorted(installation.polls.states().items()):
        if state.problem:
            console.print(f"[red]{source}[/red]: {escape(state.problem)}", soft_wrap=True)
    console.print(_sections_table(installation, installation.settings.service.base_url))
    console.print("Each section has rss.xml and feed.json beside its atom.xml.")
    console.print(f"Read it at [bold]http://{host}:{port}/[/bold]; Ctrl-C stops it.\n", soft_wrap=True)


def log_service(installation: "Installation", port: int) -> None:
    """Log in one line what the running service has to offer."""
    counts = installation.catalogue.items_per_source()
    stories = installation.catalogue.stories_per_section().get("all", 0)
    numbers = (sum(counts.values()), len(counts), stories, port)
    logger.info("up: %d items of %d sources are %d stories, served on port %d", *numbers)


def show_check(
    settings: "Settings", trials: "Sequence[Trial]", *, rules: "Sequence[RuleTrial]", as_json: bool
) -> None:
    """Print that the configuration is right, and what came of the sources and rules that were tried."""
    if as_json:
        record = {"sources": len(settings.sources), "trials": [_trial_record(trial) for trial in trials]}
        print_json(record | {"rules": [asdict(rule) for rule in rules]})
        return
    console = Console(highlight=False)
    enabled = sum(source.enabled for source in settings.sources)
    console.print(
        f"The configuration is right: {len(settings.sections)} sections, {len(settings.sources)} sources, "
        f"{enabled} of them enabled."
    )
    if trials:
        console.print(_trials_table(trials))
    for trial in trials:
        for problem in trial.problems:
            console.print(f"[red]{trial.source}[/red]: {escape(problem)}", soft_wrap=True)
    for rule in rules:
        _show_rule(rule, console)


def _show_rule(trial: "RuleTrial", console: Console) -> None:
    counts = f"{trial.items} items of {trial.stories} stories"
    console.print(f"[bold]{escape(trial.rule)}[/bold] ({', '.join(trial.actions)}): {counts}", soft_wrap=True)
    for example in trial.examples:
        shown = example.title or example.guid
        console.print(f"    {example.source}: {escape(shown)}", soft_wrap=True)


def print_json(record: object) -> None:
    """Print one JSON document on one line."""
    Console(highlight=False, soft_wrap=True).out(json.dumps(record, ensure_ascii=False), highlight=False)


def _polls_table(polls: "Sequence[PollReport]") -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("source")
    for name in ("entries", "new", "changed", "skipped"):
        table.add_column(name, justify="right")
    table.add_column("", no_wrap=True)
    for poll in sorted(polls, key=lambda each: each.source):
        counts = poll.counts
        numbers = (counts.entries, counts.new_items, counts.new_versions, counts.skipped)
        table.add_row(poll.source, *(str(number) for number in numbers), _remark(poll))
    return table


def _remark(poll: "PollReport") -> str:
    if not poll.problems:
        return ""
    return "[yellow]in part[/yellow]" if poll.counts.entries else "[red]failed[/red]"


def _sections_table(installation: "Installation", base_url: str) -> Table:
    stories = installation.catalogue.stories_per_section()
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("section")
    table.add_column("stories", justify="right")
    table.add_column("subscribe to", overflow="fold")
    for section in installation.upkeep.sections:
        table.add_row(section.title, str(stories.get(section.id, 0)), f"{base_url}{section.id}/atom.xml")
    return table


def _trials_table(trials: "Sequence[Trial]") -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("source")
    table.add_column("items", justify="right")
    table.add_column("skipped", justify="right")
    table.add_column("outlet")
    for trial in trials:
        table.add_row(trial.source, str(trial.items), str(trial.skipped), trial.outlet or "")
    return table


def _round_record(report: "RoundReport") -> dict[str, object]:
    return {
        "polls": [_poll_record(poll) for poll in report.polls],
        "left_alone": list(report.left_alone),
        "items_matched": report.matched.items,
        "stories_changed": report.matched.stories,
        "files_written": list(report.written),
        "untold": list(report.untold),
    }


def _poll_record(poll: "PollReport") -> dict[str, object]:
    return {
        "source": poll.source,
        "entries": poll.counts.entries,
        "new": poll.counts.new_items,
        "changed": poll.counts.new_versions,
        "skipped": poll.counts.skipped,
        "unchanged": poll.is_unchanged,
        "problems": list(poll.problems),
    }


def _trial_record(trial: "Trial") -> dict[str, object]:
    return {
        "source": trial.source,
        "items": trial.items,
        "skipped": trial.skipped,
        "outlet": trial.outlet,
        "problems": list(trial.problems),
    }
