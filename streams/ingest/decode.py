"""The bytes of a record become a valid article, or a reason that a person understands.

Every step that could blow up on hostile input is bounded before it runs: size, nesting, numbers.
The standard JSON reader is used since it alone lets us refuse keys that stand twice, of
which other readers silently keep one; it takes 5 microseconds for an article of 3 kB.
"""

import json
import re
from collections.abc import Iterable
from datetime import datetime
from itertools import accumulate
from typing import Any, Final, Never, cast

from streams.contracts import Contracts, shown
from streams.errors import StreamsError
from streams.messages import Article, Record
from streams.settings import Settings

MAX_DEPTH: Final = 64
"""How deeply JSON may be nested; an article needs 1."""
MAX_DIGITS: Final = 300
"""How many characters a number may have, in any field."""
YEARS: Final = range(1900, 2101)
"""The years in which an article can have been published."""
DEFAULT_LANGUAGE: Final = "en"
FIELDS: Final = Article.__struct_fields__

_BRACKETS: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[{]++|[\]}]++', re.DOTALL)
_HALF_PAIR: Final = re.compile(r"\\u[dD][89a-fA-F]")


def decode(record: Record, settings: Settings, contracts: Contracts) -> Article:
    """Read an article from a record's value; defaults are filled in, dates checked.

    Raises StreamsError (stage `decode`) with the field at fault, and nothing else.
    """
    value = record.value if record.value is not None else b""
    if len(value) > settings.max_record_bytes:
        _reject("too_large", f"the record has {len(value)} bytes, at most {settings.max_record_bytes} are read")
    message = _json(_text(value))
    contracts.check_article(message)
    sent = cast("dict[str, Any]", message)  # the schema has just said so
    fields = {name: sent[name] for name in FIELDS if name in sent}
    for name in ("published_at", "fetched_at"):
        if fields.get(name) is not None:
            fields[name] = _date(name, fields[name])
    # JSON Schema counts 2.0 as an integer.
    fields["version"] = int(fields.get("version", 1))
    fields["language"] = fields.get("language") or DEFAULT_LANGUAGE
    return Article(**fields)


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        guess = " (it looks like UTF-16)" if value[:2] in {b"\xff\xfe", b"\xfe\xff"} else ""
        _reject("not_utf8", f"byte 0x{value[error.start]:02x} at offset {error.start} is not UTF-8{guess}")


def _json(text: str) -> object:
    if not text or text.isspace():
        _reject("not_json", "the value is empty")
    if text.count("[") + text.count("{") > MAX_DEPTH and _depth(text) > MAX_DEPTH:
        _reject("too_deep", f"the JSON is nested more than {MAX_DEPTH} levels deep")
    try:
        message: object = _READER.decode(text)
    except json.JSONDecodeError as error:
        _reject("not_json", f"line {error.lineno}, column {error.colno}: {error.msg}")
    if _HALF_PAIR.search(text):
        _refuse_half_pairs(message)
    return message


def _depth(text: str) -> int:
    """How deeply the brackets outside of strings are nested, in one pass."""
    runs = (run.group() for run in _BRACKETS.finditer(text))
    steps = (len(run) if run[0] in "[{" else -len(run) for run in runs if run[0] != '"')
    return max(accumulate(steps), default=0)


def _refuse_half_pairs(message: object) -> None:
    try:
        json.dumps(message, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        half = str(error.object)[error.start]
        _reject("not_utf8", f"\\u{ord(half):04x} is half of a surrogate pair: it is no character")


def _object(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    """An object of the JSON text; what stands twice has no meaning that two readers would agree on."""
    fields: dict[str, object] = {}
    for name, value in pairs:
        if name in fields:
            _reject("not_json", f"the field {json.dumps(shown(name), ensure_ascii=False)} stands twice in one object")
        fields[name] = value
    return fields


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        _reject("not_json", f"a number has {len(digits)} digits, at most {MAX_DIGITS} are read")
    return int(digits)


def _float(digits: str) -> float:
    number = float(digits)
    if number in {float("inf"), float("-inf")}:
        _reject("not_json", f"the number {shown(digits)} is too large")
    return number


def _constant(name: str) -> Never:
    _reject("not_json", f"{name} is not a JSON value")


def _date(name: str, value: str) -> str:
    """An RFC 3339 date and time, `T` and `Z` in upper case, that the calendar knows."""
    try:
        moment = datetime.fromisoformat(value.upper())
    except ValueError as error:
        _reject("bad_date", f"{shown(value)} is no date and time: {error}", f"/{name}")
    if moment.year not in YEARS:
        _reject("bad_date", f"expected a year from {YEARS[0]} to {YEARS[-1]}, got {moment.year}", f"/{name}")
    return value.upper()


def _reject(reason: str, detail: str, field: str | None = None) -> Never:
    raise StreamsError("decode", reason, detail, field) from None


_READER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_constant
)
