"""Runs one command and ends it when the process that asked for it is gone, even if that was killed.

Run as a script, on the standard library alone: `guard.py PARENT FOLDER LOG COMMAND...`. Standard
input is a pipe of which only the parent holds the other end: its end of file is the parent's death.
The command's process id goes to standard output; its exit status becomes the guard's own. When the
parent is gone, the command is killed and FOLDER removed.
"""

import ctypes
import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
_LOOK_AGAIN_S: Final = 1.0
"""How often the parent's id is compared: a forked relative of the parent may hold the pipe open."""


def _die_with_guard() -> Callable[[], None] | None:
    """Linux: what makes the command die with this guard, should the guard itself be killed."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def main(parent: int, folder: Path, log: Path, command: list[str]) -> int:
    """Runs the command to its end or the parent's."""
    told_to_stop: list[int] = []

    def on_signal(number: int, _: FrameType | None) -> None:
        if number != signal.SIGCHLD:
            told_to_stop.append(number)

    wake, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, on_signal)
    with log.open("ab") as sink:
        child = subprocess.Popen(  # noqa: S603  # the command is our own
            command,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            preexec_fn=_die_with_guard(),  # noqa: PLW1509  # this process has one thread
        )
    sys.stdout.write(f"{child.pid}\n")
    sys.stdout.close()
    while child.poll() is None:
        readable, _, _ = select.select([0, wake], [], [], _LOOK_AGAIN_S)
        if wake in readable:
            os.read(wake, 512)
        if 0 in readable or told_to_stop or os.getppid() != parent:
            child.kill()
            child.wait()
            shutil.rmtree(folder, ignore_errors=True)
            return 1
    return child.returncode if child.returncode >= 0 else 128 - child.returncode


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:]))
