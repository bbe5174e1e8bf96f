"""A command that never outlives this process."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from streams.errors import SetupError

_GUARD: Final = Path(__file__).with_name("guard.py")
_GONE_S: Final = 30.0
"""After SIGKILL only the kernel is waited for."""


class GuardedProcess:
    """A command, run through `guard.py`; `pid` is the command's own process id.

    The command is killed and `folder` removed when this process ends, however it ends. Both
    outputs are appended to `log`. It runs in a session of its own, so that Ctrl-C in a terminal
    reaches us first and we decide the order of stopping.
    """

    def __init__(self, command: Sequence[str | Path], folder: Path, log: Path) -> None:
        """Starts the command. Raises SetupError where it can't be started."""
        # -I and -S: neither the caller's environment nor site-packages slow the guard down or change it.
        guard = [sys.executable, "-I", "-S", str(_GUARD), str(os.getpid()), str(folder), str(log)]
        self._guard = subprocess.Popen(  # noqa: S603  # the command is our own
            [*guard, *map(str, command)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        if self._guard.stdout is None or self._guard.stderr is None:
            raise SetupError("the guard has no pipes")
        with self._guard.stdout as told:
            line = told.readline()
        if not line:
            with self._guard.stderr as told:
                said = told.read().decode(errors="replace").strip().splitlines()
            self._guard.wait()
            raise SetupError(f"{command[0]} can't be started: {said[-1] if said else 'its guard died'}")
        self.pid = int(line)

    @property
    def exit_code(self) -> int | None:
        """The command's exit status, 128 + N after signal N, None while it runs."""
        return self._guard.poll()

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal, if the command still runs."""
        if self.exit_code is None:
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                # It ended just now; the guard is about to say so.
                return

    def wait(self, timeout: float) -> int:
        """Waits for the end and returns the exit status. Raises TimeoutError after `timeout` seconds."""
        try:
            status = self._guard.wait(timeout)
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"still running after {timeout:.0f} s") from None
        for pipe in (self._guard.stdin, self._guard.stderr):
            if pipe is not None:
                pipe.close()
        return status

    def kill(self) -> None:
        """SIGKILL, and waits until it is gone."""
        self.signal(signal.SIGKILL)
        self.wait(_GONE_S)

    def stop(self, grace: float) -> None:
        """SIGTERM, and SIGKILL if it still runs after `grace` seconds."""
        self.signal(signal.SIGTERM)
        # A paused process sees SIGTERM only when it goes on.
        self.signal(signal.SIGCONT)
        try:
            self.wait(grace)
        except TimeoutError:
            self.kill()
