"""Joins what the model says of price caps with the drafts of the rules."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from streams.extract.caps import CapDraft, find_price_caps
from streams.extract.document import Document
from streams.extract.learned.features import place_of
from streams.extract.learned.frames import CapFrame
from streams.extract.learned.parties import imposing
from streams.extract.learned.prepared import Level, Prepared
from streams.extract.sanctions.details import details_of
from streams.vocabulary import COMMODITIES, REGIMES

RULE: Final = "model/caps"
EVEN: Final = 0.5
OPT="s"


@dataclass(frozen=True, slots=True)
class CapCuts:
    """From which probability on an amount is a level, a cap without level is told, and a slot outweighs the rules'."""

    level: float = 0.6
    bare: float = 0.75
    seen: float = 0.05
    slot: float = 0.75


def caps(
    document: Document, prepared: Prepared, frames: Iterable[CapFrame], drafts: list[CapDraft], cuts: CapCuts
) -> list[CapDraft]:
    """The caps that model and rules together find."""
    known = {_key(prepared.levels, frame.level): frame for frame in frames if frame.level is not None}
    bare = {frame.place: frame for frame in frames if frame.level is None}
    told = _told(document, prepared, known.values(), drafts, cuts)
    if told:
        drafts = list(find_price_caps(document, told=told))
    found = [
        _settled(prepared, draft, frame, cuts)
        for draft in drafts
        if (frame := _frame_of(document, prepared, draft, known, bare)) is not None
        and frame.probability >= cuts.seen
    ]
    goods = {draft.commodity for draft in found}
    for place, frame in sorted(bare.items()):
        if frame.probability >= cuts.bare and not any(place_of(document, d.evidence[0]) == place for d in found):
            draft = _without_level(document, prepared, frame)
            if draft is not None and draft.commodity not in goods:
                goods.add(draft.commodity)
                found.append(draft)
    return sorted(found, key=lambda draft: draft.evidence[0])


def _told(
    document: Document, prepared: Prepared, frames: Iterable[CapFrame], drafts: list[CapDraft], cuts: CapCuts
) -> dict[tuple[int, int], bool]:
    """Where the model outweighs the rules: amounts that they passed over, and ones that are hardly levels."""
    likely = {frame.level: frame.probability for frame in frames if frame.level is not None}
    seen = {(place_of(document, span), draft.amount) for draft in drafts for span in draft.evidence}
    told: dict[tuple[int, int], bool] = {}
    for index, level in enumerate(prepared.levels):
        by_rule = {(level.place, level.quantity.low), (level.place, level.quantity.high)} & seen
        probability = likely.get(index, 0.0)
        if by_rule and probability < cuts.seen:
            told[_key(prepared.levels, index)] = False
        elif not by_rule and probability >= cuts.level:
            told[_key(prepared.levels, index)] = True
    return told


def _key(levels: tuple[Level, ...], index: int) -> tuple[int, int]:
    """A level as the rules know it: the sentence, and which of its amounts."""
    place = levels[index].place
    first = next(i for i, level in enumerate(levels) if level.place == place)
    return place, index - first


def _frame_of(
    document: Document,
    prepared: Prepared,
    draft: CapDraft,
    known: dict[tuple[int, int], CapFrame],
    bare: dict[int, CapFrame],
) -> CapFrame | None:
    """The surest frame for a draft: of its amount, in the sentences of its proof where it stands there."""
    places = {place_of(document, span) for span in draft.evidence}
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


def _settled(prepared: Prepared, draft: CapDraft, frame: CapFrame, cuts: CapCuts) -> CapDraft:
    """The draft of the rules with the slots of which the model is sure."""
    imposers = imposing(prepared, frame.roles)
    regime = REGIMES[max(range(len(REGIMES)), key=frame.regimes.__getitem__)]
    place = max(range(len(frame.commodities)), key=frame.commodities.__getitem__)
    commodity = draft.commodity
    if place < len(COMMODITIES) and frame.commodities[place] >= cuts.slot:
        commodity = COMMODITIES[place]
    sure = max(frame.statuses) >= EVEN
    return replace(
        draft,
        commodity=commodity if "c" in OPT else draft.commodity,
        regime=regime if "r" in OPT and max(frame.regimes) >= cuts.slot else draft.regime,
        status=frame.status if "s" in OPT and sure else draft.status,
        background=frame.background > EVEN if "b" in OPT else draft.background,
        negated=frame.negated > EVEN if "b" in OPT else draft.negated,
        imposers=(imposers.actors or draft.imposers) if "i" in OPT else draft.imposers or imposers.actors,
        authority=(imposers.authority or draft.authority) if "i" in OPT else draft.authority or imposers.authority,
        confidence=round(frame.probability, 2),
        why=(*draft.why, f"model: cap {frame.probability:.2f}, {frame.status}"),
    )


def _without_level(document: Document, prepared: Prepared, frame: CapFrame) -> CapDraft | None:
    """A cap without level that the rules did not see; null where it is not told what is capped."""
    sentence = document.sentences[frame.place]
    place = max(range(len(frame.commodities)), key=frame.commodities.__getitem__)
    if place >= len(COMMODITIES):
        return None
    regime = REGIMES[max(range(len(REGIMES)), key=frame.regimes.__getitem__)]
    imposers = imposing(prepared, frame.roles)
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
        confidence=round(frame.probability, 2),
        rule=RULE,
        why=(f"model: cap without level {frame.probability:.2f}",),
    )
