"""Findings for tests of publishing, taken from the examples in the schemas."""

from typing import Any, Final

import msgspec
from msgspec.structs import replace

from streams.messages import Entity, Findings, PriceCapFact, SanctionFact
from tests.records import CONTRACTS


def examples(role: str) -> list[Any]:
    """The examples in the schema of a role."""
    found: list[Any] = CONTRACTS.schemas[role]["examples"]
    return found


SANCTIONS: Final = tuple(msgspec.convert(fact, SanctionFact, strict=False) for fact in examples("sanctions"))
PRICE_CAPS: Final = tuple(msgspec.convert(fact, PriceCapFact, strict=False) for fact in examples("price_caps"))
ENTITIES: Final = tuple(msgspec.convert(entity, Entity) for entity in examples("enriched")[0]["entities"])
FINDINGS: Final = Findings(entities=ENTITIES, sanctions=SANCTIONS, price_caps=PRICE_CAPS)
BROKEN: Final = Findings(sanctions=(SANCTIONS[0], replace(SANCTIONS[1], effective="soon")))
"""Findings of which the second fact would break its schema."""
