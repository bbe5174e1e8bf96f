"""Records as hostile producers write them, and logs with holes: read like any others."""

import asyncio
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from kafka import KafkaProducer

from streams.settings import Settings
from streams.worker.connection import client_options
from streams.worker.topics import create_topics
from tests.integration.test_worker_delivery import orders
from tests.integration.workers import committed, outcomes, read, running, wait_for_outcomes

pytestmark = pytest.mark.integration


class NotUtf8(str):
    """A header's name that goes over the wire as bytes which are no UTF-8."""

    __slots__ = ()

    def encode(self, *_how: str) -> bytes:
        return b"\xff\xfe"


@pytest.mark.timeout(120)
def test_transactions_leave_holes_that_hold_nothing_up(settings: Settings, tmp_path: Path) -> None:
    settings = settings.model_copy(update={"processes": 1, "partitions": 1})
    create_topics(settings)

    async def produce() -> None:
        producer = AIOKafkaProducer(
            bootstrap_servers=settings.bootstrap_servers, transactional_id=settings.consumer_group
        )
        await producer.start()
        for number in range(30):
            async with producer.transaction():
                await producer.send_and_wait(settings.topic_articles, orders(number))
        await producer.stop()

    asyncio.run(produce())
    with running(settings, tmp_path) as worker:
        wait_for_outcomes(settings, 30)
        assert worker.stop() == 0
    assert outcomes(settings).total() == 30
    assert committed(settings) == {0: 59}  # each transaction's mark takes an offset; the last one is not passed on

    with running(settings, tmp_path) as worker:
        assert worker.stop() == 0
    assert outcomes(settings).total() == 30


@pytest.mark.timeout(120)
def test_strange_headers_and_keys_arrive_and_hold_nothing_up(settings: Settings, tmp_path: Path) -> None:
    settings = settings.model_copy(update={"processes": 1, "partitions": 1})
    create_topics(settings)
    headers = [("same", b"1"), ("same", b"2"), ("", b""), ("Faust-Ag-ReplyTo", b"elsewhere"), ("bytes", b"\x00\xff")]

    producer = KafkaProducer(**client_options(settings), acks="all")
    topic = settings.topic_articles
    for sent in (
        producer.send(topic, orders(0), key=b"\xff" * 1000, headers=headers),
        producer.send(topic, orders(1), headers=[(NotUtf8("x"), b"1")]),
        producer.send(topic, orders(2), timestamp_ms=1),
    ):
        sent.get(20)
    producer.close()

    async def send_null_header() -> None:
        async with AIOKafkaProducer(bootstrap_servers=settings.bootstrap_servers) as other:
            await other.send_and_wait(topic, orders(3), headers=[("null", None)])

    asyncio.run(send_null_header())
    with running(settings, tmp_path) as worker:
        wait_for_outcomes(settings, 4)
        assert worker.stop() == 0
    headers_of = {record.key: record.headers[2:] for record in read(settings, "enriched")}
    assert headers_of == {
        b"article-0": tuple(headers),
        b"article-1": (("\\xff\\xfe", b"1"),),
        b"article-2": (),
        b"article-3": (("null", b""),),
    }


@pytest.mark.timeout(120)
def test_every_compression_is_read(settings: Settings, tmp_path: Path) -> None:
    settings = settings.model_copy(update={"processes": 1, "partitions": 1})
    create_topics(settings)

    async def send(compression: str | None, *values: bytes) -> None:
        async with AIOKafkaProducer(
            bootstrap_servers=settings.bootstrap_servers, compression_type=compression, linger_ms=50
        ) as producer:
            await asyncio.gather(*[await producer.send(settings.topic_articles, value) for value in values])

    for number, compression in enumerate((None, "gzip", "snappy", "lz4", "zstd")):
        asyncio.run(send(compression, *(orders(number * 10 + of) for of in range(10))))
    with running(settings, tmp_path) as worker:
        wait_for_outcomes(settings, 50)
        assert worker.stop() == 0
