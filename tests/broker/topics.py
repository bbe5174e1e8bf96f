"""A little of everything that a client does."""

from contextlib import closing

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic


def create_topic(server: str, topic: str) -> None:
    with closing(KafkaAdminClient(bootstrap_servers=server)) as admin:
        admin.create_topics([NewTopic(topic, 1, 1)])


def produce(server: str, topic: str, *values: bytes, **client: object) -> None:
    with closing(KafkaProducer(bootstrap_servers=server, acks="all", **client)) as producer:
        for sent in [producer.send(topic, value) for value in values]:
            sent.get(timeout=20)


def read_all(server: str, topic: str, **client: object) -> list[bytes]:
    """All values of the topic's one partition."""
    with closing(KafkaConsumer(bootstrap_servers=server, auto_offset_reset="earliest", **client)) as consumer:
        partition = TopicPartition(topic, 0)
        consumer.assign([partition])
        end = consumer.end_offsets([partition])[partition]
        values: list[bytes] = []
        while len(values) < end:
            batches = consumer.poll(timeout_ms=10_000)
            assert batches, f"{len(values)} of {end} records arrived"
            values += [record.value for records in batches.values() for record in records]
        return values
