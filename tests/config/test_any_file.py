"""Laws of loading: whatever a file holds, it gives settings or mistakes."""

import json
import tomllib
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.config.load import load
from aggregator.config.settings import Settings
from aggregator.errors import ConfigError
from tests.config.texts import MINIMAL, Write

keys = st.one_of(
    st.sampled_from(["service", "sections", "sources", "id", "url", "title", "headers", "every", "secret"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
)
leaves = st.one_of(
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(["national", "http://a/", "5m", "{secret}", "http://[", "sqlite:///a", "file:///"]),
)
tables = st.recursive(
    st.dictionaries(keys, leaves, max_size=4),
    lambda inner: st.dictionaries(keys, st.one_of(leaves, inner, st.lists(inner, max_size=3)), max_size=4),
    max_leaves=12,
)


def spell(value: object) -> str:
    """Return a value as TOML, tables inline."""
    match value:
        case dict():
            return "{" + ", ".join(f"{spell(key)} = {spell(inner)}" for key, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(spell(inner) for inner in value) + "]"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case bool() | int() | float():
            return json.dumps(value)
        case _:
            return str(value)


def load_or_refuse(file: Path) -> Settings | ConfigError:
    """Return either of the two things that loading may come to."""
    try:
        return load(file, {})
    except ConfigError as error:
        return error


on_one_file = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)


@on_one_file
@given(tables)
def test_any_table_loads_or_is_refused_with_reasons(write: Write, table: dict[str, object]) -> None:
    """Whatever a file holds, the answer is settings or lines that say why not."""
    text = "\n".join(f"{spell(key)} = {spell(value)}" for key, value in table.items())
    tomllib.loads(text)
    result = load_or_refuse(write(text))
    assert isinstance(result, Settings) or all("\n" not in mistake for mistake in result.mistakes)


@on_one_file
@given(keys, leaves)
def test_any_value_of_any_key_of_a_source_is_read_or_refused(write: Write, key: str, value: object) -> None:
    """No single value can break the loader, wherever it stands."""
    if key in {"id", "url"}:
        return
    load_or_refuse(write(f"{MINIMAL}{spell(key)} = {spell(value)}\n"))


@on_one_file
@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    """A file that is no configuration at all is a mistake like any other."""
    file = tmp_path / "config.toml"
    file.write_bytes(content)
    assert isinstance(load_or_refuse(file), ConfigError)
