"""`[[feeds]]` as they are written, and every mistake in them."""

import re
import tomllib
from pathlib import Path

import jsonschema
import pytest

from aggregator.config.load import load
from aggregator.config.schema import config_schema
from aggregator.model.pattern import Pattern
from aggregator.model.rule import AnyOf, Conditions, Matches
from aggregator.model.savedfeed import SavedFeed
from tests.config.texts import MINIMAL, Write, mistakes_in

PAGE = (Path(__file__).parents[2] / "docs/reference/feeds.md").read_text(encoding="utf-8")
FEEDS = """
[[feeds]]
id = "local"
title = "Local only"
unless = { agency = { matches = "." } }

[[feeds]]
id = "hockey"
title = "Le hockey"
language = "fr-CA"
timezone = "America/Toronto"
when = { category = ["hockey", "nhl"], source = "example" }
"""


def test_saved_feeds_are_read_as_they_are_written(write: Write) -> None:
    """Conditions are those of rules, and `unless` takes them back."""
    assert load(write(MINIMAL + FEEDS), {}).feeds == (
        SavedFeed(id="local", title="Local only", unless=Conditions(agency=Matches(Pattern(".")))),
        SavedFeed(
            id="hockey",
            title="Le hockey",
            language="fr-CA",
            timezone="America/Toronto",
            when=Conditions(category=AnyOf(("hockey", "nhl")), source=AnyOf(("example",))),
        ),
    )


def test_examples_of_the_page_load(write: Write) -> None:
    """What is copied from the reference works."""
    examples = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)
    assert [feed.id for feed in load(write(MINIMAL + "".join(examples)), {}).feeds] == ["local", "hockey-fr"]


def test_editor_takes_what_the_program_takes() -> None:
    """The schema knows saved feeds."""
    jsonschema.validate(tomllib.loads(MINIMAL + FEEDS), config_schema())


@pytest.mark.parametrize(
    ("feed", "mistake"),
    [
        ("", "feeds[0]: expected a condition in `when` or `unless`, such as"),
        ("when = {}", "feeds[0]: expected a condition in `when` or `unless`, such as"),
        ('when = { titel = "x" }', 'feeds[0].when.titel: unknown key; did you mean "title"?'),
        ('when = { source = "exmaple" }', 'feeds[0].when.source: no source has the id "exmaple"'),
        ('unless = { source = "exmaple" }', 'feeds[0].unless.source: no source has the id "exmaple"'),
        ('when.title = "x"\ntimezone = "Mars"', "feeds[0].timezone: expected a time zone"),
    ],
)
def test_mistake_in_a_saved_feed_is_told_once(write: Write, feed: str, mistake: str) -> None:
    """One mistake, one line, at its place."""
    told = mistakes_in(write(f'{MINIMAL}[[feeds]]\nid = "local"\ntitle = "Local"\n{feed}\n'))
    assert len(told) == 1
    assert mistake in told[0]


def test_id_is_given_once(write: Write) -> None:
    """Two feeds of one id would write one folder."""
    told = mistakes_in(write(MINIMAL + FEEDS.replace('"hockey"\ntitle', '"local"\ntitle')))
    assert len(told) == 1
    assert '"local" is already the id of feeds[0]' in told[0]
