"""Who may be an imposer or a target: the names of a document and the noun phrases of its sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, overload

from spacy.tokens import Token

from streams.extract.document import Document, Mention, Sentence
from streams.extract.grammar import noun_phrase
from streams.extract.phrases import lemma
from streams.extract.sanctions.lexicon import roles
from streams.messages import Actor
from streams.vocabulary import ACTOR_TYPES

TITLE: Final = -1
"""The place of what the title names; sentences count from 0."""
LONGEST: Final = 16
"""Tokens of the longest noun phrase that may be a party."""
RELATIONS: Final = ("nsubj", "nsubjpass", "dobj", "pobj", "appos", "conj", "poss", "amod", "compound", "attr")
PREPOSITIONS: Final = ("by", "on", "against", "to", "from", "for", "of", "in", "with", "at")
FEATURES: Final = 3 + len(ACTOR_TYPES) + len(RELATIONS) + len(PREPOSITIONS) + 2
"""How many features a candidate has by itself."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words at a place (sentence or `TITLE`), from `start` to `end` within its text, that may be a party.

    `acts_for` is who imposes where these words impose; null for those that can't.
    """

    place: int
    start: int
    end: int
    actor: Actor
    acts_for: Actor | None
    features: tuple[float, ...]

    @property
    def is_phrase(self) -> bool:
        """Whether it is a noun phrase rather than a name."""
        return self.actor.type == "GROUP"


class Candidates(Sequence[Candidate]):
    """All who may be a party: the names, those of the title last, then noun phrases as clauses are asked for them.

    Most clauses tell nothing, and nobody asks for their phrases; counting or walking through all finds the rest.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._found = [_name(m, sentence, sentence.index) for sentence in document.sentences for m in sentence.mentions]
        if document.title is not None:
            self._found += [_name(m, document.title, TITLE) for m in document.title.mentions]
        self.named: Final = tuple(self._found)
        self._phrases: dict[int, range] = {}

    def phrases(self, place: int) -> range:
        """The indices of the noun phrases of a clause."""
        if place not in self._phrases:
            first = len(self._found)
            self._found += _phrases(self._document.sentences[place])
            self._phrases[place] = range(first, len(self._found))
        return self._phrases[place]

    def __len__(self) -> int:
        for place in range(len(self._document.sentences)):
            self.phrases(place)
        return len(self._found)

    @overload
    def __getitem__(self, index: int) -> Candidate: ...
    @overload
    def __getitem__(self, index: slice) -> list[Candidate]: ...
    def __getitem__(self, index: int | slice) -> Candidate | list[Candidate]:
        if isinstance(index, slice):
            return [self[place] for place in range(len(self))[index]]
        if not 0 <= index < len(self._found) and not 0 <= index < len(self):
            raise IndexError(index)
        return self._found[index]


def _phrases(sentence: Sentence) -> Iterator[Candidate]:
    place = sentence.index
    seen: set[tuple[int, int]] = set()
    for token in sentence.span:
        if not _may_head(token, sentence):
            continue
        for first, last in _extents(token):
            span = sentence.span.doc[first:last]
            start, end = span.start_char - sentence.start, span.end_char - sentence.start
            if (start, end) in seen or start < 0 or end > sentence.end - sentence.start:
                continue
            seen.add((start, end))
            actor = Actor(name=span.text, type="GROUP", mention=span.text, start=span.start_char, end=span.end_char)
            yield Candidate(place, start, end, actor, None, _features(token, "GROUP", size=last - first))


def _name(mention: Mention, sentence: Sentence, place: int) -> Candidate:
    span = sentence.span.doc.char_span(mention.start, mention.end, alignment_mode="expand") or sentence.span
    own = (mention.acts_for is not None, mention.authority, mention.demonym)
    features = _features(span.root, mention.type, own=own, size=len(span))
    start, end = mention.start - sentence.start, mention.end - sentence.start
    return Candidate(place, start, end, mention.actor(), mention.acts_for, features)


def _may_head(token: Token, sentence: Sentence) -> bool:
    """Whether a word can head a group that is a party: a noun that names nobody, no date or amount."""
    if token.pos_ not in ("NOUN", "PROPN") or token.dep_ == "compound":
        return False
    word = lemma(token)
    if word in roles()["not_targets"] and word not in roles()["belongings"]:
        return False
    place = token.idx
    taken = [(date.start, date.end) for date in sentence.dates] + [(q.start, q.end) for q in sentence.quantities]
    if any(m.start <= place < m.end and not m.demonym for m in sentence.mentions):
        return False
    return not any(start <= place < end for start, end in taken) and token.ent_type_ not in ("DATE", "TIME", "MONEY")


def _extents(head: Token) -> Iterator[tuple[int, int]]:
    """The noun phrase of a head up to the head, and the whole of it with what follows, as far as it is short."""
    phrase = noun_phrase(head)
    if head.i + 1 - phrase.start <= LONGEST:
        yield phrase.start, head.i + 1
    if head.i + 1 < phrase.end and len(phrase) <= LONGEST:
        yield phrase.start, phrase.end


def _features(
    token: Token, kind: str, *, own: tuple[bool, bool, bool] = (False, False, False), size: int
) -> tuple[float, ...]:
    relation, word = token.dep_, token.head.lower_ if token.dep_ == "pobj" else ""
    return (
        *map(float, own),
        *(float(kind == name) for name in ACTOR_TYPES),
        *(float(relation == name) for name in RELATIONS),
        *(float(word == name) for name in PREPOSITIONS),
        min(size, 10) / 10,
        float(token.head.pos_ in ("VERB", "AUX")),
    )
