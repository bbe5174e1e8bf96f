"""What the service says, as coloured lines for a terminal."""

from streams.display.explanation import WORDS, doubt_lines, missed_line, passage_line, proof_line, reason_lines
from streams.display.facts import (
    ENTITY_STYLES,
    IMPOSER,
    PROOF,
    SPEAKER,
    TARGET,
    Fact,
    article_text,
    evidence_line,
    fact_line,
)
from streams.display.records import enriched_line, outcome_line, rejected_line
from streams.display.safe import one_line, printable

__all__ = [
    "ENTITY_STYLES",
    "IMPOSER",
    "PROOF",
    "SPEAKER",
    "TARGET",
    "WORDS",
    "Fact",
    "article_text",
    "doubt_lines",
    "enriched_line",
    "evidence_line",
    "fact_line",
    "missed_line",
    "one_line",
    "outcome_line",
    "passage_line",
    "printable",
    "proof_line",
    "reason_lines",
    "rejected_line",
]
