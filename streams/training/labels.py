"""What annotated facts say of a document's sentences, amounts and candidates: the answers to learn."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from streams.evaluate.compare import name_of, same_name
from streams.evaluate.corpus import Row
from streams.extract.document import Document
from streams.extract.learned.features import names_a_restriction
from streams.extract.learned.prepared import Prepared

MUCH: Final = 0.4
"""The share of the longest overlap from which on a clause may be the one that a proof is about."""
PARTLY: Final = 0.5
"""The least a candidate counts whose name agrees in part with the annotated one."""


@dataclass(frozen=True, slots=True)
class Parties:
    """By place in the pool of a sentence, how surely a candidate imposes and is hit."""

    imposes: dict[int, float]
    is_hit: dict[int, float]


@dataclass(frozen=True, slots=True)
class ActLabel:
    """An act told in the sentence `place`; the first status is the settled one, others a second reading."""

    place: int
    action: str
    statuses: tuple[str, ...]
    negated: bool
    background: bool
    optional: bool
    measures: frozenset[str]
    parties: Parties


@dataclass(frozen=True, slots=True)
class CapLabel:
    """A cap told in the sentence `place`, at an amount (an index into `Prepared.levels`) or without one."""

    place: int
    level: int | None
    statuses: tuple[str, ...]
    negated: bool
    background: bool
    optional: bool
    regime: str
    commodity: str
    parties: Parties


@dataclass(frozen=True, slots=True)
class Labels:
    """Everything annotated in an article that can be placed in its document."""

    acts: tuple[ActLabel, ...]
    caps: tuple[CapLabel, ...]


def labels_of(row: Row, document: Document, prepared: Prepared) -> Labels:
    """The labels of an annotated article; facts whose proof or amount is not found again are left out."""
    placed = [(fact, _place(fact, row["text"], document, prepared)) for fact in row["sanctions"]]
    acts = [_act(fact, place, prepared) for fact, place in placed if place is not None]
    capped = [(fact, _place(fact, row["text"], document, prepared)) for fact in row["price_caps"]]
    caps = [_cap(fact, place, prepared) for fact, place in capped if place is not None]
    return Labels(tuple(acts), tuple(cap for cap in caps if cap is not None))


def _place(fact: Mapping[str, Any], text: str, document: Document, prepared: Prepared) -> int | None:
    """The clause that shares most with the proof; of several that share much, one with words for restrictions."""
    start = text.find(fact["evidence"])
    if start < 0 or not document.sentences:
        return None
    end = start + len(fact["evidence"])
    shared = [min(sentence.end, end) - max(sentence.start, start) for sentence in document.sentences]
    much = [index for index, share in enumerate(shared) if share >= MUCH * max(shared)]
    telling = [index for index in much if names_a_restriction(prepared.sentences[index])]
    return max(telling or much, key=shared.__getitem__)


def _act(fact: Mapping[str, Any], place: int, prepared: Prepared) -> ActLabel:
    return ActLabel(
        place=place,
        action=fact["action"],
        statuses=(fact["status"], *(fact.get("status_also") or ())),
        negated=bool(fact["negated"]),
        background=bool(fact["background"]),
        optional=bool(fact["optional"]),
        measures=frozenset(fact["measures"]),
        parties=_parties(fact["imposers"], fact["targets"], place, prepared),
    )


def _cap(fact: Mapping[str, Any], place: int, prepared: Prepared) -> CapLabel | None:
    level = None
    if fact["amount"] is not None:
        amount = float(fact["amount"])
        fitting = [
            (abs(found.place - place), index)
            for index, found in enumerate(prepared.levels)
            if amount in (float(found.quantity.low), float(found.quantity.high))
        ]
        if not fitting:
            return None
        level = min(fitting)[1]
        place = prepared.levels[level].place
    return CapLabel(
        place=place,
        level=level,
        statuses=(fact["status"], *(fact.get("status_also") or ())),
        negated=bool(fact["negated"]),
        background=bool(fact["background"]),
        optional=bool(fact["optional"]),
        regime=fact["regime"],
        commodity=fact["commodity"],
        parties=_parties(fact["imposers"], [fact["origin"]] if fact["origin"] else [], place, prepared),
    )


def _parties(imposers: Iterable[str], targets: Iterable[str], place: int, prepared: Prepared) -> Parties:
    states = {name_of(name) for name in imposers}
    hit = list(targets)
    imposes: dict[int, float] = {}
    is_hit: dict[int, float] = {}
    for entry, (index, _) in enumerate(prepared.pools[place]):
        candidate = prepared.candidates[index]
        if candidate.acts_for is not None and name_of(candidate.acts_for.name) in states:
            imposes[entry] = 1.0
        likeness = max((_likeness(candidate.actor.name, name) for name in hit), default=0.0)
        if likeness:
            is_hit[entry] = likeness
    return Parties(imposes, is_hit)


def _likeness(ours: str, theirs: str) -> float:
    """1 for the same name, the share of common words for names that agree in part, else 0."""
    a, b = name_of(ours), name_of(theirs)
    if a == b:
        return 1.0
    if not same_name(a, b):
        return 0.0
    words_a, words_b = set(re.findall(r"\w+", a)), set(re.findall(r"\w+", b))
    return max(PARTLY, len(words_a & words_b) / len(words_a | words_b))
