"""Hostile inputs of a megabyte take seconds at most; anything quadratic would take minutes."""

import time

import pytest

from streams.errors import StreamsError
from streams.ingest import clean, cluster, decode
from tests.records import CONTRACTS, SETTINGS, article, article_record

FLOODS = {
    "one letter, many accents": "a" + "\u0301\u0323" * 500_000,
    "many letters with accents": "a\u0301" * 500_000,
    "accents without letters": " \u0301" * 500_000,
    "one sentence of 200,000 words": "word " * 200_000,
    "one word": "x" * 1_000_000,
    "blanks": "x" + " " * 1_000_000 + "x",
    "blank lines": "x" + " \n" * 500_000,
    "windows lines": "x\r\n" * 333_333,
    "invisible": "x\u200b" * 300_000,
    "left over bytes": "x" + "\xc2" * 500_000,
    "misread": "\xe2\u20ac\u2122" * 100_000 + "x",
    "nested tags": "<div>" * 100_000 + "x" + "</div>" * 100_000,
    "dropped tags, never closed": "<p>x" + "<nav><aside>" * 80_000,
    "dropped tags, closed the wrong way round": "<p>x" + "<nav>" * 80_000 + "</aside>" * 80_000 + "</nav>" * 80_000,
    "scripts, never closed": "<p>x" + "<script>" * 120_000,
    "scripts, closed": "<p>x" + "<script></script>" * 60_000,
    "comments, never closed": "<p>x" + "<!--" * 250_000,
    "comments, closed once": "<p>x-->" + "<!--" * 250_000,
    "less-than": "<p>x" + "<" * 1_000_000,
    "tags, never closed": "<p>x" + "<a " * 330_000,
    "quotes in tags": "<p>x" + '<a "' * 250_000,
    "both quotes in tags": "<p>x" + '<a "\'"' * 160_000,
    "attributes": "<p>x<a " + "b='c' " * 160_000,
    "long tag name": "<p>x<" + "a" * 1_000_000,
    "declarations": "<p>x" + "<!" * 500_000,
    "ampersands": "<p>x" + "&" * 999_000,
    "entities": "<p>x" + "&amp;" * 200_000,
    "entities that are none": "&xyzzy;" * 140_000,
    "long entity": "<p>x&" + "a" * 999_000,
}


@pytest.mark.parametrize("text", FLOODS.values(), ids=FLOODS.keys())
def test_a_flood_is_read_in_seconds(text: str) -> None:
    started = time.process_time()
    try:
        words = clean(article(text=text), SETTINGS)
    except StreamsError as error:
        assert error.reason in {"too_large", "empty_text"}  # noqa: PT017  # both ends are allowed
    else:
        assert words.text
        assert cluster(words)
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    "fields",
    [
        {"more": [[]] * 500_000},
        {"more": {str(number): number for number in range(100_000)}},
        {"text": '"' * 500_000 + "[" * 100},
        {"text": "\\" * 500_000 + "[" * 100},
        {"article_id": "\x00" * 1_000_000},
        {"language": "a-" * 500_000},
        {"published_at": "2" * 1_000_000},
    ],
    ids=["lists", "fields", "quotes", "escapes", "id", "language", "date"],
)
def test_a_large_record_is_decoded_in_seconds(fields: dict[str, object]) -> None:
    record = article_record(**fields)
    started = time.process_time()
    try:
        assert decode(record, SETTINGS, CONTRACTS).article_id == "wire-1"
    except StreamsError as error:
        assert error.reason == "schema"  # noqa: PT017  # both ends are allowed
    assert time.process_time() - started < 10
