"""What runs inside a pool process: records in as msgpack, what became of each out as msgpack.

Nothing heavy is imported here, because the number of threads has to be set before numpy is.
"""

import gc
import importlib
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from typing import Any, ClassVar, Final, Protocol

import msgspec
import structlog

from streams.messages import Message, Outbound, Record
from streams.settings import Settings
from streams.stages import Observer
from streams.vocabulary import Stage
from streams.worker import logs

FACTORY: Final = "streams.worker.child:build_flow"
"""Where a process gets its processor from: `module:callable`, a `Factory`."""

THREAD_VARIABLES: Final = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
SECRETS: Final = frozenset({"sasl_username", "sasl_password"})
FAULT_CHARACTERS: Final = 1_000

_log = structlog.get_logger(__name__)


class Done(Message, frozen=True):
    """What became of one record: its outputs and the seconds of each stage, or a defect of ours."""

    outputs: tuple[Outbound, ...] = ()
    seconds: dict[str, float] = msgspec.field(default_factory=dict)
    fault: str | None = None


class Report(Message, frozen=True):
    """What a process tells the pool when it has started, or why it could not."""

    pid: int
    fault: str | None = None


class Processor(Protocol):
    """The journey of one record; never raises because of the input."""

    def process(self, record: Record) -> tuple[Outbound, ...]:
        """All outputs of a record, exactly one of them for the role `outcomes`."""


Factory = Callable[[Settings, Observer], Processor]


class _Process:
    """What this process holds from its start on, and the seconds of the record at hand by stage."""

    processor: Processor
    seconds: ClassVar[dict[str, float]] = {}

    @classmethod
    def observe(cls, stage: Stage, seconds: float) -> None:
        cls.seconds[stage] = cls.seconds.get(stage, 0.0) + seconds


def build_flow(settings: Settings, observe: Observer) -> Processor:
    """The real journey of an article, with schemas, rules and model loaded.

    Raises SetupError where one of them is broken.
    """
    # Only now: numpy must not be loaded before `start` has set the number of threads.
    from streams.contracts import Contracts  # noqa: PLC0415
    from streams.extract import Extractor  # noqa: PLC0415
    from streams.flow import Flow  # noqa: PLC0415

    return Flow(settings, Contracts.load(), Extractor.load(), observe)


def dump_settings(settings: Settings) -> bytes:
    """Settings for a pool process: without secrets, since it never talks to the broker."""
    plain = settings.model_dump(mode="json", exclude=set(SECRETS))
    return msgspec.json.encode(plain | {"security_protocol": "PLAINTEXT"})


def load_settings(dumped: bytes) -> Settings:
    """Settings as `dump_settings` wrote them."""
    return Settings(**msgspec.json.decode(dumped))


def start(dumped: bytes, factory: str, reports: Connection) -> None:
    """Make this process ready: one thread, logs, the processor; reports to the pool either way."""
    # A service manager may signal the whole group: the pool has to live on while the worker drains.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True, name="leave-with-parent").start()
    for variable in THREAD_VARIABLES:
        os.environ[variable] = "1"
    settings = load_settings(dumped)
    logs.configure(settings)
    try:
        _Process.processor = resolve(factory)(settings, _Process.observe)
    except BaseException as error:
        fault = f"{type(error).__name__}: {error}"[:FAULT_CHARACTERS]
        reports.send_bytes(msgspec.msgpack.encode(Report(pid=os.getpid(), fault=fault)))
        raise
    # What is loaded by now stays for good: keep the collector from walking through it again and again.
    gc.collect()
    gc.freeze()
    reports.send_bytes(msgspec.msgpack.encode(Report(pid=os.getpid())))


def work(records: bytes) -> bytes:
    """Process records one after the other: a list of `Record`s in, a list of as many `Done`s out."""
    return _ENCODE([_one(record) for record in _DECODE(records)])


def _one(record: Record) -> Done:
    _Process.seconds.clear()
    try:
        outputs = _Process.processor.process(record)
    except Exception as defect:  # noqa: BLE001  # a defect must not take the batch with it
        _log.exception("defect", topic=record.topic, partition=record.partition, offset=record.offset)
        # Its message is not passed on, since it may hold anything.
        return Done(fault=type(defect).__name__)
    return Done(outputs=outputs, seconds=dict(_Process.seconds))


def resolve(path: str) -> Factory:
    """The callable that `module:name` names."""
    module, _, name = path.partition(":")
    found: Any = getattr(importlib.import_module(module), name)
    factory: Factory = found
    return factory


def _leave_with_parent() -> None:
    """End this process when the worker is gone, however it went."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


_ENCODE = msgspec.msgpack.Encoder().encode
_DECODE = msgspec.msgpack.Decoder(tuple[Record, ...]).decode
