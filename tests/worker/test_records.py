"""Reading fetched batches: as aiokafka does, and also where aiokafka can't."""

import random
from typing import Any, Self

import pytest
from aiokafka.errors import CorruptRecordException
from aiokafka.record import MemoryRecords
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy as Builder

from streams.worker.records import ForgivingRecords
from tests.worker.conftest import seeded

Record = tuple[int, bytes | None, bytes | None, list[tuple[str, bytes | None]]]


class Bytes(str):
    """A header's name that is written as these bytes."""

    __slots__ = ("data",)

    def __new__(cls, data: bytes) -> Self:
        made = super().__new__(cls, data.decode(errors="backslashreplace"))
        made.data = data
        return made

    def encode(self, *_how: str) -> bytes:
        return self.data


def batch(records: list[Record], compression: int = 0) -> bytes:
    builder = Builder(2, compression, 0, -1, -1, -1, 10_000_000)
    for offset, (time, key, value, headers) in enumerate(records):
        builder.append(offset, timestamp=time, key=key, value=value, headers=headers)
    return bytes(builder.build())


def read(records: Any) -> list[Record]:  # noqa: ANN401  # ours, or aiokafka's without types
    found = []
    while records.has_next():
        made = records.next_batch()
        assert made.validate_crc()
        assert made.next_offset == made.base_offset + made.last_offset_delta + 1
        found += [(record.timestamp, record.key, record.value, list(record.headers)) for record in made]
    return found


def made_up(chance: random.Random, names: list[str]) -> list[Record]:
    def content() -> bytes | None:
        return chance.choice([None, b"", chance.randbytes(chance.randrange(300))])

    return [
        (
            1_700_000_000_000 + chance.randrange(10_000),
            content(),
            content(),
            [(chance.choice(names), content()) for _ in range(chance.randrange(4))],
        )
        for _ in range(chance.randrange(1, 30))
    ]


@pytest.mark.parametrize("compression", range(5), ids=["none", "gzip", "snappy", "lz4", "zstd"])
def test_batches_are_read_whatever_the_names_of_headers_are(compression: int, chance: random.Random) -> None:
    fine = ["", "name", "näme", "\U0001f600"]
    broken = [Bytes(b"\xff"), Bytes(b"ok\xc3"), Bytes(b"\xed\xa0\x80")]
    for _ in range(20):
        batches = [made_up(chance, fine if chance.random() < 0.5 else fine + broken) for _ in range(3)]
        data = b"".join(batch(records, compression) for records in batches)
        assert read(ForgivingRecords(data)) == [record for records in batches for record in records]


def test_what_aiokafka_reads_is_read_by_aiokafka() -> None:
    data = batch(made_up(seeded(1), ["name"])) + batch(made_up(seeded(2), [""]))
    assert read(ForgivingRecords(data)) == read(MemoryRecords(data))


def test_aiokafka_still_needs_it() -> None:
    """When this fails, aiokafka reads such records itself."""
    with pytest.raises((UnicodeDecodeError, CorruptRecordException)):
        read(MemoryRecords(batch([(1, b"k", b"v", [(Bytes(b"\xff"), b"")])])))


def test_a_batch_that_is_cut_off_is_left_for_the_next_fetch() -> None:
    whole = batch([(1, b"k", b"v", [])])
    records = ForgivingRecords(whole + whole[:-1])
    assert len(read(records)) == 1
    assert not records.has_next()
    assert records.size_in_bytes() == 2 * len(whole) - 1
