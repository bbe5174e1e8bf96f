"""A cap on a foreign country's goods is a sanction too: the twin of each such price-cap draft."""

from streams.extract.caps import CapDraft
from streams.extract.sanctions.draft import SanctionDraft
from streams.messages import Actor


def twins(caps: list[CapDraft]) -> list[SanctionDraft]:
    """The sanctions facts that price-cap drafts of regime `sanction` imply, one for each distinct act."""
    return [_twin(cap) for cap in caps if cap.regime == "sanction" and (cap.imposers or cap.origin)]


def _twin(cap: CapDraft) -> SanctionDraft:
    target = (Actor(name=cap.origin, type="GPE", id=cap.origin_id),) if cap.origin else ()
    action = "tighten" if cap.tightens else "impose"
    return SanctionDraft(
        action=action,
        status=cap.status,
        negated=cap.negated,
        background=cap.background,
        imposers=cap.imposers,
        authority=cap.authority,
        targets=target,
        measures=("price_cap",),
        announced=cap.announced,
        effective=cap.effective,
        until=cap.until,
        deadline=cap.deadline,
        attribution=cap.attribution,
        evidence=cap.evidence,
        confidence=cap.confidence,
        rule=f"sanctions/twin-of-{cap.rule}",
        why=("twin of a price cap",),
    )
