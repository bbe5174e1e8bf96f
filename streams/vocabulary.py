"""The closed vocabularies of the published facts, named as on the wire.

They are types for the type checker and tuples for everybody else; the meaning of
every word stands in the `description` of the matching property under `schemas/`.
"""

from typing import Final, Literal, get_args

Action = Literal["impose", "tighten", "extend", "ease", "exempt", "suspend", "lift", "enforce", "evade"]
Status = Literal[
    "threatened",
    "called_for",
    "proposed",
    "agreed",
    "adopted",
    "in_force",
    "ended",
    "rejected",
    "unknown",
]
Measure = Literal[
    "asset_freeze",
    "travel_ban",
    "import_ban",
    "export_ban",
    "trade_embargo",
    "arms_embargo",
    "financial",
    "swift_ban",
    "price_cap",
    "services_ban",
    "investment_ban",
    "shipping",
    "flight_ban",
    "diplomatic",
    "unspecified",
]
Regime = Literal["sanction", "market_mechanism", "consumer", "margin"]
Tier = Literal["premium", "discount"]
ActorType = Literal["PERSON", "ORG", "GPE", "VESSEL", "AIRCRAFT", "SECTOR", "GROUP", "LAW"]
EntityType = Literal["PERSON", "ORG", "GPE", "VESSEL", "AIRCRAFT", "SECTOR", "GROUP", "LAW", "MONEY", "DATE"]
Fate = Literal["enriched", "dead-lettered", "skipped"]
Stage = Literal["decode", "clean", "extract", "publish"]

ACTIONS: Final[tuple[str, ...]] = get_args(Action)
STATUSES: Final[tuple[str, ...]] = get_args(Status)
MEASURES: Final[tuple[str, ...]] = get_args(Measure)
REGIMES: Final[tuple[str, ...]] = get_args(Regime)
TIERS: Final[tuple[str, ...]] = get_args(Tier)
ACTOR_TYPES: Final[tuple[str, ...]] = get_args(ActorType)
ENTITY_TYPES: Final[tuple[str, ...]] = get_args(EntityType)
FATES: Final[tuple[str, ...]] = get_args(Fate)
STAGES: Final[tuple[str, ...]] = get_args(Stage)

COMMODITIES: Final = (
    "crude_oil",
    "refined_products",
    "natural_gas",
    "lng",
    "electricity",
    "coal",
    "grain",
)
"""The named commodities; anything else is written `other:NAME`."""

_PHASES: Final = {
    "threatened": "prospective",
    "called_for": "prospective",
    "proposed": "prospective",
    "adopted": "actual",
    "in_force": "actual",
}


def phase_of(status: str) -> str:
    """What a status comes to: only wished for (`prospective`), decided (`actual`), or a phase of its own."""
    return _PHASES.get(status, status)
