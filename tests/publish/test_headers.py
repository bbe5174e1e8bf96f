"""Every message carries CloudEvents and trace headers, made from the record alone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.messages import Record
from streams.publish.headers import headers, record_id
from streams.settings import Settings
from tests.records import SETTINGS, record

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SENT = f"00-{TRACE}-00f067aa0ba902b7-01".encode()


def told(source: Record, role: str = "sanctions", ce_id: str = "id-1", settings: Settings = SETTINGS) -> dict[str, str]:
    return {name: value.decode() for name, value in headers(role, ce_id, source, settings)}


def test_cloud_events() -> None:
    sent = told(record(b"", timestamp_ms=1_752_829_331_250))
    assert {name: value for name, value in sent.items() if name != "traceparent"} == {
        "ce_id": "id-1",
        "ce_source": "/sanctionwire/sanctionwire",
        "ce_type": "sanctions.fact.extracted.v1",
        "ce_specversion": "1.0",
        "ce_time": "2025-07-18T09:02:11.250Z",
        "content-type": "application/json",
    }


def test_the_source_names_the_consumer_group_as_a_uri() -> None:
    assert (
        told(record(b""), settings=Settings(consumer_group="blue team/2"))["ce_source"]
        == "/sanctionwire/blue%20team%2F2"
    )


@pytest.mark.parametrize(
    ("timestamp_ms", "time"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (999, "1970-01-01T00:00:00.999Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        (253_402_300_800_000, None),
        (2**63 - 1, None),
        (-1, None),
    ],
)
def test_the_time_is_the_records_or_none(timestamp_ms: int, time: str | None) -> None:
    assert told(record(b"", timestamp_ms=timestamp_ms)).get("ce_time") == time


@pytest.mark.parametrize("name", ["traceparent", "Traceparent"])
def test_the_producers_trace_goes_on(name: str) -> None:
    sent = told(record(b"", headers=((name, SENT),)))["traceparent"]
    assert re.fullmatch(rf"00-{TRACE}-[0-9a-f]{{16}}-01", sent)
    assert sent.encode() != SENT


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"\xff",
        b"01-" + SENT[3:],
        SENT + b"\n",
        SENT.upper(),
        b"00-" + b"0" * 32 + SENT[35:],
        SENT[:36] + b"0" * 16 + SENT[52:],
    ],
)
def test_without_a_valid_trace_one_is_made_of_the_place(value: bytes) -> None:
    sent = told(record(b"", headers=(("traceparent", value),)))["traceparent"]
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-00", sent)
    assert sent == told(record(b"other bytes"))["traceparent"]
    assert sent[3:35] != told(record(b"", offset=8))["traceparent"][3:35]


def test_each_message_is_a_span_of_its_own() -> None:
    source = record(b"", headers=(("traceparent", SENT),))
    spans = [told(source, role, ce_id)["traceparent"] for role in ("sanctions", "outcomes") for ce_id in ("a", "b")]
    assert len(set(spans)) == 4
    assert spans[0] == told(source, "sanctions", "a")["traceparent"]


@given(st.integers(-(2**63), 2**63 - 1), st.lists(st.tuples(st.text(max_size=12), st.binary(max_size=60)), max_size=3))
def test_any_record_has_headers(timestamp_ms: int, sent: list[tuple[str, bytes]]) -> None:
    source = record(b"", timestamp_ms=timestamp_ms, headers=tuple(sent))
    assert headers("outcomes", "id", source, SETTINGS) == headers("outcomes", "id", source, SETTINGS)
    assert all(len(value) <= 1000 for _, value in headers("outcomes", "id", source, SETTINGS))


def test_the_id_of_a_record_is_its_place() -> None:
    assert record_id("outcome", record(b"a")) == record_id("outcome", record(b"b"))
    others = [record(b"a", topic="t"), record(b"a", partition=1), record(b"a", offset=8)]
    assert len({record_id("outcome", other) for other in [record(b"a"), *others]}) == 4
    assert record_id("outcome", record(b"a")) != record_id("dead letter", record(b"a"))
