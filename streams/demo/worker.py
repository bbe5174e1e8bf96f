"""The worker of the demo: `sanctionwire worker` as a process of its own, as in operation."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.request import urlopen

import stamina

from streams.errors import SetupError
from streams.settings import Settings

READY_WITHIN_S: Final = 90
STOPS_WITHIN_S: Final = 40
LOG_LINES: Final = 5


class NotReadyError(Exception):
    """The worker does not answer "ready" yet."""


@contextmanager
def running_worker(settings: Settings, folder: Path) -> Iterator[Path]:
    """A worker that is ready, ended (SIGTERM) at the end; yields its log file.

    Raises SetupError with the last lines of the log where it does not become ready.
    """
    log = folder / "worker.log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # our own command
            [sys.executable, "-m", "streams", "worker"],
            env={**os.environ, **environment(settings)},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_ready(process, settings, log)
        yield log
    finally:
        process.terminate()
        try:
            process.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def environment(settings: Settings) -> dict[str, str]:
    """The settings that differ from their defaults, as environment variables."""
    given = settings.model_dump(include=settings.model_fields_set)
    return {
        f"SANCTIONWIRE_{name.upper()}": str(value)
        for name, value in given.items()
        if isinstance(value, str | int | float | Path)
    }


def _wait_until_ready(process: "subprocess.Popen[bytes]", settings: Settings, log: Path) -> None:
    address = f"http://{settings.web_host}:{settings.web_port}/health/ready"
    stamina.instrumentation.set_on_retry_hooks([])  # waiting is no news; the hooks would print
    retry = stamina.retry_context(
        on=NotReadyError, attempts=None, timeout=READY_WITHIN_S, wait_initial=0.1, wait_max=0.5
    )
    try:
        for attempt in retry:
            with attempt:
                if process.poll() is not None:
                    raise SetupError(f"the worker ended with exit code {process.returncode}: {_tail(log)}")
                _ask(address)
    except NotReadyError as error:
        raise SetupError(f"the worker was not ready within {READY_WITHIN_S} s ({error}): {_tail(log)}") from None


def _ask(address: str) -> None:
    """Raises NotReadyError unless the worker answers that it is ready."""
    try:
        with urlopen(address, timeout=2) as answer:  # noqa: S310  # our own address on the loopback
            answer.read()
    except OSError as error:  # URLError and HTTPError (503 while it starts) are OSErrors
        raise NotReadyError(str(error)) from None


def _tail(log: Path) -> str:
    lines = log.read_text("utf-8", errors="replace").splitlines()[-LOG_LINES:]
    return " | ".join(lines) or "it logged nothing"
