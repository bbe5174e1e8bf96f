"""Drafts that tell the same cap twice become one, with all its proofs."""

from dataclasses import replace

from streams.extract.caps.draft import CapDraft
from streams.messages import Actor
from streams.vocabulary import phase_of


def merged(drafts: list[CapDraft]) -> tuple[CapDraft, ...]:
    """Drafts in the order of their proof, one for each cap at one stage."""
    groups: dict[tuple[object, ...], list[CapDraft]] = {}
    for draft in drafts:
        alike = groups.setdefault((draft.commodity, draft.origin, draft.amount, draft.negated, draft.regime), [])
        place = next((i for i, other in enumerate(alike) if same_cap(other, draft)), None)
        if place is None:
            alike.append(draft)
        else:
            alike[place] = _join(alike[place], draft)
    return tuple(sorted((draft for alike in groups.values() for draft in alike), key=lambda draft: draft.evidence[0]))


def same_cap(a: CapDraft, b: CapDraft) -> bool:
    """Whether two drafts are about one cap: same goods, level and stage, imposers not at odds."""
    goods = (a.commodity, a.origin, a.amount, a.negated, a.regime) == (
        b.commodity,
        b.origin,
        b.amount,
        b.negated,
        b.regime,
    )
    if not goods or (a.tier and b.tier and a.tier != b.tier):
        return False
    if phase_of(a.status) != phase_of(b.status) and not (a.background or b.background):
        return False
    names_a, names_b = _names(a.imposers), _names(b.imposers)
    if a.evidence[0] == b.evidence[0]:
        return True
    if a.regime == "consumer" and names_a and names_b:
        return not names_a.isdisjoint(names_b)
    return not names_a or not names_b or not names_a.isdisjoint(names_b) or not (_named(a) and _named(b))


def _names(actors: tuple[Actor, ...]) -> set[str]:
    return {actor.name for actor in actors}


def _named(draft: CapDraft) -> bool:
    """Whether the proof itself names the imposers."""
    return any(actor.start is not None for actor in draft.imposers)


def _join(a: CapDraft, b: CapDraft) -> CapDraft:
    """One draft of two; the one that reports an act tells the status, the other fills gaps."""
    main, other = (b, a) if a.background and not b.background else (a, b)
    imposers = {
        actor.name: actor for actor in (*main.imposers, *(other.imposers if _named(other) or not main.imposers else ()))
    }
    return replace(
        main,
        tier=main.tier or other.tier,
        currency=main.currency or other.currency,
        unit=main.unit or other.unit,
        previous_amount=main.previous_amount or other.previous_amount,
        formula=main.formula or other.formula,
        imposers=tuple(imposers.values()),
        authority=main.authority or other.authority,
        announced=main.announced or other.announced,
        effective=main.effective or other.effective,
        until=main.until or other.until,
        review=main.review or other.review,
        deadline=main.deadline or other.deadline,
        attribution=main.attribution or other.attribution,
        evidence=tuple(dict.fromkeys((*main.evidence, *other.evidence))),
        confidence=max(main.confidence, other.confidence),
        tightens=main.tightens or other.tightens,
        why=tuple(dict.fromkeys((*main.why, *other.why))),
    )
