"""What a passage tells of a cap, before the passages of an article are put together."""

from bisect import bisect
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from streams.extract.caps.imposers import Imposers
from streams.extract.caps.status import Standing
from streams.extract.caps.topics import Topic
from streams.extract.caps.view import View

ACT: Final = "cap-without-level"
NEW: Final = "new-cap-without-level"
MENTION: Final = "mention"
ACTS: Final = frozenset({"agreed", "adopted", "ended", "proposed"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cap at a span of a sentence; `act` is the passage that tells what is done to a level told here."""

    view: View
    span: tuple[int, int]
    topic: Topic
    told: Standing
    imposers: Imposers
    rule: str
    why: tuple[str, ...] = ()
    amount: Decimal | None = None
    currency: str | None = None
    unit: str | None = None
    previous: Decimal | None = None
    confidence: float = 0.5
    act: "Candidate | None" = None

    @property
    def goods(self) -> tuple[str, str]:
        """What is capped, and under which regime."""
        return self.topic.regime, self.topic.commodity


def tell_acts(levels: Iterable[Candidate], bare: list[Candidate]) -> list[Candidate]:
    """Levels that are only mentioned, with the act that the nearest sentence on the same cap tells."""
    acts: dict[tuple[str, str], list[Candidate]] = {}
    for act in bare:
        if act.rule == ACT and act.told.status in ACTS:
            acts.setdefault(act.goods, []).append(act)
    found = []
    for level in levels:
        nearest = _nearest(acts.get(level.goods, []), level.span[0])
        apart = level.told.unsaid or (level.rule == "trigger-at" and nearest and nearest.told.status == "ended")
        found.append(_with_act(level, nearest) if nearest and apart else level)
    return found


def _nearest(acts: list[Candidate], place: int) -> Candidate | None:
    """The act told nearest to a place; acts are in the order of the text."""
    behind = bisect(acts, place, key=lambda act: act.span[0])
    return min(acts[max(0, behind - 1) : behind + 1], key=lambda act: abs(act.span[0] - place), default=None)


def _with_act(level: Candidate, act: Candidate) -> Candidate:
    named = act.imposers if act.imposers.named or not level.imposers.actors else level.imposers
    return replace(level, told=act.told, imposers=named, act=act)


def without_level(levels: list[Candidate], bare: list[Candidate]) -> list[Candidate]:
    """One cap for each commodity that no level was found for, by its first act; and new ones beside it."""
    known = {level.goods for level in levels}
    stages = {(level.goods, level.told.status) for level in levels}
    found: list[Candidate] = []
    for cap in bare:
        stage = (cap.goods, cap.told.status)
        beside = cap.rule == NEW and cap.told.status in ("proposed", "agreed") and stage not in stages
        if cap.rule != MENTION and (cap.goods not in known or beside):
            known.add(cap.goods)
            stages.add(stage)
            found.append(cap)
    return found
