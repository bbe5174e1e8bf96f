"""Dead letters read from their headers, and the headers that the rejected record had."""

import random

import pytest

from streams.commands.letters import EVENT_HEADERS, header_map, original_headers, read_letter
from streams.messages import Record

OURS = (
    ("__connect.errors.topic", b"articles"),
    ("__connect.errors.partition", b"2"),
    ("__connect.errors.offset", b"41"),
    ("__connect.errors.stage", b"decode"),
    ("__connect.errors.exception.message", b"/version: expected an integer"),
    ("sanctionwire.reason", b"schema"),
    ("sanctionwire.field", b"/version"),
    *((name, b"ours") for name in sorted(EVENT_HEADERS)),
)


def record(*headers: tuple[str, bytes]) -> Record:
    return Record(topic="dead", partition=0, offset=7, key=b"k", value=b"\xff", headers=headers)


def test_the_story_is_read_from_the_headers() -> None:
    letter = read_letter(record(("producer", b"wire"), ("sanctionwire.replay.attempt", b"2"), *OURS))
    assert (letter.place, letter.origin) == ("0/7", "articles/2/41")
    assert (letter.stage, letter.reason, letter.attempts) == ("decode", "schema", 2)
    assert letter.message == "/version: expected an integer"


@pytest.mark.parametrize("number", [b"", b"-1", b"two", b"\xff", "\u0663".encode(), b"9" * 30])
def test_headers_that_are_no_numbers_tell_nothing(number: bytes) -> None:
    letter = read_letter(record(("__connect.errors.offset", number), ("sanctionwire.replay.attempt", number)))
    assert (letter.offset, letter.attempts) == (None, 0)
    assert letter.origin == "?/?/?"


@pytest.mark.parametrize("seed", range(20))
def test_the_records_own_headers_come_back_whole(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311  # the seed is in the test's name
    names = ["producer", "ce_id", "ce_time", "traceparent", "content-type", "x", "sanctionwire.replay.attempt"]
    own = tuple((draw.choice(names), draw.randbytes(3)) for _ in range(draw.randrange(6)))
    ours = list(OURS)
    draw.shuffle(ours)
    assert original_headers(record(*own, *ours)) == own


def test_of_headers_with_one_name_the_last_counts() -> None:
    assert header_map(record(("ce_id", b"theirs"), ("ce_id", b"ours"), ("raw", b"\xff"))) == {
        "ce_id": "ours",
        "raw": "\ufffd",
    }
