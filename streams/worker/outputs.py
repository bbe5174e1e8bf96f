"""Publishing the outputs of a batch: sent in order, each record done only when the broker has them all.

Sending again is always safe, since ids and bytes are the same every time; so after a failure
everything from the first open record on is sent again, which keeps the order for each key.
"""

import asyncio
import gzip
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

import msgspec
import structlog
from aiokafka.errors import KafkaError, KafkaTimeoutError, MessageSizeTooLargeError, RecordListTooLargeError
from faust.exceptions import ProducerSendError

from streams.errors import StreamsError
from streams.messages import Outbound, Outcome, Record
from streams.worker.metrics import Metrics

OVERHEAD_BYTES: Final = 512
"""What the broker adds to a message alone in its batch, generously."""

BACKOFF_S: Final = (0.25, 0.5, 1.0, 2.0, 5.0)
"""Pauses before sending again, the last one for ever."""

TOO_LARGE: Final = (MessageSizeTooLargeError, RecordListTooLargeError)

_log = structlog.get_logger(__name__)

Reject = Callable[[Record, StreamsError], tuple[Outbound, ...]]
"""The outputs of a record that is rejected: a dead letter and an outcome."""


class Send(Protocol):
    """Hand a message to the producer; the awaitable that comes back waits for the broker's acknowledgement."""

    async def __call__(self, role: str, output: Outbound) -> Awaitable[object]:
        """Raises what the producer raises, at once or when the acknowledgement is awaited."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A record and what it led to; `seconds` are those of its stages, `taken_at` is when it was taken (monotonic)."""

    record: Record
    outputs: tuple[Outbound, ...]
    seconds: Mapping[str, float]
    taken_at: float


def outcome_of(outputs: Sequence[Outbound]) -> Outcome:
    """The outcome among the outputs of a record."""
    (value,) = (output.value for output in outputs if output.role == "outcomes")
    return msgspec.json.decode(value or b"", type=Outcome)


class Outputs:
    """Publishes batches. `limits` gives the most bytes a role's topic takes, where that is known."""

    def __init__(self, send: Send, reject: Reject, limits: Mapping[str, int], metrics: Metrics) -> None:
        self._send = send
        self._reject = reject
        self._limits = limits
        self._metrics = metrics

    async def publish(self, deliveries: Sequence[Delivery], done: Callable[[int, Delivery], None]) -> None:
        """Send all outputs; `done` is called for each delivery, in order, once the broker has all of its outputs.

        Keeps trying while the broker can't be reached; raises what no waiting will mend.
        """
        waiting = [self._fitting(delivery) for delivery in deliveries]
        finished = attempt = 0
        while finished < len(waiting):
            sent = [await self._hand_over(delivery) for delivery in waiting[finished:]]
            failure: BaseException | None = None
            for acknowledgements in sent:
                if failure := await _first_failure(acknowledgements):
                    break
                done(finished, waiting[finished])
                finished += 1
                attempt = 0
            if failure is None:
                continue
            await asyncio.gather(*(a for acknowledgements in sent for a in acknowledgements), return_exceptions=True)
            if isinstance(failure, TOO_LARGE) and len(waiting[finished].outputs) > 1:
                waiting[finished] = self._cut(waiting[finished])
                continue
            await self._pause(failure, waiting[finished].record, attempt)
            attempt += 1

    async def _hand_over(self, delivery: Delivery) -> list[Awaitable[object]]:
        acknowledgements: list[Awaitable[object]] = []
        for output in delivery.outputs:
            try:
                acknowledgements.append(asyncio.ensure_future(await self._send(output.role, output)))
            except (KafkaError, ProducerSendError) as error:
                failed: asyncio.Future[object] = asyncio.get_running_loop().create_future()
                failed.set_exception(_cause(error))
                acknowledgements.append(failed)
        return acknowledgements

    async def _pause(self, failure: BaseException, record: Record, attempt: int) -> None:
        if not _passes(failure):
            raise failure
        self._metrics.publish_retries.inc()
        _log.warning(
            "outputs not acknowledged, sending again",
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            error=repr(failure),
        )
        await asyncio.sleep(BACKOFF_S[min(attempt, len(BACKOFF_S) - 1)])

    def _fitting(self, delivery: Delivery) -> Delivery:
        for _ in range(2):  # the dead letter may be too large as well
            if all(self._fits(output) for output in delivery.outputs):
                break
            delivery = self._cut(delivery)
        return delivery

    def _fits(self, output: Outbound) -> bool:
        limit = self._limits.get(output.role)
        if limit is None or _size(output, len(output.value or b"")) <= limit:
            return True
        return _size(output, len(gzip.compress(output.value or b""))) <= limit

    def _cut(self, delivery: Delivery) -> Delivery:
        """The same delivery with less to send: rejected, or as a last resort its outcome alone."""
        record = delivery.record
        error = StreamsError("publish", "too_big_output", "an output is larger than its topic takes")
        place = {"topic": record.topic, "partition": record.partition, "offset": record.offset}
        rejected = self._reject(record, error)
        if delivery.outputs == rejected:
            _log.error("the record is too large for the topic of dead letters, only its outcome is published", **place)
            return replace(delivery, outputs=tuple(output for output in rejected if output.role == "outcomes"))
        return replace(delivery, outputs=rejected)


async def _first_failure(acknowledgements: Sequence[Awaitable[object]]) -> BaseException | None:
    for result in await asyncio.gather(*acknowledgements, return_exceptions=True):
        if isinstance(result, BaseException):
            return _cause(result)
    return None


def _cause(error: BaseException) -> BaseException:
    """The client's own error inside the one that Faust wraps around it."""
    return error.__cause__ if isinstance(error, ProducerSendError) and error.__cause__ else error


def _passes(error: BaseException) -> bool:
    """Whether waiting may mend it."""
    return isinstance(error, KafkaTimeoutError) or (isinstance(error, KafkaError) and bool(error.retriable))


def _size(output: Outbound, value: int) -> int:
    headers = sum(len(name.encode()) + len(content) + 10 for name, content in output.headers)
    return OVERHEAD_BYTES + len(output.key or b"") + value + headers
