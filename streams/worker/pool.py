"""The pool of processes that read articles, and the search for the article that kills its process.

pebble runs the processes: time limits, recycling, replacement of the dead. A batch that is lost
with its process is run again record by record, so that only the culprit is rejected.
"""

import asyncio
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from time import monotonic
from typing import Final

import msgspec
import pebble
import structlog
from pebble import ProcessExpired, ProcessPool

from streams.errors import SetupError, StreamsError
from streams.messages import Record
from streams.settings import Settings
from streams.worker import child
from streams.worker.child import Done, Report
from streams.worker.metrics import Metrics

BATCH_LIMIT_DOCUMENTS: Final = 3
"""A batch may take as long as so many of the slowest documents: its usual one takes hundreds of times less,
and one that is slow throughout is merely run again, record by record."""

ALONE_ATTEMPTS: Final = 3
REOPENINGS: Final = 5
REOPENINGS_WITHIN_S: Final = 120.0
WATCH_S: Final = 0.5

# The processes ignore SIGTERM (see child.py), so waiting for its effect only delays the kill.
pebble.CONSTS.term_timeout = 0.1

_log = structlog.get_logger(__name__)
_ENCODE = msgspec.msgpack.Encoder().encode
_DECODE = msgspec.msgpack.Decoder(tuple[Done, ...]).decode


class _LostError(Exception):
    """A batch got lost with its process; `reason` is a key of `errors.REASONS`, `broken` the pool's own fault."""

    def __init__(self, reason: str, *, broken: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.broken = broken


class Pool:
    """Spawned, warmed processes with one thread each. `beat` is called whenever a batch or record comes back."""

    def __init__(
        self,
        settings: Settings,
        metrics: Metrics,
        factory: str = child.FACTORY,
        beat: Callable[[], None] = lambda: None,
    ) -> None:
        self.processes = settings.processes or cores()
        self._settings = settings
        self._metrics = metrics
        self._factory = factory
        self._beat = beat
        self._context = multiprocessing.get_context("spawn")
        self._reader, self._writer = self._context.Pipe(duplex=False)
        self._heard = asyncio.Event()
        self._warm = 0
        self._seen = 0
        self._fault: str | None = None
        self._pool: ProcessPool | None = None
        self._reopening = asyncio.Lock()
        self._reopened: deque[float] = deque(maxlen=REOPENINGS)
        metrics.pool_processes.set(self.processes)

    @property
    def batch_limit_s(self) -> float:
        """The longest that one batch may take, in seconds."""
        return self._limit(BATCH_LIMIT_DOCUMENTS)

    async def start(self) -> None:
        """Start all processes and wait until each has loaded what it needs; raises SetupError with its reason."""
        asyncio.get_running_loop().add_reader(self._reader.fileno(), self._hear)
        await self._open()

    async def stop(self) -> None:
        """End all processes; batches still in them are lost."""
        asyncio.get_running_loop().remove_reader(self._reader.fileno())
        if self._pool is not None:
            await asyncio.to_thread(_end, self._pool)

    async def run(self, records: Sequence[Record]) -> tuple[Done | StreamsError, ...]:
        """What became of each record; a StreamsError for one that can't be read in a process of its own.

        Raises SetupError if no process can be kept alive whatever it is given.
        """
        try:
            return await self._attempt(records, self._limit(len(records)))
        except _LostError as lost:
            first, last = records[0], records[-1]
            _log.warning(
                "batch lost, its records run again one by one",
                reason=lost.reason,
                topic=first.topic,
                partition=first.partition,
                offset=first.offset,
                records=len(records),
                last_partition=last.partition,
                last_offset=last.offset,
            )
        return tuple([await self._alone(record) for record in records])

    async def _alone(self, record: Record) -> Done | StreamsError:
        reason = "crash"
        for _ in range(ALONE_ATTEMPTS):
            try:
                (done,) = await self._attempt([record], self._settings.document_timeout_s)
            except _LostError as lost:
                reason = lost.reason
                if not lost.broken:
                    break
            else:
                return done
        if reason == "timeout":
            return StreamsError(
                "extract", "timeout", f"reading took longer than {self._settings.document_timeout_s:g} s, twice"
            )
        return StreamsError("extract", "crash", "the process that read the article died, twice")

    async def _attempt(self, records: Sequence[Record], limit: float) -> tuple[Done | StreamsError, ...]:
        pool = self._pool
        if pool is None:
            raise SetupError("the pool has not been started")
        try:
            answer = await asyncio.wrap_future(
                pool.schedule(child.work, args=(_ENCODE(tuple(records)),), timeout=limit)
            )
        except TimeoutError:
            raise self._lost("timeout") from None
        except ProcessExpired:
            raise self._lost("crash") from None
        except (BrokenProcessPool, RuntimeError):
            # pebble gives up on a whole pool when an idle process dies.
            await self._reopen(pool)
            raise self._lost("crash", broken=True) from None
        finally:
            self._beat()
        return tuple(
            done if done.fault is None else StreamsError("extract", "internal", done.fault) for done in _DECODE(answer)
        )

    def _lost(self, reason: str, *, broken: bool = False) -> _LostError:
        self._metrics.pool_losses.labels(reason).inc()
        return _LostError(reason, broken=broken)

    def _limit(self, documents: int) -> float:
        return self._settings.document_timeout_s * min(documents, BATCH_LIMIT_DOCUMENTS)

    async def _open(self) -> None:
        self._warm = 0
        self._fault = None
        self._pool = pool = ProcessPool(
            max_workers=self.processes,
            max_tasks=self._settings.process_recycle_batches,
            initializer=child.start,
            initargs=(child.dump_settings(self._settings), self._factory, self._writer),
            context=self._context,
        )
        while pool.active and self._fault is None and self._warm < self.processes:
            self._heard.clear()
            try:
                async with asyncio.timeout(WATCH_S):  # a process may die without a word
                    await self._heard.wait()
            except TimeoutError:
                continue
        if self._warm < self.processes:
            await asyncio.to_thread(_end, pool)
            raise SetupError(f"a pool process can't start: {self._fault or 'it died at once'}")

    async def _reopen(self, broken: ProcessPool) -> None:
        async with self._reopening:
            if self._pool is not broken:
                return  # another batch has seen to it
            now = monotonic()
            if len(self._reopened) == REOPENINGS and now - self._reopened[0] < REOPENINGS_WITHIN_S:
                raise SetupError(f"the pool broke {REOPENINGS + 1} times within {REOPENINGS_WITHIN_S:g} s")
            self._reopened.append(now)
            _log.warning("pool broken, starting a new one")
            await asyncio.to_thread(_end, broken)
            await self._open()

    def _hear(self) -> None:
        """Take in the reports of processes; the event loop calls it when there are some."""
        while self._reader.poll():
            report = msgspec.msgpack.decode(self._reader.recv_bytes(), type=Report)
            if report.fault is None:
                self._warm += 1
                self._seen += 1
                if self._seen > self.processes:
                    self._metrics.pool_restarts.inc()
            else:
                self._fault = report.fault
                _log.error("pool process can't start", pid=report.pid, fault=report.fault)
        self._heard.set()


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not on macOS
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it out
    pool.join()
