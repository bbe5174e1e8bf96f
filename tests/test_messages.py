"""The message classes hold what the schemas say, field by field."""

import re
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest

from streams import messages, vocabulary
from streams.contracts import SCHEMAS
from streams.errors import REASONS, SKIPS
from tests.records import CONTRACTS
from tests.schema_parts import Schema, plain, schema_of

DEFS = {
    "actor": messages.Actor,
    "attribution": messages.Attribution,
    "deadline": messages.Deadline,
    "entity": messages.Entity,
    "evidence": messages.Evidence,
    "formula": messages.Formula,
    "instrument": messages.Instrument,
    "output": messages.Output,
}
"""The class of each object under `$defs`."""
CLASSES = {
    "articles": messages.Article,
    "enriched": messages.EnrichedArticle,
    "sanctions": messages.SanctionFact,
    "price_caps": messages.PriceCapFact,
    "outcomes": messages.Outcome,
}
"""The class of each role's messages; a dead letter has none, it is a record with headers."""
PAIRS = [
    *((role, (), kind) for role, kind in CLASSES.items()),
    *(
        (role, ("$defs", name), DEFS[name])
        for role in SCHEMAS
        for name in CONTRACTS.schemas[role].get("$defs", {})
        if name in DEFS
    ),
]


@pytest.mark.parametrize(("role", "path", "kind"), PAIRS, ids=lambda value: value if isinstance(value, str) else None)
def test_a_class_has_the_fields_of_its_schema(role: str, path: tuple[str, ...], kind: type[msgspec.Struct]) -> None:
    schema = schema_of(role, *path)
    fields = msgspec.structs.fields(kind)
    names = [field.name for field in fields]
    if role == "articles":  # producers may leave fields out: those with a default
        assert sorted(schema["properties"]) == sorted(names)
        assert schema["required"] == [field.name for field in fields if field.required]
        assert schema["properties"]["version"]["default"] == kind.__struct_defaults__[0]
    else:
        assert list(schema["properties"]) == names
        assert schema["required"] == names
    for name, hint in get_type_hints(kind).items():
        assert_holds(role, plain(role, schema["properties"][name]), hint, name)


def assert_holds(role: str, part: Schema, hint: Any, name: str) -> None:  # noqa: ANN401  # a type hint
    """A property allows exactly what the field's type does: types, null, words of a vocabulary, items."""
    options = get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)
    nullable = NoneType in options
    (hint,) = (option for option in options if option is not NoneType)
    if "anyOf" in part:
        inner, null = part["anyOf"]
        assert nullable, name
        assert null == {"type": "null"}, name
        part, nullable = plain(role, inner), False
    if get_origin(hint) is Literal:
        assert part["enum"] == [*get_args(hint), *([None] if nullable else [])], name
    elif get_origin(hint) is tuple:
        assert (part["type"], nullable) == ("array", False), name
        assert_holds(role, plain(role, part["items"]), get_args(hint)[0], name)
    elif "enum" in part:  # words that no vocabulary names
        assert (hint, name in {"direction", "role"}) == (str, True), name
        assert (None in part["enum"]) == nullable, name
    elif hint in (str, Decimal, int, float, bool):
        expected = {str: "string", Decimal: "string", int: "integer", float: "number", bool: "boolean"}[hint]
        assert part["type"] == ([expected, "null"] if nullable else expected), name
        assert (hint is Decimal) == (part.get("pattern") == schema_of("price_caps", "$defs", "decimal")["pattern"]), (
            name
        )
    else:
        (definition,) = (definition for definition, kind in DEFS.items() if kind is hint)
        assert part | {"description": ""} == schema_of(role, "$defs", definition) | {"description": ""}, name
        assert not nullable, name


def test_every_published_class_is_held_to_a_schema() -> None:
    held = {kind for _, _, kind in PAIRS}
    inner = {messages.Record, messages.CleanText, messages.Findings, messages.Outbound}  # stay in the service
    assert held | inner == {kind for kind in messages.Message.__subclasses__() if kind.__module__ == messages.__name__}


@pytest.mark.parametrize(
    ("role", "field", "words"),
    [
        ("sanctions", "action", vocabulary.ACTIONS),
        ("sanctions", "status", vocabulary.STATUSES),
        ("sanctions", "measures", vocabulary.MEASURES),
        ("price_caps", "regime", vocabulary.REGIMES),
        ("price_caps", "tier", vocabulary.TIERS),
        ("price_caps", "commodity", vocabulary.COMMODITIES),
        ("outcomes", "outcome", vocabulary.FATES),
        ("outcomes", "stage", vocabulary.STAGES),
        ("outcomes", "reason", (*REASONS, *SKIPS)),
        ("dead_letters", "sanctionwire.reason", tuple(REASONS)),
        ("dead_letters", "__connect.errors.stage", vocabulary.STAGES),
        ("enriched", "$defs/entity/type", vocabulary.ENTITY_TYPES),
        ("sanctions", "$defs/actor/type", vocabulary.ACTOR_TYPES),
    ],
)
def test_every_word_of_a_vocabulary_is_explained(role: str, field: str, words: tuple[str, ...]) -> None:
    schema = schema_of(role)
    part = (
        plain(role, schema["properties"][field])
        if "/" not in field
        else schema["$defs"][field.split("/")[1]]["properties"]["type"]
    )
    for word in words:
        assert re.search(rf"(?<![a-z_]){word}(?![a-z_])", part["description"]), word
        if "pattern" in part:
            assert re.fullmatch(part["pattern"], word), word
