"""A broker that is a guarded process of ours."""

import re
import shutil
import signal
from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from streams.broker.broker import Broker
from streams.broker.guarded import GuardedProcess
from streams.broker.readiness import wait_until_ready
from streams.errors import SetupError

START_LIMIT_S: Final = 60.0
"""A node answers within 15 s on two cores; a busy machine gets more."""
_STOP_GRACE_S: Final = 20.0
_TAIL_BYTES: Final = 50_000
_EXCEPTION: Final = re.compile(
    r'(?:Exception in thread "[^"]{1,100}" |Caused by: )?([\w.$]{1,200}(?:Exception|Error): .{1,500})'
)


class PortTakenError(SetupError):
    """Somebody else listens on the port by now."""


class Node(Broker):
    """A node with a folder of its own: data, log and settings lie there until `close`."""

    name = "broker"
    """What error messages call it."""

    def __init__(self, folder: Path, bootstrap_servers: str, plain_servers: str) -> None:
        self.folder = folder
        self.bootstrap_servers = bootstrap_servers
        self.plain_servers = plain_servers
        self.log = folder / "server.log"
        self._process: GuardedProcess | None = None

    @abstractmethod
    def command(self) -> Sequence[str | Path]:
        """The command line that runs the node in the foreground."""

    @property
    def pid(self) -> int | None:
        """The node's process id, None while it is stopped."""
        return self._process.pid if self._process and self._process.exit_code is None else None

    def start(self) -> None:
        """Starts the node and returns when it answers. Raises SetupError."""
        if self.pid is not None:
            raise SetupError(f"{self.name} runs already")
        self._process = GuardedProcess(self.command(), self.folder, self.log)
        try:
            wait_until_ready(self.plain_servers, START_LIMIT_S, self._fault)
        except SetupError:
            self._process.kill()
            raise

    def stop(self) -> None:
        """SIGTERM, and SIGKILL should it not end in 20 s."""
        if self._process is not None:
            self._process.stop(_STOP_GRACE_S)

    def kill(self) -> None:
        """SIGKILL."""
        if self._process is not None:
            self._process.kill()

    def pause(self) -> None:
        """SIGSTOP. Raises SetupError where the node does not run."""
        self._running().signal(signal.SIGSTOP)

    def resume(self) -> None:
        """SIGCONT. Raises SetupError where the node does not run."""
        self._running().signal(signal.SIGCONT)

    def close(self) -> None:
        """Stops the node and removes its folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _running(self) -> GuardedProcess:
        if self._process is None or self._process.exit_code is not None:
            raise SetupError(f"{self.name} does not run")
        return self._process

    def _fault(self) -> str | None:
        """Why the node ended before it was ready, None while it runs."""
        if self._process is None or self._process.exit_code is None:
            return None
        said = last_fault(self.log)
        if "already in use" in said:
            raise PortTakenError(f"{self.name} did not start: {said}")
        return f"{self.name} did not start: {said}"


def last_fault(log: Path) -> str:
    """What a log says of a node's end: its last exception, else its last error, else its last line."""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - _TAIL_BYTES))
        lines = [line.strip() for line in file.read().decode(errors="replace").splitlines() if line.strip()]
    exceptions = [found[1] for line in lines if (found := _EXCEPTION.match(line))]
    errors = [line for line in lines if " ERROR " in line]
    return next(reversed(exceptions or errors or lines), "it said nothing")
