"""A sanctions fact before it has an id: offsets are those of the clean text."""

from dataclasses import dataclass

from streams.ids import Part
from streams.messages import Actor, Attribution, Deadline, Instrument


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionDraft:
    """All fields of `messages.SanctionFact` but ids and the article's own; `evidence` holds spans.

    `at` is where the word stands that tells the act; null where no word of a rule does.
    """

    action: str
    status: str
    negated: bool = False
    background: bool = False
    imposers: tuple[Actor, ...] = ()
    authority: Actor | None = None
    targets: tuple[Actor, ...] = ()
    measures: tuple[str, ...] = ("unspecified",)
    secondary: bool = False
    countermeasure: bool = False
    instrument: Instrument | None = None
    announced: str | None = None
    effective: str | None = None
    until: str | None = None
    deadline: Deadline | None = None
    attribution: tuple[Attribution, ...] = ()
    evidence: tuple[tuple[int, int], ...]
    at: int | None = None
    confidence: float = 0.5
    rule: str
    why: tuple[str, ...] = ()
    signs: tuple[float, ...] = ()

    def key(self) -> tuple[Part, ...]:
        """What makes the fact distinct: one fact for each (action, status, imposers, targets, measures)."""
        return (
            self.action,
            self.status,
            self.negated,
            tuple(sorted({actor.name for actor in self.imposers})),
            tuple(sorted({actor.name for actor in self.targets})),
            tuple(sorted(set(self.measures))),
        )
