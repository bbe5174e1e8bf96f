"""An article as the finders of names see it: text, folded text, tokens by place, and what a line looks like."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from spacy.attrs import IDX, LENGTH
from spacy.tokens import Doc, Span, Token

from streams.extract.folding import fold
from streams.extract.lexicon import Entry

TITLE_SHARE: Final = 0.7
"""A line in which at least this share of the longer words is capitalised is a headline."""

LONGER: Final = 4
"""Letters of a longer word; short ones stay small in headlines."""

FEWEST: Final = 5
"""Longer words that a line needs to be judged."""


@dataclass(frozen=True, slots=True)
class Found:
    """Words that may name somebody. `rank` decides between overlapping ones, the lower first."""

    start: int
    end: int
    entry: Entry
    rank: int


class Reading:
    """A parsed article; what is costly is worked out once, and where it is asked for."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.text: str = doc.text
        self.folded = fold(self.text)
        places: list[list[int]] = doc.to_array([IDX, LENGTH]).tolist()
        self.words = [self.text[start : start + length] for start, length in places]
        self._starts = [start for start, _ in places]
        self._lines: dict[int, _Line] = {}

    def token_at(self, offset: int) -> Token:
        """The token that holds a character."""
        return self.doc[self._index(offset)]

    def tokens(self, start: int, end: int) -> Span:
        """The tokens that a stretch of text touches."""
        return self.doc[self._index(start) : self._index(end - 1) + 1]

    def before(self, offset: int) -> Token | None:
        """The token in front of the one at an offset, or None at the start."""
        index = self._index(offset)
        return self.doc[index - 1] if index else None

    def after(self, end: int) -> Token | None:
        """The token behind a stretch that ends at `end`, or None at the end."""
        index = self._index(end - 1) + 1
        return self.doc[index] if index < len(self.words) else None

    def starts_sentence(self, offset: int) -> bool:
        """Whether a capital letter here is owed to the place: start of a sentence, quote or line."""
        token = self.token_at(offset)
        return bool(token.is_sent_start) or token.i == 0 or token.nbor(-1).is_quote or token.nbor(-1).text == ":"

    def in_headline(self, offset: int) -> bool:
        """Whether the line is written with capital letters throughout, so that they tell nothing."""
        return self._line(offset).headline

    def in_capitals(self, offset: int) -> bool:
        """Whether all letters of the line are capitals."""
        return self._line(offset).capitals

    @cached_property
    def small_words(self) -> frozenset[str]:
        """The words that the article writes with a small letter somewhere."""
        return frozenset(word for word in self.words if word[0].islower())

    def _line(self, offset: int) -> "_Line":
        sentence = bisect_right(self._sentences, self._index(offset)) - 1
        if sentence not in self._lines:
            start = self._sentences[sentence]
            end = self._sentences[sentence + 1] if sentence + 1 < len(self._sentences) else len(self.words)
            self._lines[sentence] = _judged(self.words[start:end])
        return self._lines[sentence]

    def _index(self, offset: int) -> int:
        return max(bisect_right(self._starts, offset) - 1, 0)

    @cached_property
    def _sentences(self) -> list[int]:
        return [sentence.start for sentence in self.doc.sents]


def root_of(span: Span) -> Token:
    """The first token of a span whose head stands outside; unlike `Span.root` it never walks up a deep parse."""
    inside = range(span.start, span.end)
    return next((token for token in span if token.head.i == token.i or token.head.i not in inside), span[0])


@dataclass(frozen=True, slots=True)
class _Line:
    """What the capital letters of a sentence or line tell."""

    headline: bool
    capitals: bool


def _judged(line: Sequence[str]) -> _Line:
    """A full stop ends no headline, unless all is written in capitals."""
    capitals = "".join(line).isupper()
    longer = [word for word in line if len(word) >= LONGER and word.isalpha()]
    many = len(longer) >= FEWEST and sum(word[0].isupper() for word in longer) >= TITLE_SHARE * len(longer)
    return _Line(headline=many and (capitals or "." not in line[-2:]), capitals=capitals)


def without_overlaps(found: Iterable[Found], beside: Iterable[Found] = ()) -> list[Found]:
    """The best of overlapping candidates: by rank, then length, then place; in the order of the text.

    All of `beside` are kept, and nothing that overlaps with them.
    """
    kept = list(beside)
    ranked = sorted(found, key=lambda one: (one.rank, one.start - one.end, one.start))
    taken = bytearray(max((one.end for one in (*kept, *ranked)), default=0))
    for one in kept:
        taken[one.start : one.end] = b"\1" * (one.end - one.start)
    for one in ranked:
        if taken.find(1, one.start, one.end) < 0:
            taken[one.start : one.end] = b"\1" * (one.end - one.start)
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)
