"""Deterministic ids: the same thing has the same id on any worker, in any run.

All are UUIDv5 in the project's namespace, made of a canonical JSON text, so that
neither the order of runs nor the type of a number changes them.
"""

import json
from decimal import Decimal
from typing import Final, Literal, TypeAlias
from uuid import UUID, uuid5

NAMESPACE: Final = UUID("b90f26f5-4144-5490-a7a9-e52def8630a6")
"""The namespace of every id; it never changes."""

MOST_PLACES: Final = 30

Part: TypeAlias = "str | int | Decimal | tuple[Part, ...] | None"
"""What an id is made of: plain values, nested where needed."""


def fact_id(kind: Literal["sanction", "price_cap"], article_id: str, version: int, key: tuple[Part, ...]) -> str:
    """The id of a fact: from its article, the article's version and the fact's normalised key.

    `key` holds what makes the fact distinct in its article, in a fixed order, lists sorted by
    the caller. Amounts may be `Decimal`; 60, 60.0 and 6E+1 are the same amount.
    """
    return make_id("fact", kind, article_id, version, key)


def make_id(*parts: Part) -> str:
    """The UUIDv5 of some parts, as lower-case text with hyphens."""
    return str(uuid5(NAMESPACE, json.dumps(parts, default=shortest, separators=(",", ":"))))


def shortest(number: Decimal) -> str:
    """A decimal in its shortest plain form: 47.60 as `47.6`, 6E+1 as `60`.

    Raises ValueError for what is no amount: NaN, infinity, more than 30 places.
    """
    if not number.is_finite() or abs(number.adjusted()) > MOST_PLACES:
        raise ValueError(f"no amount: {number}")
    plain = f"{number:f}" if number else "0"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
