"""Joins what the model says of price caps with the drafts of the rules."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from streams.extract.caps import CapDraft, find_price_caps
from streams.extract.caps.levels import TOLD
from streams.extract.document import Document
from streams.extract.learned.confidence import CAP, Confidence, log_odds, sureness
from streams.extract.learned.features import places_of
from streams.extract.learned.frames import CapFrame
from streams.extract.learned.parties import imposing
from streams.extract.learned.prepared import Level, Prepared
from streams.extract.sanctions.details import details_of
from streams.vocabulary import COMMODITIES, REGIMES

RULE: Final = "model/caps"
TOLD_RULE: Final = f"caps/{TOLD}"
"""The rule of a cap whose level only the model saw."""
EVEN: Final = 0.5


@dataclass(frozen=True, slots=True)
class CapCuts:
    """From which probability on an amount is a level, a cap without level is told, and one of the rules stands."""

    level: float = 0.7
    bare: float = 0.9
    seen: float = 0.05


CUTS: Final = CapCuts()


def caps(
    document: Document,
    clauses: Document,
    prepared: Prepared,
    frames: Iterable[CapFrame],
    drafts: list[CapDraft],
    confidence: Confidence,
    cuts: CapCuts = CUTS,
) -> list[CapDraft]:
    """The caps that model and rules together find; the model's frames count in clauses, the rules in sentences."""
    frames = tuple(frames)
    known = {frame.level: frame for frame in frames if frame.level is not None}
    bare = {frame.place: frame for frame in frames if frame.level is None}
    told = _told(document, clauses, prepared, known, drafts, cuts)
    if told:
        drafts = list(find_price_caps(document, told=told))
    found = [
        _settled(prepared, draft, frame, confidence)
        for draft in drafts
        if (frame := _frame_of(clauses, prepared, draft, known, bare)) is not None and frame.probability >= cuts.seen
    ]
    goods = {draft.commodity for draft in found}
    for place, frame in sorted(bare.items()):
        if frame.probability >= cuts.bare and not any(place in places_of(clauses, d) for d in found):
            draft = _without_level(clauses, prepared, frame, confidence)
            if draft is not None and draft.commodity not in goods:
                goods.add(draft.commodity)
                found.append(draft)
    return sorted(found, key=lambda draft: draft.evidence[0])


def _told(
    document: Document,
    clauses: Document,
    prepared: Prepared,
    known: dict[int, CapFrame],
    drafts: list[CapDraft],
    cuts: CapCuts,
) -> dict[tuple[int, int], bool]:
    """Where the model outweighs the rules: amounts that they passed over, and ones that are hardly levels."""
    seen = {(place, draft.amount) for draft in drafts for place in places_of(clauses, draft)}
    told: dict[tuple[int, int], bool] = {}
    for index, level in enumerate(prepared.levels):
        by_rule = {(level.place, level.quantity.low), (level.place, level.quantity.high)} & seen
        probability = known[index].probability if index in known else 0.0
        if by_rule and probability < cuts.seen:
            told[_key(document, level)] = False
        elif not by_rule and probability >= cuts.level:
            told[_key(document, level)] = True
    return told


def _key(document: Document, level: Level) -> tuple[int, int]:
    """A level as the rules know it: the sentence, and which of its amounts."""
    sentence = document.sentence_at(level.quantity.start)
    if sentence is None:
        return level.place, level.number
    return sentence.index, next(i for i, q in enumerate(sentence.quantities) if q.start == level.quantity.start)


def _frame_of(
    document: Document,
    prepared: Prepared,
    draft: CapDraft,
    known: dict[int, CapFrame],
    bare: dict[int, CapFrame],
) -> CapFrame | None:
    """The surest frame for a draft: of its amount, in the sentences of its proof where it stands there."""
    places = places_of(document, draft)
    if draft.amount is None:
        return max((bare[p] for p in places if p in bare), key=lambda f: f.probability, default=None)
    fitting = [
        frame
        for frame in known.values()
        if frame.level is not None
        and draft.amount in (prepared.levels[frame.level].quantity.low, prepared.levels[frame.level].quantity.high)
    ]
    near = [frame for frame in fitting if frame.place in places]
    return max(near or fitting, key=lambda f: f.probability, default=None)


def _settled(prepared: Prepared, draft: CapDraft, frame: CapFrame, confidence: Confidence) -> CapDraft:
    """The draft of the rules, which know goods, status and imposers of caps better, as sure as the model is of it."""
    imposers = imposing(prepared, frame.roles)
    signs = _signs(prepared, frame, ruled=draft.rule != TOLD_RULE)
    unseen = draft.rule == TOLD_RULE and max(frame.statuses) >= EVEN
    return replace(
        draft,
        status=frame.status if unseen else draft.status,
        imposers=draft.imposers or imposers.actors,
        authority=draft.authority or imposers.authority,
        confidence=confidence.of(CAP, signs),
        signs=signs,
        why=(*draft.why, f"model: cap {frame.probability:.2f}, {frame.status}"),
    )


def _signs(prepared: Prepared, frame: CapFrame, *, ruled: bool) -> tuple[float, ...]:
    return (
        log_odds(frame.probability),
        log_odds(max(frame.statuses)),
        abs(log_odds(frame.background)),
        sureness(role.imposes for role in frame.roles if prepared.candidates[role.candidate].acts_for is not None),
        log_odds(max(frame.commodities)),
        log_odds(max(frame.regimes)),
        float(ruled),
    )


def _without_level(document: Document, prepared: Prepared, frame: CapFrame, confidence: Confidence) -> CapDraft | None:
    """A cap without level that the rules did not see; null where it is not told what is capped."""
    sentence = document.sentences[frame.place]
    place = max(range(len(frame.commodities)), key=frame.commodities.__getitem__)
    if place >= len(COMMODITIES):
        return None
    regime = REGIMES[max(range(len(REGIMES)), key=frame.regimes.__getitem__)]
    imposers = imposing(prepared, frame.roles)
    signs = _signs(prepared, frame, ruled=False)
    origin = max(frame.roles, key=lambda role: role.is_hit, default=None)
    named = prepared.candidates[origin.candidate].actor if origin is not None and origin.is_hit >= EVEN else None
    details = details_of(sentence, (sentence.start, sentence.end), document)
    return CapDraft(
        regime=regime,
        commodity=COMMODITIES[place],
        origin=named.name if named and regime == "sanction" else None,
        origin_id=named.id if named and regime == "sanction" else None,
        imposers=imposers.actors,
        authority=imposers.authority,
        status=frame.status,
        negated=frame.negated > EVEN,
        background=frame.background > EVEN,
        effective=details["effective"],
        until=details["until"],
        deadline=details["deadline"],
        attribution=details["attribution"],
        evidence=((sentence.start, sentence.end),),
        confidence=confidence.of(CAP, signs),
        signs=signs,
        rule=RULE,
        why=(f"model: cap without level {frame.probability:.2f}",),
    )
