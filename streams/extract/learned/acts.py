"""Joins what the model says of acts with the drafts of the rules."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import prod
from typing import Final

from streams.extract.document import Document
from streams.extract.learned.confidence import ACT, Confidence, log_odds, sureness
from streams.extract.learned.features import names_a_restriction, place_of_act
from streams.extract.learned.frames import ActFrame
from streams.extract.learned.parties import hit_by, imposing
from streams.extract.learned.prepared import FAMILIES, Prepared
from streams.extract.sanctions.details import details_of
from streams.extract.sanctions.draft import SanctionDraft
from streams.vocabulary import MEASURES

RULE: Final = "model/acts"
EVEN: Final = 0.5
WISHED: Final = frozenset({"threatened", "called_for", "proposed", "agreed"})
BESIDE: Final = 2
"""Clauses before and behind an act among which words for restrictions must stand."""


@dataclass(frozen=True, slots=True)
class ActCuts:
    """From which probability on something is told.

    An act, one that the rules saw too, a second action beside it, a measure, and one beside those of the rules;
    `least` is the confidence from which on an act is told that the rules did not see; `sure` is that of rules which
    stand even where the model sees nothing, and `alone` the confidence of what they tell then.
    """

    act: float = 0.3
    seen: float = 0.03
    second: float = 0.65
    measure: float = 0.2
    further: float = 0.5
    least: float = 0.25
    sure: float = 0.85
    alone: float = 0.5


CUTS: Final = ActCuts()


def acts(
    document: Document,
    prepared: Prepared,
    frames: Iterable[ActFrame],
    drafts: list[SanctionDraft],
    confidence: Confidence,
    cuts: ActCuts = CUTS,
) -> list[SanctionDraft]:
    """The acts that model and rules together find; each takes its words from the rules where they have them."""
    by_place: dict[int, list[ActFrame]] = {}
    for frame in frames:
        by_place.setdefault(frame.place, []).append(frame)
    ruled: dict[int, list[SanctionDraft]] = {}
    for draft in drafts:
        ruled.setdefault(place_of_act(document, draft), []).append(draft)
    found: list[SanctionDraft] = []
    for place in sorted({*by_place, *ruled}):
        for family in FAMILIES:
            told = [frame for frame in by_place.get(place, ()) if frame.action in family]
            mine = [draft for draft in ruled.get(place, []) if draft.action in family]
            found += _of_family(_Reader(document, prepared, confidence, cuts), told, mine)
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    """What settling an act needs beside its frame."""

    document: Document
    prepared: Prepared
    confidence: Confidence
    cuts: ActCuts


def _of_family(reader: _Reader, told: list[ActFrame], drafts: list[SanctionDraft]) -> Iterator[SanctionDraft]:
    cuts = reader.cuts
    any_told = 1 - prod(1 - frame.probability for frame in told)
    if any_told < (cuts.seen if drafts else cuts.act):
        # The model reads by the company that words keep; the plainest sentences among strange ones may escape it.
        yield from (_alone(draft, cuts) for draft in drafts if draft.confidence >= cuts.sure)
        return
    best = max(told, key=lambda frame: frame.probability)
    for frame in told:
        if frame is not best and frame.probability < cuts.second:
            continue
        if frame.measure == "price_cap" and frame.action in ("impose", "tighten"):
            continue  # the twin of a price cap tells it, with its level
        told_at_all = any_told if frame is best else frame.probability
        same = [draft for draft in drafts if draft.action == frame.action] or (drafts if frame is best else [])
        settled = _draft(reader, frame, same[0] if same else None, told_at_all)
        if not same and not _stands_alone(settled, reader, frame.place):
            continue
        if len(same) > 1 and len({draft.imposers for draft in same}) > 1:
            yield from (replace(draft, confidence=settled.confidence, signs=settled.signs) for draft in same)
        else:
            yield settled


def _alone(draft: SanctionDraft, cuts: ActCuts) -> SanctionDraft:
    """What a rule is sure of and the model does not see."""
    return replace(draft, confidence=cuts.alone, why=(*draft.why, "the model sees no act here; the rule is sure"))


def _stands_alone(draft: SanctionDraft, reader: _Reader, place: int) -> bool:
    """Whether an act that only the model finds may be told."""
    sure = draft.confidence >= reader.cuts.least
    beside = 0 if _is_vague_vow(draft) else BESIDE
    return sure and _is_whole(draft) and _is_among_restrictions(reader.prepared, place, beside)


def _is_whole(draft: SanctionDraft) -> bool:
    """Whether an act tells whom it hits, and who imposes it or by which measure.

    Annotated acts always do; in prose on other matters the model sees acts that don't.
    """
    return bool(draft.targets) and (bool(draft.imposers) or draft.measures != ("unspecified",))


def _is_vague_vow(draft: SanctionDraft) -> bool:
    """Whether an act is only wished for and no measure is told: "they vowed to hold Moscow to account"."""
    return draft.measures == ("unspecified",) and draft.status in WISHED


def _is_among_restrictions(prepared: Prepared, place: int, beside: int) -> bool:
    """Whether a clause or one of those beside it has words for restrictions.

    The model learned from articles about sanctions; in prose on a war it sees acts that nobody tells.
    """
    about = [names_a_restriction(row) for row in prepared.sentences[max(0, place - beside) : place + beside + 1]]
    return any(about)


def _draft(reader: _Reader, frame: ActFrame, ruled: SanctionDraft | None, told: float) -> SanctionDraft:
    document, prepared = reader.document, reader.prepared
    sentence = document.sentences[frame.place]
    imposers = imposing(prepared, frame.roles)
    hit = hit_by(prepared, frame.roles, {actor.name for actor in imposers.actors})
    base = ruled or SanctionDraft(
        action=frame.action,
        status=frame.status,
        evidence=((sentence.start, sentence.end),),
        rule=RULE,
        **details_of(sentence, (sentence.start, sentence.end), document),
    )
    signs = (
        log_odds(told),
        log_odds(max(frame.statuses)),
        abs(log_odds(frame.background)),
        sureness(role.imposes for role in frame.roles if prepared.candidates[role.candidate].acts_for is not None),
        sureness(role.is_hit for role in frame.roles),
        log_odds(max(frame.measures)),
        float(ruled is not None),
    )
    return replace(
        base,
        action=frame.action,
        status=frame.status,
        negated=frame.negated > EVEN,
        background=frame.background > EVEN,
        imposers=imposers.actors or base.imposers,
        authority=imposers.authority or base.authority,
        targets=hit or base.targets,
        measures=_measures(frame, base.measures, reader.cuts),
        confidence=reader.confidence.of(ACT, signs),
        signs=signs,
        why=(*base.why, f"model: {frame.action} {frame.probability:.2f}, {frame.status}"),
    )


def _measures(frame: ActFrame, ruled: tuple[str, ...], cuts: ActCuts) -> tuple[str, ...]:
    """The measures that the rules read in the words, and the likely ones; the likeliest where none is likely."""
    named = [measure for measure in ruled if measure != "unspecified"]
    cut = cuts.further if named else cuts.measure
    likely = [m for m, p in zip(MEASURES, frame.measures, strict=True) if p >= cut and m != "unspecified"]
    return tuple(dict.fromkeys((*named, *likely))) or (frame.measure,)
