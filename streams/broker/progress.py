"""What a start is busy with, for whoever shows a progress bar."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Step = Literal["choose", "download", "start", "ready"]


@dataclass(frozen=True, slots=True)
class Progress:
    """One report: the step, a line for a person, and bytes done of a total where they are known."""

    step: Step
    text: str
    done: int = 0
    total: int | None = None


Report = Callable[[Progress], None]
"""Takes every report; it is called in the thread that starts the broker."""


def ignore(_: Progress) -> None:
    """The report of those who show nothing."""
