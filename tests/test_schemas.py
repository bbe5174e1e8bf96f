"""The schemas: valid, closed, described, bounded, with examples; published ones keep their bytes."""

import hashlib
import json
import re

import jsonschema_rs
import pytest

from streams import vocabulary
from streams.contracts import SCHEMAS
from streams.errors import REASONS, SKIPS
from streams.settings import ROLES
from tests.records import CONTRACTS
from tests.schema_parts import ALL_PARTS, FOLDER, Schema, schema_of
from tests.test_messages import CLASSES

MANIFEST = FOLDER / "published.sha256"


def test_every_role_has_a_schema_and_every_schema_a_role() -> None:
    assert set(SCHEMAS) == set(ROLES)
    assert {path.name for path in FOLDER.glob("*.json")} >= {f"{name}.json" for name in SCHEMAS.values()}


@pytest.mark.parametrize("role", SCHEMAS)
def test_a_schema_is_valid_2020_12_and_stands_alone(role: str) -> None:
    schema = schema_of(role)
    jsonschema_rs.meta.validate(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:sanctionwire:schema:{SCHEMAS[role]}"
    assert schema["title"]
    assert schema["description"]
    references = re.findall(r'"\$ref": "([^"]+)"', json.dumps(schema))
    assert all(reference.startswith("#/$defs/") for reference in references)
    assert {reference.removeprefix("#/$defs/") for reference in references} == set(schema.get("$defs", {}))


@pytest.mark.parametrize("role", SCHEMAS)
def test_models_are_closed_but_for_the_article(role: str) -> None:
    schema = schema_of(role)
    objects = [schema, *(part for part in schema.get("$defs", {}).values() if part.get("type") == "object")]
    for part in objects:
        if role == "articles":
            assert part["additionalProperties"] is True
        elif role == "dead_letters":
            assert part["additionalProperties"]["type"] == "string"
        else:
            assert part["additionalProperties"] is False


@pytest.mark.parametrize(
    ("role", "path", "part"), ALL_PARTS, ids=lambda value: value if isinstance(value, str) else None
)
def test_every_property_is_described_and_bounded(role: str, path: tuple[str, ...], part: Schema) -> None:
    where = (role, path)
    assert re.fullmatch(r"[A-Z`].*[.:]?", part["description"]), where
    if "const" in part or "enum" in part or "anyOf" in part:
        return
    types = {part["type"]} if isinstance(part["type"], str) else set(part["type"])
    if "string" in types and path != ("text",):
        assert part.keys() & {"maxLength", "format", "pattern"}, where
    if "pattern" in part and "maxLength" not in part:
        assert not re.search(r"[*+]", re.sub(r"\[[^]]*\]", "", part["pattern"])), where
    if types & {"integer", "number"}:
        assert {"minimum", "maximum"} <= part.keys(), where
    if "array" in types:
        assert {"maxItems", "items"} <= part.keys(), where
    if types - {"object", "array", "boolean"}:
        assert part["examples"], where


@pytest.mark.parametrize("role", SCHEMAS)
def test_examples_are_valid(role: str) -> None:
    examples = schema_of(role)["examples"]
    assert examples
    for example in examples:
        assert CONTRACTS.faults(role, example) == ()


@pytest.mark.parametrize(
    ("role", "path", "part"), ALL_PARTS, ids=lambda value: value if isinstance(value, str) else None
)
def test_examples_of_properties_are_valid(role: str, path: tuple[str, ...], part: Schema) -> None:
    schema = {**part, "$defs": schema_of(role).get("$defs", {})}
    for example in part.get("examples", []):
        assert jsonschema_rs.is_valid(schema, example, validate_formats=True), (path, example)


@pytest.mark.parametrize("role", ["sanctions", "price_caps", "enriched"])
def test_examples_point_at_their_words(role: str) -> None:
    text = schema_of("enriched")["examples"][0]["text"]
    for example in schema_of(role)["examples"]:
        if example["article_id"] != "wire-2025-07-18-0412":
            continue
        spans = [*example.get("entities", []), *example.get("imposers", []), *example.get("targets", [])]
        for span in spans:
            assert text[span["start"] : span["end"]] == span["mention"]
        for proof in [example["evidence"], *example["evidence_also"]] if "evidence" in example else []:
            assert text[proof["start"] : proof["end"]] == proof["text"]


def test_the_same_definition_reads_the_same_in_every_file() -> None:
    for name in {name for role in SCHEMAS for name in schema_of(role).get("$defs", {})} - {"fact_id"}:
        texts = {
            json.dumps(schema_of(role)["$defs"][name]) for role in SCHEMAS if name in schema_of(role).get("$defs", {})
        }
        assert len(texts) == 1, name


def test_published_versions_keep_their_bytes() -> None:
    """A published version never changes, since consumers rely on it.

    To publish a new one: copy the file to the next version (`….v2.json`), change its `$id`, name it in
    `streams.contracts.SCHEMAS`, and add its line to schemas/published.sha256 (`sha256sum *.json`, in that
    folder). Lines of the manifest are never changed; files of old versions stay.
    """
    lines = {line[66:]: line[:64] for line in MANIFEST.read_text("utf-8").splitlines()}
    assert lines == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(FOLDER.glob("*.json"))}


def test_the_documentation_names_every_field_and_word() -> None:
    text = (FOLDER.parent / "docs" / "contracts.md").read_text("utf-8")
    fields = {name for role in CLASSES for name in schema_of(role)["properties"]}
    words = {word for name in dir(vocabulary) if name.isupper() for word in getattr(vocabulary, name)}
    for word in fields | words | REASONS.keys() | SKIPS.keys() | set(SCHEMAS.values()):
        assert re.search(rf"`[^`]*(?<![a-z_]){re.escape(word)}(?![a-z_])[^`]*`", text), word
