"""Sentences that only say more of acts just told."""

from dataclasses import replace
from typing import Final

from streams.extract.document import Sentence
from streams.extract.sanctions.draft import SanctionDraft
from streams.extract.sanctions.targets import points_back

REACH: Final = 900
"""Characters within which a sentence may continue an act."""


def continues(sentence: Sentence, draft: SanctionDraft, found: list[SanctionDraft]) -> bool:
    """Whether a draft only says more of acts just told, and if so add its measures and dates to them.

    "All property of the designated persons is blocked" is no act of its own.
    """
    if draft.action not in ("impose", "enforce") or draft.measures == ("unspecified",) or not found:
        return False
    if not draft.targets or not all(points_back(sentence, actor) for actor in draft.targets):
        return False
    continued = False
    for place, before in enumerate(found):
        recent = before.evidence[0][0] >= sentence.start - REACH
        same = {a.name for a in before.imposers} == {a.name for a in draft.imposers} or not draft.imposers
        if (
            recent
            and same
            and before.action in ("impose", "enforce")
            and before.status in ("adopted", "in_force")
            and not before.background
            and "price_cap" not in before.measures
        ):
            measures = tuple(m for m in dict.fromkeys((*before.measures, *draft.measures)) if m != "unspecified")
            found[place] = replace(
                before,
                measures=measures,
                effective=before.effective or draft.effective,
                evidence=(*before.evidence, *draft.evidence),
            )
            continued = True
    return continued
