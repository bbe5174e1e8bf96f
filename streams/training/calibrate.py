"""Fits how likely a fact is right, on annotated articles that the model did not learn from."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from streams.errors import SetupError
from streams.evaluate.compare import Fact
from streams.evaluate.corpus import Row
from streams.evaluate.kinds import PRICE_CAPS, SANCTIONS, Kind
from streams.evaluate.tally import matches
from streams.extract import Extractor, published_day
from streams.extract.caps import CapDraft
from streams.extract.learned.confidence import ACT, CAP, FILE, SIGNS
from streams.extract.sanctions import SanctionDraft

RIDGE: Final = 1.0
"""How strongly weights are held near nothing: a few hundred facts bear no more."""
STEPS: Final = 50
FEWEST: Final = 20


def calibrate(rows: Sequence[Row], extractor: Extractor, folder: Path) -> dict[str, int]:
    """Write the weights of confidences into a folder; returns how many facts of each kind they come from.

    Raises SetupError where the articles hold too few facts.
    """
    signs: dict[str, list[tuple[float, ...]]] = {ACT: [], CAP: []}
    right: dict[str, list[bool]] = {ACT: [], CAP: []}
    for row in rows:
        published = published_day(row.get("published_at"))
        _, sanctions, caps = extractor.draft(row["text"], row.get("title"), published)
        found: tuple[tuple[str, Kind, Sequence[SanctionDraft | CapDraft]], ...]
        found = ((ACT, SANCTIONS, sanctions), (CAP, PRICE_CAPS, caps))
        for kind, scored, drafts in found:
            facts = [_fact(draft) for draft in drafts]
            for place, good in enumerate(_right(row[scored.key], facts, scored)):
                if good is not None and drafts[place].signs:
                    signs[kind].append(drafts[place].signs)
                    right[kind].append(good)
    for kind, known in signs.items():
        if len(known) < FEWEST:
            raise SetupError(f"{len(known)} facts of kind {kind} are too few to calibrate on; {FEWEST} are needed")
    weights = {kind: fit(np.array(signs[kind]), np.array(right[kind], float)) for kind in signs}
    (folder / FILE).write_text(json.dumps({k: [round(v, 4) for v in w] for k, w in weights.items()}) + "\n", "utf-8")
    return {kind: len(known) for kind, known in signs.items()}


def _right(golds: Sequence[Fact], facts: Sequence[Mapping[str, Any]], kind: Kind) -> list[bool | None]:
    """For each fact whether it is right; null where it agrees with an optional one, which never counts."""
    told: list[bool | None] = [False] * len(facts)
    for place, found in matches(kind, golds, facts).items():
        gold = golds[place]
        agrees = all(same(gold, facts[found]) for same in kind.right.values())
        told[found] = None if gold["optional"] else agrees
    return told


def _fact(draft: SanctionDraft | CapDraft) -> dict[str, Any]:
    """A draft as the scorer compares it."""
    names = [actor.name for actor in draft.imposers]
    common = {"status": draft.status, "negated": draft.negated, "background": draft.background, "imposers": names}
    if isinstance(draft, SanctionDraft):
        targets = [actor.name for actor in draft.targets]
        return {**common, "action": draft.action, "targets": targets, "measures": list(draft.measures)}
    fields = ("regime", "commodity", "amount", "currency", "unit")
    return {**common, **{name: getattr(draft, name) for name in fields}}


def fit(signs: NDArray[np.float64], right: NDArray[np.float64]) -> tuple[float, ...]:
    """Logistic regression with a ridge, by Newton's method: a weight for each sign and the constant."""
    values = np.hstack([signs, np.ones((len(signs), 1))])
    held = np.diag([RIDGE] * len(SIGNS) + [1e-6])
    weights = np.zeros(values.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-np.clip(values @ weights, -30, 30)))
        slope = values.T @ (right - likely) - held @ weights
        bend = (values * (likely * (1 - likely))[:, None]).T @ values + held
        weights = weights + np.linalg.solve(bend, slope)
    return tuple(float(weight) for weight in weights)
