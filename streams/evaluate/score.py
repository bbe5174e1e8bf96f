"""From counts to figures: precision, recall and F1 of each kind, slot accuracy, intervals, genres."""

import math
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from streams.evaluate.corpus import Row
from streams.evaluate.kinds import KINDS, SANCTIONS, Kind
from streams.evaluate.tally import Counts, Judgement, tally
from streams.vocabulary import ACTIONS

Predict = Callable[[Row], Mapping[str, Any]]
"""Reads a gold article and gives `{"sanctions": [...], "price_caps": [...], "entities": [...]}`."""

NAN: Final = math.nan
RESAMPLES: Final = 1_000
SEED: Final = 20_221_205


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares from 0 to 1, NaN where there was nothing to count; `recall_all` counts background too."""

    precision: float
    recall: float
    recall_all: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where one of them is none."""
        if math.isnan(self.precision) or math.isnan(self.recall) or not self.precision + self.recall:
            return 0.0
        return 2 * self.precision * self.recall / (self.precision + self.recall)


@dataclass(frozen=True, slots=True)
class KindScore:
    """One kind of fact: `found` is the event, `right` one that a reader could act on."""

    found: Rates
    right: Rates
    slots: Mapping[str, float]
    gold: int
    gold_all: int
    predicted: int
    false_facts_per_hard_negative: float


@dataclass(frozen=True, slots=True)
class Score:
    """All figures of a set of articles."""

    articles: int
    kinds: Mapping[str, KindScore]
    entities: Rates
    entities_gold: int
    entities_predicted: int
    evidence_anchored: float

    def headline(self) -> dict[str, float]:
        """The F1 figures by name, those that get intervals."""
        figures = {
            f"{key}.{level}.f1": rates.f1
            for key, kind in self.kinds.items()
            for level, rates in (("found", kind.found), ("right", kind.right))
        }
        return {**figures, "entities.f1": self.entities.f1}


@dataclass(frozen=True, slots=True)
class ActionScore:
    """The sanctions facts of one action: of gold facts their own, of spurious ones what they claim."""

    found: Rates
    right: Rates
    gold: int
    predicted: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores over all articles, by genre and by action, 95 % intervals of the headline figures, each fact's fate."""

    overall: Score
    genres: Mapping[str, Score]
    actions: Mapping[str, ActionScore]
    intervals: Mapping[str, tuple[float, float]]
    judgements: tuple[Judgement, ...]

    @property
    def faults(self) -> tuple[Judgement, ...]:
        """The errors, the worst first: wrong facts by falling confidence, then what was missed."""
        return tuple(sorted((one for one in self.judgements if one.fault), key=_badness))


def _badness(judgement: Judgement) -> float:
    return 1.0 if judgement.predicted is None else -(judgement.confidence or 0.0)


def share(hits: int, total: int) -> float:
    """A share from 0 to 1, NaN of nothing."""
    return hits / total if total else NAN


def kind_score(kind: Kind, counts: Counts) -> KindScore:
    """The figures of one kind."""
    n = {name: counts[f"{kind.key}/{name}"] for name in ("gold", "gold_all", "predicted", "ignored", "matched")}
    predicted = n["predicted"] - n["ignored"]

    def rates(level: str) -> Rates:
        reached, everywhere = counts[f"{kind.key}/{level}"], counts[f"{kind.key}/{level}_all"]
        return Rates(share(everywhere, predicted), share(reached, n["gold"]), share(everywhere, n["gold_all"]))

    return KindScore(
        found=rates("found"),
        right=rates("right"),
        slots={slot: share(counts[f"{kind.key}/slot/{slot}"], n["matched"]) for slot in kind.slots},
        gold=n["gold"],
        gold_all=n["gold_all"],
        predicted=predicted,
        false_facts_per_hard_negative=share(
            counts[f"{kind.key}/hard_negative_spurious"], counts[f"{kind.key}/hard_negatives"]
        ),
    )


def score(counts: Counts) -> Score:
    """The figures of the articles whose counts were added up."""
    found = share(counts["entities/found"], counts["entities/gold"])
    return Score(
        articles=counts["articles"],
        kinds={kind.key: kind_score(kind, counts) for kind in KINDS},
        entities=Rates(share(counts["entities/right"], counts["entities/predicted"]), found, found),
        entities_gold=counts["entities/gold"],
        entities_predicted=counts["entities/predicted"],
        evidence_anchored=share(counts["evidence/anchored"], counts["evidence/all"]),
    )


def by_action(judgements: Iterable[Judgement]) -> dict[str, ActionScore]:
    """The figures of sanctions facts by action, in the order of the vocabulary; actions that never occur are left out.

    A matched prediction counts with its gold fact's action, whatever action it claims itself.
    """
    counts = Counts()
    for one in judgements:
        side = one.gold or one.predicted
        if one.kind != SANCTIONS.key or one.verdict == "either way" or side is None:
            continue
        action = side.get("action")
        counts[f"{action}/predicted"] += one.predicted is not None
        if one.gold is None:
            continue
        for suffix in ("_all",) if one.background else ("_all", ""):
            counts[f"{action}/gold{suffix}"] += 1
            counts[f"{action}/found{suffix}"] += one.predicted is not None
            counts[f"{action}/right{suffix}"] += one.verdict == "right"

    def rates(action: str, level: str) -> Rates:
        reached, everywhere = counts[f"{action}/{level}"], counts[f"{action}/{level}_all"]
        gold, gold_all = counts[f"{action}/gold"], counts[f"{action}/gold_all"]
        return Rates(
            share(everywhere, counts[f"{action}/predicted"]), share(reached, gold), share(everywhere, gold_all)
        )

    return {
        action: ActionScore(
            rates(action, "found"), rates(action, "right"), counts[f"{action}/gold"], counts[f"{action}/predicted"]
        )
        for action in ACTIONS
        if counts[f"{action}/gold_all"] or counts[f"{action}/predicted"]
    }


def total(counts: Iterable[Counts]) -> Counts:
    """The sum of counts, zeros kept."""
    summed = Counts()
    for one in counts:
        summed.update(one)
    return summed


def intervals(counts: Sequence[Counts], resamples: int = RESAMPLES, seed: int = SEED) -> dict[str, tuple[float, float]]:
    """95 % percentile intervals of the headline figures, articles drawn with replacement; the same for a seed."""
    draw = random.Random(seed)  # noqa: S311  # resampling, no secret
    names = sorted(total(counts))
    columns = {name: [one[name] for one in counts] for name in names}
    samples: dict[str, list[float]] = {}
    for _ in range(resamples):
        places = draw.choices(range(len(counts)), k=len(counts))
        sample = Counts({name: sum(map(column.__getitem__, places)) for name, column in columns.items()})
        for figure, value in score(sample).headline().items():
            samples.setdefault(figure, []).append(value)
    return {figure: _middle(sorted(values)) for figure, values in samples.items()}


def _middle(values: Sequence[float]) -> tuple[float, float]:
    low, high = math.floor(0.025 * (len(values) - 1)), math.ceil(0.975 * (len(values) - 1))
    return values[low], values[high]


def evaluate(golds: Sequence[Row], predict: Predict, resamples: int = RESAMPLES, seed: int = SEED) -> Evaluation:
    """Score `predict` on gold articles; `resamples` 0 leaves the intervals out."""
    pairs = [tally(gold, predict(gold)) for gold in golds]
    counts = [one for one, _ in pairs]
    by_genre: dict[str, list[Counts]] = {}
    for gold, one in zip(golds, counts, strict=True):
        by_genre.setdefault(str(gold.get("genre") or "none"), []).append(one)
    judgements = tuple(judgement for _, judged in pairs for judgement in judged)
    return Evaluation(
        overall=score(total(counts)),
        genres={genre: score(total(some)) for genre, some in sorted(by_genre.items())},
        actions=by_action(judgements),
        intervals=intervals(counts, resamples, seed) if resamples and counts else {},
        judgements=judgements,
    )
