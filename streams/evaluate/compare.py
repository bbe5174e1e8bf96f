"""When a predicted value agrees with an annotated one: small pure comparisons, lenient on wording.

Gold and predicted facts are maps in the shape of the wire; an actor is a name or a map with
`name` (gold entities: `canonical`). The rules are those of the contract's own scorer, which
`tests/evaluate` holds these to.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from streams.vocabulary import phase_of

Fact = Mapping[str, Any]

ALIASES: Final[Mapping[str, str]] = {
    "us": "united states",
    "u.s.": "united states",
    "usa": "united states",
    "america": "united states",
    "uk": "united kingdom",
    "u.k.": "united kingdom",
    "britain": "united kingdom",
    "great britain": "united kingdom",
    "eu": "european union",
    "un": "united nations",
    "g-7": "g7",
    "group of seven": "g7",
    "russian federation": "russia",
    "moscow": "russia",
    "kremlin": "russia",
    "dprk": "north korea",
    "prc": "china",
}
"""Names that count as the same, in lower case."""

FAMILIES: Final[Mapping[str, str]] = {
    "impose": "restrict",
    "tighten": "restrict",
    "enforce": "restrict",
    "extend": "restrict",
    "evade": "evade",
    "ease": "relax",
    "exempt": "relax",
    "suspend": "relax",
    "lift": "relax",
}
"""What an action does to a restriction: facts of different families are different events."""

NEAR_ACTIONS: Final[Mapping[str, str]] = {"tighten": "impose", "enforce": "impose", "exempt": "ease"}
"""Actions that careful readers mix up, mapped to the one they count as."""

SAME_IMPOSERS: Final = 0.5
SAME_TARGETS: Final = 0.4
SAME_NAME: Final = 0.5


def name_of(actor: object) -> str:
    """The comparable name of an actor: lower case, no article, aliases resolved."""
    text = (actor.get("name") or actor.get("canonical")) if isinstance(actor, Mapping) else actor
    plain = re.sub(r"\s+", " ", str(text or "").lower().strip(" .,'\""))
    plain = plain.removeprefix("the ")
    return ALIASES.get(plain, plain)


def same_name(one: str, other: str) -> bool:
    """Whether two comparable names share half of their words, or one is within the other."""
    if one == other:
        return True
    words, others = set(re.findall(r"\w+", one)), set(re.findall(r"\w+", other))
    if not words or not others:
        return False
    shared = len(words & others) / len(words | others)
    within = min(len(words), len(others)) > 1 and (words <= others or others <= words)
    return shared >= SAME_NAME or within


def overlap(gold: Iterable[object] | None, predicted: Iterable[object] | None) -> float:
    """F1 between two lists of names, 0 to 1; 1 when both are empty."""
    ours = [name_of(actor) for actor in gold or ()]
    theirs = [name_of(actor) for actor in predicted or ()]
    if not ours or not theirs:
        return float(not ours and not theirs)
    recall = sum(any(same_name(name, other) for other in theirs) for name in ours) / len(ours)
    precision = sum(any(same_name(name, other) for name in ours) for other in theirs) / len(theirs)
    return 2 * precision * recall / (precision + recall) if precision and recall else 0.0


def same_imposers(gold: Fact, predicted: Fact) -> bool:
    """Whether at least half of the imposers agree."""
    return overlap(gold["imposers"], predicted.get("imposers")) >= SAME_IMPOSERS


def same_targets(gold: Fact, predicted: Fact) -> bool:
    """Whether the targets mostly agree."""
    return overlap(gold["targets"], predicted.get("targets")) >= SAME_TARGETS


def statuses(gold: Fact) -> list[str]:
    """The statuses that a gold fact accepts."""
    return [gold["status"], *gold.get("status_also", [])]


def same_status(gold: Fact, predicted: Fact) -> bool:
    """Whether the status is one of those accepted, to the word."""
    return predicted.get("status") in statuses(gold)


def stage(status: str | None) -> str | None:
    """The stage that a status belongs to."""
    return phase_of(status) if status else status


def same_stage(gold: Fact, predicted: Fact) -> bool:
    """Whether both are ahead, both decided, or alike."""
    return stage(predicted.get("status")) in {stage(status) for status in statuses(gold)}


def same_measures(gold: Fact, predicted: Fact) -> bool:
    """Whether a measure is shared; where the gold names none, any reading is allowed."""
    named = set(gold["measures"] or ())
    return named <= {"unspecified"} or bool(named & set(predicted.get("measures") or ()))


def near_action(fact: Fact) -> str | None:
    """The action, near ones folded into one."""
    action = fact.get("action")
    return NEAR_ACTIONS.get(action, action) if action else None


def same_negation(gold: Fact, predicted: Fact) -> bool:
    """Whether both are denied, or neither is."""
    return bool(gold.get("negated")) == bool(predicted.get("negated"))


def number(value: object) -> float | None:
    """An amount, which travels as text, as a number; null where it is none."""
    try:
        return None if value is None else float(str(value))
    except ValueError:
        return None


def commodity(fact: Fact) -> str:
    """The comparable name of a commodity, `other:` cut off."""
    return re.sub(r"\W+", " ", str(fact.get("commodity") or "").split(":")[-1].lower()).strip()


def same_commodity(gold: Fact, predicted: Fact) -> bool:
    """Whether the commodities have one name."""
    return commodity(gold) == commodity(predicted)


def same_origin(gold: Fact, predicted: Fact) -> bool:
    """Whether the origin is the same country, in whatever spelling, or told in neither."""
    ours, theirs = gold["origin"], predicted.get("origin")
    return bool(ours == theirs or overlap([ours or ""], [theirs or ""]) == 1)


def same(field: str, gold: Fact, predicted: Fact) -> bool:
    """Whether a plain field is equal; left out and null are alike."""
    return bool((gold[field] or None) == (predicted.get(field) or None))
