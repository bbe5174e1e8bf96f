"""A dead letter is the record as it came, with headers that say why."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.errors import REASONS, StreamsError
from streams.messages import Outbound, Record
from streams.publish.dead_letter import PARTS, dead_letter, header_object
from streams.vocabulary import Stage
from tests.records import CONTRACTS, SETTINGS, record

ERROR = StreamsError("decode", "schema", 'expected an integer, got the string "2"', "/version")


def letter(source: Record, error: StreamsError = ERROR) -> Outbound:
    return dead_letter(source, error, SETTINGS, CONTRACTS)


def test_key_and_bytes_are_the_records_own() -> None:
    sent = letter(record(b"\xff\x00{", key=b"\xfe"))
    assert (sent.role, sent.key, sent.value) == ("dead_letters", b"\xfe", b"\xff\x00{")
    assert letter(record(None)).value is None


def test_the_headers_say_where_and_why() -> None:
    told = header_object(letter(record(b"{}", timestamp_ms=1_752_829_331_250)).headers)
    (example,) = CONTRACTS.schemas["dead_letters"]["examples"]
    ids = {"ce_id", "traceparent", "producer"}
    assert {name: value for name, value in told.items() if name not in ids} == {
        name: value for name, value in example.items() if name not in ids
    }
    assert CONTRACTS.faults("dead_letters", told) == ()


def test_the_producers_headers_come_first_as_they_were() -> None:
    theirs = (("producer", b"feed"), ("odd", b"\xff"), ("odd", b"2"), ("ce_id", b"theirs"))
    sent = letter(record(b"{}", headers=theirs)).headers
    assert sent[:4] == theirs
    told = header_object(sent)
    assert told["odd"] == "2"
    assert told["ce_id"] != "theirs"


def test_the_verdict_of_an_earlier_rejection_is_dropped() -> None:
    replayed = (("sanctionwire.replay.attempt", b"1"),)
    first = letter(record(b"{}", headers=replayed)).headers
    again = letter(record(b"{}", headers=first), StreamsError("clean", "empty_text", "no words")).headers
    assert again[0] == replayed[0]
    names = [name for name, _ in again if name.startswith(("__connect", "sanctionwire.reason", "sanctionwire.field"))]
    assert len(names) == len(set(names)) == 10
    assert "sanctionwire.field" not in names
    assert header_object(again)["sanctionwire.reason"] == "empty_text"


def test_long_explanations_are_cut() -> None:
    error = StreamsError("extract", "internal", "\u20ac" * 5_000, "/" + "x" * 5_000)
    told = header_object(letter(record(b"{}"), error).headers)
    assert len(told["__connect.errors.exception.message"]) == 1000
    assert len(told["sanctionwire.field"]) == 200
    assert told["sanctionwire.field"].endswith("\u2026")


def test_every_stage_has_a_part_of_the_program() -> None:
    assert set(PARTS) == set(get_args(Stage))


STAGES = st.sampled_from(get_args(Stage))
TEXT = st.text(st.characters(), max_size=300)


@given(
    stage=STAGES,
    reason=st.sampled_from(sorted(REASONS)),
    detail=TEXT.filter(bool),
    field=st.none() | TEXT,
    value=st.none() | st.binary(max_size=20),
    key=st.none() | st.binary(max_size=20),
    sent=st.lists(st.tuples(TEXT, st.binary(max_size=20)), max_size=4),
    place=st.tuples(st.integers(0, 2**31 - 1), st.integers(0, 2**63 - 1)),
    timestamp_ms=st.integers(-(2**63), 2**63 - 1),
)
def test_any_record_can_be_rejected(
    stage: Stage,
    reason: str,
    detail: str,
    field: str | None,
    value: bytes | None,
    key: bytes | None,
    sent: list[tuple[str, bytes]],
    place: tuple[int, int],
    timestamp_ms: int,
) -> None:
    partition, offset = place
    source = record(value, key=key, headers=tuple(sent), partition=partition, offset=offset, timestamp_ms=timestamp_ms)
    made = letter(source, StreamsError(stage, reason, detail, field))
    assert (made.key, made.value) == (key, value)
    assert made == letter(source, StreamsError(stage, reason, detail, field))
    assert header_object(made.headers)["sanctionwire.reason"] == reason


def test_lone_surrogates_in_an_explanation_are_replaced() -> None:
    told = header_object(letter(record(b""), StreamsError("decode", "schema", "got \ud800", "/\udfff")).headers)
    assert told["__connect.errors.exception.message"] == "/?: got ?"


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_fits_the_schema(reason: str) -> None:
    told = header_object(letter(record(b""), StreamsError("extract", reason, REASONS[reason])).headers)
    assert told["__connect.errors.exception.message"] == REASONS[reason]
