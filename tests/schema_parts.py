"""The schemas in parts, for tests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from streams.contracts import SCHEMAS
from tests.records import CONTRACTS

FOLDER: Final = Path(__file__).parent.parent / "schemas"

Schema = dict[str, Any]


def schema_of(role: str, *path: str) -> Schema:
    """A schema, or the part of it at a path."""
    schema: Any = CONTRACTS.schemas[role]
    for step in path:
        schema = schema[step]
    return dict(schema)


def plain(role: str, part: Schema) -> Schema:
    """A property with its references followed, its own words winning."""
    while "$ref" in part:
        part = schema_of(role, *part["$ref"].removeprefix("#/").split("/")) | {
            k: v for k, v in part.items() if k != "$ref"
        }
    return part


def parts(role: str, schema: Schema, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Schema]]:
    """Every property of a schema and of what it defines, references followed."""
    for name, part in schema.get("properties", {}).items():
        yield (*path, name), plain(role, part)
        yield from parts(role, part, (*path, name))
    for name, part in schema.get("$defs", {}).items():
        yield (*path, "$defs", name), plain(role, part)
        yield from parts(role, part, (*path, "$defs", name))


ALL_PARTS = [(role, path, part) for role in SCHEMAS for path, part in parts(role, schema_of(role))]
