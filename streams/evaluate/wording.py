"""A fact in words, for reports: each field as short text, gold and predicted ones alike."""

from collections.abc import Mapping
from typing import Final

from streams.evaluate.compare import Fact, number
from streams.evaluate.kinds import PRICE_CAPS, SANCTIONS

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    SANCTIONS.key: (
        "action", "status", "imposers", "targets", "measures", "instrument", "announced", "effective", "until",
        "deadline", "attribution", "secondary", "countermeasure", "negated", "background", "optional",
    ),
    PRICE_CAPS.key: (
        "regime", "commodity", "tier", "origin", "amount", "currency", "unit", "previous_amount", "formula", "status",
        "imposers", "announced", "effective", "until", "review", "deadline", "attribution", "negated", "background",
        "optional",
    ),
}  # fmt: skip
"""The fields that tell a fact, in reading order, by kind."""

AMOUNTS: Final = frozenset({"amount", "previous_amount"})


def worded(value: object) -> str:
    """A value as short text; empty where nothing is told."""
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, Mapping):
        return _worded_map(value)
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(worded, value)))
    return str(value)


def _worded_map(value: Mapping[str, object]) -> str:
    if "step" in value:
        return f"{value['step']} by {value.get('date')}"
    if "percent" in value:
        return f"{value['percent']} % {value.get('direction')} {value.get('reference')}"
    name = next((str(value[key]) for key in ("name", "canonical", "text") if value.get(key)), "")
    remarks = ["anonymous"] if value.get("anonymous") else []
    remarks += [str(value["hedge"])] if value.get("hedge") else []
    return f"{name} ({', '.join(remarks)})".strip() if remarks else name


def fields(kind: str, fact: Fact) -> dict[str, str]:
    """The fields of a fact that tell something, in reading order."""
    told: dict[str, str] = {}
    for field in FIELDS[kind]:
        value = fact.get(field)
        amount = number(value) if field in AMOUNTS else None
        words = worded(value) if amount is None else f"{amount:.10g}"
        if words:
            told[field] = words
    return told


def sentence(kind: str, fact: Fact) -> str:
    """A fact on one line: `action impose; status adopted; imposers Canada; ...`."""
    return "; ".join(f"{field} {words}" for field, words in fields(kind, fact).items())


def evidence(fact: Fact) -> str:
    """The words that prove a fact, on one line."""
    return " ".join(worded(fact.get("evidence")).split())
