"""The headline figures: the few that decide whether a change is for better or worse."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from streams.evaluate.calibration import calibration
from streams.evaluate.kinds import KINDS
from streams.evaluate.score import Evaluation

TOLERANCE: Final = 0.01
"""How much worse a figure may be before it counts as a fall."""

DIGITS: Final = 4
"""Figures are compared and recorded with so many decimals."""


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure's name and title, and whether more of it is better."""

    name: str
    title: str
    more_is_better: bool = True


HEADLINES: Final = (
    Headline("sanctions_found_f1", "sanctions found F1"),
    Headline("sanctions_right_f1", "sanctions right F1"),
    Headline("price_caps_found_f1", "price caps found F1"),
    Headline("price_caps_right_f1", "price caps right F1"),
    Headline("entities_f1", "entities F1"),
    Headline("evidence_anchored", "evidence anchored"),
    Headline("false_facts_per_hard_negative", "false facts a hard negative", more_is_better=False),
    Headline("calibration_error", "calibration error", more_is_better=False),
)

Figures = Mapping[str, float | None]
"""Headline figures by name; null where there was nothing to count."""


def figures(evaluation: Evaluation) -> dict[str, float | None]:
    """The headline figures of an evaluation; false facts are those of both kinds together."""
    overall = evaluation.overall
    values = {
        **{
            f"{kind.key}_{level}_f1": rates.f1
            for kind in KINDS
            for level, rates in (("found", overall.kinds[kind.key].found), ("right", overall.kinds[kind.key].right))
        },
        "entities_f1": overall.entities.f1,
        "evidence_anchored": overall.evidence_anchored,
        "false_facts_per_hard_negative": sum(kind.false_facts_per_hard_negative for kind in overall.kinds.values()),
        "calibration_error": calibration(evaluation.judgements).error,
    }
    return {one.name: _rounded(values[one.name]) for one in HEADLINES}


def _rounded(value: float) -> float | None:
    return None if math.isnan(value) else round(value, DIGITS)


def worsening(headline: Headline, before: float | None, now: float | None) -> float:
    """By how much a figure is worse than before, negative where it is better.

    0 where nothing could be counted before; infinite where that is so only now.
    """
    if before is None:
        return 0.0
    if now is None:
        return math.inf
    return round(before - now if headline.more_is_better else now - before, DIGITS)
