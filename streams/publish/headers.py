"""The headers of every message: CloudEvents in binary mode, and the W3C trace context.

All are made from the record alone, so that a record that is read twice gives the same bytes.
"""

import re
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final
from urllib.parse import quote

from streams.contracts import SCHEMAS
from streams.ids import make_id
from streams.messages import Record
from streams.settings import Settings

JSON: Final = "application/json"
LAST_MS: Final = 253_402_300_799_999
"""The last millisecond of the year 9999, in Unix time."""

Headers = tuple[tuple[str, bytes], ...]

_TRACEPARENT: Final = re.compile(rb"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})")


def headers(role: str, ce_id: str, record: Record, settings: Settings, content_type: str = JSON) -> Headers:
    """The headers of a message that a record led to; `ce_time` is left out where the record has no timestamp."""
    told = {
        "ce_id": ce_id,
        "ce_source": f"/sanctionwire/{quote(settings.consumer_group, safe='')[:900]}",
        "ce_type": SCHEMAS[role],
        "ce_specversion": "1.0",
        "ce_time": _time(record.timestamp_ms),
        "content-type": content_type,
        "traceparent": _traceparent(record, role, ce_id),
    }
    return tuple((name, value.encode()) for name, value in told.items() if value is not None)


def record_id(kind: str, record: Record) -> str:
    """The id of what a record led to whatever its article: its outcome, its dead letter."""
    return make_id(kind, record.topic, record.partition, record.offset)


def _time(timestamp_ms: int) -> str | None:
    if not 0 <= timestamp_ms <= LAST_MS:
        return None
    seconds, ms = divmod(timestamp_ms, 1000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{ms:03}Z"


def _traceparent(record: Record, role: str, ce_id: str) -> str:
    """The producer's trace, else one of the record's own (not sampled), with a span for this message."""
    trace, flags = record_id("trace", record).replace("-", ""), "00"
    for name, value in record.headers:
        if name.lower() == "traceparent" and (sent := _TRACEPARENT.fullmatch(value)):
            trace, flags = sent[1].decode(), sent[2].decode()
    span = sha256(f"{trace}/{role}/{ce_id}".encode()).hexdigest()[:16]
    return f"00-{trace}-{span}-{flags}"
