"""The two kinds of fact as tables: what makes a prediction the same fact, right, and right in each slot."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from streams.evaluate.compare import (
    FAMILIES,
    SAME_TARGETS,
    Fact,
    near_action,
    number,
    overlap,
    same,
    same_commodity,
    same_imposers,
    same_measures,
    same_negation,
    same_origin,
    same_stage,
    same_status,
    same_targets,
)

Agrees = Callable[[Fact, Fact], bool]


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of fact is scored.

    `likeness` is above 0 where gold and prediction tell the same event, the higher the more they
    share; `right` names what must agree for a reader to act on the prediction; `slots` is one comparison
    a field, stricter in places.
    """

    key: str
    title: str
    likeness: Callable[[Fact, Fact], float]
    right: Mapping[str, Agrees]
    slots: Mapping[str, Agrees]


def sanction_likeness(gold: Fact, predicted: Fact) -> float:
    """Alike in effect and negation, and the imposer or the target agrees; else 0."""
    if FAMILIES.get(str(gold["action"])) != FAMILIES.get(str(predicted.get("action"))) or not same_negation(
        gold, predicted
    ):
        return 0.0
    imposers = overlap(gold["imposers"], predicted.get("imposers"))
    targets = overlap(gold["targets"], predicted.get("targets"))
    if max(imposers if gold["imposers"] else 0.0, targets if gold["targets"] else 0.0) < SAME_TARGETS:
        return 0.0
    alike = (same_measures(gold, predicted), same_stage(gold, predicted), same("action", gold, predicted))
    return 1 + imposers + targets + sum(alike)


def cap_likeness(gold: Fact, predicted: Fact) -> float:
    """The same amount and negation, and without an amount the same commodity; else 0."""
    amount = number(gold["amount"])
    if amount != number(predicted.get("amount")) or not same_negation(gold, predicted):
        return 0.0
    if gold["amount"] is None and not same_commodity(gold, predicted):
        return 0.0
    return (
        1
        + same_commodity(gold, predicted)
        + overlap(gold["imposers"], predicted.get("imposers"))
        + same_stage(gold, predicted)
    )


def same_near_action(gold: Fact, predicted: Fact) -> bool:
    """Whether the actions agree, near ones counted as one."""
    return near_action(gold) == near_action(predicted)


def same_background(gold: Fact, predicted: Fact) -> bool:
    """Whether both are told as context, or neither is."""
    return bool(gold["background"]) == bool(predicted.get("background"))


def same_previous_amount(gold: Fact, predicted: Fact) -> bool:
    """Whether the amount that held before is the same number."""
    return number(gold["previous_amount"]) == number(predicted.get("previous_amount"))


SANCTIONS: Final = Kind(
    key="sanctions",
    title="sanctions",
    likeness=sanction_likeness,
    right={
        "action": same_near_action,
        "status": same_stage,
        "imposers": same_imposers,
        "targets": same_targets,
        "measures": same_measures,
    },
    slots={
        "action": partial(same, "action"),
        "status": same_status,
        "imposers": same_imposers,
        "targets": same_targets,
        "measures": same_measures,
        "effective": partial(same, "effective"),
        "background": same_background,
    },
)
PRICE_CAPS: Final = Kind(
    key="price_caps",
    title="price caps",
    likeness=cap_likeness,
    right={
        "commodity": same_commodity,
        "regime": partial(same, "regime"),
        "currency": partial(same, "currency"),
        "unit": partial(same, "unit"),
        "status": same_stage,
        "imposers": same_imposers,
    },
    slots={
        "status": same_status,
        "imposers": same_imposers,
        "commodity": same_commodity,
        "origin": same_origin,
        "currency": partial(same, "currency"),
        "unit": partial(same, "unit"),
        "previous_amount": same_previous_amount,
        "effective": partial(same, "effective"),
    },
)
KINDS: Final = (SANCTIONS, PRICE_CAPS)
