"""Talking to Kafka from the commands: a consumer and a producer made of the settings, records as they came.

kafka-python has no types; what it returns is turned into ours here, and its errors leave as SetupError.
"""

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import KafkaError

from streams.errors import SetupError
from streams.messages import Record
from streams.settings import Settings
from streams.worker.connection import admin, client_options, reason

CONNECT_TIMEOUT_MS: Final = 10_000
POLL_MS: Final = 500
PLACE: Final = "PARTITION/OFFSET"

__all__ = [
    "Place",
    "TopicPartition",
    "admin",
    "consumer",
    "existing_topics",
    "fetch",
    "parse_place",
    "producer",
    "records",
]

Place = tuple[int, int]
"""A partition and an offset in it."""


@contextmanager
def _reporting(settings: Settings) -> Iterator[None]:
    """Turns Kafka's errors into one line that names the broker."""
    try:
        yield
    except KafkaError as error:
        raise SetupError(f"broker {settings.bootstrap_servers}: {reason(error)}") from None


def _connected(settings: Settings, client: Callable[..., Any], **options: object) -> Any:  # noqa: ANN401
    """A client that has reached the broker; raises SetupError if it can't."""
    try:
        return client(
            **client_options(settings),
            client_id="sanctionwire-commands",
            bootstrap_timeout_ms=CONNECT_TIMEOUT_MS,
            allow_auto_create_topics=False,
            **options,
        )
    except (KafkaError, OSError, ValueError) as error:
        raise SetupError(f"broker {settings.bootstrap_servers} can't be reached: {reason(error)}") from None


@contextmanager
def consumer(settings: Settings) -> Iterator[Any]:
    """A consumer without a group, so that it neither joins nor commits anything."""
    with _reporting(settings):
        client = _connected(
            settings,
            KafkaConsumer,
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            # The broker's own limit bounds a record; a smaller one here would stop at a large article.
            max_partition_fetch_bytes=settings.max_record_bytes + 1_000_000,
        )
        try:
            yield client
        finally:
            client.close(autocommit=False)


@contextmanager
def producer(settings: Settings) -> Iterator[Any]:
    """A producer that waits for all replicas and keeps the order of each partition."""
    with _reporting(settings):
        client = _connected(
            settings,
            KafkaProducer,
            acks="all",
            linger_ms=5,
            compression_type="gzip",
            max_request_size=settings.max_record_bytes + 1_000_000,
        )
        try:
            yield client
        finally:
            client.close()


def existing_topics(settings: Settings) -> frozenset[str]:
    """The names of all topics on the broker."""
    with admin(settings) as client:
        return frozenset(client.list_topics())


def partitions_of(client: Any, topics: Sequence[str]) -> list[TopicPartition]:  # noqa: ANN401
    """All partitions of topics; raises SetupError that names a missing one."""
    found = []
    for topic in topics:
        numbers = client.partitions_for_topic(topic)
        if not numbers:
            raise SetupError(f"topic {topic} does not exist; `sanctionwire topics create` makes it")
        found += [TopicPartition(topic, number) for number in sorted(numbers)]
    return found


def records(
    settings: Settings,
    topics: Sequence[str],
    *,
    from_beginning: bool,
    follow: bool,
    until: Callable[[], bool] = lambda: False,
) -> Iterator[Record]:
    """Records of topics as they arrive, until `until` is true; without `follow`, those that are there now.

    Each partition's come in order; between partitions the older ones first, as far as fetched.
    """
    with consumer(settings) as client:
        partitions = partitions_of(client, topics)
        client.assign(partitions)
        ends: Mapping[TopicPartition, int] = client.end_offsets(partitions)
        if from_beginning:
            client.seek_to_beginning(*partitions)
        else:
            # Not seek_to_end: what is published from now on must not slip through until the first poll.
            for partition in partitions:
                client.seek(partition, ends[partition])
        while not until() and (follow or any(client.position(partition) < ends[partition] for partition in partitions)):
            batches = client.poll(timeout_ms=POLL_MS)
            for record in heapq.merge(*batches.values(), key=lambda record: record.timestamp):
                if follow or record.offset < ends[record.topic, record.partition]:
                    yield as_record(record)


def fetch(settings: Settings, topic: str, place: Place) -> Record:
    """One record by its place; raises SetupError if there is none."""
    partition, offset = place
    with consumer(settings) as client:
        wanted = TopicPartition(topic, partition)
        if wanted not in partitions_of(client, [topic]):
            raise SetupError(f"topic {topic} has no partition {partition}")
        client.assign([wanted])
        first, end = client.beginning_offsets([wanted])[wanted], client.end_offsets([wanted])[wanted]
        if not first <= offset < end:
            raise SetupError(
                f"{topic}/{partition} holds offsets {first} to {end - 1}"
                if first < end
                else f"{topic}/{partition} is empty"
            )
        client.seek(wanted, offset)
        while client.position(wanted) <= offset:
            for record in client.poll(timeout_ms=POLL_MS, max_records=1).get(wanted, ()):
                if record.offset == offset:
                    return as_record(record)
        raise SetupError(f"{topic}/{partition}/{offset} holds no record")


def as_record(record: Any) -> Record:  # noqa: ANN401
    """kafka-python's record as ours."""
    return Record(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        key=record.key,
        value=record.value,
        headers=tuple((name, value or b"") for name, value in record.headers),
        timestamp_ms=record.timestamp,
    )


def parse_place(text: str) -> Place:
    """`PARTITION/OFFSET` as two numbers; raises SetupError if it is none."""
    partition, slash, offset = text.partition("/")
    if not (slash and partition.isascii() and partition.isdigit() and offset.isascii() and offset.isdigit()):
        raise SetupError(f"expected {PLACE}, such as 0/42, got {text!r}")
    return int(partition), int(offset)
