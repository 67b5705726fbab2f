"""Texts of small configurations, and what is said of them."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from aggregator.config.load import load
from aggregator.errors import ConfigError

SERVICE = """\
[service]
title = "Example Wire"
base_url = "http://127.0.0.1:8080/"
contact = "desk@example.org"
"""
SECTION = """\
[[sections]]
id = "national"
title = "National"
"""
SOURCE = """\
[[sources]]
id = "example"
url = "https://news.example/rss.xml"
"""
SECRET_SOURCE = SOURCE + 'secret = "WIRE_KEY"\nheaders = { Authorization = "Bearer {secret}" }\n'
MINIMAL = SERVICE + SECTION + SOURCE


Write = Callable[[str], Path]
"""Puts a text into a configuration file."""


def mistakes_in(file: Path, environment: Mapping[str, str] | None = None) -> list[str]:
    """Return what is wrong with the file, without the folder before its name."""
    with pytest.raises(ConfigError) as caught:
        load(file, environment or {})
    assert all("\n" not in mistake for mistake in caught.value.mistakes)
    return [mistake.removeprefix(f"{file.parent}/") for mistake in caught.value.mistakes]
