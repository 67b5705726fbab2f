"""The JSON Schema that editors check `config.toml` with, and the reference that people read."""

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from aggregator.config.kinds import FORMATS
from aggregator.config.load import load
from aggregator.config.schema import config_schema
from aggregator.ingest import parse

PROJECT = Path(__file__).parents[2]


def test_shipped_schema_is_that_of_the_settings() -> None:
    """Editors check against what the program accepts."""
    shipped = json.loads((PROJECT / "config.schema.json").read_text(encoding="utf-8"))
    remedy = "run `aggregator schema config > config.schema.json`"
    assert shipped == config_schema(), remedy


def test_schema_is_a_schema() -> None:
    """The dialect's own schema finds nothing wrong with it."""
    jsonschema.Draft202012Validator.check_schema(config_schema())


def test_shipped_configuration_is_valid_and_loads() -> None:
    """A newcomer's first file is right, for the editor and for the program."""
    file = PROJECT / "config.toml"
    jsonschema.validate(tomllib.loads(file.read_text(encoding="utf-8")), config_schema())
    assert load(file, {}).sections


SERVICE = 'service = { title = "a", base_url = "http://a/", contact = "c" }\n'
SECTIONS = 'sections = [{ id = "a", title = "A" }]\n'


@pytest.mark.parametrize(
    "text",
    [
        SECTIONS,
        SERVICE,
        SERVICE + "sections = []",
        SERVICE + SECTIONS.replace('"a"', '"all"'),
        SERVICE.replace("contact", "contcat") + SECTIONS,
        SERVICE + SECTIONS + "retention.days = -1",
    ],
)
def test_editor_finds_what_the_program_refuses(text: str) -> None:
    """Missing, unknown and reserved names show while they are typed."""
    validator = jsonschema.Draft202012Validator(config_schema())
    assert not validator.is_valid(tomllib.loads(text))


def test_formats_are_those_that_are_parsed() -> None:
    """The configuration may not import the parsers, so its list of their names is checked here."""
    assert sorted(format_.name for format_ in parse.FORMATS) == sorted(FORMATS)


def undescribed(schema: object, place: str = "") -> list[str]:
    """Return the places of the properties that say nothing of themselves."""
    if not isinstance(schema, dict):
        return []
    properties = schema.get("properties", {})
    silent = [f"{place}.{name}" for name, inner in properties.items() if "description" not in inner]
    deeper = [(inner, f"{place}.{name}") for name, inner in properties.items()]
    deeper += [(schema.get(name), place) for name in ("items", "additionalProperties")]
    return [*silent, *(each for inner in deeper for each in undescribed(*inner))]


def test_every_key_is_described_to_the_editor() -> None:
    """Each docstring of the settings arrives where it helps."""
    assert undescribed(config_schema()) == []
