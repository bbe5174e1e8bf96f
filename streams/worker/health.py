"""Whether the worker lives and whether it is ready, decided from facts that the other parts report.

Live: the event loop answers, and records in hand or waiting make progress; if not, a restart
may help. Ready: the worker takes records, or would if it were given any.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

BROKER_SILENT_S: Final = 10.0
"""The broker counts as lost when it has not answered for so long."""


@dataclass(slots=True)
class Vitals:
    """What is known of the worker; `stall_s` is how long records may go without progress. Times are monotonic."""

    stall_s: float
    now: Callable[[], float] = monotonic
    warmed: bool = False
    draining: bool = False
    member: bool = False
    in_flight: int = 0
    lag: Callable[[], int] = field(default=lambda: 0)
    progressed_at: float = field(init=False)
    broker_at: float | None = None

    def __post_init__(self) -> None:
        self.progressed_at = self.now()

    def beat(self) -> None:
        """Something has moved on."""
        self.progressed_at = self.now()

    def took(self, records: int) -> None:
        """Records have come in."""
        if not self.in_flight:
            self.beat()
        self.in_flight += records

    def settled(self) -> None:
        """One record is acknowledged."""
        self.in_flight -= 1
        self.beat()

    def broker_answered(self) -> None:
        """The broker has answered a question."""
        self.broker_at = self.now()

    @property
    def broker_reachable(self) -> bool:
        """Whether the broker has answered lately."""
        return self.broker_at is not None and self.now() - self.broker_at < BROKER_SILENT_S

    def dead(self) -> list[str]:
        """Why a restart would help, a line each; empty if alive.

        Without the broker nothing can move, and a restart would not bring it back.
        """
        idle = not self.in_flight and not (self.member and self.lag())
        if idle or not self.broker_reachable:
            return []
        still = self.now() - self.progressed_at
        return [f"no record has moved on for {still:.0f} s"] if still > self.stall_s else []

    def unready(self) -> list[str]:
        """Why the worker takes no records, a line each; empty if ready."""
        reasons = {
            "the pool is not warm": not self.warmed,
            "the broker can't be reached": not self.broker_reachable,
            "not a member of the consumer group": not self.member,
            "shutting down": self.draining,
        }
        return [reason for reason, holds in reasons.items() if holds]
