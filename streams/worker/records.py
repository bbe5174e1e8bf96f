r"""Reading fetched records so that no producer can stop the worker with a header's name.

Kafka takes any bytes as a header's name; aiokafka 0.14 raises UnicodeDecodeError where they are no
UTF-8, for ever, as it fetches the same batch again. Such a batch is read here instead, with
those bytes written out (`\xff`).
"""

import struct
from collections.abc import Iterator
from typing import Any, Final

from aiokafka.consumer import fetcher
from aiokafka.errors import CorruptRecordException
from aiokafka.record import MemoryRecords
from aiokafka.record.default_records import _DefaultRecordBatchPy as PlainBatch
from aiokafka.record.default_records import _DefaultRecordPy as PlainRecord
from aiokafka.record.util import decode_varint

SIZE: Final = struct.Struct(">8xi")
"""How a batch begins: its first offset, then the bytes that follow this field."""


class ForgivingRecords:
    """Stands in for aiokafka's `MemoryRecords`: the batches in a response of the broker."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._next = 0
        self._records = MemoryRecords(data)

    def size_in_bytes(self) -> int:
        """The size of the response."""
        return len(self._data)

    def has_next(self) -> bool:
        """Whether there is another whole batch."""
        return bool(self._records.has_next())

    def next_batch(self) -> "ForgivingBatch":
        """The next batch; raises CorruptRecordException where it is none."""
        begin = self._next
        batch = self._records.next_batch()
        self._next = begin + SIZE.size + SIZE.unpack_from(self._data, begin)[0]
        return ForgivingBatch(batch, self._data[begin : self._next])


class ForgivingBatch:
    """One batch: aiokafka's own, but for the way its records are read if that fails."""

    def __init__(self, batch: Any, data: bytes) -> None:  # noqa: ANN401  # aiokafka has no types
        self._batch = batch
        self._data = data

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._batch, name)

    def __iter__(self) -> Iterator[Any]:
        read = 0
        try:
            for record in self._batch:
                yield record
                read += 1
        except (UnicodeDecodeError, CorruptRecordException) as error:
            if not isinstance(error.__cause__ or error, UnicodeDecodeError):
                raise
        else:
            return
        yield from _records_of(self._data, read)


def _records_of(data: bytes, begin: int) -> Iterator[Any]:
    """The records of a batch of format 2 from the `begin`th on."""
    batch = iter(PlainBatch(data))  # which also decompresses it
    buffer, place = batch._buffer, batch._pos  # noqa: SLF001  # it has no other way to its bytes
    for index in range(batch._num_records):  # noqa: SLF001
        size, place = decode_varint(buffer, place)
        if index >= begin:
            yield _record(batch, bytes(buffer[place : place + size]))
        place += size


def _record(batch: Any, data: bytes) -> Any:  # noqa: ANN401
    fields = _Fields(data)
    fields.number()  # attributes, of which there are none
    time_delta, offset_delta = fields.number(), fields.number()
    key, value = fields.content(), fields.content()
    names_and_values = [(fields.content() or b"", fields.content()) for _ in range(fields.number())]
    appended = batch.timestamp_type == batch.LOG_APPEND_TIME
    return PlainRecord(
        batch.base_offset + offset_delta,
        batch.max_timestamp if appended else batch.first_timestamp + time_delta,
        batch.timestamp_type,
        key,
        value,
        [(name.decode(errors="backslashreplace"), content) for name, content in names_and_values],
    )


class _Fields:
    """Takes one field after the other out of a record."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0

    def number(self) -> int:
        number: int
        number, self._place = decode_varint(self._data, self._place)
        return number

    def content(self) -> bytes | None:
        size = self.number()
        if size < 0:
            return None
        begin, self._place = self._place, self._place + size
        return self._data[begin : self._place]


def install() -> None:
    """Let the consumers of this process read their records so."""
    fetcher.MemoryRecords = ForgivingRecords
