"""How likely a fact is right as a whole, from how sure the model is of each of its slots."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from streams.errors import SetupError

FILE: Final = "confidence.json"
ACT: Final = "act"
CAP: Final = "cap"
SIGNS: Final = ("told", "status", "background", "imposers", "targets", "measures", "ruled")
"""What a confidence is made of; the weights of the file follow this order, the constant stands last."""
CERTAIN: Final = 1e-3
LEAST: Final = 0.02
MOST: Final = 0.98
FARTHEST: Final = 30.0
"""Scores beyond this are as good as certain; far larger ones would overflow."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """A logistic model for each kind of fact; without weights, a fact is as likely as it is told."""

    weights: Mapping[str, tuple[float, ...]]

    @classmethod
    def load(cls, folder: Path) -> "Confidence":
        """The weights in a folder.

        Raises SetupError where they are missing or of another length than the signs.
        """
        try:
            read = json.loads((folder / FILE).read_text(encoding="utf-8"))
            weights = {kind: tuple(float(value) for value in read[kind]) for kind in (ACT, CAP)}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise SetupError(f"the confidence weights in {folder / FILE} can't be read: {error}") from error
        for kind, values in weights.items():
            if len(values) != len(SIGNS) + 1:
                raise SetupError(f"{folder / FILE}: {kind} has {len(values)} weights, not {len(SIGNS) + 1}")
        return cls(weights)

    def of(self, kind: str, signs: tuple[float, ...]) -> float:
        """The confidence of a fact with these signs, 0 to 1, to two decimals."""
        weights = self.weights.get(kind)
        if weights is None:
            return round(1 / (1 + math.exp(-signs[0])), 2)
        score = sum(w * s for w, s in zip(weights, (*signs, 1.0), strict=True))
        likely = 1 / (1 + math.exp(-min(FARTHEST, max(-FARTHEST, score))))
        return round(min(MOST, max(LEAST, likely)), 2)


def log_odds(probability: float) -> float:
    """The log odds of a probability, kept finite."""
    kept = min(1 - CERTAIN, max(CERTAIN, probability))
    return math.log(kept / (1 - kept))


def sureness(scores: Iterable[float], cut: float = 0.5) -> float:
    """How sure a choice of parties is: of the least sure one chosen, or that there is none."""
    known = list(scores)
    chosen = [score for score in known if score >= cut]
    return log_odds(min(chosen) if chosen else 1 - max(known, default=0.0))
