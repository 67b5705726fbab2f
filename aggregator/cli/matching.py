"""The commands about matching as such: everything anew, and the matcher scored on labelled pairs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.options import CONFIG, AsJson, ConfigPath, load_settings

if TYPE_CHECKING:
    from aggregator.service.evaluation import Score

DONE = 0
PairsPath = Annotated[
    Path,
    typer.Argument(
        metavar="PAIRS", exists=True, dir_okay=False, help="JSON Lines, one labelled pair a line."
    ),
]


def rematch(config: ConfigPath = CONFIG, as_json: AsJson = False) -> int:
    """Match every item anew, with what its source repeats left out; what editors decided holds."""
    from dataclasses import asdict

    from aggregator.cli import screen
    from aggregator.service import rematching
    from aggregator.service.installation import open_installation
    from aggregator.stories.matcher import PORTION

    with open_installation(load_settings(config), command="rematch") as installation:
        count = sum(installation.catalogue.items_per_source().values())
        portions = 2 * -(-count // PORTION)  # each is compared, then grouped
        with screen.progress(portions, is_quiet=as_json, doing="matching", what="portions") as tell:
            done = rematching.rematch(installation, tell=lambda: tell(None))
    if as_json:
        screen.print_json(asdict(done))
    else:
        typer.echo(
            f"{done.items} items matched anew, {done.lines} repeated lines learned, {len(done.stories)} stories "
            f"changed, {len(done.written)} files changed"
        )
    return DONE


def evaluate(pairs: PairsPath, config: ConfigPath = CONFIG, as_json: AsJson = False) -> int:
    """Score the matcher on labelled pairs; nothing is stored."""
    from aggregator.cli import screen
    from aggregator.service.evaluation import evaluate as score_pairs
    from aggregator.service.evaluation import known_to, score_record
    from aggregator.service.installation import open_installation

    with open_installation(load_settings(config)) as installation, pairs.open(encoding="utf-8") as lines:
        score = score_pairs(lines, known_to(installation))
    if as_json:
        screen.print_json(score_record(score))
    else:
        _show(score)
    return DONE


def _show(score: "Score") -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("items", "joined", "apart", "merged wrongly", "missed", "precision", "recall", "F1"):
        table.add_column(name, justify="right")
    counts = (score.items, score.joined, score.parted, score.false_merges, score.missed)
    shares = (score.precision, score.recall, score.f1)
    table.add_row(*map(str, counts), *("–" if each is None else f"{each:.3f}" for each in shares))
    console.print(table)
    for each in score.wrong:
        verdict = "missed" if each.same else "merged wrongly"
        console.print(f"[bold]line {each.line}: {verdict}[/bold]: {escape(each.because)}", soft_wrap=True)
        console.print(f"    {escape(each.one)}\n    {escape(each.other)}", soft_wrap=True)
