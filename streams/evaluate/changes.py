"""Two runs on the same articles: which facts came, went or changed, and what that did to the score."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from streams.evaluate.compare import Fact
from streams.evaluate.corpus import PRICE_CAP_DEFAULTS, SANCTION_DEFAULTS, Row
from streams.evaluate.headline import HEADLINES, Headline, figures, worsening
from streams.evaluate.kinds import KINDS, PRICE_CAPS, SANCTIONS, Kind
from streams.evaluate.score import Evaluation, evaluate
from streams.evaluate.tally import Judgement, matches
from streams.evaluate.wording import evidence, fields

Predictions = Mapping[str, Mapping[str, Any]]
"""Lines as `extract` prints them, by article id."""

DEFAULTS: Final = {SANCTIONS.key: SANCTION_DEFAULTS, PRICE_CAPS.key: PRICE_CAP_DEFAULTS}


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that only one run has, or that says something else now; each side with its judgement."""

    what: Literal["gained", "lost", "changed"]
    kind: str
    article_id: str
    before: Judgement | None
    now: Judgement | None

    def fields(self) -> Iterator[tuple[str, str, str]]:
        """Each field that says something else now: its name, its words before and its words now."""
        sides = [_told(self.kind, one.predicted) if one and one.predicted else {} for one in (self.before, self.now)]
        for field in dict.fromkeys((*sides[0], *sides[1])):
            old, new = (side.get(field, "") for side in sides)
            if old != new:
                yield field, old, new


@dataclass(frozen=True, slots=True)
class EntityChange:
    """An entity that only one run found, and the articles where that is so."""

    what: Literal["gained", "lost"]
    type: str
    name: str
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes of facts and entities, and each headline figure before and now."""

    facts: tuple[Change, ...]
    entities: tuple[EntityChange, ...]
    figures: tuple[tuple[Headline, float | None, float | None], ...]


def compare(golds: Sequence[Row], before: Predictions, now: Predictions, evaluation: Evaluation) -> Comparison:
    """Compare earlier predictions with those that `evaluation` is of; both must hold every gold article."""
    earlier = evaluate(golds, lambda row: before[row["article_id"]], resamples=0)
    old, new = figures(earlier), figures(evaluation)
    sides = _by_prediction(earlier), _by_prediction(evaluation)
    facts: list[Change] = []
    for gold in golds:
        article = gold["article_id"]
        for kind in KINDS:
            facts += _changes(kind, article, before[article].get(kind.key, ()), now[article].get(kind.key, ()), sides)
    return Comparison(
        facts=tuple(facts),
        entities=tuple(_entity_changes(golds, before, now)),
        figures=tuple((one, old[one.name], new[one.name]) for one in HEADLINES),
    )


def better(headline: Headline, before: float | None, now: float | None) -> str:
    """How a figure moved, in a word."""
    worse = worsening(headline, before, now)
    return "worse" if worse > 0 else "better" if worse < 0 else "same"


def _by_prediction(evaluation: Evaluation) -> dict[int, Judgement]:
    """Judgements by the identity of the predicted fact, for two facts of one article may read the same."""
    return {id(one.predicted): one for one in evaluation.judgements if one.predicted is not None}


def _changes(
    kind: Kind,
    article: str,
    before: Sequence[Fact],
    now: Sequence[Fact],
    judged: tuple[Mapping[int, Judgement], Mapping[int, Judgement]],
) -> Iterator[Change]:
    gone, come = list(before), list(now)
    for fact in before:  # what stayed as it was must not be paired with anything else
        same = next((other for other in come if _told(kind.key, other) == _told(kind.key, fact)), None)
        if same is not None:
            gone = [one for one in gone if one is not fact]
            come = [one for one in come if one is not same]
    pairs = matches(kind, [{**DEFAULTS[kind.key], **fact} for fact in gone], come)
    for place, fact in enumerate(gone):
        after = judged[1][id(come[pairs[place]])] if place in pairs else None
        yield Change("changed" if after else "lost", kind.key, article, judged[0][id(fact)], after)
    for other, fact in enumerate(come):
        if other not in pairs.values():
            yield Change("gained", kind.key, article, None, judged[1][id(fact)])


def _told(kind: str, fact: Fact) -> dict[str, str]:
    return {**fields(kind, fact), "evidence": evidence(fact)}


def _entity_changes(golds: Sequence[Row], before: Predictions, now: Predictions) -> Iterator[EntityChange]:
    gained: dict[tuple[str, str], list[str]] = {}
    lost: dict[tuple[str, str], list[str]] = {}
    for gold in golds:
        article = gold["article_id"]
        old, new = (_named(side[article]) for side in (before, now))
        for found, entities in ((gained, new - old), (lost, old - new)):
            for entity in entities:
                found.setdefault(entity, []).append(article)
    for kind, name in sorted(gained):
        yield EntityChange("gained", kind, name, tuple(gained[kind, name]))
    for kind, name in sorted(lost):
        yield EntityChange("lost", kind, name, tuple(lost[kind, name]))


def _named(prediction: Mapping[str, Any]) -> set[tuple[str, str]]:
    return {(str(one.get("type")), str(one.get("name"))) for one in prediction.get("entities", ())}
