"""What the readers of a document saw on the way to its facts, kept only where somebody asks for it.

A `Trace` is handed down by `sanctionwire extract --explain`; in the worker there is none, and nothing is kept.
It holds plain values and no spaCy tokens, so that it outlives the document.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from streams.extract.caps import CapDraft
from streams.extract.document import Document, Quantity
from streams.extract.sanctions.draft import SanctionDraft

if TYPE_CHECKING:
    from streams.extract.learned.frames import Frames
    from streams.extract.learned.prepared import Prepared

Span: TypeAlias = tuple[int, int]
"""Offsets into the clean text, end exclusive."""
CAPS_TELL: Final = "the price-cap rules tell it, with its level"
"""Why an act that is a cap leads to no draft of the sanctions rules."""
NO_MEASURE: Final = "no words name one"
"""Why an act has no measure."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An act that the sanctions rules saw in a sentence: its words, and what came of them.

    `why` tells of a draft what set its slots, each as "SLOT: reason"; `dropped` why there is no draft.
    """

    rule: str
    action: str
    sentence: Span
    words: tuple[Span, ...]
    why: tuple[str, ...] = ()
    dropped: str | None = None


@dataclass(frozen=True, slots=True)
class Drafts:
    """Acts and caps at one step."""

    acts: tuple[SanctionDraft, ...] = ()
    caps: tuple[CapDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the learned model was asked and what it said."""

    prepared: "Prepared"
    frames: "Frames"


@dataclass(slots=True)
class Trace:
    """Collects, for one document: what the rules saw and drafted, what the model said, and what was told."""

    seen: list[Seen] = field(default_factory=list)
    sentences: tuple[Span, ...] = ()
    amounts: tuple[Quantity, ...] = ()
    ruled: Drafts = field(default_factory=Drafts)
    told: Drafts = field(default_factory=Drafts)
    asked: Asked | None = None

    def keep(self, document: Document, ruled: Drafts, told: Drafts, asked: Asked | None) -> None:
        """Keep what a document led to; `asked` is null where the model was not asked."""
        self.sentences = tuple((sentence.start, sentence.end) for sentence in document.sentences)
        self.amounts = tuple(amount for sentence in document.sentences for amount in sentence.quantities)
        self.ruled, self.told, self.asked = ruled, told, asked

    def place_of_clause(self, clause: int) -> int:
        """The index of the sentence that holds a clause of the model's; without the model, a clause is a sentence."""
        return clause if self.asked is None else self.place_of(self.asked.prepared.spans[clause])

    def place_of(self, span: Span) -> int:
        """The index of the sentence where a span begins; 0 where it begins in none, as for the model."""
        return next((i for i, (start, end) in enumerate(self.sentences) if start <= span[0] < end), 0)
