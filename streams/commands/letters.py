"""Dead letters: where they came from, why, and the record as it was."""

from typing import Final, NamedTuple

from streams.messages import Record
from streams.publish import header_object
from streams.publish.dead_letter import CONNECT, REASON, is_verdict

EVENT_HEADERS: Final = frozenset(
    {"ce_id", "ce_source", "ce_type", "ce_specversion", "ce_time", "content-type", "traceparent"}
)
"""Headers that every message of ours has, a dead letter besides those of its verdict."""

LONGEST_NUMBER: Final = 19
ATTEMPT: Final = "sanctionwire.replay.attempt"
"""Header of a replayed record: 1 for the first replay, 2 for the second, as digits."""

REPLAYED_FROM: Final = "sanctionwire.replay.from"
"""Header of a replayed record: the `topic/partition/offset` of the record that it repeats."""


class Letter(NamedTuple):
    """A dead letter with the headers that tell its story; what a header does not tell is null."""

    record: Record
    topic: str | None
    partition: int | None
    offset: int | None
    stage: str | None
    reason: str | None
    message: str | None
    attempts: int
    replayed_from: str | None

    @property
    def place(self) -> str:
        """Where it lies: `PARTITION/OFFSET` in the topic of dead letters."""
        return f"{self.record.partition}/{self.record.offset}"

    @property
    def origin(self) -> str:
        """Where it came from: `topic/partition/offset`."""
        return "/".join("?" if part is None else str(part) for part in (self.topic, self.partition, self.offset))


def header_map(record: Record) -> dict[str, str]:
    """A record's headers as text; of those with one name, the last, which is the newest."""
    return header_object(record.headers)


def read_letter(record: Record) -> Letter:
    """A dead letter of a record from their topic."""
    headers = header_map(record)
    return Letter(
        record=record,
        topic=headers.get(f"{CONNECT}topic"),
        partition=_number(headers.get(f"{CONNECT}partition")),
        offset=_number(headers.get(f"{CONNECT}offset")),
        stage=headers.get(f"{CONNECT}stage"),
        reason=headers.get(REASON),
        message=headers.get(f"{CONNECT}exception.message"),
        attempts=_number(headers.get(ATTEMPT)) or 0,
        replayed_from=headers.get(REPLAYED_FROM),
    )


def original_headers(record: Record) -> tuple[tuple[str, bytes], ...]:
    """The headers that the rejected record had: the dead letter's own, which come last, taken off."""
    kept = list(record.headers)
    seen: set[str] = set()
    while kept and (name := kept[-1][0]) not in seen and (is_verdict(name) or name in EVENT_HEADERS):
        seen.add(name)
        kept.pop()
    return tuple(kept)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None
