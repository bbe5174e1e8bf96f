"""Starting and stopping the worker inside this process."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Final, TypeVar

import structlog

from streams.contracts import Contracts
from streams.errors import SetupError
from streams.flow import reject
from streams.settings import Settings
from streams.worker import logs
from streams.worker.app import Worker
from streams.worker.child import FACTORY
from streams.worker.connection import UnreachableError
from streams.worker.health import Vitals
from streams.worker.metrics import Metrics
from streams.worker.outputs import Reject
from streams.worker.pool import Pool
from streams.worker.topics import check_topics, size_limits
from streams.worker.web import serve

BROKER_WAIT_S: Final = 30.0
STALL_MARGIN_S: Final = 60.0
"""Time to start a process and to publish, on top of the longest time that a batch may take."""

READY_POLL_S: Final = 0.1

_log = structlog.get_logger(__name__)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Parts:
    """What is done with a record: the pool's processor (`module:callable`, see child.py), and how one is rejected."""

    factory: str
    reject: Callable[[Settings], Reject]


def _flow_reject(settings: Settings) -> Reject:
    return partial(reject, settings=settings, contracts=Contracts.load())


FLOW: Final = Parts(FACTORY, _flow_reject)
"""The real flow."""


class _StoppedError(Exception):
    """A signal came while the worker was starting."""


def run(settings: Settings, parts: Parts | None = None) -> int:
    """Run the worker until SIGTERM or SIGINT; 0 if all that was taken in has been finished and committed.

    Returns 1 after a crash, or where draining took longer than `settings.shutdown_timeout_s`; what was
    not committed is processed again by the next worker. Raises SetupError if the worker can't start.
    A second signal ends the process at once.
    """
    logs.configure(settings)
    _log.info("settings", **settings.printable())
    clean, code = asyncio.run(_supervise(settings, parts or FLOW))
    _log.info("stopped", code=code)
    if not clean:
        # Threads of the Kafka clients may wait for a broker for ever; the pool's processes follow this one.
        sys.stderr.flush()
        os._exit(code)
    return code


async def _supervise(settings: Settings, parts: Parts) -> tuple[bool, int]:
    """Whether everything came down by itself, and the exit code."""
    stop = _stop_on_signals()
    metrics = Metrics()
    vitals = Vitals(stall_s=STALL_MARGIN_S)
    pool = Pool(settings, metrics, parts.factory, beat=vitals.beat)
    vitals.stall_s += pool.batch_limit_s
    try:
        async with serve(settings.web_host, settings.web_port, metrics, vitals) as port:
            _log.info("web page", host=settings.web_host, port=port)
            limits = await _unless(stop, asyncio.to_thread(_look_ahead, settings))
            try:
                await _unless(stop, pool.start())
                vitals.warmed = True
                worker = Worker(settings, pool, metrics, vitals, parts.reject(settings), limits)
                announcing = asyncio.create_task(_announce(vitals, settings.web_host, port, pool.processes))
                try:
                    return await _serve(worker, stop, vitals, settings.shutdown_timeout_s)
                finally:
                    announcing.cancel()
            finally:
                await pool.stop()
    except _StoppedError:
        return True, 0


async def _serve(worker: Worker, stop: asyncio.Event, vitals: Vitals, timeout_s: float) -> tuple[bool, int]:
    serving = asyncio.create_task(worker.serve())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    crashed = serving.done()
    draining = asyncio.create_task(worker.drain())
    _log.info("draining", records=vitals.in_flight)
    await asyncio.wait(
        {draining} if crashed else {draining, serving}, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED
    )
    clean = draining.done()
    if clean:
        draining.result()
    else:
        draining.cancel()
        _log.error("not drained in time", records=vitals.in_flight, timeout_s=timeout_s)
    error = serving.exception() if serving.done() else None
    if error is not None:
        _log.critical("crashed", exc_info=error)
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    return clean, 0 if clean and error is None and not vitals.in_flight else 1


def _look_ahead(settings: Settings) -> Mapping[str, int]:
    """Wait a while for the broker, check the topics, give the size limits of the output topics."""
    until = monotonic() + BROKER_WAIT_S
    while True:
        try:
            if faults := check_topics(settings):
                raise SetupError("; ".join(faults))
            return size_limits(settings)
        except UnreachableError as error:
            if monotonic() > until:
                raise
            _log.warning("waiting for the broker", error=str(error))


async def _unless(stop: asyncio.Event, awaitable: Awaitable[Value]) -> Value:
    """The result of the awaitable; raises _StoppedError where a signal comes first."""
    working = asyncio.ensure_future(awaitable)
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise _StoppedError
        return working.result()
    finally:
        working.cancel()
        stopping.cancel()


async def _announce(vitals: Vitals, host: str, port: int, processes: int) -> None:
    while vitals.unready():  # noqa: ASYNC110  # readiness also depends on the clock
        await asyncio.sleep(READY_POLL_S)
    _log.info("ready", host=host, port=port, pid=os.getpid(), processes=processes)


def _stop_on_signals() -> asyncio.Event:
    """An event that the first SIGTERM or SIGINT sets; the second one ends the process."""
    stop = asyncio.Event()

    def received(number: signal.Signals) -> None:
        if stop.is_set():
            _log.warning("second signal, leaving at once", signal=number.name)
            sys.stderr.flush()
            os._exit(128 + number)
        _log.info("signal", signal=number.name)
        stop.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, received, number)
    return stop
