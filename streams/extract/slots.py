"""What set each slot of a draft: the cues of the rules, the probabilities of the model, or both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, TypeVar

from streams.extract.caps import CapDraft
from streams.extract.learned.acts import CUTS as ACT_CUTS
from streams.extract.learned.frames import ActFrame, CapFrame, Role
from streams.extract.learned.parties import hit_by, imposing
from streams.extract.learned.prepared import Prepared
from streams.extract.sanctions.draft import SanctionDraft
from streams.extract.trace import NO_MEASURE, Seen, Span, Trace
from streams.ids import shortest
from streams.messages import Actor
from streams.vocabulary import COMMODITIES, MEASURES, REGIMES, STATUSES

Value: TypeAlias = str | bool | float | tuple[str, ...] | None
Draft: TypeAlias = SanctionDraft | CapDraft
Drafted = TypeVar("Drafted", SanctionDraft, CapDraft)
By: TypeAlias = Literal["rule", "model", "both"]
Said: TypeAlias = Mapping[str, tuple[Value, str]]
"""What the model says: of each slot its value, and how likely that of the draft is to it."""
SETTLED: Final = "model: "
"""What begins the reason that the model leaves in a draft whose slots it settled."""
MODEL: Final = "model/"
"""What begins the rule of a draft that the model alone found."""
EVEN: Final = 0.5
NAMED: Final = frozenset({"background", "negated", "imposers", "targets", "measures"})
"""Slots that reasons of the rules begin with."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot of a fact: its value, who set it, and the cues of the rules and the model's probability for it."""

    name: str
    value: Value
    by: By
    why: tuple[str, ...]

    @property
    def told(self) -> str:
        """The value in words."""
        return shown(self.value)


def act_slots(trace: Trace, draft: SanctionDraft) -> tuple[Slot, ...]:
    """The slots of an act that is no twin of a cap."""
    ruled = _ruled(draft, [d for d in trace.ruled.acts if d.rule == draft.rule])
    seen = (reason for one in _seen(trace, draft) for reason in one.why)
    cues = _by_slot((*draft.why, *_places(draft), *seen), "act")
    if draft.measures != ("unspecified",):  # another sentence or word of the same act named them
        cues["measures"] = tuple(cue for cue in cues.get("measures", ()) if cue != NO_MEASURE)
    return _slots(_act_values(draft), _act_values(ruled) if ruled else None, cues, _said_of_act(trace, draft, ruled))


def cap_slots(trace: Trace, draft: CapDraft) -> tuple[Slot, ...]:
    """The slots of a price cap."""
    ruled = _ruled(draft, [d for d in trace.ruled.caps if d.amount == draft.amount])
    cues = _by_slot((*draft.why, *_places(draft)), "level")
    return _slots(_cap_values(draft), _cap_values(ruled) if ruled else None, cues, _said_of_cap(trace, draft))


def is_settled(draft: Draft) -> bool:
    """Whether the model settled the slots of a draft."""
    return any(reason.startswith(SETTLED) for reason in draft.why)


def words_of_act(trace: Trace, draft: SanctionDraft) -> tuple[Span, ...]:
    """The words that the rules saw of an act; empty where they saw none."""
    return tuple(sorted({span for one in _seen(trace, draft) for span in one.words}))


def _seen(trace: Trace, draft: SanctionDraft) -> list[Seen]:
    """What the rules saw of an act: what led to drafts of it, else what they dropped."""
    here = [one for one in trace.seen if one.sentence in draft.evidence and one.action == draft.action]
    return [one for one in here if one.dropped is None] or here


def words_of_cap(trace: Trace, draft: CapDraft) -> tuple[Span, ...]:
    """The amounts that are the level of a cap; empty for one without a level."""
    return tuple(
        (amount.start, amount.end)
        for amount in trace.amounts
        if draft.amount in (amount.low, amount.high) and any(a <= amount.start < b for a, b in draft.evidence)
    )


def _slots(
    told: Mapping[str, Value], ruled: Mapping[str, Value] | None, cues: Mapping[str, tuple[str, ...]], said: Said
) -> tuple[Slot, ...]:
    """Each slot as told, set by whoever has the same value; where neither has, by both together."""
    found = []
    for name, value in told.items():
        why = cues.get(name, ())
        if name not in said:
            found.append(Slot(name, value, "rule" if ruled is not None else "model", why))
            continue
        its_value, sure = said[name]
        agree = (ruled is not None and ruled[name] == value, its_value == value)
        by: By = "model" if ruled is None or agree == (False, True) else "rule" if agree == (True, False) else "both"
        if ruled is not None and not agree[0]:
            why = (*why, f"rules alone: {shown(ruled[name])}")
        found.append(Slot(name, value, by, (*why, f"model: {sure}")))
    return tuple(found)


def shown(value: Value) -> str:
    """A value in words."""
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else f"{value:.2f}" if isinstance(value, float) else value


def _act_values(draft: SanctionDraft) -> dict[str, Value]:
    return {
        "act": draft.action,
        **_common(draft),
        "targets": _names(draft.targets),
        "measures": draft.measures,
        "confidence": draft.confidence,
    }


def _cap_values(draft: CapDraft) -> dict[str, Value]:
    return {
        "level": None if draft.amount is None else shortest(draft.amount),
        "commodity": draft.commodity,
        "regime": draft.regime,
        **_common(draft),
        "confidence": draft.confidence,
    }


def _common(draft: Draft) -> dict[str, Value]:
    return {
        "status": draft.status,
        "background": draft.background,
        "negated": draft.negated,
        "imposers": _names(draft.imposers),
    }


def _names(actors: Iterable[Actor]) -> tuple[str, ...]:
    return tuple(sorted({actor.name for actor in actors}))


def _ruled(draft: Drafted, alike: Sequence[Drafted]) -> Drafted | None:
    """The draft of the rules that a told one goes back to; null where the model alone found it."""
    near = [one for one in alike if not set(one.evidence).isdisjoint(draft.evidence)]
    return next((one for one in near if one.evidence[0] == draft.evidence[0]), near[0] if near else None)


def _by_slot(reasons: Iterable[str], rest: str) -> dict[str, tuple[str, ...]]:
    """Reasons by the slot that they speak of; those that name none belong to `rest`."""
    found: dict[str, dict[str, None]] = {}
    for reason in reasons:
        if reason.startswith(SETTLED):
            continue
        word, colon, cue = reason.removeprefix("status ").partition(": ")
        if not colon or word not in NAMED | set(STATUSES):
            found.setdefault(rest, {})[reason] = None
        elif word in NAMED:
            found.setdefault(word, {})[cue] = None
        else:
            found.setdefault("status", {})[f"{word}: {cue}"] = None
    return {name: tuple(told) for name, told in found.items()}


def _places(draft: Draft) -> Iterable[str]:
    """Where the parties are named, if it is not in the proof."""
    parties = (("imposers", draft.imposers), ("targets", draft.targets if isinstance(draft, SanctionDraft) else ()))
    for slot, actors in parties:
        for actor in actors:
            if actor.start is None:
                yield f"{slot}: {actor.name} is not named in the text"
            elif not any(start <= actor.start < end for start, end in draft.evidence):
                yield f"{slot}: {actor.name} is named elsewhere in the text"


def _said_of_act(trace: Trace, draft: SanctionDraft, ruled: SanctionDraft | None) -> Said:
    """What the model says of an act in the sentences of its proof."""
    if trace.asked is None:
        return {}
    places = {trace.place_of(span) for span in draft.evidence}
    alike = [
        f for f in trace.asked.frames.acts if trace.place_of_clause(f.place) in places and f.action == draft.action
    ]
    if not alike:
        return {}
    frame = max(alike, key=lambda f: f.probability)
    prepared = trace.asked.prepared
    imposers = {actor.name for actor in draft.imposers}
    return {
        "act": (draft.action, f"{frame.probability:.2f}"),
        **_said_of_both(prepared, frame, draft),
        "targets": (
            _names(hit_by(prepared, frame.roles, imposers)),
            _sure(draft.targets, {_candidate(prepared, role).name: role.is_hit for role in _rising(frame.roles)}),
        ),
        "measures": (
            _likely_measures(frame, ruled),
            ", ".join(f"{m} {frame.measures[MEASURES.index(m)]:.2f}" for m in draft.measures),
        ),
        "confidence": _confidence(draft, frame),
    }


def _likely_measures(frame: ActFrame, ruled: SanctionDraft | None) -> Value:
    """The measures that the model would tell, surer ones alone beside those of the rules."""
    named = ruled is not None and ruled.measures != ("unspecified",)
    cut = ACT_CUTS.further if named else ACT_CUTS.measure
    likely = (m for m, p in zip(MEASURES, frame.measures, strict=True) if p >= cut and m != "unspecified")
    return tuple(likely) or (frame.measure,)


def _said_of_cap(trace: Trace, draft: CapDraft) -> Said:
    """What the model says of a cap: at its amount, nearest to its proof, or without one in a sentence of its proof."""
    if trace.asked is None:
        return {}
    prepared, places = trace.asked.prepared, {trace.place_of(span) for span in draft.evidence}
    alike = []
    for frame in trace.asked.frames.caps:
        if frame.level is None:
            fits = draft.amount is None and trace.place_of_clause(frame.place) in places
        else:
            amount = prepared.levels[frame.level].quantity
            fits = draft.amount is not None and draft.amount in (amount.low, amount.high)
        if fits:
            alike.append(frame)
    if not alike:
        return {}
    frame = max(alike, key=lambda f: (trace.place_of_clause(f.place) in places, f.probability))
    goods = (*COMMODITIES, "other")
    best = max(range(len(goods)), key=frame.commodities.__getitem__)
    own = COMMODITIES.index(draft.commodity) if draft.commodity in COMMODITIES else len(COMMODITIES)
    regime = REGIMES[max(range(len(REGIMES)), key=frame.regimes.__getitem__)]
    return {
        "level": (None if draft.amount is None else shortest(draft.amount), f"{frame.probability:.2f}"),
        "commodity": (draft.commodity if best == own else goods[best], f"{frame.commodities[own]:.2f}"),
        "regime": (regime, f"{frame.regimes[[*REGIMES].index(draft.regime)]:.2f}"),
        **_said_of_both(prepared, frame, draft),
        "confidence": _confidence(draft, frame),
    }


def _said_of_both(prepared: Prepared, frame: ActFrame | CapFrame, draft: Draft) -> Said:
    imposes: dict[str, float] = {}
    for role in _rising(frame.roles):
        state = prepared.candidates[role.candidate].acts_for
        if state is not None:
            imposes[state.name] = max(role.imposes, imposes.get(state.name, 0.0))
    return {
        "status": (frame.status, f"{draft.status} {frame.statuses[STATUSES.index(draft.status)]:.2f}"),
        "background": (frame.background > EVEN, f"{frame.background:.2f}"),
        "negated": (frame.negated > EVEN, f"{frame.negated:.2f}"),
        "imposers": (_names(imposing(prepared, frame.roles).actors), _sure(draft.imposers, imposes)),
    }


def _rising(roles: tuple[Role, ...]) -> list[Role]:
    return sorted(roles, key=lambda role: role.is_hit)


def _candidate(prepared: Prepared, role: Role) -> Actor:
    return prepared.candidates[role.candidate].actor


def _sure(actors: Iterable[Actor], known: Mapping[str, float]) -> str:
    """How likely each actor is to the model."""
    return ", ".join(f"{name} {known.get(name, 0.0):.2f}" for name in _names(actors)) or "none likely"


def _confidence(draft: Draft, frame: ActFrame | CapFrame) -> tuple[Value, str]:
    """The model's probability is the confidence of what it had a say in."""
    return draft.confidence, f"{frame.probability:.2f} that it is told here"
