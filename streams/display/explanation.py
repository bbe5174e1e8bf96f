"""Explanations as coloured lines: why facts were told, and what was nearly told."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from rich.text import Text

from streams.display.facts import QUIET, evidence_line
from streams.display.safe import one_line
from streams.messages import Evidence

if TYPE_CHECKING:
    from streams.extract.explain import ExplainedFact, NearMiss
    from streams.extract.slots import Slot

WORDS: Final = "bold reverse"
LABEL: Final = 12
"""Columns that the names of slots take."""
NEAR: Final = "near miss  "


def proof_line(told: "ExplainedFact") -> Text:
    """The proving passage of a fact in quotation marks, its actors coloured, the words that led to it strongest."""
    return _with_words(evidence_line(told.fact), told.fact.evidence, told.words)


def reason_lines(told: "ExplainedFact") -> Iterator[Text]:
    """Who made a fact, then what set each slot."""
    first, *others = told.made_by
    made = Text("made by".ljust(LABEL), QUIET).append(first, "bold")
    yield made.append(f", settled by {', '.join(others)}" if others else "")
    for slot in told.slots:
        yield _slot_line(slot)


def _slot_line(slot: "Slot") -> Text:
    line = Text(slot.name.ljust(LABEL), QUIET).append(one_line(slot.told), "bold")
    line.append(f"  by {'rule and model' if slot.by == 'both' else slot.by}")
    return line.append(f"  {one_line('; '.join(slot.why))}", QUIET) if slot.why else line


def missed_line(near: "NearMiss") -> Text:
    """What was nearly told, and the words that it was seen in."""
    line = Text(NEAR).append(near.act, "bold")
    return line.append(f"  {', '.join(one_line(word.text) for word in near.words)}" if near.words else "")


def passage_line(near: "NearMiss") -> Text:
    """The passage of a near miss in quotation marks, its words strongest."""
    line = Text("\N{LEFT DOUBLE QUOTATION MARK}", QUIET).append(one_line(near.passage.text))
    return _with_words(line.append("\N{RIGHT DOUBLE QUOTATION MARK}", QUIET), near.passage, near.words)


def doubt_lines(near: "NearMiss") -> Iterator[Text]:
    """Who saw it, and why it was dropped."""
    for doubt in near.dropped:
        yield Text("dropped".ljust(LABEL), QUIET).append(f"{one_line(doubt.why)}  ").append(doubt.by, QUIET)


def _with_words(line: Text, passage: Evidence, words: Iterable[Evidence]) -> Text:
    """A passage in quotation marks with some words of it marked."""
    for word in words:
        if passage.start <= word.start and word.end <= passage.end:
            line.stylize(WORDS, word.start - passage.start + 1, word.end - passage.start + 1)
    return line
