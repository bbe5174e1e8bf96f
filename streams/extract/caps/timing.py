"""When a cap was announced, starts, ends and is reviewed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from streams.extract.caps.lexicon import lexicon
from streams.extract.caps.topics import Topic
from streams.extract.caps.view import View
from streams.extract.document import DateMention, Document

REACH: Final = 6
"""Sentences behind the cap's own that may tell its dates."""
POINTERS: Final = 4
"""Of these, those that may speak of the cap as "it"."""
NEWS: Final = timedelta(days=7)
"""Days before publication on which the reported act happened."""


@dataclass(frozen=True, slots=True)
class Timing:
    """ISO dates, null where not told."""

    announced: str | None = None
    effective: str | None = None
    until: str | None = None
    review: str | None = None


def timing(view: View, views: tuple[View, ...], document: Document, start: int, topic: Topic) -> Timing:
    """The dates of the cap at a place: of its sentence, else of one near it that speaks of the same cap."""
    effective = _pick(view, "effective", start) or _since(view)
    until = _pick(view, "until", start)
    review = _review(view)
    for other in _about_it(view, views, topic):
        effective = effective or _pick(other, "effective", other.sentence.start)
        until = until or _pick(other, "until", other.sentence.start)
        review = review or _review(other)
    return Timing(_announced(view, document), effective, until, review)


def _about_it(view: View, views: tuple[View, ...], topic: Topic) -> Iterator[View]:
    """Sentences near a cap's own that speak of the same cap and name no other level."""
    place = view.sentence.index
    for other in (*views[place + 1 : place + 1 + REACH], *views[max(0, place - 1) : place]):
        if not other.sentence.dates or other.sentence.quantities:
            continue
        if other.commodities and all(word.means != topic.commodity for word in other.commodities):
            continue
        near = 0 < other.sentence.index - place <= POINTERS
        if other.caps or (near and lexicon().points_back.search(other.low)):
            yield other


def _since(view: View) -> str | None:
    """The day since when a cap stands."""
    marks = [d for d in view.sentence.dates if d.iso and view.low[: d.start - view.sentence.start].endswith("since ")]
    return marks[0].iso.isoformat() if marks and marks[0].iso else None


def _pick(view: View, role: str, start: int) -> str | None:
    """The nearest date of a role in a sentence, unless it is told of a grace period."""
    found = [d for d in view.sentence.dates if d.role == role and d.iso is not None and not _is_grace(view, d)]
    best = min(found, key=lambda d: abs(d.start - start), default=None)
    if best is None or best.iso is None:
        return None
    return (best.last or best.iso).isoformat() if role == "until" else best.iso.isoformat()


def _is_grace(view: View, mark: DateMention) -> bool:
    here = mark.start - view.sentence.start
    return bool(lexicon().grace.search(view.low[max(0, here - 50) : here]))


def _review(view: View) -> str | None:
    review = lexicon().review.search(view.low)
    if review is None:
        return None
    word = review.start() + view.sentence.start
    days = sorted((abs(d.start - word), d.iso) for d in view.sentence.dates if d.iso and d.role in (None, "deadline"))
    return days[0][1].isoformat() if days else None


def _announced(view: View, document: Document) -> str | None:
    """The single day of the act that the sentence itself reports."""
    if document.published is None:
        return None
    days = [
        d.iso
        for d in view.sentence.dates
        if d.role == "announced" and d.iso and d.last is None and document.published - d.iso <= NEWS
    ]  # fmt: skip
    return days[0].isoformat() if days else None
