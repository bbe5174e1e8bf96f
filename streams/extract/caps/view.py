"""A sentence as the rules of price caps see it: lower case, amounts masked, caps and commodities marked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from streams.extract.caps.lexicon import Lexicon
from streams.extract.document import Document, Quantity, Sentence

LEFT: Final = 150
RIGHT: Final = 70
"""Characters beside an amount that cues look at."""
MOST: Final = 60
"""Words of a kind that are marked in one sentence; one with more is no sentence but a table or junk."""
BLANKS: Final = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Word:
    """A word found in a sentence: its place in the text of the article, and what it stands for."""

    start: int
    end: int
    text: str
    means: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """`low` has the length of the sentence; `masked` is shorter, and `places` finds each amount in it."""

    sentence: Sentence
    low: str
    masked: str
    places: tuple[int, ...]
    caps: tuple[Word, ...]
    commodities: tuple[Word, ...]
    tiers: tuple[Word, ...]
    vague: bool

    def left(self, index: int) -> str:
        """Masked words before an amount of the sentence."""
        place = self.places[index]
        return self.masked[max(0, place - LEFT) : place]

    def right(self, index: int) -> str:
        """Masked words behind an amount."""
        place = self.places[index] + 1
        return self.masked[place : place + RIGHT]

    def has_strong_cap(self, words: Lexicon) -> bool:
        """Whether a noun of the sentence is a price cap by itself."""
        return any(cap.text in words.strong for cap in self.caps)


def views(document: Document, words: Lexicon) -> tuple[View, ...]:
    """A view of each sentence of the text."""
    low = lowered(document.text)
    return tuple(view(sentence, low[sentence.start : sentence.end], words) for sentence in document.sentences)


def lowered(text: str) -> str:
    """Lower case of the same length, blanks for every white space."""
    low = text.lower()
    return BLANKS.sub(
        " ", low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    )


def view(sentence: Sentence, low: str, words: Lexicon) -> View:
    """One sentence with its marks; `low` are its words in lower case."""
    masked, places = _masked(sentence, low)
    return View(
        sentence,
        low,
        masked,
        places,
        tuple(Word(start, end, word) for start, end, word in _found(words.cap, low, sentence.start, words.not_cap)),
        tuple(
            Word(start, end, word, words.commodity_of[word])
            for start, end, word in _found(words.commodity, low, sentence.start, words.not_commodity)
        ),
        tuple(
            Word(start, end, word, words.tier_of[word]) for start, end, word in _found(words.tier, low, sentence.start)
        )
        if sentence.quantities
        else (),
        words.vague.search(low) is not None,
    )


def _found(
    pattern: re.Pattern[str], low: str, offset: int, without: re.Pattern[str] | None = None
) -> Iterator[tuple[int, int, str]]:
    """Words of a sentence with their places in the text, but those inside phrases that are none."""
    found = list(islice(pattern.finditer(low), MOST))
    if not found:
        return
    apart = [match.span() for match in without.finditer(low)] if without else []
    for match in found:
        start, end = match.span()
        if not any(start < stop and first < end for first, stop in apart):
            yield start + offset, end + offset, match.group().replace("-", " ")


def _masked(sentence: Sentence, low: str) -> tuple[str, tuple[int, ...]]:
    marks: list[tuple[int, int, str, Quantity | None]] = [(q.start, q.end, "#", q) for q in sentence.quantities]
    marks += [(p.start, p.end, "%", None) for p in sentence.percents] + [
        (d.start, d.end, "@", None) for d in sentence.dates
    ]
    pieces: list[str] = []
    places: dict[int, int] = {}
    here = sentence.start
    length = 0
    for start, end, sign, quantity in sorted(marks, key=lambda mark: (mark[0], -mark[1])):
        if start < here:
            continue
        before = low[here - sentence.start : start - sentence.start]
        length += len(before)
        pieces += [before, sign]
        if quantity is not None:
            places[id(quantity)] = length
        length += 1
        here = end
    pieces.append(low[here - sentence.start :])
    return "".join(pieces), tuple(places.get(id(quantity), 0) for quantity in sentence.quantities)
