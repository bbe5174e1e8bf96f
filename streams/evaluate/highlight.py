"""An article's text with the evidence of its facts marked, as HTML."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from streams.evaluate.compare import Fact
from streams.evaluate.tally import Judgement, Verdict

CLASSES: Final[Mapping[Verdict, str]] = {
    "spurious": "spurious",
    "missed": "missed",
    "wrong slot": "wrong",
    "right": "right",
    "either way": "either",
}
"""The style of each verdict, the one that matters most first."""

UNSHOWN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that HTML can't hold or a browser would not show."""


def escaped(text: object) -> str:
    """Text that stands in HTML, between tags or in a quoted attribute, exactly as written."""
    return html.escape(UNSHOWN.sub("\ufffd", str(text)), quote=True)


@dataclass(frozen=True, slots=True)
class Passage:
    """Evidence of the fact in row `row` of the article's table; offsets into the text, end exclusive."""

    start: int
    end: int
    row: int
    verdict: Verdict
    predicted: bool


def passages(text: str, judgements: Sequence[Judgement]) -> tuple[Passage, ...]:
    """Where the evidence of the facts stands, rows counted from 1; what does not stand in the text is left out."""
    return tuple(
        Passage(start, end, row, one.verdict, predicted)
        for row, one in enumerate(judgements, 1)
        for predicted, fact in ((False, one.gold), (True, one.predicted))
        if fact is not None
        for start, end in _spans(text, fact)
    )


def _spans(text: str, fact: Fact) -> Iterator[tuple[int, int]]:
    for evidence in (fact.get("evidence"), *(fact.get("evidence_also") or ())):
        words = evidence.get("text") if isinstance(evidence, Mapping) else evidence
        if not words or not isinstance(words, str):
            continue
        start = evidence.get("start") if isinstance(evidence, Mapping) else None
        if not isinstance(start, int) or start < 0 or not text.startswith(words, start):
            start = text.find(words)
        if start >= 0:
            yield start, start + len(words)


def marked(text: str, found: Sequence[Passage]) -> str:
    """The text as HTML; each stretch of evidence is marked, its rows named where a passage starts."""
    cuts = sorted({0, len(text), *(cut for one in found for cut in (one.start, one.end))})
    return "".join(
        _stretch(text[start:end], start, [one for one in found if one.start <= start and end <= one.end])
        for start, end in pairwise(cuts)
    )


def _stretch(words: str, start: int, over: Sequence[Passage]) -> str:
    if not over:
        return escaped(words)
    verdicts = {one.verdict for one in over}
    worst = next(style for verdict, style in CLASSES.items() if verdict in verdicts)
    style = f"{worst} predicted" if any(one.predicted for one in over) else worst
    rows = sorted({one.row for one in over if one.start == start})
    label = f"<sup>{','.join(map(str, rows))}</sup>" if rows else ""
    return f'<mark class="{style}">{label}{escaped(words)}</mark>'
