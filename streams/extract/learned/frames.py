"""What the learned model says of an act or a cap, as probabilities."""

from dataclasses import dataclass
from typing import Final

from streams.vocabulary import MEASURES, STATUSES

PAIRED: Final = frozenset({"threatened", "called_for", "proposed", "adopted", "in_force"})
STAGES: Final = tuple(
    tuple(STATUSES.index(status) for status in stage)
    for stage in (
        ("threatened", "called_for", "proposed"),
        ("adopted", "in_force"),
        *((status,) for status in STATUSES if status not in PAIRED),
    )
)
"""Statuses that are close to each other, as places in `STATUSES`: wished for, decided, and each other by itself."""


def likeliest_status(statuses: tuple[float, ...]) -> str:
    """Of the stage that is likeliest as a whole, the likeliest status.

    Whether a measure is adopted or in force already may be open where it is plain that it is more than a proposal.
    """
    stage = max(STAGES, key=lambda places: sum(statuses[place] for place in places))
    return STATUSES[max(stage, key=statuses.__getitem__)]


@dataclass(frozen=True, slots=True)
class Role:
    """How surely a candidate (an index into `Prepared.candidates`) imposes, and is hit."""

    candidate: int
    imposes: float
    is_hit: float


@dataclass(frozen=True, slots=True)
class ActFrame:
    """One action in one sentence: whether it is told there, and its slots, each a probability.

    `statuses` follow `vocabulary.STATUSES`, `measures` follow `vocabulary.MEASURES`.
    """

    place: int
    action: str
    probability: float
    statuses: tuple[float, ...]
    background: float
    negated: float
    measures: tuple[float, ...]
    roles: tuple[Role, ...]

    @property
    def status(self) -> str:
        """The likeliest status of the likeliest stage."""
        return likeliest_status(self.statuses)

    @property
    def measure(self) -> str:
        """The likeliest measure."""
        return MEASURES[max(range(len(MEASURES)), key=self.measures.__getitem__)]


@dataclass(frozen=True, slots=True)
class CapFrame:
    """A cap at an amount (`level`: an index into `Prepared.levels`), or one without level in a sentence.

    `regimes` follow `vocabulary.REGIMES`; `commodities` follow `vocabulary.COMMODITIES`, then any other.
    """

    place: int
    level: int | None
    probability: float
    statuses: tuple[float, ...]
    background: float
    negated: float
    regimes: tuple[float, ...]
    commodities: tuple[float, ...]
    roles: tuple[Role, ...]

    @property
    def status(self) -> str:
        """The likeliest status of the likeliest stage."""
        return likeliest_status(self.statuses)


@dataclass(frozen=True, slots=True)
class Frames:
    """All frames of a document above the model's floor."""

    acts: tuple[ActFrame, ...]
    caps: tuple[CapFrame, ...]
