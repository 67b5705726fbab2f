"""The JSON Schema of `config.toml` for editors, made from the settings' dataclasses."""

from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from aggregator.config.docstrings import describe_class, describe_fields
from aggregator.config.kinds import Key, Kind, Names, Table, Tables, table_of
from aggregator.config.scalars import Scalar, spell_duration
from aggregator.config.settings import Settings

Schema = dict[str, object]

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def config_schema() -> Schema:
    """Return the schema (2020-12) of what may be written; what only a run can know is checked by `load`."""
    return {"$schema": DIALECT, "title": "config.toml of aggregator", **_schema(table_of(Settings))}


def spell_default(default: object) -> object:
    """Return a default as it would be written in the file; a key without one gives None."""
    match default:
        case timedelta():
            return spell_duration(default)
        case StrEnum():
            return default.value
        case Path():
            return default.as_posix()
        case bool() | int() | str():
            return default
        case tuple() if default:
            return [spell_default(each) for each in default]
        case _:
            return None


def _schema(kind: Kind) -> Schema:
    match kind:
        case Scalar():
            return dict(kind.schema)
        case Names():
            values = {"type": "object", "additionalProperties": _schema(kind.value)}
            return {**values, "propertyNames": _schema(kind.key)}
        case Tables():
            return {"type": "array", "minItems": kind.least, "items": _schema(kind.table)}
        case Table():
            return _table_schema(kind)


def _table_schema(table: Table) -> Schema:
    descriptions = describe_fields(table.type)
    properties = {name: _key_schema(key, descriptions.get(name)) for name, key in table.keys.items()}
    required = [name for name, key in table.keys.items() if key.is_required]
    return {
        "description": describe_class(table.type),
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        **({"required": required} if required else {}),
    }


def _key_schema(key: Key, description: str | None) -> Schema:
    schema = _schema(key.kind)
    if description:
        schema = {"description": description, **schema}
    default = spell_default(key.default)
    return schema if default is None else {**schema, "default": default}
