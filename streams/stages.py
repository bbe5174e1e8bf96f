"""A stage of the journey: how long it took, and what went wrong in it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from time import perf_counter
from traceback import extract_tb
from typing import TypeAlias

from streams.errors import StreamsError
from streams.vocabulary import Stage

Observer: TypeAlias = Callable[[Stage, float], None]
"""Is told a stage and the seconds that an article spent in it."""


def unobserved(_stage: Stage, _seconds: float) -> None:
    """The observer where nobody looks."""


@contextmanager
def during(stage: Stage, observe: Observer) -> Iterator[None]:
    """Run a stage: time it, and turn a defect of the program into a StreamsError (reason `internal`).

    The defect is the error's `__cause__`. Its message is not told, since it may hold anything.
    """
    started = perf_counter()
    try:
        yield
    except StreamsError:
        raise
    except Exception as defect:
        raise StreamsError(stage, "internal", f"{type(defect).__name__} at {_place(defect)}") from defect
    finally:
        observe(stage, perf_counter() - started)


def _place(defect: Exception) -> str:
    """The innermost place in our own code, as `extract/reader.py:40`, on any machine."""
    package = PurePath(__file__).parent
    ours = [frame for frame in extract_tb(defect.__traceback__) if PurePath(frame.filename).is_relative_to(package)]
    inner = [frame for frame in ours if frame.filename != __file__]
    frame = (inner or ours)[-1]
    return f"{PurePath(frame.filename).relative_to(package).as_posix()}:{frame.lineno}"
