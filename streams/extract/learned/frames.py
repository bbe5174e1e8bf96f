"""What the learned model says of an act or a cap, as probabilities."""

from dataclasses import dataclass

from streams.vocabulary import MEASURES, STATUSES, phase_of


def likeliest_status(statuses: tuple[float, ...]) -> str:
    """Of the phase that is likeliest as a whole, the likeliest status.

    Whether a measure is adopted or in force already may be open where it is plain that it is more than a proposal.
    """
    shares: dict[str, float] = {}
    for status, share in zip(STATUSES, statuses, strict=True):
        shares[phase_of(status)] = shares.get(phase_of(status), 0.0) + share
    phase = max(shares, key=shares.__getitem__)
    return max((status for status in STATUSES if phase_of(status) == phase), key=lambda s: statuses[STATUSES.index(s)])


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
