"""Facts that tell the same act twice become one, with all its proofs."""

from dataclasses import replace

from streams.extract.sanctions.draft import SanctionDraft


def merged(drafts: list[SanctionDraft]) -> list[SanctionDraft]:
    """Drafts in order of their proof, those of one act joined.

    Two drafts are one act where action, status, negation and background agree, imposers agree, and
    the parties agree or one draft tells none; measures then add up.
    """
    found: list[SanctionDraft] = []
    for draft in sorted(drafts, key=lambda d: d.evidence[0]):
        place = next((i for i, other in enumerate(found) if _same_act(other, draft)), None)
        if place is None:
            found.append(draft)
        else:
            found[place] = _join(found[place], draft)
    return found


def _same_act(a: SanctionDraft, b: SanctionDraft) -> bool:
    if (a.action, a.status, a.negated, a.background) != (b.action, b.status, b.negated, b.background):
        return False
    imposers_a, imposers_b = {x.name for x in a.imposers}, {x.name for x in b.imposers}
    targets_a, targets_b = {x.name for x in a.targets}, {x.name for x in b.targets}
    if imposers_a and imposers_b and not (imposers_a <= imposers_b or imposers_b <= imposers_a):
        return False
    measures_a, measures_b = set(a.measures), set(b.measures)
    if ("price_cap" in measures_a) != ("price_cap" in measures_b) and "unspecified" not in measures_a | measures_b:
        return False
    same_sentence = a.evidence[0] == b.evidence[0]
    alike = measures_a == measures_b or "unspecified" in measures_a | measures_b or same_sentence
    return alike and (targets_a == targets_b or not targets_a or not targets_b)


def _join(a: SanctionDraft, b: SanctionDraft) -> SanctionDraft:
    measures = tuple(m for m in dict.fromkeys((*a.measures, *b.measures)) if m != "unspecified") or ("unspecified",)
    better = a if a.confidence >= b.confidence else b
    return replace(
        a,
        imposers=a.imposers if len(a.imposers) >= len(b.imposers) else b.imposers,
        authority=a.authority or b.authority,
        targets=a.targets or b.targets,
        measures=measures,
        secondary=a.secondary or b.secondary,
        countermeasure=a.countermeasure or b.countermeasure,
        instrument=a.instrument or b.instrument,
        announced=a.announced or b.announced,
        effective=a.effective or b.effective,
        until=a.until or b.until,
        deadline=a.deadline or b.deadline,
        attribution=a.attribution or b.attribution,
        evidence=tuple(dict.fromkeys((*a.evidence, *b.evidence))),
        confidence=better.confidence,
        signs=better.signs,
        why=tuple(dict.fromkeys((*a.why, *b.why))),
    )
