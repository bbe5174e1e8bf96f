"""Bytes become an article or a reason; nothing else can happen."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.provisional import urls

from streams.errors import StreamsError
from streams.ingest import decode
from streams.messages import Article
from streams.settings import Settings
from tests.records import CONTRACTS, SETTINGS, TEXT, article_record, record


def rejection(value: bytes | None, settings: Settings = SETTINGS) -> StreamsError:
    with pytest.raises(StreamsError) as caught:
        decode(record(value), settings, CONTRACTS)
    assert caught.value.stage == "decode"
    assert len(caught.value.detail) < 500
    return caught.value


def test_an_article_is_read_with_its_defaults() -> None:
    read = decode(article_record(), SETTINGS, CONTRACTS)
    assert read == Article(article_id="wire-1", text=TEXT, version=1, language="en")


def test_every_field_is_read_and_unknown_ones_are_ignored() -> None:
    fields: dict[str, Any] = {
        "version": 3,
        "source": "Example Wire",
        "url": "https://news.example/1",
        "title": "A cap",
        "language": "en-GB",
        "published_at": "2025-07-18T11:00:00+02:00",
        "fetched_at": "2025-07-18T09:02:11.250Z",
    }
    read = decode(article_record(**fields, paywall=True, nested={"a": [1]}), SETTINGS, CONTRACTS)
    assert read == Article(article_id="wire-1", text=TEXT, **fields)


def test_a_byte_order_mark_is_no_fault() -> None:
    marked = b"\xef\xbb\xbf" + (article_record().value or b"")
    assert decode(record(marked), SETTINGS, CONTRACTS).text == TEXT


@pytest.mark.parametrize("text", ["", "  \n", "<p></p>"])
def test_a_text_without_words_is_left_to_the_cleaning(text: str) -> None:
    assert decode(article_record(text=text), SETTINGS, CONTRACTS).text == text


def test_lower_case_letters_in_a_date_become_upper_case() -> None:
    read = decode(article_record(published_at="2025-07-18t09:00:00z"), SETTINGS, CONTRACTS)
    assert read.published_at == "2025-07-18T09:00:00Z"


def test_a_version_of_2_0_is_the_integer_2() -> None:
    version = decode(record(b'{"article_id":"a","text":"x","version":2.0}'), SETTINGS, CONTRACTS).version
    assert version == 2
    assert isinstance(version, int)


NOT_JSON = {
    "empty": (b"", "the value is empty"),
    "blank": (b" \n ", "the value is empty"),
    "null": (None, "the value is empty"),
    "prose": (b"Dear editor,", "line 1, column 1"),
    "cut off": (b'{"article_id": "a", "te', "line 1, column 21"),
    "two values": (b'{"article_id":"a","text":"x"}\n{}', "line 2, column 1"),
    "NaN": (b'{"article_id":"a","text":"x","score":NaN}', "NaN is not a JSON value"),
    "infinity": (b'{"article_id":"a","text":"x","score":-Infinity}', "-Infinity is not a JSON value"),
    "too large a float": (b'{"article_id":"a","text":"x","score":1e999}', "the number 1e999 is too large"),
    "huge integer": (b'{"article_id":"a","text":"x","n":' + b"9" * 100_000 + b"}", "a number has 100000 digits"),
    "leading zero": (b'{"article_id":"a","text":"x","n":007}', "line 1, column"),
    "line break in a string": (b'{"article_id":"a","text":"x\ny"}', "line 1, column"),
    "single quotes": (b"{'article_id':'a'}", "line 1, column 2"),
    "key twice": (b'{"article_id":"a","text":"x","text":"y"}', 'the field "text" stands twice'),
    "key twice inside": (b'{"article_id":"a","text":"x","more":[{"k":1,"k":1}]}', 'the field "k" stands twice'),
    "string never closed": (b'{"a":"' + b"\\" * 999_999 + b"[" * 100, "line 1, column"),
    "long key twice": (b'{"' + b"k" * 9999 + b'":1,"' + b"k" * 9999 + b'":1}', "\u2026"),
}


@pytest.mark.parametrize(("value", "told"), NOT_JSON.values(), ids=NOT_JSON.keys())
def test_what_is_not_json(value: bytes | None, told: str) -> None:
    error = rejection(value)
    assert error.reason == "not_json"
    assert told in error.detail


NOT_UTF8 = {
    "latin-1": ('{"article_id":"a","text":"Café"}'.encode("latin-1"), "byte 0xe9 at offset 29 is not UTF-8"),
    "utf-16": ('{"article_id":"a"}'.encode("utf-16"), "looks like UTF-16"),
    "surrogate as bytes": (b'{"article_id":"a","text":"\xed\xa0\x80"}', "byte 0xed at offset 26"),
    "gzip": (b"\x1f\x8b\x08\x00\x00", "byte 0x8b at offset 1"),
    "half a pair": (b'{"article_id":"a","text":"x\\ud800y"}', "\\ud800 is half of a surrogate pair"),
    "other half in an unknown field": (b'{"article_id":"a","text":"x","z":["\\uDFFF"]}', "\\udfff is half"),
    "half a pair in a name": (b'{"article_id":"a","text":"x","\\udc00":1}', "\\udc00 is half"),
}


@pytest.mark.parametrize(("value", "told"), NOT_UTF8.values(), ids=NOT_UTF8.keys())
def test_what_is_not_utf8(value: bytes, told: str) -> None:
    error = rejection(value)
    assert error.reason == "not_utf8"
    assert told in error.detail


@pytest.mark.parametrize("text", ["\U0001f600 oil", "a \\ud800 in prose"])
def test_a_whole_pair_and_a_written_escape_are_text(text: str) -> None:
    assert decode(article_record(text=text), SETTINGS, CONTRACTS).text == text


@pytest.mark.parametrize(
    "value",
    [
        b"[" * 10_000 + b"]" * 10_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b'{"article_id":"a","text":"x","z":' + b"[" * 64 + b"]" * 64 + b"}",
        b"[" * 1_000_000,
    ],
    ids=["lists", "objects", "one too deep", "never closed"],
)
def test_deep_nesting(value: bytes) -> None:
    error = rejection(value)
    assert error.reason == "too_deep"
    assert error.detail == "the JSON is nested more than 64 levels deep"


def test_brackets_in_strings_are_no_nesting() -> None:
    text = '[{"' * 5_000 + "\\"
    assert decode(article_record(text=text, more=[[1]] * 100), SETTINGS, CONTRACTS).text == text


def test_a_huge_record_is_refused_before_it_is_read() -> None:
    error = rejection(b"\xff" * 5_001, Settings(max_record_bytes=5_000))
    assert error.reason == "too_large"
    assert error.detail == "the record has 5001 bytes, at most 5000 are read"


SCHEMA = {
    "list": ([], None, "expected an object, got a list"),
    "string": ("article", None, 'expected an object, got the string "article"'),
    "no id": ({"text": "x"}, "/article_id", "is missing"),
    "no text": ({"article_id": "a"}, "/text", "is missing"),
    "string version": ({"version": "2"}, "/version", 'expected an integer, got the string "2"'),
    "fractional version": ({"version": 1.5}, "/version", "expected an integer, got the number 1.5"),
    "null version": ({"version": None}, "/version", "expected an integer, got null"),
    "true version": ({"version": True}, "/version", "expected an integer, got true"),
    "version 0": ({"version": 0}, "/version", "expected at least 1, got the number 0"),
    "huge version": (
        {"version": 10**200},
        "/version",
        "expected at most 2147483647, got a number of more than 60 digits",
    ),
    "float date": (
        {"published_at": 1752829200.5},
        "/published_at",
        "expected a date and time with its zone, such as 2025-07-18T09:00:00Z or null, got the number 1752829200.5",
    ),
    "number as text": ({"text": 5}, "/text", "expected a string, got the number 5"),
    "list as text": ({"text": ["x"] * 10_000}, "/text", "expected a string, got a list"),
    "null text": ({"text": None}, "/text", "expected a string, got null"),
    "empty id": ({"article_id": ""}, "/article_id", "expected"),
    "line break in id": ({"article_id": "a\nb"}, "/article_id", "expected text such as"),
    "long id": ({"article_id": "a" * 3_000}, "/article_id", "expected a length of at most 2048, got 3000"),
    "title object": ({"title": {"en": "x"}}, "/title", "expected a string or null, got an object"),
    "language name": ({"language": "en_GB"}, "/language", 'expected text such as "en"'),
    "long value": ({"version": "9" * 100_000}, "/version", "\u2026"),
}


@pytest.mark.parametrize(("sent", "field", "told"), SCHEMA.values(), ids=SCHEMA.keys())
def test_what_breaks_the_schema(sent: object, field: str | None, told: str) -> None:
    if isinstance(sent, dict) and field and told != "is missing":
        sent = {"article_id": "a", "text": "x", **sent}
    error = rejection(json.dumps(sent).encode())
    assert (error.reason, error.field) == ("schema", field)
    assert told in error.detail


@pytest.mark.parametrize("field", ["published_at", "fetched_at"])
@pytest.mark.parametrize(
    ("date", "told"),
    [
        ("Friday", 'expected a date and time with its zone, such as 2025-07-18T09:00:00Z, got the string "Friday"'),
        ("2025-07-18", 'got the string "2025-07-18"'),
        ("2025-07-18T09:00:00", 'got the string "2025-07-18T09:00:00"'),
        ("2025-02-29T09:00:00Z", 'got the string "2025-02-29T09:00:00Z"'),
        ("2025-07-18T25:00:00Z", 'got the string "2025-07-18T25:00:00Z"'),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:60Z is no date and time"),
        ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z is no date and time"),
        ("0001-01-01T00:00:00Z", "expected a year from 1900 to 2100, got 1"),
        ("9999-12-31T00:00:00Z", "expected a year from 1900 to 2100, got 9999"),
        ("", 'got the string ""'),
    ],
)
def test_a_date_that_is_none(field: str, date: str, told: str) -> None:
    error = rejection(article_record(**{field: date}).value)
    assert (error.reason, error.field) == ("bad_date", f"/{field}")
    assert told in error.detail


def is_article_or_reason(value: bytes) -> None:
    try:
        read = decode(record(value), SETTINGS, CONTRACTS)
    except StreamsError as error:
        assert error.stage == "decode"  # noqa: PT017  # both ends are allowed
        return
    assert read.article_id
    assert read.language
    read.text.encode()
    if read.published_at:
        assert datetime.fromisoformat(read.published_at).tzinfo


@given(st.binary(max_size=300))
@example(b"\xef\xbb\xbf")
def test_any_bytes(value: bytes) -> None:
    is_article_or_reason(value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(Article.__struct_fields__)


@given(
    st.fixed_dictionaries({"article_id": st.text(max_size=9) | urls(), "text": st.text(max_size=99)}),
    st.dictionaries(FIELDS, JSON | st.datetimes().map(lambda moment: f"{moment.isoformat()}Z"), max_size=4),
    st.sampled_from([json.dumps, lambda value: json.dumps(value, ensure_ascii=False)]),
)
def test_any_object(base: dict[str, object], wild: dict[str, object], dump: Callable[[object], str]) -> None:
    is_article_or_reason(dump(base | wild).encode(errors="surrogatepass"))


@given(st.text(alphabet='[]{}",:\\ua1dD8\u20ac', max_size=200))
def test_any_soup_of_brackets(soup: str) -> None:
    is_article_or_reason(soup.encode())
