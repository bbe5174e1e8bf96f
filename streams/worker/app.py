"""The Faust app: its settings, its one agent, and the way of a batch from there to its acknowledgement."""

import asyncio
import logging
from collections.abc import Awaitable, Mapping, Sequence
from time import monotonic
from typing import Any, Final

import faust
import structlog
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError
from faust.types import EventT, Message, StreamT, TransportT
from mode.supervisors import CrashingSupervisor

from streams.errors import StreamsError
from streams.messages import Outbound, Record
from streams.settings import Settings
from streams.worker.batches import Batches
from streams.worker.child import Done
from streams.worker.connection import servers, ssl_context
from streams.worker.health import Vitals
from streams.worker.metrics import Lag, Metrics
from streams.worker.outputs import Delivery, Outputs, Reject, outcome_of
from streams.worker.pool import Pool
from streams.worker.topics import HEADER_BYTES
from streams.worker.transport import FAUST_LOG, Consumer, Transport

COMMIT_INTERVAL_S: Final = 1.0
SESSION_TIMEOUT_S: Final = 10.0
"""How long the group waits for a worker that was killed; heartbeats come from a thread of their own."""

HEARTBEAT_S: Final = 3.0
LINGER_S: Final = 0.005
PRODUCER_BATCH_BYTES: Final = 256 * 1024
PRODUCER_TIMEOUT_S: Final = 30.0
BUFFERED_BATCHES: Final = 32
"""Records that wait inside Faust, in batches. With too few, its fetcher sleeps for a second each time they are full."""

PROBE_S: Final = 3.0

LEVELS: Final[Mapping[str, int]] = {
    "dead-lettered": logging.WARNING,
    "skipped": logging.INFO,
    "enriched": logging.DEBUG,
}

_log = structlog.get_logger(__name__)
Taken = tuple[Message, Record, float]
"""A record with Faust's message and when it was taken (monotonic)."""


class App(faust.App):
    """A Faust app on our own transport."""

    logger = FAUST_LOG

    def _new_transport(self) -> TransportT:
        return Transport(self.conf.broker_consumer, self)

    def _new_producer_transport(self) -> TransportT:
        return Transport(self.conf.broker_producer, self)


class Worker:
    """Everything between the article topic and the outputs. Build it inside the running event loop."""

    def __init__(
        self,
        settings: Settings,
        pool: Pool,
        metrics: Metrics,
        vitals: Vitals,
        reject: Reject,
        limits: Mapping[str, int],
    ) -> None:
        self.app = build_app(settings)
        self._settings = settings
        self._pool = pool
        self._metrics = metrics
        self._vitals = vitals
        self._reject = reject
        self._drained = asyncio.Event()
        self._outputs = Outputs(self._send, reject, limits, metrics)
        self._batches: Batches[Sequence[Taken], Sequence[Delivery]] = Batches(
            settings.batches_in_flight or 2 * pool.processes, self._work, self._finish
        )
        metrics.lag_from(self.lag)
        vitals.lag = lambda: sum(self.lag().values())
        articles = self.app.topic(settings.topic_articles, key_serializer="raw", value_serializer="raw")
        self.app.agent(articles, name="articles", concurrency=1, supervisor_strategy=CrashingSupervisor)(self._take)
        self.app.on_partitions_assigned.connect(self._assigned)
        self.app.on_partitions_revoked.connect(self._revoked)

    async def serve(self) -> None:
        """Run until `drain` has ended; raises the reason of a crash."""
        tasks = [asyncio.ensure_future(part) for part in (self._run_app(), self._batches.run(), self._probe())]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def drain(self) -> None:
        """Take nothing more in, finish what is in flight, commit, leave the group. `serve` has to be running."""
        self._vitals.draining = True
        await self.app.stop()
        self._drained.set()

    def lag(self) -> Lag:
        """Records behind the committed offset, for each assigned partition whose end is known."""
        consumer = self._consumer()
        if consumer is None or not self._vitals.member:
            return {}
        ends = {tp: consumer.highwater(tp) for tp in consumer.assignment()}
        return {
            (tp.topic, tp.partition): max(end - (consumer.committed_offset(tp) or 0), 0)
            for tp, end in ends.items()
            if end is not None
        }

    async def _run_app(self) -> None:
        await self.app.start()
        await self.app.wait_until_stopped()
        if self.app.crash_reason is not None:
            raise self.app.crash_reason
        await self._drained.wait()

    async def _take(self, stream: StreamT[Any]) -> None:
        """The agent. Nothing may leave it as an exception, for Faust would acknowledge the record."""
        # Never again true, also not when the iteration below ends: records that come then are not ours to acknowledge.
        stream.enable_acks = False
        try:
            source: Any = stream  # Faust's interface of a stream lacks noack_take
            async for events in source.noack_take(self._settings.batch_records, self._settings.batch_wait_ms / 1000):
                await self._batches.put([self._taken(event) for event in events])
        except Exception as error:  # noqa: BLE001  # whatever it is, the worker has to end
            _log.exception("agent crashed")
            await self.app.crash(error)

    def _taken(self, event: EventT[bytes]) -> Taken:
        self._vitals.took(1)
        self._metrics.in_flight.inc()
        return event.message, record_of(event.message), monotonic()

    async def _work(self, batch: Sequence[Taken]) -> Sequence[Delivery]:
        made = await self._pool.run([record for _, record, _ in batch])
        return [self._delivery(record, taken_at, done) for (_, record, taken_at), done in zip(batch, made, strict=True)]

    def _delivery(self, record: Record, taken_at: float, done: Done | StreamsError) -> Delivery:
        if isinstance(done, StreamsError):
            return Delivery(record, self._reject(record, done), {}, taken_at)
        return Delivery(record, done.outputs, done.seconds, taken_at)

    async def _finish(self, batch: Sequence[Taken], deliveries: Sequence[Delivery]) -> None:
        def settle(index: int, delivery: Delivery) -> None:
            self._settle(batch[index][0], delivery)

        await self._outputs.publish(deliveries, settle)

    def _settle(self, message: Message, delivery: Delivery) -> None:
        consumer = self._consumer()
        if consumer is not None:
            consumer.settle(message)
        outcome = outcome_of(delivery.outputs)
        self._vitals.settled()
        self._metrics.in_flight.dec()
        self._metrics.finished(outcome, delivery.outputs, delivery.seconds, monotonic() - delivery.taken_at)
        _log.log(
            LEVELS[outcome.outcome],
            outcome.outcome,
            topic=outcome.topic,
            partition=outcome.partition,
            offset=outcome.offset,
            article_id=outcome.article_id,
            stage=outcome.stage,
            reason=outcome.reason,
            detail=outcome.detail,
            outputs=len(delivery.outputs),
        )

    async def _send(self, role: str, output: Outbound) -> Awaitable[object]:
        return await self.app.producer.send(
            self._settings.topic(role), output.key, output.value, None, None, list(output.headers)
        )

    async def _probe(self) -> None:
        """Ask the broker for its metadata now and then: readiness needs to know whether it answers."""
        while True:
            reachable = self._vitals.broker_reachable
            client = self._client()
            if client is not None and client.cluster.brokers():
                try:
                    async with asyncio.timeout(PROBE_S):
                        await client.fetch_all_metadata()
                except (KafkaError, OSError, TimeoutError) as error:
                    if reachable:
                        _log.warning("broker does not answer", error=repr(error))
                else:
                    self._vitals.broker_answered()
            await asyncio.sleep(PROBE_S if reachable else PROBE_S / 10)

    def _client(self) -> AIOKafkaClient | None:
        """The producer's connection to the broker, once there is one."""
        producer: Any = self.app._producer  # noqa: SLF001  # the property would make one
        client: AIOKafkaClient | None = getattr(getattr(producer, "_producer", None), "client", None)
        return client

    def _consumer(self) -> Consumer | None:
        consumer = self.app._consumer  # noqa: SLF001  # the property would make one
        return consumer if isinstance(consumer, Consumer) else None

    async def _assigned(self, _app: Any, /, *assigned: Any, **_signal: Any) -> None:  # noqa: ANN401  # Faust's
        self._vitals.member = True
        self._vitals.beat()
        self._metrics.rebalances.inc()
        partitions = sorted(tp.partition for tp in assigned[0])
        _log.info("partitions assigned", topic=self._settings.topic_articles, partitions=partitions)

    async def _revoked(self, _app: Any, /, *_revoked: Any, **_signal: Any) -> None:  # noqa: ANN401
        self._vitals.member = False


def build_app(settings: Settings) -> App:
    """The app without its agent. All of Faust's settings are given here; it reads no environment."""
    return App(
        settings.consumer_group,
        env={},
        broker=";".join(f"kafka://{server}" for server in servers(settings)),
        broker_credentials=credentials(settings),
        broker_commit_interval=COMMIT_INTERVAL_S,
        broker_session_timeout=SESSION_TIMEOUT_S,
        broker_heartbeat_interval=HEARTBEAT_S,
        consumer_auto_offset_reset="earliest",
        producer_acks=-1,
        producer_linger=LINGER_S,
        producer_compression_type="gzip",
        producer_max_batch_size=PRODUCER_BATCH_BYTES,
        producer_max_request_size=2 * settings.max_record_bytes + 8 * HEADER_BYTES,
        producer_request_timeout=PRODUCER_TIMEOUT_S,
        stream_buffer_maxsize=BUFFERED_BATCHES * settings.batch_records,
        stream_wait_empty=True,
        topic_allow_declare=False,
        topic_disable_leader=True,
        key_serializer="raw",
        value_serializer="raw",
        web_enabled=False,
        worker_redirect_stdouts=False,
        datadir=settings.data_dir,
    )


def credentials(settings: Settings) -> faust.SASLCredentials | faust.SSLCredentials | None:
    """What Faust needs for SASL or TLS; null for a plain connection."""
    context = ssl_context(settings)
    if settings.security_protocol.startswith("SASL") and settings.sasl_password is not None:
        return faust.SASLCredentials(
            username=settings.sasl_username,
            password=settings.sasl_password.get_secret_value(),
            mechanism=settings.sasl_mechanism,
            ssl_context=context,
        )
    return faust.SSLCredentials(context) if context is not None else None


def record_of(message: Message) -> Record:
    """The record as it came. Faust keeps its time in seconds; -1 or null mean that there is none."""
    headers: Any = message.headers or ()
    return Record(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        key=message.key,
        value=message.value,
        headers=tuple((str(name), bytes(value or b"")) for name, value in headers),
        timestamp_ms=max(round((message.timestamp or 0.0) * 1000), 0),
    )
