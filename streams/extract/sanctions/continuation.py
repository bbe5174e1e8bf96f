"""Sentences that only say more of acts just told: their measures, or the names of those hit."""

from dataclasses import replace
from typing import Final

from streams.extract.document import Sentence
from streams.extract.grammar import subjects
from streams.extract.phrases import lemma
from streams.extract.sanctions.actors import acting, is_pointer
from streams.extract.sanctions.draft import SanctionDraft
from streams.extract.sanctions.lexicon import predicates, roles
from streams.extract.sanctions.measures import measures_in
from streams.extract.sanctions.targets import parties, points_back

REACH: Final = 600
"""Characters within which a sentence may continue an act."""
MOST_WORDS: Final = 60
"""Words of a sentence that continues an act; longer ones tell something of their own."""


def continues(sentence: Sentence, draft: SanctionDraft, found: list[SanctionDraft]) -> bool:
    """Whether a draft only says more of acts just told, and if so add its measures and dates to them.

    "All property of the designated persons is blocked" is no act of its own.
    """
    if draft.action not in ("impose", "enforce") or draft.measures == ("unspecified",) or not found:
        return False
    if not draft.targets or not all(points_back(sentence, actor) for actor in draft.targets):
        return False
    imposers = {actor.name for actor in draft.imposers}
    before = [place for place in _open_acts(sentence, found) if not imposers or imposers == _names(found[place])]
    for place in before:
        found[place] = _with(found[place], sentence, draft.measures, draft.effective)
    return bool(before)


def extend_last(sentence: Sentence, found: list[SanctionDraft]) -> None:
    """Add to the acts just told what a sentence without an act of its own says of them.

    "They may no longer enter British ports" tells the measure, "They are Judge A and Judge B" the names.
    """
    root = sentence.span.root
    places = _open_acts(sentence, found)
    if not places or len(sentence.span) > MOST_WORDS:
        return
    subject = next((child for child in root.children if child.dep_ in ("nsubj", "nsubjpass")), None)
    measures = tuple(measure for measure in measures_in(sentence.span) if measure != "price_cap")
    if measures and (subject is None or is_pointer(subject) or lemma(subject) in roles()["belongings"]):
        for place in places:
            if found[place].measures == ("unspecified",):
                found[place] = _with(found[place], sentence, measures, None)
    elif subject is not None and lemma(root) in ("be", "include") and _counts(subject.lower_):
        named = [child for child in root.children if child.dep_ in ("attr", "dobj")]
        who = tuple(actor for actor in parties(sentence, named) if actor.type in ("PERSON", "ORG", "VESSEL"))
        if who:
            last = found[places[-1]]
            found[places[-1]] = replace(
                last, targets=(*last.targets, *who), evidence=(*last.evidence, (sentence.start, sentence.end))
            )


def same_step(sentence: Sentence, found: list[SanctionDraft]) -> SanctionDraft | None:
    """The act of somebody who takes the same step as the one before: "London followed suit"."""
    hit = next(iter(predicates().follow.find(sentence.span)), None)
    places = _open_acts(sentence, found)
    if hit is None or not places:
        return None
    verb = sentence.span.doc[hit.first]
    imposers = acting(sentence, subjects(verb), "subject")
    before = found[places[-1]]
    if not imposers or {actor.name for actor in imposers.actors} & _names(before):
        return None
    return replace(
        before,
        imposers=imposers.actors,
        authority=imposers.authority,
        instrument=None,
        attribution=(),
        evidence=((sentence.start, sentence.end), before.evidence[0]),
        at=verb.idx,
        confidence=0.5,
        rule="sanctions/same-step",
        why=("the same step as the act before",),
    )


def _counts(word: str) -> bool:
    """Whether a subject stands for some of the parties told before: "they", "the others", "one", "these"."""
    return word in roles()["some"]


def _open_acts(sentence: Sentence, found: list[SanctionDraft]) -> list[int]:
    """Places of the acts that a sentence may continue: recent, decided, and no caps, whose measure is known."""
    return [
        place
        for place, before in enumerate(found)
        if before.evidence[-1][1] >= sentence.start - REACH
        and before.action in ("impose", "enforce", "lift")
        and before.status in ("adopted", "in_force", "agreed")
        and not before.background
        and not before.negated
        and "price_cap" not in before.measures
    ]


def _with(before: SanctionDraft, sentence: Sentence, measures: tuple[str, ...], effective: str | None) -> SanctionDraft:
    told = tuple(m for m in dict.fromkeys((*before.measures, *measures)) if m != "unspecified")
    return replace(
        before,
        measures=told,
        effective=before.effective or effective,
        evidence=(*before.evidence, (sentence.start, sentence.end)),
    )


def _names(draft: SanctionDraft) -> set[str]:
    return {actor.name for actor in draft.imposers}
