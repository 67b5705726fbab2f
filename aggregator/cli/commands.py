"""The commands, a few lines each."""

import json
import logging
import os
import signal
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli import editing, heap, matching
from aggregator.cli.logs import LogForm
from aggregator.cli.options import CONFIG, AsJson, ConfigPath, StoryName, load_settings
from aggregator.errors import AggregatorError, ConfigError
from aggregator.service.loading import loading

if TYPE_CHECKING:
    from aggregator.config.settings import Settings
    from aggregator.service.backtest import RuleTrial
    from aggregator.service.trial import Trial

DONE, FAILURES, WRONG_USE = 0, 1, 2


def leave(status: int, **_options: object) -> None:
    """End the process with the status that a command returned."""
    raise typer.Exit(status)


app = typer.Typer(
    help="One entry per story: wire feeds in, one clean feed per section out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    result_callback=leave,
)
database_commands = typer.Typer(help="The store.", no_args_is_help=True)
app.add_typer(database_commands, name="db")


def run_command_line() -> int:
    """Run the command that the process was started with; return its exit status, or exit with it."""
    try:
        app(prog_name="aggregator")
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return WRONG_USE
    except AggregatorError as error:
        sys.stderr.write(f"aggregator: {error}\n")
        return FAILURES
    return DONE


@app.command()
def run(
    config: ConfigPath = CONFIG,
    log: Annotated[
        LogForm, typer.Option(help="How to log: for people, for the journal, or as JSON lines.")
    ] = LogForm.AUTO,
) -> int:
    """Run the service: poll, match, publish and serve until it is told to stop."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a reload before it is up is no reason to end
    with loading():
        from aggregator.cli import ending, logs, screen
        from aggregator.service.daemon import Surroundings, run_service
        from aggregator.service.installation import open_installation
        from aggregator.service.loop import run_on_loop
        from aggregator.service.systemd import find_notifier

        settings = load_settings(config)
    heap.share_one()
    form = logs.choose(log, os.environ)
    logs.start(form)
    around = Surroundings(
        reload=lambda: load_settings(config),
        announce=screen.show_service if form is LogForm.PLAIN else screen.log_service,
        notifier=find_notifier(os.environ, pid=os.getpid()),
        end_within=ending.end_within,
    )
    with open_installation(settings, command="run") as installation:
        run_on_loop(run_service(installation, around))
    return DONE


@app.command()
def once(
    config: ConfigPath = CONFIG,
    as_json: AsJson = False,
    due: Annotated[bool, typer.Option("--due", help="Poll only the sources whose time has come.")] = False,
) -> int:
    """Poll every source now, match, publish, and print what came of it."""
    with loading():
        from aggregator.cli import logs, screen
        from aggregator.service.installation import open_installation
        from aggregator.service.loop import run_on_loop
        from aggregator.service.round import play_round

        settings = load_settings(config)
    heap.share_one()
    logs.start(LogForm.PLAIN, level=logging.ERROR)  # the summary tells the rest
    with open_installation(settings, command="once") as installation:
        with screen.progress(len(settings.sources), is_quiet=as_json) as tell:
            report = run_on_loop(play_round(installation, due_only=due, tell=tell))
        screen.show_round(report, installation, as_json=as_json)
    return FAILURES if report.untold or any(poll.problems for poll in report.polls) else DONE


@app.command()
def check(
    config: ConfigPath = CONFIG,
    as_json: AsJson = False,
    fetch: Annotated[bool, typer.Option("--fetch", help="Poll every source too, without storing.")] = False,
    rules: Annotated[bool, typer.Option("--rules", help="Try the rules on what is stored.")] = False,
) -> int:
    """Check the configuration, with --fetch every source, with --rules the rules, without storing anything."""
    from aggregator.cli import screen
    from aggregator.publish.overrides import read_overrides

    settings = load_settings(config)
    read_overrides(settings.publish.templates)
    trials = _try_sources(settings) if fetch else ()
    tried = _try_rules(settings) if rules else ()
    screen.show_check(settings, trials, rules=tried, as_json=as_json)
    return FAILURES if any(trial.problems for trial in trials) else DONE


@app.command()
def publish(config: ConfigPath = CONFIG, as_json: AsJson = False) -> int:
    """Render every feed and page again; files whose bytes stay the same are not touched."""
    from aggregator.service.installation import open_installation

    with open_installation(load_settings(config), command="publish") as installation:
        written = installation.publish_whole(again=True)
    typer.echo(json.dumps({"written": written}) if as_json else f"{len(written)} files changed")
    return DONE


@app.command()
def sources(config: ConfigPath = CONFIG, as_json: AsJson = False) -> int:
    """Show the health of each source."""
    from aggregator.cli import tables
    from aggregator.service.installation import open_installation

    with open_installation(load_settings(config)) as installation:
        tables.show_sources(installation, as_json=as_json)
    return DONE


@app.command()
def stories(
    config: ConfigPath = CONFIG,
    as_json: AsJson = False,
    section: Annotated[str | None, typer.Option(help="Only this section's stories.")] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Only stories updated since (RFC 3339; UTC without a zone)."),
    ] = None,
) -> int:
    """List the stories, the latest update first."""
    from aggregator.cli import tables
    from aggregator.service.installation import open_installation

    settings = load_settings(config)
    _require_section(settings, section)
    with open_installation(settings) as installation:
        tables.show_stories(installation, section=section, since=_read_time(since), as_json=as_json)
    return DONE


@app.command()
def show(
    story: StoryName,
    config: ConfigPath = CONFIG,
    as_json: AsJson = False,
) -> int:
    """Show one story with its items, their versions and its carriers."""
    from aggregator.cli import tables
    from aggregator.service.editing import find_story
    from aggregator.service.installation import open_installation

    with open_installation(load_settings(config)) as installation:
        tables.show_story(
            installation.catalogue.history(find_story(installation, story)),
            sources={source.id: source for source in installation.settings.sources},
            now=installation.clock(),
            as_json=as_json,
        )
    return DONE


for command in editing.COMMANDS:
    app.command()(command)
app.command()(matching.rematch)
app.command("eval")(matching.evaluate)


@app.command()
def schema(what: Annotated[str, typer.Argument(help="`config` or `stories`.")]) -> int:
    """Print the JSON Schema of config.toml, or of a line of `stories --json`."""
    from aggregator.config.schema import config_schema
    from aggregator.service.contract import story_schema

    schemas = {"config": config_schema, "stories": story_schema}
    if what not in schemas:
        raise typer.BadParameter(f"expected one of: {', '.join(schemas)}")
    typer.echo(json.dumps(schemas[what](), indent=2, ensure_ascii=False))
    return DONE


@database_commands.command("upgrade")
def upgrade_database(config: ConfigPath = CONFIG) -> int:
    """Bring the store's tables to this version; `run` and `once` do so by themselves."""
    from aggregator.database.tables import REVISION
    from aggregator.service.installation import open_installation

    with open_installation(load_settings(config)):
        typer.echo(f"the store is at revision {REVISION}")
    return DONE


@database_commands.command("check")
def check_database(config: ConfigPath = CONFIG) -> int:
    """Check that the store is sound: every version, story, lead and reference in its place."""
    from aggregator.database.engine import open_as_it_is
    from aggregator.database.soundness import find_faults

    with open_as_it_is(load_settings(config).service.database) as database:
        faults = find_faults(database)
    typer.echo("\n".join(faults) or "the store is sound")
    return FAILURES if faults else DONE


@database_commands.command("copy")
def copy_database(
    target: Annotated[
        str,
        typer.Argument(
            metavar="TARGET_URL", help="sqlite:///PATH or postgresql://USER@HOST/NAME of an empty database."
        ),
    ],
    config: ConfigPath = CONFIG,
) -> int:
    """Copy the store into an empty database, ids, numbers and times kept; no service may be polling."""
    from aggregator.config.urls import find_database_problem
    from aggregator.database.copying import copy_store
    from aggregator.database.engine import open_as_it_is
    from aggregator.database.locks import hold

    if problem := find_database_problem(target):
        raise typer.BadParameter(problem)
    with (
        open_as_it_is(load_settings(config).service.database) as database,
        hold(database, "poller", holder="aggregator db copy", wait=False),
    ):
        copied = copy_store(database, target)
    typer.echo(f"copied {sum(table.rows for table in copied)} rows of {len(copied)} tables")
    return DONE


def _try_sources(settings: "Settings") -> "tuple[Trial, ...]":
    import asyncio

    from aggregator.service.trial import try_sources

    return asyncio.run(try_sources(settings))


def _try_rules(settings: "Settings") -> "tuple[RuleTrial, ...]":
    from aggregator.database.catalogue import Catalogue
    from aggregator.database.engine import open_as_it_is
    from aggregator.service.backtest import try_rules

    with open_as_it_is(settings.service.database) as database:
        return try_rules(settings, Catalogue(database).stories())


def _read_time(since: str | None) -> datetime | None:
    if since is None:
        return None
    try:
        time = datetime.fromisoformat(since)
    except ValueError as error:
        raise typer.BadParameter(f"{since!r} is no time such as 2026-01-07T18:31:00Z") from error
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _require_section(settings: "Settings", section: str | None) -> None:
    known = [each.id for each in settings.sections]
    if section is not None and section not in (*known, "all"):
        raise typer.BadParameter(f"no section {section!r}; there are: {', '.join((*known, 'all'))}")
