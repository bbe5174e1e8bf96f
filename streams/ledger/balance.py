"""What the ledger found: a line for each partition, one for each topic of outputs, and the faults."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

WAITING: Final = "waiting"
LOST: Final = "lost"
CONFLICTING: Final = "conflicting"
ORPHANED: Final = "orphaned"
UNEXPLAINED: Final = "unexplained"
MISSING: Final = "missing"
DIFFERING: Final = "differing"
INVALID: Final = "invalid"

FAULTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        WAITING: "records have no outcome and are not committed: they wait for a worker",
        LOST: "records have no outcome, though a later offset is committed: nobody will read them again",
        CONFLICTING: "records have outcomes that differ",
        ORPHANED: "outcomes tell of offsets that hold no record",
        UNEXPLAINED: "outputs are named by no outcome",
        MISSING: "outputs are named by an outcome, and their topic does not hold them",
        DIFFERING: "outputs of one record were published more than once, with different bytes",
        INVALID: "messages break their schema",
    }
)
"""Kinds of faults and what they say, the number put before."""
SHOWN: Final = 10
"""How many examples of a fault are kept."""


@dataclass(slots=True)
class Fault:
    """How often something is wrong, and where it was seen first."""

    kind: str
    count: int
    examples: list[str]

    def __str__(self) -> str:
        return f"{self.count} {FAULTS[self.kind]} ({', '.join(self.examples)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One partition of the article topic.

    `fates` counts the records by their outcome; `repeats` are outcomes told again, alike; `unfinished` is the
    smallest offset without an outcome, null where there is none; `committed` is null where nothing is.
    """

    partition: int
    records: int
    fates: Mapping[str, int]
    repeats: int
    waiting: int
    lost: int
    unfinished: int | None
    committed: int | None


@dataclass(frozen=True, slots=True)
class Balance:
    """The whole account. `outputs` gives messages and repeats of each role's topic."""

    lines: tuple[Line, ...]
    outputs: Mapping[str, tuple[int, int]]
    faults: tuple[Fault, ...]

    def balances(self, *, live: bool = False) -> bool:
        """Whether nothing is wrong; on a live system records may wait."""
        return not any(fault.kind != WAITING or not live for fault in self.faults)
