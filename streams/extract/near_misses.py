"""What was seen in a document and not told, and why not."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Final

from streams.extract.learned.acts import CUTS as ACT_CUTS
from streams.extract.learned.acts import RULE as ACTS_MODEL
from streams.extract.learned.caps import CUTS as CAP_CUTS
from streams.extract.learned.caps import RULE as CAPS_MODEL
from streams.extract.learned.frames import ActFrame, CapFrame
from streams.extract.learned.prepared import family_of
from streams.extract.sanctions.draft import SanctionDraft
from streams.extract.trace import CAPS_TELL, Asked, Span, Trace

LIKELY: Final = 0.1
"""From which probability on something that only the model saw is a near miss."""
CAP: Final = "price_cap"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Who saw something (a rule's id, or the model's), and why it was dropped."""

    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Missed:
    """An act or a `price_cap` of one sentence that was not told; spans are offsets in the clean text."""

    act: str
    sentence: Span
    words: tuple[Span, ...]
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class _Sight:
    """One thing that was seen: its sentence, what it would have been, its words, and why it was dropped."""

    place: int
    act: str
    words: tuple[Span, ...]
    doubt: Doubt


def near_misses(trace: Trace) -> tuple[Missed, ...]:
    """Near misses in the order of the text: all doubts about one act in one sentence together."""
    groups: dict[tuple[int, str, Span | None], list[_Sight]] = {}
    for sight in (*_of_rules(trace), *_overruled(trace), *_of_model(trace)):
        apart = sight.words[0] if sight.act == CAP and sight.words else None
        groups.setdefault((sight.place, sight.act, apart), []).append(sight)
    found = [
        Missed(
            act=act,
            sentence=trace.sentences[place],
            words=tuple(sorted({span for sight in sights for span in sight.words})),
            doubts=tuple(dict.fromkeys(sight.doubt for sight in sights)),
        )
        for (place, act, _), sights in groups.items()
    ]
    return tuple(sorted(found, key=lambda missed: (missed.sentence, missed.words)))


def _told_acts(trace: Trace) -> set[tuple[int, str]]:
    return {(trace.place_of(span), draft.action) for draft in trace.told.acts for span in draft.evidence}


def _told_caps(trace: Trace) -> set[int]:
    return {trace.place_of(span) for draft in trace.told.caps for span in draft.evidence}


def _of_rules(trace: Trace) -> Iterator[_Sight]:
    """What the sanctions rules saw and made no draft of."""
    told, capped = _told_acts(trace), _told_caps(trace)
    for seen in trace.seen:
        place = trace.place_of(seen.sentence)
        if seen.dropped is None or (place, seen.action) in told:
            continue
        if seen.dropped == CAPS_TELL and place in capped:
            continue
        yield _Sight(place, seen.action, seen.words, Doubt(seen.rule, seen.dropped))


def _overruled(trace: Trace) -> Iterator[_Sight]:
    """Drafts of the rules that the model did not take."""
    if trace.asked is None:
        return
    told = _told_acts(trace)
    for draft in trace.ruled.acts:
        place = trace.place_of(draft.evidence[0])
        if (place, draft.action) not in told:
            words = tuple(
                span
                for seen in trace.seen
                if seen.sentence == draft.evidence[0] and seen.rule == draft.rule
                for span in seen.words
            )
            frames = [f for f in trace.asked.frames.acts if (_place(trace, f), f.action) == (place, draft.action)]
            surest = max(frames, key=lambda f: f.probability, default=None)
            why = _why_no_act(trace, trace.asked, surest, draft)
            yield _Sight(place, draft.action, words, Doubt(draft.rule, why))
    amounts = {draft.amount for draft in trace.told.caps}
    for cap in trace.ruled.caps:
        if cap.amount in amounts and (cap.amount is not None or trace.place_of(cap.evidence[0]) in _told_caps(trace)):
            continue
        words = tuple(
            (amount.start, amount.end)
            for amount in trace.amounts
            if cap.amount in (amount.low, amount.high) and any(a <= amount.start < b for a, b in cap.evidence)
        )
        place = trace.place_of(words[0] if words else cap.evidence[0])
        yield _Sight(place, CAP, words[:1], Doubt(cap.rule, f"the model gives it less than {CAP_CUTS.seen:.2f}"))


def _of_model(trace: Trace) -> Iterator[_Sight]:
    """Likely frames of the model that were not told."""
    asked = trace.asked
    if asked is None:
        return
    told = _told_acts(trace)
    for frame in asked.frames.acts:
        place = _place(trace, frame)
        if frame.probability >= LIKELY and (place, frame.action) not in told:
            yield _Sight(place, frame.action, (), Doubt(ACTS_MODEL, _why_no_act(trace, asked, frame, None)))
    capped = _told_caps(trace)
    levels = {draft.amount for draft in trace.told.caps}
    for cap in asked.frames.caps:
        if cap.probability < LIKELY:
            continue
        if cap.level is None:
            if _place(trace, cap) not in capped:
                yield _Sight(_place(trace, cap), CAP, (), Doubt(CAPS_MODEL, _why_no_cap(cap, CAP_CUTS.bare)))
            continue
        amount = asked.prepared.levels[cap.level].quantity
        if levels.isdisjoint((amount.low, amount.high)):
            words = ((amount.start, amount.end),)
            yield _Sight(_place(trace, cap), CAP, words, Doubt(CAPS_MODEL, _why_no_cap(cap, CAP_CUTS.level)))


def _place(trace: Trace, frame: ActFrame | CapFrame) -> int:
    """The sentence of a frame, which counts in clauses."""
    return trace.place_of_clause(frame.place)


def _why_no_act(trace: Trace, asked: Asked, frame: ActFrame | None, draft: SanctionDraft | None) -> str:
    """Why an act was not told where model and rules were joined; `frame` is null below the model's floor."""
    cuts = ACT_CUTS
    action = frame.action if frame is not None else draft.action if draft is not None else ""
    family = family_of(action)
    place = _place(trace, frame) if frame is not None else trace.place_of(draft.evidence[0]) if draft is not None else 0
    alike = [f for f in asked.frames.acts if _place(trace, f) == place and f.action in family]
    ruled = any(d.action in family and trace.place_of(d.evidence[0]) == place for d in trace.ruled.acts)
    any_told = 1 - prod(1 - f.probability for f in alike)
    own = f"{frame.probability:.2f}" if frame is not None else "next to nothing"
    cut = cuts.seen if ruled else cuts.act
    if any_told < cut:
        return f"the model gives it {own}, below {cut:.2f}{' for what a rule saw' if ruled else ''}"
    best = max(alike, key=lambda f: f.probability)
    if best is not frame and (frame is None or frame.probability < cuts.second):
        return f"the model gives it {own} and reads {best.action} here ({best.probability:.2f})"
    if frame is not None and frame.measure == CAP:
        cap = "told as one" if place in _told_caps(trace) else "none is told"
        return f"the model gives it {own} and reads a price cap, left to the cap rules: {cap} here"
    return f"the model gives it {own}; it is part of another fact, or tells no target, or neither imposer nor measure"


def _why_no_cap(frame: CapFrame, cut: float) -> str:
    if frame.probability < cut:
        return f"the model gives it {frame.probability:.2f}, below {cut:.2f}"
    return f"the model gives it {frame.probability:.2f}, but nothing tells what is capped, or it is told already"
