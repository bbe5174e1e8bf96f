"""What may go over the wire: loads the schemas, compiles validators, checks both directions.

`schemas/*.json` are the source of truth. Faults are told with the field and what was expected
there; a huge or foreign value is never repeated in full.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Self, TypeAlias

from jsonschema_rs import Draft202012Validator, ReferencingError, RegexOptions, ValidationError, ValidationErrorKind

from streams.errors import SetupError, StreamsError

SCHEMAS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "articles": "news.article.published.v1",
        "enriched": "news.article.enriched.v1",
        "sanctions": "sanctions.fact.extracted.v1",
        "price_caps": "price-caps.fact.extracted.v1",
        "dead_letters": "news.article.dead-letter.v1",
        "outcomes": "news.article.outcome.v1",
    }
)
"""The schema of each topic's role; also the `ce_type` of its messages."""

FORMATS: Final = {
    "date": "a date such as 2025-09-03",
    "date-time": "a date and time with its zone, such as 2025-07-18T09:00:00Z",
    "uuid": "a UUID",
}
TYPES: Final = {
    "integer": "an integer",
    "array": "a list",
    "object": "an object",
    "null": "null",
    "boolean": "true or false",
}
SHOWN: Final = 60
"""How much of a value or a list of names is repeated in a fault, in characters."""

Wrong: TypeAlias = Callable[[Any, Any, Mapping[str, Any]], str]
"""Tells what is wrong from the kind of a validation error, the value at fault and that part of the schema."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One place of a message that its schema does not allow.

    `field` is a JSON pointer (`/version`; empty for the whole message), `wrong` a sentence about it,
    `keyword` the schema's word that it breaks.
    """

    field: str
    wrong: str
    keyword: str

    def __str__(self) -> str:
        return f"{self.field or 'the message'}: {self.wrong}"


@dataclass(frozen=True, slots=True)
class Contracts:
    """The compiled schemas, by the topic's role; share one, it holds no state."""

    schemas: Mapping[str, Mapping[str, Any]]
    validators: Mapping[str, Draft202012Validator]

    @classmethod
    def load(cls) -> Self:
        """Read and compile all schemas; raises SetupError that names the file at fault."""
        folder = schema_folder()
        schemas: dict[str, Mapping[str, Any]] = {}
        validators: dict[str, Draft202012Validator] = {}
        for role, name in SCHEMAS.items():
            try:
                schemas[role] = json.loads(folder.joinpath(f"{name}.json").read_text("utf-8"))
                validators[role] = _compile(schemas[role])
            except (OSError, ValueError, ReferencingError) as error:
                raise SetupError(f"schemas/{name}.json: {error}") from None
        return cls(MappingProxyType(schemas), MappingProxyType(validators))

    def faults(self, role: str, message: object, limit: int = 20) -> tuple[Fault, ...]:
        """What is wrong with a message for a topic's role, `limit` faults at most; empty if nothing is."""
        if self.validators[role].is_valid(message):
            return ()
        errors = islice(self.validators[role].iter_errors(message), limit)
        return tuple(_fault(error, self.schemas[role]) for error in errors)

    def check_article(self, message: object) -> None:
        """Raise StreamsError (stage `decode`) with field and expectation unless this is an article."""
        for fault in self.faults("articles", message, limit=1):
            reason = "bad_date" if fault.keyword == "format" else "schema"
            raise StreamsError("decode", reason, fault.wrong, fault.field or None)

    def check(self, role: str, message: object) -> None:
        """Raise StreamsError (stage `publish`) with field and expectation unless the message may go out."""
        for fault in self.faults(role, message, limit=1):
            raise StreamsError("publish", "output_schema", f"{SCHEMAS[role]}: {fault.wrong}", fault.field or None)


def schema_folder() -> Traversable:
    """Where the schemas are: inside the installed package, else beside it in a clone."""
    installed = files("streams").joinpath("schemas")
    return installed if installed.is_dir() else Path(__file__).parent.parent / "schemas"


def _compile(schema: Mapping[str, Any]) -> Draft202012Validator:
    # RegexOptions: the engine without backtracking, so that every pattern is matched in linear time.
    return Draft202012Validator(
        dict(schema),
        validate_formats=True,
        ignore_unknown_formats=False,
        pattern_options=RegexOptions(),
        offline=True,
    )


def _fault(error: ValidationError, schema: Mapping[str, Any]) -> Fault:
    error = _innermost(error)
    kind = error.kind
    path = [*error.instance_path, *([kind.property] if isinstance(kind, ValidationErrorKind.Required) else [])]
    pointer = "".join(f"/{shown(str(part).replace('~', '~0').replace('/', '~1'))}" for part in path)
    wrong: Wrong = WRONG.get(kind.name, lambda kind, _value, _beside: f"breaks the rule `{kind.name}`")
    return Fault(pointer, wrong(kind, error.instance, _beside(error, schema)), kind.name)


def _beside(error: ValidationError, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The part of the schema that holds the broken keyword; empty where it is behind a reference."""
    part: Any = schema
    for step in error.schema_path[:-1]:
        part = part.get(step, {}) if isinstance(part, dict) else {}
    return part if isinstance(part, dict) else {}


def _innermost(error: ValidationError) -> ValidationError:
    """Of alternatives (a value or null), the error that lies deepest: it says what is really wrong."""
    while isinstance(error.kind, ValidationErrorKind.AnyOf):
        error = max(
            (fault for branch in error.kind.context for fault in branch), key=lambda fault: len(fault.instance_path)
        )
    return error


def told(value: object) -> str:
    """A JSON value in a few words: `the string "2"`, `the number 1.5`, `a list`."""
    match value:
        case str():
            return f"the string {json.dumps(shown(value), ensure_ascii=False)}"
        case bool() | None:
            return json.dumps(value)
        case int() if abs(value) >= 10**SHOWN:
            return f"a number of more than {SHOWN} digits"  # turning it into text takes quadratic time
        case int() | float():
            return f"the number {value}"
        case list() | tuple():
            return "a list"
        case dict():
            return "an object"
        case _:
            return f"a {type(value).__name__}"


def shown(text: str) -> str:
    """The text, cut if it is long."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}\N{HORIZONTAL ELLIPSIS}"


def _either(options: Sequence[str]) -> str:
    return " or ".join((", ".join(options[:-1]), options[-1]) if len(options) > 1 else options)


def _type(kind: ValidationErrorKind.Type, value: object, beside: Mapping[str, Any]) -> str:
    meant = {**TYPES, "string": FORMATS.get(beside.get("format", ""), "a string")}
    names = sorted(kind.types, key="null".__eq__)  # null comes last
    return f"expected {_either([meant.get(name, f'a {name}') for name in names])}, got {told(value)}"


def _pattern(kind: ValidationErrorKind.Pattern, value: object, beside: Mapping[str, Any]) -> str:
    such = "".join(f" such as {json.dumps(example)}" for example in beside.get("examples", ())[:1])
    return f"expected text{such} (of the form {kind.pattern}), got {told(value)}"


def _bound(bound: str) -> Wrong:
    return lambda kind, value, _: f"expected {bound} {kind.limit}, got {told(value)}"


def _size(bound: str) -> Wrong:
    return lambda kind, value, _: f"expected {bound} {kind.limit}, got {len(value)}"


WRONG: Final[Mapping[str, Wrong]] = {
    "required": lambda _kind, _value, _: "is missing",
    "type": _type,
    "enum": lambda kind, value, _: (
        f"expected {_either([json.dumps(option) for option in kind.options])}, got {told(value)}"
    ),
    "const": lambda kind, value, _: f"expected {json.dumps(kind.expected_value)}, got {told(value)}",
    "format": lambda kind, value, _: f"expected {FORMATS[kind.format]}, got {told(value)}",
    "pattern": _pattern,
    "minimum": _bound("at least"),
    "maximum": _bound("at most"),
    "minLength": _size("a length of at least"),
    "maxLength": _size("a length of at most"),
    "minItems": _size("a number of entries of at least"),
    "maxItems": _size("a number of entries of at most"),
    "uniqueItems": lambda _kind, _value, _: "has an entry twice",
    "additionalProperties": lambda kind, _value, _: (
        f"has fields that are not allowed: {shown(', '.join(kind.unexpected))}"
    ),
}
"""What is wrong, for a person, by the keyword of the schema that is broken: what was expected, what came."""


def role_of(schema: str) -> str:
    """The topic's role of a schema by its name, with or without `.json`; raises SetupError if there is none."""
    name = schema.removesuffix(".json")
    for role, known in SCHEMAS.items():
        if name in {role, known}:
            return role
    raise SetupError(f"no schema {shown(schema)}; there are {', '.join(SCHEMAS.values())}")
