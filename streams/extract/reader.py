"""Reads a clean text: sentences, and in each the mentions, amounts, dates and acts."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Protocol, TypeVar

from spacy.language import Language
from spacy.tokens import Doc, Span

from streams.extract.dates import find_dates
from streams.extract.document import Document, Sentence
from streams.extract.instruments import find_instruments
from streams.extract.mentions import find_mentions
from streams.extract.quantities import find_percents, find_quantities


class Marked(Protocol):
    """Anything that was found at a place of the text."""

    @property
    def start(self) -> int:
        """First character."""

    @property
    def end(self) -> int:
        """Character behind the last."""


M = TypeVar("M", bound=Marked)


def read_document(nlp: Language, text: str, title: str | None = None, published: date | None = None) -> Document:
    """Parse a text and mark what is named in it.

    The title is parsed apart: it helps to resolve who acts, but no evidence is taken from it.
    """
    doc = nlp(text)
    heading = _sentences(nlp(title), published) if title and title.strip() else ()
    return Document(
        text=text, published=published, sentences=_sentences(doc, published), title=heading[0] if heading else None
    )


def _sentences(doc: Doc, published: date | None) -> tuple[Sentence, ...]:
    text = doc.text
    spans = [span for span in (_trim(sent) for sent in doc.sents) if span is not None]
    mentions = _within(spans, find_mentions(doc))
    quantities = _within(spans, find_quantities(text))
    percents = _within(spans, find_percents(text))
    dates = _within(spans, find_dates(text, published))
    instruments = _within(spans, find_instruments(text))
    return tuple(
        Sentence(
            index=index,
            start=span.start_char,
            end=span.end_char,
            span=span,
            mentions=mentions(index),
            quantities=quantities(index),
            percents=percents(index),
            dates=dates(index),
            instruments=instruments(index),
        )
        for index, span in enumerate(spans)
    )


def _trim(span: Span) -> Span | None:
    """A sentence without white space at its ends; None where nothing is left."""
    first, last = span.start, span.end
    while first < last and span.doc[first].is_space:
        first += 1
    while last > first and span.doc[last - 1].is_space:
        last -= 1
    return span.doc[first:last] if first < last else None


def _within(spans: list[Span], found: Iterable[M]) -> Callable[[int], tuple[M, ...]]:
    """Sort what was found into the sentences in one pass; what spans two belongs to the first."""
    places: dict[int, list[M]] = {}
    index = 0
    for mark in sorted(found, key=lambda mark: (mark.start, mark.end)):
        while index < len(spans) and spans[index].end_char <= mark.start:
            index += 1
        if index < len(spans) and mark.start >= spans[index].start_char:
            places.setdefault(index, []).append(mark)
    return lambda index: tuple(places.get(index, ()))
