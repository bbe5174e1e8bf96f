"""A document as the learned model reads it: texts, numbers, and who may be a party to what."""

from dataclasses import dataclass
from typing import Final

from streams.extract.caps import CapDraft
from streams.extract.document import Document, Quantity
from streams.extract.learned import features
from streams.extract.learned.candidates import TITLE, Candidate, find_candidates
from streams.extract.learned.features import RuleView
from streams.extract.sanctions.draft import SanctionDraft
from streams.vocabulary import ACTIONS

RESTRICT: Final = frozenset({"impose", "tighten", "enforce", "extend"})
RELAX: Final = frozenset({"ease", "exempt", "suspend", "lift"})
EVADE: Final = frozenset({"evade"})
FAMILIES: Final = (RESTRICT, RELAX, EVADE)


@dataclass(frozen=True, slots=True)
class Level:
    """An amount of money that may be the level of a cap: its sentence and its place in the sentence's text."""

    place: int
    start: int
    end: int
    quantity: Quantity
    features: list[float]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Texts of sentences and title; rows of features by sentence; the pool of candidates of each sentence.

    `sentences[i]`: `SENTENCE_FEATURES` numbers; `actions[i][a]`: `ACTION_FEATURES`; `bare[i]`:
    `LEVEL_FEATURES`; `pools[i]`: pairs of an index into `candidates` and `PAIR_FEATURES` numbers.
    """

    texts: tuple[str, ...]
    title: str | None
    sentences: list[list[float]]
    actions: list[list[list[float]]]
    bare: list[list[float]]
    levels: tuple[Level, ...]
    candidates: tuple[Candidate, ...]
    pools: list[list[tuple[int, list[float]]]]
    rules: RuleView


def prepare(document: Document, sanctions: list[SanctionDraft], caps: list[CapDraft]) -> Prepared:
    """What the model needs of a document and of the drafts that the rules found in it."""
    rules = RuleView.of(document, sanctions, caps)
    candidates = find_candidates(document)
    places = range(len(document.sentences))
    return Prepared(
        texts=tuple(sentence.text for sentence in document.sentences),
        title=document.title.text if document.title is not None else None,
        sentences=features.sentence_features(document, rules),
        actions=[[features.action_features(i, a, family_of(a), rules) for a in ACTIONS] for i in places],
        bare=[features.level_features(i, None, rules) for i in places],
        levels=tuple(
            Level(s.index, q.start - s.start, q.end - s.start, q, features.level_features(s.index, q, rules))
            for s in document.sentences
            for q in s.quantities
        ),
        candidates=candidates,
        pools=[_pool(i, candidates, rules) for i in places],
        rules=rules,
    )


def family_of(action: str) -> frozenset[str]:
    """The actions that restrict, relax or evade alike."""
    return next(family for family in FAMILIES if action in family)


def _pool(index: int, candidates: tuple[Candidate, ...], rules: RuleView) -> list[tuple[int, list[float]]]:
    """Who may be a party to an act of a sentence.

    All of the sentence's own candidates, the phrases of the one before, and each other name of the
    document once: where it stood last before the sentence, else in the title, else next behind it.
    """
    chosen: list[int] = []
    elsewhere: dict[str, tuple[int, int]] = {}
    own: set[str] = set()
    for place, candidate in enumerate(candidates):
        if candidate.place == index:
            chosen.append(place)
            own.add(candidate.actor.name)
        elif candidate.is_phrase:
            if candidate.place == index - 1 and index > 0:
                chosen.append(place)
        else:
            rank = _distance(candidate.place, index)
            if candidate.actor.name not in elsewhere or rank < elsewhere[candidate.actor.name][0]:
                elsewhere[candidate.actor.name] = (rank, place)
    chosen += [place for name, (_, place) in elsewhere.items() if name not in own]
    return [(place, features.pair_features(candidates[place], index, rules)) for place in sorted(chosen)]


BEHIND: Final = 2000
IN_TITLE: Final = 1000


def _distance(place: int, index: int) -> int:
    """How far a place is from a sentence: before it is nearer than the title, the title than behind it."""
    if place == TITLE:
        return IN_TITLE
    return index - place if place < index else BEHIND + place - index
