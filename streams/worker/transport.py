"""Faust's Kafka transport with its bookkeeping of offsets replaced by a simpler one that never runs ahead.

Records are finished in order (see batches.py), so what may be committed is the offset behind the
last one that `settle` was called for. What was read in the source of faust-streaming 0.15.3, and
is held by `tests/worker/test_transport.py`:

- A stream acknowledges by itself each record that it skips after a rebalance or while flow is
  suspended, and a commit then passes over it. Here only `settle` counts.
- `Consumer._new_offset` passes over the oldest open record if the rest behind it is acknowledged,
  and gets over one hole in the offsets with each commit, no more. Here holes do not matter.
- What was acknowledged in revoked partitions is dropped before it is committed, so that the next
  owner repeats it. Here it is committed first.
- A commit that finds the assignment gone crashes the worker. Here it is left to the next owner.

The producer stays without idempotence: with it, aiokafka 0.14 never delivers again after the
broker has refused one message as too large (`OutOfOrderSequenceNumber` for all that follows).
Order does not need it, as aiokafka keeps one request in flight for each partition, and repeats
are the same bytes under the same id.
"""

import logging
from collections.abc import Iterator, Mapping
from time import monotonic
from typing import Any, ClassVar, Final

import structlog
from aiokafka.errors import CommitFailedError, IllegalStateError
from aiokafka.structs import OffsetAndMetadata
from faust.transport.drivers import aiokafka as driver
from faust.types import TP, Message
from mode.utils.futures import notify

from streams.worker import records

records.install()

FAUST_LOG: Final = logging.getLogger("faust")
"""Where Faust's classes and ours made of them narrate, so that its level applies to both."""

_log = structlog.get_logger(__name__)


class ConsumerThread(driver.AIOKafkaConsumerThread):
    """The consumer's own thread, in which commits are made."""

    logger = FAUST_LOG

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        owned = {tp: offset for tp, offset in offsets.items() if tp in self.assignment()}
        self.tp_last_committed_at.update(dict.fromkeys(owned, monotonic()))
        try:
            await self._ensure_consumer().commit(
                {driver.ensure_aiokafka_TP(tp): OffsetAndMetadata(offset, "") for tp, offset in owned.items()}
            )
        except (CommitFailedError, IllegalStateError) as error:
            _log.warning("commit came too late, the records will be repeated", error=str(error))
            return False
        return True


class Consumer(driver.Consumer):
    """A consumer for which a record is finished only when `settle` says so."""

    logger = FAUST_LOG

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401  # Faust's own
        super().__init__(*arguments, **options)
        self._settled: dict[TP, int] = {}

    def settle(self, message: Message) -> None:
        """The record is finished and may be committed. To be called in the order of offsets."""
        message.acked = True
        self._settled[message.tp] = message.offset + 1
        self._unacked_messages.discard(message)
        notify(self._waiting_for_ack)

    def ack(self, message: Message) -> bool:  # noqa: ARG002
        """What streams call; never counts."""
        return False

    def committed_offset(self, tp: TP) -> int | None:
        """The offset that the group goes on from, as far as this worker knows."""
        return self._committed_offset.get(tp)

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Commit what is finished, let go of the partitions, which finishes what is in flight, and forget them."""
        if revoked and not await self.commit():
            await self.commit()  # the first only waited for a commit that had begun before the last records ended
        await super().on_partitions_revoked(revoked)
        for tp in revoked:
            self._settled.pop(tp, None)

    def _new_consumer_thread(self) -> ConsumerThread:
        return ConsumerThread(self, loop=self.loop, beacon=self.beacon)

    def _filter_tps_with_pending_acks(self, topics: Any = None) -> Iterator[TP]:  # noqa: ANN401  # Faust's own
        return (tp for tp in list(self._settled) if topics is None or tp in topics or tp.topic in topics)

    def _new_offset(self, tp: TP) -> int | None:
        return self._settled.get(tp)

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Nothing: holes in the offsets do not matter, and noting them would take memory for ever."""


class Transport(driver.Transport):
    """The transport to give to the app."""

    Consumer: ClassVar[type[Consumer]] = Consumer
