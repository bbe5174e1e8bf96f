"""Turns what passages tell of caps into drafts, with dates, next steps and speakers."""

from collections.abc import Callable

from streams.extract.caps.candidate import Candidate
from streams.extract.caps.draft import CapDraft
from streams.extract.caps.formula import formula_of
from streams.extract.caps.status import Judge
from streams.extract.caps.timing import timing
from streams.extract.caps.view import View
from streams.extract.deadlines import find_deadline
from streams.extract.document import Document, Sentence
from streams.messages import Attribution

Attribute = Callable[[Sentence, tuple[int, int], Document], tuple[Attribution, ...]]


def build(
    found: Candidate, views: tuple[View, ...], document: Document, judge: Judge, attribute: Attribute
) -> CapDraft:
    """The draft of a candidate."""
    main = found.act or found
    sentence = main.view.sentence
    assertion = judge(sentence, main.span, document)
    when = timing(main.view, views, document, main.span[0], found.topic)
    own = timing(found.view, views, document, found.span[0], found.topic) if found.act else when
    topic, told = found.topic, found.told
    effective, until = own.effective or when.effective, own.until or when.until
    if told.status == "ended" and until is None:
        effective, until = None, effective
    passages = dict.fromkeys((view.sentence.start, view.sentence.end) for view in (found.view, main.view))
    return CapDraft(
        regime=topic.regime,
        commodity=topic.commodity,
        tier=topic.tier,
        origin=topic.origin,
        origin_id=topic.origin_id,
        amount=found.amount,
        currency=found.currency,
        unit=found.unit,
        previous_amount=found.previous,
        formula=formula_of(found.view, views),
        imposers=found.imposers.actors,
        authority=found.imposers.authority,
        status=told.status,
        negated=told.negated,
        background=assertion.background or told.mentioned,
        announced=when.announced,
        effective=effective,
        until=until,
        review=own.review or when.review,
        deadline=find_deadline(sentence, document),
        attribution=attribute(sentence, main.span, document),
        evidence=tuple(passages),
        confidence=found.confidence,
        rule=f"caps/{found.rule}",
        tightens=found.previous is not None and found.amount is not None and found.amount < found.previous,
        why=(*found.why, *told.why, f"imposers: {found.imposers.how}", *assertion.why),
    )
