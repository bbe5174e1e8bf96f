"""Next steps with a date: what has still to happen to an act, and by when.

A step often stands a sentence or two behind the act, and speaks of it as "the measure" or "it". The
words stand in `rules/data/deadlines.yaml`.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from spacy.tokens import Token

from streams.extract.document import DateMention, Document, Sentence
from streams.extract.grammar import governors, noun_phrase, subjects
from streams.extract.phrases import lemma
from streams.messages import Deadline
from streams.rules import load

FILE: Final = "deadlines.yaml"
REACH: Final = 2
"""Sentences behind the act that may tell its next step."""
OPENING: Final = 20
"""Characters from the start of a sentence within which a date may stand before its step."""
SHORT: Final = 6
"""Words of a subject that is told with the step."""


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of the rule file."""

    verbs: frozenset[str]
    nouns: frozenset[str]
    modals: frozenset[str]
    governors: frozenset[str]
    pointers: frozenset[str]
    trailing: frozenset[str]


@cache
def words() -> Words:
    """Read the rule file once; raises RuleError with file and line."""
    file = load(FILE)
    return Words(**{name: frozenset(file.words(name)) for name in Words.__slots__})


def find_deadline(sentence: Sentence, document: Document) -> Deadline | None:
    """The next step told in a sentence, or in one of the two behind it that speak of the same act."""
    for place in range(sentence.index, min(sentence.index + REACH + 1, len(document.sentences))):
        here = document.sentences[place]
        if not any(_may_be_step(mark, document) for mark in here.dates):
            continue
        if here is not sentence and not _points_back(here):
            continue
        found = _in_sentence(here, document)
        if found is not None:
            return found
    return None


def _may_be_step(mark: DateMention, document: Document) -> bool:
    """Whether a date lies ahead: one with the role of a deadline, or a day from publication on."""
    if mark.iso is None or mark.role in ("until", "past"):
        return False
    day = mark.last or mark.iso
    return document.published is None or day >= document.published


def _points_back(sentence: Sentence) -> bool:
    return any(lemma(token) in words().pointers or token.lower_ in words().pointers for token in sentence.span)


def _in_sentence(sentence: Sentence, document: Document) -> Deadline | None:
    for mark in sorted(sentence.dates, key=lambda mark: mark.role != "deadline"):
        if not _may_be_step(mark, document):
            continue
        step = _step(sentence, mark)
        if step is not None and mark.iso is not None:
            day = mark.iso if mark.last is None or mark.role != "deadline" else mark.last
            return Deadline(step=step, date=day.isoformat())
    return None


def _step(sentence: Sentence, mark: DateMention) -> str | None:
    """Words of the step that a date belongs to: a verb before a noun, one before the date before one behind it."""
    tokens = [t for t in sentence.span if (lemma(t) in words().verbs and t.pos_ == "VERB") or lemma(t) in words().nouns]
    if mark.start - sentence.start > OPENING:
        tokens = [t for t in tokens if t.idx < mark.start]
    nearest = sorted(tokens, key=lambda t: (t.idx > mark.start, t.pos_ != "VERB", abs(t.idx - mark.start)))
    for token in nearest:
        if _shares_clause(token, mark) and _is_ahead(token):
            return _wording(sentence, token, mark)
    return None


def _shares_clause(token: Token, mark: DateMention) -> bool:
    """No full clause stands between a step and its date."""
    first, last = sorted((token.idx, mark.start))
    between = [t for t in token.doc if first < t.idx < last] if last - first < 200 else None  # noqa: PLR2004
    return between is not None and not any(
        t.text in (";", ":") or (t.dep_ in ("ROOT", "ccomp") and t.tag_ == "VBD" and t.i != token.head.i)
        for t in between
    )


def _is_ahead(token: Token) -> bool:
    """Whether a word is governed by what makes it a next step: "must", "needs to", "is due", "no"."""
    chain = [token, *(above for above, _ in governors(token, 3))]
    marks = {
        child.lower_
        for word in chain
        for child in word.children
        if child.dep_ in ("aux", "auxpass", "mark", "det", "neg")
    }
    if token.pos_ == "VERB" and token.tag_ == "VBD":
        return False
    if not marks.isdisjoint(words().modals) or "no" in marks:
        return True
    return any(
        (lemma(word) in words().governors and word.tag_ not in ("VBD", "VBN")) or lemma(word) == "need"
        for word in chain[1:]
    )


def _wording(sentence: Sentence, token: Token, mark: DateMention) -> str:
    doc = sentence.span.doc
    if token.pos_ != "VERB":
        first = noun_phrase(token).start
        if token.i > 0 and doc[first - 1].lower_ == "no" and first > sentence.span.start:
            first -= 1
    else:
        first = token.i
    behind = [t for t in sentence.span if t.idx >= mark.start]
    last = behind[0].i if behind and behind[0].i > first else token.i + 1
    while last - first > 1 and (
        doc[last - 1].lower_ in words().trailing or doc[last - 1].is_punct or doc[last - 1].like_num
    ):
        last -= 1
    step: str = doc[first:last].text
    if token.pos_ == "VERB" and token.tag_ == "VB":
        who = next(iter(subjects(token)), None)
        if who is not None and who.pos_ != "PRON" and who.i < first:
            phrase = noun_phrase(who)
            step = f"{phrase.text} to {step}" if len(phrase) <= SHORT else step
    return step
