"""A rejected record: its own key and bytes, with headers that say where it came from and why it was rejected.

The names are those of Kafka Connect, so that existing dead-letter tools read them.
"""

from collections.abc import Iterable
from typing import Final

from streams.contracts import Contracts
from streams.errors import StreamsError
from streams.messages import Outbound, Record
from streams.publish.headers import headers, record_id
from streams.settings import Settings

ROLE: Final = "dead_letters"
CONNECT: Final = "__connect.errors."
REASON: Final = "sanctionwire.reason"
FIELD: Final = "sanctionwire.field"
MOST_TOLD: Final = 1000
"""How long an explanation may be, in characters."""
MOST_FIELD: Final = 200
PARTS: Final = {
    "decode": "streams.ingest",
    "clean": "streams.ingest",
    "extract": "streams.extract",
    "publish": "streams.publish",
}
"""The part of the program that does a stage."""


def dead_letter(record: Record, error: StreamsError, settings: Settings, contracts: Contracts) -> Outbound:
    """The dead letter of a record; the producer's headers come first, as they were.

    Headers of an earlier rejection are dropped: the record is back for another try.
    """
    ce_id = record_id("dead letter", record)
    why = {
        f"{CONNECT}topic": record.topic,
        f"{CONNECT}partition": str(record.partition),
        f"{CONNECT}offset": str(record.offset),
        f"{CONNECT}connector.name": "sanctionwire",
        f"{CONNECT}task.id": "0",
        f"{CONNECT}stage": error.stage,
        f"{CONNECT}class.name": PARTS[error.stage],
        f"{CONNECT}exception.class.name": "streams.errors.StreamsError",
        f"{CONNECT}exception.message": explanation(error),
        REASON: error.reason,
    } | ({FIELD: bounded(error.field, MOST_FIELD)} if error.field else {})
    kept = tuple((name, value) for name, value in record.headers if not is_verdict(name))
    told = tuple((name, value.encode()) for name, value in why.items())
    events = headers(ROLE, ce_id, record, settings, "application/octet-stream")
    letter = Outbound(role=ROLE, key=record.key, value=record.value, headers=(*kept, *told, *events))
    contracts.check(ROLE, header_object(letter.headers))
    return letter


def is_verdict(name: str) -> bool:
    """Whether a header tells of a rejection."""
    return name.startswith(CONNECT) or name in {REASON, FIELD}


def header_object(sent: Iterable[tuple[str, bytes | None]]) -> dict[str, str]:
    """Headers as the JSON object that the dead letter's schema describes; of a repeated name, the last counts."""
    return {_valid(name): (value or b"").decode(errors="replace") for name, value in sent}


def explanation(error: StreamsError) -> str:
    """The field at fault and what is wrong with it, for a person."""
    return bounded(f"{error.field}: {error.detail}" if error.field else error.detail, MOST_TOLD)


def bounded(text: str, most: int) -> str:
    """The text as valid Unicode, cut if it is longer than allowed."""
    text = _valid(text)
    return text if len(text) <= most else f"{text[: most - 1]}\N{HORIZONTAL ELLIPSIS}"


def _valid(text: str) -> str:
    """The text with a question mark for each half of a surrogate pair."""
    return text.encode(errors="replace").decode()
