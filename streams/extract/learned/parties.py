"""Who imposes and who is hit, from how surely each candidate does."""

from dataclasses import dataclass
from typing import Final

from streams.extract.learned.candidates import Candidate
from streams.extract.learned.frames import Role
from streams.extract.learned.prepared import Prepared
from streams.messages import Actor

LIKELY: Final = 0.35
POSSIBLE_IMPOSER: Final = 0.25
POSSIBLE_TARGET: Final = 0.1


@dataclass(frozen=True, slots=True)
class Imposing:
    """States and blocs that impose, and the agency through which they act."""

    actors: tuple[Actor, ...] = ()
    authority: Actor | None = None


def imposing(prepared: Prepared, roles: tuple[Role, ...]) -> Imposing:
    """All likely imposers; the likeliest where none is likely but one is possible."""
    able = [role for role in roles if prepared.candidates[role.candidate].acts_for is not None]
    chosen = [role for role in able if role.imposes >= LIKELY]
    if not chosen:
        best = max(able, key=lambda role: role.imposes, default=None)
        chosen = [best] if best is not None and best.imposes >= POSSIBLE_IMPOSER else []
    actors: dict[str, Actor] = {}
    authority: Actor | None = None
    for role in sorted(chosen, key=lambda role: -role.imposes):
        candidate = prepared.candidates[role.candidate]
        state = candidate.acts_for
        if state is None or state.name in actors:
            continue
        actors[state.name] = _placed(state, candidate.actor, titled=candidate.place < 0)
        if state.name != candidate.actor.name and candidate.actor.type == "ORG" and authority is None:
            authority = candidate.actor if candidate.place >= 0 else None
    return Imposing(tuple(actors.values()), authority)


def _placed(state: Actor, named: Actor, *, titled: bool) -> Actor:
    """The state at the words that name it; the title's words have no place in the text."""
    if titled:
        return Actor(name=state.name, type=state.type, id=state.id)
    return Actor(name=state.name, type=state.type, id=state.id, mention=named.mention, start=named.start, end=named.end)


def hit_by(prepared: Prepared, roles: tuple[Role, ...], imposers: set[str]) -> tuple[Actor, ...]:
    """All likely targets; the likeliest where none is likely but one is possible. Of words that overlap the surest."""
    able = sorted(
        (role for role in roles if prepared.candidates[role.candidate].actor.name not in imposers),
        key=lambda role: -role.is_hit,
    )
    chosen = [role for role in able if role.is_hit >= LIKELY] or [
        role for role in able[:1] if role.is_hit >= POSSIBLE_TARGET
    ]
    kept: list[int] = []
    names: set[str] = set()
    for role in chosen:
        candidate = prepared.candidates[role.candidate]
        overlaps = any(
            other.place == candidate.place and other.start < candidate.end and candidate.start < other.end
            for other in (prepared.candidates[index] for index in kept)
        )
        if candidate.actor.name not in names and not overlaps:
            names.add(candidate.actor.name)
            kept.append(role.candidate)
    return tuple(
        _placed(c.actor, c.actor, titled=c.place < 0)
        for c in sorted((prepared.candidates[index] for index in kept), key=_in_order)
    )


def _in_order(candidate: Candidate) -> tuple[bool, int, int]:
    """Places of the text in order, the title behind them."""
    return candidate.place < 0, candidate.place, candidate.start
