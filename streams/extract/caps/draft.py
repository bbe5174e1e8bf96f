"""A price-cap fact before it has an id: offsets are those of the clean text."""

from dataclasses import dataclass
from decimal import Decimal

from streams.ids import Part
from streams.messages import Actor, Attribution, Deadline, Formula


@dataclass(frozen=True, slots=True, kw_only=True)
class CapDraft:
    """All fields of `messages.PriceCapFact` but ids and the article's own; `evidence` holds spans.

    `origin_id` is the ISO code of the origin; `tightens` says that the cap was made stricter for goods
    that were capped before.
    """

    regime: str
    commodity: str
    tier: str | None = None
    origin: str | None = None
    origin_id: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    unit: str | None = None
    previous_amount: Decimal | None = None
    formula: Formula | None = None
    imposers: tuple[Actor, ...] = ()
    authority: Actor | None = None
    status: str
    negated: bool = False
    background: bool = False
    announced: str | None = None
    effective: str | None = None
    until: str | None = None
    review: str | None = None
    deadline: Deadline | None = None
    attribution: tuple[Attribution, ...] = ()
    evidence: tuple[tuple[int, int], ...]
    confidence: float = 0.5
    rule: str
    tightens: bool = False
    why: tuple[str, ...] = ()
    signs: tuple[float, ...] = ()

    def key(self) -> tuple[Part, ...]:
        """What makes the fact distinct: commodity, tier, amount, status, imposers; and origin and denial."""
        return (
            self.commodity,
            self.tier,
            self.origin,
            str(self.amount.normalize()) if self.amount is not None else None,
            self.currency,
            self.status,
            self.negated,
            tuple(sorted({actor.name for actor in self.imposers})),
        )
