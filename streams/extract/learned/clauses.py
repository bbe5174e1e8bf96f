"""Cuts sentences into the clauses that may each tell an act of their own."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Final, cast

from spacy.tokens import Span, Token

from streams.extract.document import Document, Sentence

if TYPE_CHECKING:
    from streams.extract.reader import Marked

SHORTEST: Final = 3
"""Tokens of the shortest clause that stands alone."""
VERBAL: Final = frozenset({"VERB", "AUX"})
SUBJECTS: Final = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
CONNECTIVES: Final = frozenset({"and", "but", "or", "while", "yet"})
CONDITIONS: Final = frozenset({"if", "unless", "until", "because", "that", "so", "lest", "whether"})
"""What begins a clause that says only under which condition, or why, the act of another is taken."""


def in_clauses(document: Document) -> Document:
    """The same document with each independent clause as a sentence of its own.

    "The EU listed nine firms, while London froze the funds of two" tells two acts by two imposers; the model
    tells one act of a kind for each place, so each clause is one. The title stays whole.
    """
    cut = [part for sentence in document.sentences for part in _cut(sentence)]
    sentences = tuple(replace(sentence, index=index) for index, sentence in enumerate(cut))
    return replace(document, sentences=sentences)


def _cut(sentence: Sentence) -> Iterator[Sentence]:
    span = sentence.span
    first = span.start
    for point in sorted(set(_points(span))):
        if point - first < SHORTEST or span.end - point < SHORTEST or _is_within_a_mark(sentence, span.doc[point].idx):
            continue
        yield _part(sentence, first, point)
        first = point
    yield _part(sentence, first, span.end) if first > span.start else sentence


def _part(sentence: Sentence, first: int, last: int) -> Sentence:
    doc = sentence.span.doc
    while last - first > 1 and doc[last - 1].is_space:
        last -= 1
    span = doc[first:last]
    start, end = span.start_char, span.end_char
    return replace(
        sentence,
        start=start,
        end=end,
        span=span,
        mentions=tuple(mark for mark in sentence.mentions if start <= mark.start < end),
        quantities=tuple(mark for mark in sentence.quantities if start <= mark.start < end),
        percents=tuple(mark for mark in sentence.percents if start <= mark.start < end),
        dates=tuple(mark for mark in sentence.dates if start <= mark.start < end),
        instruments=tuple(mark for mark in sentence.instruments if start <= mark.start < end),
    )


def _is_within_a_mark(sentence: Sentence, offset: int) -> bool:
    marks = chain(sentence.mentions, sentence.quantities, sentence.percents, sentence.dates, sentence.instruments)
    return any(mark.start < offset < mark.end for mark in cast("Iterator[Marked]", marks))


def _points(span: Span) -> Iterator[int]:
    """Tokens before which a clause ends."""
    for token in span:
        if token.text == ";":
            yield token.i + 1
        elif token.pos_ in VERBAL and token.head.pos_ in VERBAL:
            if token.dep_ == "conj" and _has_subject(token):
                yield _with_connective(token, span)
            elif token.dep_ == "advcl" and _has_subject(token) and not _is_condition(token):
                yield token.left_edge.i if token.i > token.head.i else _behind(token, span)
            elif token.dep_ in ("ccomp", "parataxis") and _has_subject(token) and _is_set_off(token, span):
                yield token.left_edge.i


def _has_subject(verb: Token) -> bool:
    return any(child.dep_ in SUBJECTS for child in verb.lefts)


def _is_condition(verb: Token) -> bool:
    return any(child.lower_ in CONDITIONS for child in verb.lefts if child.dep_ in ("mark", "advmod"))


def _is_set_off(verb: Token, span: Span) -> bool:
    """Whether a clause stands behind its head and a comma, colon or dash."""
    edge = verb.left_edge.i
    return verb.i > verb.head.i and edge > span.start and span.doc[edge - 1].is_punct


def _behind(verb: Token, span: Span) -> int:
    """Where the clause goes on that a subordinate one opens."""
    last = verb.right_edge.i + 1
    return last + 1 if last < span.end and span.doc[last].is_punct else last


def _with_connective(verb: Token, span: Span) -> int:
    """Where a coordinated clause begins, its "and" or "but" included."""
    first = verb.left_edge.i
    while first - 1 > span.start and span.doc[first - 1].lower_ in CONNECTIVES:
        first -= 1
    return first
