"""Which offset may be committed: never one behind a record that is still open, whatever Faust does by itself."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from faust.transport.drivers import aiokafka as driver
from faust.types import TP, ConsumerMessage

from streams.settings import Settings
from streams.worker.app import build_app
from streams.worker.transport import Consumer

TOPIC = "articles"
PLACE = TP(TOPIC, 0)


def message(offset: int) -> ConsumerMessage:
    made = ConsumerMessage(TOPIC, 0, offset, 0.0, 0, None, None, b"", None, tp=PLACE)
    made.incref()
    return made


@contextmanager
def consumer_of(kind: type[driver.Consumer], folder: Path) -> Iterator[driver.Consumer]:
    """A consumer that is never started: only its bookkeeping is used."""
    app = build_app(Settings(data_dir=folder))
    app.topics._acking_topics.add(TOPIC)
    app.transport.Consumer = kind
    consumer = app.consumer
    assert isinstance(consumer, kind)
    yield consumer


def commit(consumer: driver.Consumer) -> int | None:
    """The offset that a commit would write now, as if it had been written."""
    offsets = consumer._filter_committable_offsets(list(consumer._filter_tps_with_pending_acks()))
    consumer._committed_offset.update(offsets)
    return offsets.get(PLACE)


def test_fausts_own_consumer_commits_past_a_record_that_is_open(tmp_path: Path) -> None:
    """One reason for bookkeeping of our own; when this fails, Faust has mended it."""

    async def scenario() -> None:
        with consumer_of(driver.Consumer, tmp_path) as consumer:
            consumer._committed_offset[PLACE] = 10
            for offset in range(11, 20):  # 10 is still open
                message(offset).ack(consumer)
            assert commit(consumer) == 20

    asyncio.run(scenario())


def test_fausts_own_consumer_needs_a_commit_for_each_hole(tmp_path: Path) -> None:
    """Another reason: a clean stop commits once."""

    async def scenario() -> None:
        with consumer_of(driver.Consumer, tmp_path) as consumer:
            consumer._committed_offset[PLACE] = 10
            for offset in (10, 12, 14):
                await consumer._add_gap(PLACE, offset - 1, offset)
                message(offset).ack(consumer)
            assert commit(consumer) != 15

    asyncio.run(scenario())


def test_what_a_stream_acknowledges_by_itself_does_not_count(tmp_path: Path) -> None:
    async def scenario() -> None:
        for kind, expected in ((driver.Consumer, 11), (Consumer, None)):
            with consumer_of(kind, tmp_path) as consumer:
                consumer._committed_offset[PLACE] = 10
                message(10).ack(consumer)  # as a stream does with a record that it skips after a rebalance
                assert commit(consumer) == expected

    asyncio.run(scenario())


@pytest.mark.parametrize("first", [0, 1, 10])
def test_settled_in_order_no_commit_passes_an_open_record(tmp_path: Path, first: int, chance: random.Random) -> None:

    async def scenario() -> None:
        with consumer_of(Consumer, tmp_path) as consumer:
            assert isinstance(consumer, Consumer)
            if first:
                consumer._committed_offset[PLACE] = consumer._read_offset[PLACE] = first
            open_records: list[ConsumerMessage] = []
            committed = offset = first
            for _ in range(500):
                match chance.choice(["fetch", "fetch", "settle", "settle", "skip", "commit"]):
                    case "fetch":
                        # Holes are what compaction and transactions leave; Faust notes them as it fetches.
                        offset += chance.choice([0, 0, 0, 1, 3])
                        read = consumer._read_offset[PLACE]
                        if read is not None and offset - read > 1 and read:
                            await consumer._add_gap(PLACE, read + 1, offset)
                        consumer._read_offset[PLACE] = offset
                        open_records.append(message(offset))
                        offset += 1
                    case "settle" if open_records:
                        consumer.settle(open_records.pop(0))
                    case "skip" if open_records:
                        message(chance.choice(open_records).offset).ack(consumer)
                    case "commit":
                        committed = commit(consumer) or committed
                        assert committed <= (open_records[0].offset if open_records else offset)
            while open_records:
                consumer.settle(open_records.pop(0))
            assert (commit(consumer) or committed) == offset
            assert not consumer._gap
            assert not consumer._acked

    asyncio.run(scenario())
