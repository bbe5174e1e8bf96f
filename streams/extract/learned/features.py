"""What the rules see in a document, as numbers for the learned model."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from streams.extract.caps import CapDraft
from streams.extract.document import Document, Quantity, Sentence
from streams.extract.learned.candidates import TITLE, Candidate
from streams.extract.sanctions.draft import SanctionDraft
from streams.extract.sanctions.lexicon import measure_cues, predicates, restrictions
from streams.vocabulary import MEASURES, REGIMES, STATUSES

ROLES: Final = ("effective", "until", "deadline", "announced", "past")
SENTENCE_FEATURES: Final = 3 * len(MEASURES) + len(STATUSES) + len(ROLES) + 12
SIGNS: Final = slice(
    3 * len(MEASURES) + len(STATUSES) + len(ROLES) + 2, 3 * len(MEASURES) + len(STATUSES) + len(ROLES) + 4
)
"""Where a row of a sentence says that it has a verb for an act on a party, and a noun for a restriction."""
ACTION_FEATURES: Final = 3
LEVEL_FEATURES: Final = 8 + len(REGIMES)
PAIR_FEATURES: Final = 16
FAR: Final = 20
OFTEN: Final = 5
"""Distances in clauses and numbers of tellings above these count like these."""


@dataclass(frozen=True, slots=True)
class RuleView:
    """The drafts of the rules by the sentence that holds their proof; `places` are those of the acts, in order."""

    sanctions: dict[int, list[SanctionDraft]]
    caps: dict[int, list[CapDraft]]
    places: list[int]
    everywhere: list[CapDraft]
    regimes: frozenset[str]
    replaced: frozenset[Decimal]

    @classmethod
    def of(cls, document: Document, sanctions: list[SanctionDraft], caps: list[CapDraft]) -> "RuleView":
        """The drafts of a document, sorted into its sentences."""
        acts: dict[int, list[SanctionDraft]] = {}
        capped: dict[int, list[CapDraft]] = {}
        for draft in sanctions:
            acts.setdefault(place_of_act(document, draft), []).append(draft)
        for cap in caps:
            for index in places_of(document, cap):
                capped.setdefault(index, []).append(cap)
        return cls(
            acts,
            capped,
            sorted(acts),
            caps,
            frozenset(cap.regime for cap in caps),
            frozenset(cap.previous_amount for cap in caps if cap.previous_amount is not None),
        )

    def acts_before(self, index: int) -> list[SanctionDraft]:
        """The acts of the last sentence before one that tells any."""
        place = bisect_left(self.places, index)
        return self.sanctions[self.places[place - 1]] if place else []


def place_of_act(document: Document, draft: SanctionDraft) -> int:
    """The index of the sentence with the word that tells an act, else of the one where its proof begins."""
    sentence = document.sentence_at(draft.evidence[0][0] if draft.at is None else draft.at)
    return sentence.index if sentence is not None else 0


def places_of(document: Document, cap: CapDraft) -> set[int]:
    """The indices of the sentences that hold the proof of a cap."""
    found: set[int] = set()
    for start, end in cap.evidence:
        first = max(bisect_right(document.sentences, start, key=lambda s: s.start) - 1, 0)
        last = bisect_left(document.sentences, end, key=lambda s: s.start)
        found.update(range(first, max(last, first + 1)))
    return found


def sentence_features(document: Document, rules: RuleView) -> list[list[float]]:
    """One row for each sentence: `SENTENCE_FEATURES` numbers."""
    cues = [_cues(sentence) for sentence in document.sentences]
    nothing = [0.0] * len(MEASURES)
    count = len(cues)
    rows = []
    for sentence in document.sentences:
        i = sentence.index
        drafts, caps = rules.sanctions.get(i, []), rules.caps.get(i, [])
        statuses = {draft.status for draft in drafts} | {cap.status for cap in caps}
        dates = {date.role for date in sentence.dates}
        rows.append(
            [
                *cues[i],
                *(cues[i - 1] if i else nothing),
                *(cues[i + 1] if i + 1 < count else nothing),
                *(float(status in statuses) for status in STATUSES),
                *(float(role in dates) for role in ROLES),
                float(any(d.background for d in drafts) or any(c.background for c in caps)),
                float(any(d.negated for d in drafts) or any(c.negated for c in caps)),
                float(predicates().party.within(sentence.span)),
                float(restrictions().within(sentence.span)),
                float(any(True for _ in predicates().verbs.find(sentence.span))),
                float(bool(rules.sanctions.get(i - 1))),
                float(bool(rules.sanctions.get(i + 1))),
                float(bool(caps)),
                float(bool(sentence.quantities)),
                float(i == 0),
                i / max(count, 1),
                min(count, 40) / 40,
            ]
        )
    return rows


def names_a_restriction(row: list[float]) -> bool:
    """Whether a sentence, by its row of features, has any word for a measure, a restriction, or an act on a party."""
    return any(row[: len(MEASURES)]) or any(row[SIGNS])


def _cues(sentence: Sentence) -> list[float]:
    found = {hit.label for hit in measure_cues().find(sentence.span)}
    found |= {hit.label.measure for hit in restrictions().find(sentence.span)}
    return [float(measure in found) for measure in MEASURES]


def action_features(index: int, action: str, family: frozenset[str], rules: RuleView) -> list[float]:
    """What the rules found of an action in a sentence: `ACTION_FEATURES` numbers."""
    drafts = rules.sanctions.get(index, [])
    return [
        float(any(draft.action == action for draft in drafts)),
        float(any(draft.action in family for draft in drafts)),
        max((draft.confidence for draft in drafts if draft.action == action), default=0.0),
    ]


def level_features(index: int, quantity: Quantity | None, rules: RuleView) -> list[float]:
    """What the rules found of an amount, or of a cap without level, in a sentence: `LEVEL_FEATURES` numbers."""
    caps = rules.caps.get(index, [])
    if quantity is None:
        mine = [cap for cap in caps if cap.amount is None]
        shape = [0.0, 0.0, 0.0]
    else:
        mine = [cap for cap in caps if cap.amount in (quantity.low, quantity.high)]
        shape = [float(quantity.currency is not None), float(quantity.unit is not None),
                 float(quantity.low != quantity.high)]  # fmt: skip
    near = mine or caps
    regimes = {cap.regime for cap in near} if near else rules.regimes
    return [
        float(bool(mine)),
        float(bool(caps)),
        float(bool(rules.everywhere)),
        max((cap.confidence for cap in mine), default=0.0),
        float(quantity is not None and quantity.low in rules.replaced),
        *shape,
        *(float(regime in regimes) for regime in REGIMES),
    ]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the names of a document stand: how often each is told, and which the title tells.

    `wholes` holds for each clause which sentence it is of.
    """

    wholes: tuple[int, ...]
    told: Counter[str]
    titled: frozenset[str]

    @classmethod
    def of(cls, wholes: tuple[int, ...], candidates: Iterable[Candidate]) -> "Standing":
        """The standing of the names of a document."""
        told: Counter[str] = Counter()
        titled = set()
        for candidate in candidates:  # names alone: phrases are found late
            told[candidate.actor.name] += 1
            if candidate.place == TITLE:
                titled.add(candidate.actor.name)
        return cls(wholes, told, frozenset(titled))


def pair_features(candidate: Candidate, index: int, standing: Standing, rules: RuleView) -> list[float]:
    """How a candidate stands to a clause: where it is, and what the rules made of it: `PAIR_FEATURES` numbers."""
    away = index - candidate.place
    titled = candidate.place == TITLE
    drafts: list[SanctionDraft | CapDraft] = [*rules.sanctions.get(index, []), *rules.caps.get(index, [])]
    last = rules.acts_before(index)
    acting = {candidate.actor.name} | ({candidate.acts_for.name} if candidate.acts_for else set())
    return [
        float(away == 0),
        float(titled),
        float(not titled and away == 1),
        float(not titled and away == 2),  # noqa: PLR2004 - one flag for each distance
        float(not titled and away > 2),  # noqa: PLR2004
        float(not titled and away == -1),
        float(not titled and away < -1),
        float(not titled and away != 0 and standing.wholes[candidate.place] == standing.wholes[index]),
        0.0 if titled else min(abs(away), FAR) / FAR,
        min(standing.told[candidate.actor.name], OFTEN) / OFTEN,
        float(candidate.actor.name in standing.titled),
        float(any(a.name in acting for draft in drafts for a in draft.imposers)),
        float(any(candidate.actor.name in _hit(draft) for draft in drafts)),
        float(any(a.name in acting for draft in last for a in draft.imposers)),
        float(any(candidate.actor.name in _hit(draft) for draft in last)),
        float(any(draft.authority is not None and draft.authority.name == candidate.actor.name for draft in drafts)),
    ]


def _hit(draft: SanctionDraft | CapDraft) -> set[str]:
    """The names of those who are hit."""
    if isinstance(draft, CapDraft):
        return {draft.origin} if draft.origin else set()
    return {actor.name for actor in draft.targets}
