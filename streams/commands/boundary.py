"""How every command ends: exit codes, and failures as one line on standard error."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

import typer
from typer.core import TyperGroup

from streams.errors import SanctionwireError

FOUND_PROBLEMS: Final = 1
WRONG_SETUP: Final = 2
INTERRUPTED: Final = 130
READER_GONE: Final = 141

EXIT_CODES: Final = """Exit codes:
  0    done, nothing wrong
  1    done, and problems were found; each stands on one line of standard error
  2    wrong usage or set-up; nothing was done
  130  stopped with Ctrl-C
  141  the reader of the output went away (`| head`)"""


class Commands(TyperGroup):
    """The commands as a group that turns expected failures into a line and an exit code."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  # typer's own context type is private
        """Run the command that was asked for."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except SanctionwireError as error:
            complain(str(error))
            raise typer.Exit(WRONG_SETUP) from None
        except BrokenPipeError:
            # What is still buffered has no reader; without this, Python complains at its exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(READER_GONE) from None
        return result


def complain(message: str) -> None:
    """One line on standard error."""
    typer.echo("sanctionwire: " + "; ".join(message.strip().splitlines()), err=True)


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """Ctrl-C as a question that a loop asks: whether somebody pressed it. The second time it ends at once.

    An interrupt that a library meets in the middle of its work can get lost there; this one can't. It
    works, too, where the process was started with interrupts ignored, as shells do behind `&`.
    """
    pressed = threading.Event()

    def press(_number: int, _frame: FrameType | None) -> None:
        if pressed.is_set():
            raise KeyboardInterrupt
        pressed.set()

    before = signal.signal(signal.SIGINT, press)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def finish(problems: int) -> None:
    """End a command that went through: exit code 1 if problems were found."""
    if problems:
        raise typer.Exit(FOUND_PROBLEMS)
