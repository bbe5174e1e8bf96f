"""A document as the learned model reads it: texts, numbers, and who may be a party to what."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, overload

from streams.extract.caps import CapDraft
from streams.extract.document import Document, Quantity
from streams.extract.learned import features
from streams.extract.learned.candidates import TITLE, Candidates
from streams.extract.learned.features import RuleView, Standing
from streams.extract.sanctions.draft import SanctionDraft
from streams.vocabulary import ACTIONS

RESTRICT: Final = frozenset({"impose", "tighten", "enforce", "extend"})
RELAX: Final = frozenset({"ease", "exempt", "suspend", "lift"})
EVADE: Final = frozenset({"evade"})
FAMILIES: Final = (RESTRICT, RELAX, EVADE)
AROUND: Final = 100
"""Sentences before and behind one whose names may be parties to its acts."""
EARLIER: Final = 8
"""Clauses before one, of the same sentence, whose noun phrases may be parties to its acts."""
Pool = list[tuple[int, list[float]]]
"""Candidates of a sentence: an index into `Prepared.candidates`, and `PAIR_FEATURES` numbers."""


@dataclass(frozen=True, slots=True)
class Level:
    """An amount of money that may be the level of a cap.

    Its sentence, which of the sentence's amounts it is, and its place in the sentence's text.
    """

    place: int
    number: int
    start: int
    end: int
    quantity: Quantity
    features: list[float]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Texts of sentences and title, and where the sentences stand; rows of features and pools by sentence.

    `sentences[i]`: `SENTENCE_FEATURES` numbers; `actions[i][a]`: `ACTION_FEATURES`; `bare[i]`:
    `LEVEL_FEATURES`; `pools[i]`: pairs of an index into `candidates` and `PAIR_FEATURES` numbers.
    """

    texts: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    title: str | None
    sentences: list[list[float]]
    actions: list[list[list[float]]]
    bare: list[list[float]]
    levels: tuple[Level, ...]
    candidates: Candidates
    pools: Sequence[Pool]
    rules: RuleView


def prepare(document: Document, sanctions: list[SanctionDraft], caps: list[CapDraft]) -> Prepared:
    """What the model needs of a document and of the drafts that the rules found in it."""
    rules = RuleView.of(document, sanctions, caps)
    candidates = Candidates(document)
    places = range(len(document.sentences))
    return Prepared(
        texts=tuple(sentence.text for sentence in document.sentences),
        spans=tuple((sentence.start, sentence.end) for sentence in document.sentences),
        title=document.title.text if document.title is not None else None,
        sentences=features.sentence_features(document, rules),
        actions=[[features.action_features(i, a, family_of(a), rules) for a in ACTIONS] for i in places],
        bare=[features.level_features(i, None, rules) for i in places],
        levels=tuple(
            Level(s.index, number, q.start - s.start, q.end - s.start, q, features.level_features(s.index, q, rules))
            for s in document.sentences
            for number, q in enumerate(s.quantities)
        ),
        candidates=candidates,
        pools=Pools(tuple(s.span.sent.start for s in document.sentences), candidates, rules),
        rules=rules,
    )


def family_of(action: str) -> frozenset[str]:
    """The actions that restrict, relax or evade alike."""
    return next(family for family in FAMILIES if action in family)


class Pools(Sequence[Pool]):
    """The pool of each sentence, made when it is asked for: most sentences tell nothing.

    A pool holds all of the sentence's own candidates, the phrases of the one before and of earlier clauses of
    the same one, and each other name of the `AROUND` sentences about it once: where it stood last before the
    sentence, else in the title, else next behind it.
    """

    def __init__(self, wholes: tuple[int, ...], candidates: Candidates, rules: RuleView) -> None:
        self._count = len(wholes)
        self._standing = Standing.of(wholes, candidates.named)
        self._candidates = candidates
        self._rules = rules
        self._by_place: dict[int, list[int]] = {}
        for index, candidate in enumerate(candidates.named):
            self._by_place.setdefault(candidate.place, []).append(index)
        self._made: dict[int, Pool] = {}

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Pool: ...
    @overload
    def __getitem__(self, index: slice) -> list[Pool]: ...
    def __getitem__(self, index: int | slice) -> Pool | list[Pool]:
        if isinstance(index, slice):
            return [self[place] for place in range(self._count)[index]]
        if not 0 <= index < self._count:
            raise IndexError(index)
        if index not in self._made:
            self._made[index] = self._make(index)
        return self._made[index]

    def _make(self, index: int) -> Pool:
        candidates, wholes = self._candidates, self._standing.wholes
        chosen = [*self._by_place.get(index, ()), *candidates.phrases(index)]
        own = {candidates[place].actor.name for place in chosen}
        for there in range(index - 1, max(-1, index - 1 - EARLIER), -1):
            if there < index - 1 and wholes[there] != wholes[index]:
                break
            chosen += candidates.phrases(there)
        elsewhere: dict[str, tuple[int, int]] = {}
        around = range(max(0, index - AROUND), min(self._count, index + AROUND + 1))
        for there in (*around, TITLE):
            if there == index:
                continue
            rank = _distance(there, index)
            for place in self._by_place.get(there, ()):
                name = candidates[place].actor.name
                if name not in elsewhere or rank < elsewhere[name][0]:
                    elsewhere[name] = (rank, place)
        chosen += [place for name, (_, place) in elsewhere.items() if name not in own]
        return [
            (place, features.pair_features(candidates[place], index, self._standing, self._rules)) for place in chosen
        ]


BEHIND: Final = 2000
IN_TITLE: Final = 1000


def _distance(place: int, index: int) -> int:
    """How far a place is from a sentence: before it is nearer than the title, the title than behind it."""
    if place == TITLE:
        return IN_TITLE
    return index - place if place < index else BEHIND + place - index
