"""When a cap was announced, starts, ends and is reviewed."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from streams.extract.caps.view import View
from streams.extract.document import DateMention, Document

REACH: Final = 2


@dataclass(frozen=True, slots=True)
class Timing:
    """ISO dates, null where not told."""

    announced: str | None = None
    effective: str | None = None
    until: str | None = None
    review: str | None = None


def timing(view: View, views: tuple[View, ...], document: Document, start: int) -> Timing:
    """The dates of the cap at a place: of its sentence, else of one behind it that speaks of the same cap."""
    effective = _pick(view, "effective", start)
    until = _pick(view, "until", start)
    review = _review(view)
    for later in views[view.sentence.index + 1 : view.sentence.index + 1 + REACH]:
        if later.sentence.quantities or not POINTS_BACK.search(later.low):
            continue
        effective = effective or _pick(later, "effective", later.sentence.start)
        until = until or _pick(later, "until", later.sentence.start)
        review = review or _review(later)
    return Timing(_announced(view, document), effective, until, review)


def _pick(view: View, role: str, start: int) -> str | None:
    """The nearest date of a role in a sentence, unless it is told of a grace period."""
    found = [d for d in view.sentence.dates if d.role == role and d.iso is not None and not _is_grace(view, d)]
    best = min(found, key=lambda d: abs(d.start - start), default=None)
    if best is None or best.iso is None:
        return None
    return (best.last or best.iso).isoformat() if role == "until" else best.iso.isoformat()


def _is_grace(view: View, mark: DateMention) -> bool:
    here = mark.start - view.sentence.start
    return bool(GRACE.search(view.low[max(0, here - 50) : here]))


def _review(view: View) -> str | None:
    if not REVIEW.search(view.low):
        return None
    marks = [d for d in view.sentence.dates if d.iso is not None and d.role not in ("announced", "past", "until")]
    return marks[0].iso.isoformat() if marks and marks[0].iso else None


def _announced(view: View, document: Document) -> str | None:
    """The single day of the act that the sentence itself reports."""
    if document.published is None:
        return None
    days = [
        d.iso for d in view.sentence.dates
        if d.role == "announced" and d.iso and d.last is None and document.published - d.iso <= timedelta(days=7)
    ]  # fmt: skip
    return days[0].isoformat() if days else None
