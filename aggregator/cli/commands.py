"""The commands, a few lines each."""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.errors import AggregatorError, ConfigError

if TYPE_CHECKING:
    from aggregator.config.settings import Settings

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

ConfigPath = Annotated[Path, typer.Option("--config", help="The configuration file.", show_default=True)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
CONFIG = Path("config.toml")


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
def run(config: ConfigPath = CONFIG) -> int:
    """Run the service: poll, match, publish and serve until it is told to stop."""
    import asyncio

    from aggregator.cli import logs, screen
    from aggregator.service.daemon import run_service
    from aggregator.service.installation import open_installation

    settings = _load(config)
    logs.start()
    with open_installation(settings) as installation:
        asyncio.run(run_service(installation, lambda port: screen.show_service(installation, port)))
    return DONE


@app.command()
def once(
    config: ConfigPath = CONFIG,
    as_json: AsJson = False,
    due: Annotated[bool, typer.Option("--due", help="Poll only the sources whose time has come.")] = False,
) -> int:
    """Poll every source now, match, publish, and print what came of it."""
    import asyncio

    from aggregator.cli import screen
    from aggregator.service.installation import open_installation
    from aggregator.service.round import play_round

    settings = _load(config)
    with open_installation(settings) as installation:
        with screen.progress(len(settings.sources), is_quiet=as_json) as tell:
            report = asyncio.run(play_round(installation, due_only=due, tell=tell))
        screen.show_round(report, installation, as_json=as_json)
    return FAILURES if any(poll.problems for poll in report.polls) else DONE


@app.command()
def check(
    config: ConfigPath = CONFIG,
    as_json: AsJson = False,
    fetch: Annotated[bool, typer.Option("--fetch", help="Poll every source too, without storing.")] = False,
) -> int:
    """Check the configuration, and with --fetch every source, without storing anything."""
    import asyncio

    from aggregator.cli import screen
    from aggregator.service.trial import try_sources

    settings = _load(config)
    trials = asyncio.run(try_sources(settings)) if fetch else ()
    screen.show_check(settings, trials, as_json=as_json)
    return FAILURES if any(trial.problems for trial in trials) else DONE


@app.command()
def publish(config: ConfigPath = CONFIG, as_json: AsJson = False) -> int:
    """Render every feed and page again; files whose bytes stay the same are not touched."""
    from aggregator.service.installation import open_installation

    with open_installation(_load(config)) as installation:
        written = installation.publisher.publish_all(installation.clock())
    typer.echo(json.dumps({"written": written}) if as_json else f"{len(written)} files changed")
    return DONE


@app.command()
def sources(config: ConfigPath = CONFIG, as_json: AsJson = False) -> int:
    """Show the health of each source."""
    from aggregator.cli import tables
    from aggregator.service.installation import open_installation

    with open_installation(_load(config)) as installation:
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

    settings = _load(config)
    _require_section(settings, section)
    with open_installation(settings) as installation:
        tables.show_stories(installation, section=section, since=_read_time(since), as_json=as_json)
    return DONE


@app.command()
def show(
    story: Annotated[str, typer.Argument(help="Its id, or the beginning of the UUID in it.")],
    config: ConfigPath = CONFIG,
    as_json: AsJson = False,
) -> int:
    """Show one story with its items, their versions and its carriers."""
    from aggregator.cli import tables
    from aggregator.service.installation import open_installation

    with open_installation(_load(config)) as installation:
        found = installation.catalogue.find(story)
        if len(found) != 1:
            many = (
                "no story has this id"
                if not found
                else f"{len(found)} stories or more begin so; give more of it"
            )
            raise AggregatorError(f"{story}: {many} (`aggregator stories` lists them)")
        tables.show_story(installation.catalogue.history(found[0]), as_json=as_json)
    return DONE


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

    with open_installation(_load(config)):
        typer.echo(f"the store is at revision {REVISION}")
    return DONE


def _load(config: Path) -> "Settings":
    from aggregator.config.load import load

    return load(config, os.environ)


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
