"""The reference page says of every key what the settings say."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.config.kinds import RESERVED_SECTIONS, Kind, Names, Table, Tables, table_of
from aggregator.config.load import load
from aggregator.config.read import NOT_YET
from aggregator.config.scalars import Scalar
from aggregator.config.schema import spell_default
from aggregator.config.settings import Settings
from tests.config.texts import SECTION, SERVICE, Write

PAGE = (Path(__file__).parents[2] / "docs/reference/config.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(?P<key>\w+)` \| `?(?P<default>[^`|]+?)`? \|", re.MULTILINE)


def accepted() -> Iterator[tuple[str, str, str]]:
    """Yield table, key and default as the program has them."""
    for name, key in table_of(Settings).keys.items():
        for inner, value in table_in(key.kind).keys.items():
            default = spell_default(value.default)
            spelt = default if isinstance(default, str) else json.dumps(default).replace("null", "none")
            yield name, inner, "required" if value.is_required else spelt


def table_in(kind: Kind) -> Table:
    """Return the table that a key of the file is, or is made of."""
    match kind:
        case Names(_, Scalar()):
            return Table(object, {})  # its keys are the operator's own
        case Table():
            return kind
        case Tables(table):
            return table
        case Names(_, Table() as table):
            return table
        case _:
            raise AssertionError(kind)


def documented() -> Iterator[tuple[str, str, str]]:
    """Yield table, key and default as the page has them."""
    for chapter in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]:
        for row in ROW.finditer(chapter):
            yield re.sub(r"\W", "", chapter.splitlines()[0]), row["key"], row["default"]


def test_page_has_every_key_with_its_default() -> None:
    """A key that is added, renamed or given another default fails here until the page says so."""
    assert list(documented()) == list(accepted())


@pytest.mark.parametrize("name", sorted(RESERVED_SECTIONS | NOT_YET))
def test_page_names_what_is_refused(name: str) -> None:
    """Reserved ids and keys of later versions are told before they are tried."""
    assert re.search(rf"`(\[+)?{name}(\]+)?`", PAGE)


def test_examples_of_the_page_load(write: Write) -> None:
    """What is copied from the page works."""
    examples = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)
    sections = SECTION + SECTION.replace("national", "world") + SECTION.replace("national", "business")
    text = SERVICE + sections + "".join(examples)
    assert len(load(write(text), {"WIRE_KEY": "hunter2"}).sources) == len(examples) == 2
    assert tomllib.loads(text)
