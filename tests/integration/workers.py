"""A worker as a process of its own, and what can be seen of it from outside."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
from kafka import KafkaProducer

from streams.commands.connection import records
from streams.messages import Record
from streams.settings import Settings
from streams.worker.connection import admin, client_options
from streams.worker.topics import create_topics

ROOT = Path(__file__).parents[2]
Place = tuple[int, int]
"""Partition and offset."""

PRODUCT = ("streams", "worker")
"""The worker as it is, with the real flow."""

DOUBLE = ("tests.worker.serving",)
"""The worker with a double of the flow, which does what a record's value says."""


def until(condition: Callable[[], bool], within: float, what: str) -> None:
    """Wait for a condition; fails with `what` when it does not hold in time."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, f"not within {within:g} s: {what}"
        time.sleep(0.05)


class Worker:
    """`python -m MODULE ...` with settings in its environment; its log lines are parsed as they come."""

    def __init__(self, settings: Settings, folder: Path, module: Sequence[str] = DOUBLE) -> None:
        self.log = folder / f"worker-{time.monotonic_ns()}.log"
        secrets = {"sasl_username", "sasl_password", "ssl_ca_file"}
        plain = settings.model_dump(mode="json", exclude=secrets)
        environment = {
            f"SANCTIONWIRE_{name.upper()}": value if isinstance(value, str) else json.dumps(value)
            for name, value in (plain | {"data_dir": str(folder / "data")}).items()
        }
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *module],
                cwd=ROOT,
                env={**os.environ, **environment},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.children: list[psutil.Process] = []

    def lines(self) -> Iterator[dict[str, Any]]:
        """The log lines so far."""
        # The last one may be half written, and an error of the command is a plain line.
        for line in self.log.read_text("utf-8").rpartition("\n")[0].splitlines():
            if line.startswith("{"):
                yield json.loads(line)

    def logged(self, event: str) -> list[dict[str, Any]]:
        """The log lines of an event."""
        return [entry for entry in self.lines() if entry["event"] == event]

    def wait_ready(self, within: float = 60.0) -> None:
        """Wait until the worker says so, and remember its children."""

        def ready() -> bool:
            assert self.process.poll() is None, self.log.read_text("utf-8")
            return bool(self.logged("ready"))

        until(ready, within, f"worker ready\n{self.log.read_text('utf-8')}")
        self.children = psutil.Process(self.process.pid).children(recursive=True)

    @property
    def pool(self) -> list[psutil.Process]:
        """The pool's processes."""
        return [
            process
            for process in psutil.Process(self.process.pid).children()
            if "spawn_main" in " ".join(process.cmdline())
        ]

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of one of the worker's pages."""
        (page,) = self.logged("web page")
        try:
            with urlopen(f"http://{page['host']}:{page['port']}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()

    def metric(self, name: str, **labels: str) -> float:
        """The sum of a metric's samples that have these labels."""
        total = 0.0
        for line in self.get("/metrics")[1].splitlines():
            series, _, value = line.rpartition(" ")
            if series.partition("{")[0] == name and all(f'{key}="{text}"' in series for key, text in labels.items()):
                total += float(value)
        return total

    def kill(self) -> None:
        """SIGKILL; its children have to notice by themselves."""
        self.process.kill()
        self.process.wait(10)
        gone, alive = psutil.wait_procs(self.children, timeout=10)
        assert not alive, f"{len(gone)} children left, these did not: {alive}"

    def stop(self, number: signal.Signals = signal.SIGTERM, within: float = 40.0) -> int:
        """Signal it and wait for its end; gives the exit code."""
        self.process.send_signal(number)
        return self.process.wait(within)

    def clear_away(self) -> None:
        """End it and its children, however they are."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)


@contextmanager
def running(settings: Settings, folder: Path, module: Sequence[str] = DOUBLE) -> Iterator[Worker]:
    """A worker that is ready; gone at the end."""
    worker = Worker(settings, folder, module)
    try:
        worker.wait_ready()
        yield worker
    finally:
        worker.clear_away()


def send(settings: Settings, values: Sequence[bytes | None], keys: Sequence[bytes | None] | None = None) -> None:
    """Put articles on their topic, made if it is missing; each with a header."""
    create_topics(settings)
    producer = KafkaProducer(**client_options(settings), acks="all", linger_ms=5, max_request_size=20_000_000)
    try:
        sent = [
            producer.send(
                settings.topic_articles,
                key=keys[index] if keys else f"key-{index}".encode(),
                value=value,
                headers=[("origin", str(index).encode())],
            )
            for index, value in enumerate(values)
        ]
        for result in sent:
            result.get(30)
    finally:
        producer.close()


def read(settings: Settings, *roles: str) -> list[Record]:
    """All that is on these topics now, each partition in order."""
    return list(records(settings, [settings.topic(role) for role in roles], from_beginning=True, follow=False))


def outcomes(settings: Settings) -> Counter[Place]:
    """How many outcomes each article has."""
    places = (json.loads(record.value or b"") for record in read(settings, "outcomes"))
    return Counter((place["partition"], place["offset"]) for place in places)


def wait_for_outcomes(settings: Settings, articles: int, within: float = 60.0) -> None:
    """Wait until so many articles have an outcome."""
    until(lambda: len(outcomes(settings)) >= articles, within, f"{articles} articles with an outcome")


def places(settings: Settings) -> set[Place]:
    """All articles that were sent."""
    return {(record.partition, record.offset) for record in read(settings, "articles")}


def committed(settings: Settings) -> Mapping[int, int]:
    """The group's committed offset of each partition."""
    with admin(settings) as client:
        offsets = client.list_group_offsets({settings.consumer_group: None})[settings.consumer_group]
    return {
        partition.partition: found.offset
        for partition, found in offsets.items()
        if partition.topic == settings.topic_articles and found.offset >= 0
    }


def commits_are_sound(settings: Settings) -> None:
    """Assert that nothing before a committed offset lacks its outcome. Ask after the worker is gone."""
    offsets = committed(settings)
    had = outcomes(settings)
    unfinished = [
        (partition, offset)
        for partition, offset in sorted(places(settings))
        if offset < offsets.get(partition, 0) and not had[partition, offset]
    ]
    assert not unfinished, f"committed {offsets}, yet without outcome: {unfinished[:10]}"


def repeats_are_alike(settings: Settings, *roles: str) -> int:
    """Assert that messages with the same `ce_id` are the same bytes, headers included; gives how many are repeats."""
    seen: dict[tuple[str, bytes], Record] = {}
    repeats = 0
    for record in read(settings, *roles):
        ident = (record.topic, dict(record.headers)["ce_id"])
        first = seen.setdefault(ident, record)
        assert (first.key, first.value, first.headers) == (record.key, record.value, record.headers)
        repeats += first is not record
    return repeats
