"""Word pieces of a document in chunks that fit the encoder, and where everything stands in them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, overload

from tokenizers import Encoding, Tokenizer

from streams.extract.learned.candidates import TITLE, Candidate, Candidates
from streams.extract.learned.prepared import Prepared

LONGEST_CHUNK: Final = 360
"""Word pieces of a chunk, as far as sentences are shorter."""
LONGEST_SENTENCE: Final = 160
LONGEST_TITLE: Final = 40
CONTEXT: Final = 100
"""Word pieces of title and preceding sentences that a chunk begins with, at most."""
BEFORE: Final = 3
"""Clauses before a chunk's own that it shows again, so that "it" and "the measure" can be understood."""

Span = tuple[int, int, int]
"""A chunk, and the first word piece in it and the one behind the last."""


@dataclass(frozen=True, slots=True)
class Chunked:
    """`chunks` hold ids of word pieces; the spans follow the order of `Prepared`."""

    chunks: list[list[int]]
    sentences: list[Span]
    candidates: Sequence[Span]
    levels: list[Span]


def chunked(prepared: Prepared, tokenizer: Tokenizer) -> Chunked:
    """A document cut into chunks of whole sentences, each behind the title and the sentences before it."""
    texts = [*prepared.texts, *([prepared.title] if prepared.title else [])]
    pieces = tokenizer.encode_batch(texts, add_special_tokens=False)
    title = pieces[-1].ids[:LONGEST_TITLE] if prepared.title else []
    sentences = [piece.ids[:LONGEST_SENTENCE] for piece in pieces[: len(prepared.texts)]]
    first, between = tokenizer.token_to_id("[CLS]") or 0, tokenizer.token_to_id("[SEP]") or 0
    chunks: list[list[int]] = []
    places: dict[int, Span] = {}
    here = 0
    while here < len(sentences):
        ids = [first, *title, between] if title else [first]
        if prepared.title and TITLE not in places:  # even a title that has no word piece
            places[TITLE] = (len(chunks), 1, 1 + len(title))
        for index in _context(sentences, here, len(ids)):
            ids += sentences[index]
        begun = here
        while here < len(sentences) and (here == begun or len(ids) + 1 + len(sentences[here]) <= LONGEST_CHUNK):
            places[here] = (len(chunks), len(ids), len(ids) + len(sentences[here]))
            ids += sentences[here]
            here += 1
        chunks.append([*ids, between])

    def span(place: int, start: int, end: int) -> Span:
        return _span(pieces[place], places[place], start, end)

    return Chunked(
        chunks,
        [places[index] for index in range(len(sentences))],
        _Spans(prepared.candidates, lambda c: span(c.place, c.start, c.end)),
        [span(level.place, level.start, level.end) for level in prepared.levels],
    )


class _Spans(Sequence[Span]):
    """The spans of candidates, found when they are asked for: most candidates are no party to anything."""

    def __init__(self, candidates: Candidates, find: Callable[[Candidate], Span]) -> None:
        self._candidates = candidates
        self._find = find

    def __len__(self) -> int:
        return len(self._candidates)

    @overload
    def __getitem__(self, index: int) -> Span: ...
    @overload
    def __getitem__(self, index: slice) -> list[Span]: ...
    def __getitem__(self, index: int | slice) -> Span | list[Span]:
        if isinstance(index, slice):
            return [self._find(candidate) for candidate in self._candidates[index]]
        return self._find(self._candidates[index])


def _context(sentences: list[list[int]], here: int, used: int) -> list[int]:
    """The sentences before one that fit into the context, in order of the text."""
    shown: list[int] = []
    for index in range(here - 1, max(-1, here - 1 - BEFORE), -1):
        if used + len(sentences[index]) >= CONTEXT:
            break
        shown.insert(0, index)
        used += len(sentences[index])
    return shown


def _span(piece: Encoding, place: Span, start: int, end: int) -> Span:
    """The word pieces of some characters of a sentence; its first piece where they lie behind its cut."""
    chunk, begin, stop = place
    within = [i for i, (a, b) in enumerate(piece.offsets[: stop - begin]) if a < b and a < end and b > start]
    if not within:
        return chunk, begin, begin + 1
    return chunk, begin + within[0], begin + within[-1] + 1
