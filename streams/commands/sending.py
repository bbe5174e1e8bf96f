"""Sending records and waiting until the broker has them."""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from kafka.errors import KafkaError

from streams.commands.connection import Place, existing_topics, producer
from streams.errors import SetupError
from streams.settings import Settings

IN_FLIGHT: Final = 500
ACK_TIMEOUT_S: Final = 60


class Parcel(NamedTuple):
    """A record to send; `label` says what it is in messages for people."""

    label: str
    topic: str
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()


class Sent(NamedTuple):
    """What became of a parcel: its place, or why the broker did not take it."""

    parcel: Parcel
    place: Place | None
    error: str | None = None


def send_all(settings: Settings, parcels: Iterable[Parcel]) -> Iterator[Sent]:
    """Send parcels in order, several at a time, and tell the fate of each in that order.

    Raises SetupError if the broker can't be reached or a topic is missing.
    """
    known: frozenset[str] = frozenset()
    waiting: deque[tuple[Parcel, Any]] = deque()
    with producer(settings) as client:
        for parcel in parcels:
            if parcel.topic not in known:
                known = existing_topics(settings)
                if parcel.topic not in known:
                    raise SetupError(f"topic {parcel.topic} does not exist; `sanctionwire topics create` makes it")
            waiting.append((parcel, _hand_over(client, parcel)))
            if len(waiting) >= IN_FLIGHT:
                yield _fate(*waiting.popleft())
        while waiting:
            yield _fate(*waiting.popleft())


def _hand_over(client: Any, parcel: Parcel) -> Any:  # noqa: ANN401  # a future of kafka-python, or why there is none
    if parcel.key is None and parcel.value is None:
        return SetupError("a record needs a key or a value")
    return client.send(parcel.topic, key=parcel.key, value=parcel.value, headers=list(parcel.headers))


def _fate(parcel: Parcel, future: Any) -> Sent:  # noqa: ANN401
    if isinstance(future, SetupError):
        return Sent(parcel, None, str(future))
    try:
        metadata = future.get(ACK_TIMEOUT_S)
    except KafkaError as error:
        return Sent(parcel, None, str(error))
    return Sent(parcel, (metadata.partition, metadata.offset))
