"""Whether `confidence` means what it says: of the facts at 0.8, about 80 % should be true."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from streams.evaluate.tally import Judgement

BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The predictions whose confidence lies from `low` to below `high` (the last bin: to 1 itself).

    `confidence` is their mean, `found` the share that matches a gold fact, `right` the share that is
    right in all main slots; all from 0 to 1, NaN in an empty bin.
    """

    low: float
    high: float
    facts: int
    confidence: float
    found: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Ten bins of equal width, and the expected calibration error.

    `error` is the mean distance of confidence and share right over the bins, weighted by their facts,
    from 0 (perfect) to 1; NaN where no prediction tells its confidence.
    """

    bins: tuple[Bin, ...]
    facts: int
    error: float


def calibration(judgements: Iterable[Judgement]) -> Calibration:
    """The table of the predictions that tell their confidence; those that count neither way are left out."""
    binned: list[list[tuple[float, bool, bool]]] = [[] for _ in range(BINS)]
    for one in judgements:
        confidence = one.confidence
        if confidence is not None and one.verdict != "either way":
            place = min(max(int(confidence * BINS), 0), BINS - 1)
            binned[place].append((confidence, one.gold is not None, one.verdict == "right"))
    bins = tuple(_bin(place, facts) for place, facts in enumerate(binned))
    facts = sum(one.facts for one in bins)
    apart = sum(one.facts * abs(one.confidence - one.right) for one in bins if one.facts)
    return Calibration(bins, facts, apart / facts if facts else math.nan)


def _bin(place: int, facts: list[tuple[float, bool, bool]]) -> Bin:
    low, high = place / BINS, (place + 1) / BINS
    if not facts:
        return Bin(low, high, 0, math.nan, math.nan, math.nan)
    confidence, found, right = (sum(column) / len(facts) for column in zip(*facts, strict=True))
    return Bin(low, high, len(facts), confidence, found, right)
