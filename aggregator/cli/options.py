"""What commands have in common: which configuration, which story, for people or for programs."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from aggregator.config.settings import Settings

ConfigPath = Annotated[Path, typer.Option("--config", help="The configuration file.", show_default=True)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
StoryName = Annotated[str, typer.Argument(help="Its id, or the beginning of the UUID in it.")]
CONFIG = Path("config.toml")


def load_settings(config: Path) -> "Settings":
    """Return the settings of a configuration; the environment holds its secrets. Raises ConfigError."""
    from aggregator.config.load import load

    return load(config, os.environ)
