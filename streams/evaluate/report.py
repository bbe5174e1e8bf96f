"""An evaluation as text for people and as JSON for machines (the shape of the shared scorer, and more)."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from streams.evaluate.calibration import Calibration, calibration
from streams.evaluate.headline import figures
from streams.evaluate.kinds import KINDS
from streams.evaluate.score import ActionScore, Evaluation, KindScore, Rates, Score
from streams.evaluate.tally import Judgement
from streams.evaluate.wording import evidence, sentence


def as_json(evaluation: Evaluation) -> dict[str, Any]:
    """All figures as a JSON object; what can't be counted is null."""
    return {
        **score_json(evaluation.overall),
        "headline": figures(evaluation),
        "intervals": {figure: list(bounds) for figure, bounds in evaluation.intervals.items()},
        "genres": {genre: score_json(score) for genre, score in evaluation.genres.items()},
        "actions": {
            action: {
                "found": _rates_json(score.found),
                "right": _rates_json(score.right),
                "counts": {"gold": score.gold, "predicted": score.predicted},
            }
            for action, score in evaluation.actions.items()
        },
        "calibration": _calibration_json(calibration(evaluation.judgements)),
    }


def _calibration_json(table: Calibration) -> dict[str, Any]:
    return {
        "error": _or_null(table.error),
        "facts": table.facts,
        "bins": [
            {
                "low": one.low,
                "high": one.high,
                "facts": one.facts,
                "confidence": _or_null(one.confidence),
                "found": _or_null(one.found),
                "right": _or_null(one.right),
            }
            for one in table.bins
        ],
    }


def score_json(score: Score) -> dict[str, Any]:
    """The figures of one set of articles."""
    return {
        "articles": score.articles,
        **{key: _kind_json(kind) for key, kind in score.kinds.items()},
        "entities": {
            **_rates_json(score.entities, with_all=False),
            "gold": score.entities_gold,
            "predicted": score.entities_predicted,
        },
        "evidence_anchored": _or_null(score.evidence_anchored),
    }


def _kind_json(kind: KindScore) -> dict[str, Any]:
    return {
        "found": _rates_json(kind.found),
        "right": _rates_json(kind.right),
        "slots": {slot: _or_null(value) for slot, value in kind.slots.items()},
        "counts": {
            "gold": kind.gold,
            "gold_all": kind.gold_all,
            "predicted": kind.predicted,
            "false_facts_per_hard_negative": _or_null(kind.false_facts_per_hard_negative),
        },
    }


def _rates_json(rates: Rates, *, with_all: bool = True) -> dict[str, float | None]:
    figures = {"precision": _or_null(rates.precision), "recall": _or_null(rates.recall), "f1": rates.f1}
    return {**figures, "recall_all": _or_null(rates.recall_all)} if with_all else figures


def _or_null(value: float) -> float | None:
    return None if math.isnan(value) else value


def as_text(evaluation: Evaluation) -> Iterator[str]:
    """The figures as lines for a terminal."""
    overall = evaluation.overall
    yield f"{overall.articles} articles"
    for kind in KINDS:
        found = overall.kinds[kind.key]
        for level, rates in (("found", found.found), ("right", found.right)):
            interval = _interval(evaluation.intervals, f"{kind.key}.{level}.f1")
            everywhere = f"(recall, background too: {_figure(rates.recall_all)})"
            yield f"{kind.title:11} {level:6} {_rates(rates)}{interval}  {everywhere}"
        yield f"{'':11} slots  " + "  ".join(f"{slot} {_figure(value, 2)}" for slot, value in found.slots.items())
        yield (
            f"{'':11} counts gold {found.gold}  gold_all {found.gold_all}  predicted {found.predicted}  "
            f"false_facts_per_hard_negative {_figure(found.false_facts_per_hard_negative, 2)}"
        )
    interval = _interval(evaluation.intervals, "entities.f1")
    yield (
        f"{'entities':18} {_rates(overall.entities)}{interval}"
        f"  (gold {overall.entities_gold}, predicted {overall.entities_predicted})"
    )
    yield f"evidence anchored in the article: {_figure(overall.evidence_anchored)}"
    if len(evaluation.genres) > 1:
        yield from genre_lines(evaluation.genres)
    if evaluation.actions:
        yield from action_lines(evaluation.actions)
    yield from calibration_lines(calibration(evaluation.judgements))


def genre_lines(genres: Mapping[str, Score]) -> Iterator[str]:
    """The F1 figures by genre."""
    yield ""
    yield f"{'':20} {'':>8}  {'sanctions f1':>12}  {'price caps f1':>13}  {'entities':>8}"
    yield f"{'genre':20} {'articles':>8}  {'found/right':>12}  {'found/right':>13}  {'f1':>8}"
    for genre, score in genres.items():
        pairs = [_pair(score.kinds[kind.key]) for kind in KINDS]
        entities = f"{score.entities.f1:.3f}" if score.entities_gold else "-"
        yield f"{genre:20} {score.articles:>8}  {pairs[0]:>12}  {pairs[1]:>13}  {entities:>8}"


def action_lines(actions: Mapping[str, ActionScore]) -> Iterator[str]:
    """Precision, recall and F1 of sanctions facts by the gold fact's action."""
    yield ""
    yield f"{'sanctions':10} {'':>5} {'':>9}  {'found':^26}  {'right':^26}"
    yield f"{'action':10} {'gold':>5} {'predicted':>9}" + f"  {'precision':>9} {'recall':>8} {'f1':>7}" * 2
    for action, score in actions.items():
        levels = (
            f"  {_figure(rates.precision):>9} {_figure(rates.recall):>8} {rates.f1:>7.3f}"
            for rates in (score.found, score.right)
        )
        yield f"{action:10} {score.gold:>5} {score.predicted:>9}" + "".join(levels)


def calibration_lines(table: Calibration) -> Iterator[str]:
    """How often facts are true, by their confidence."""
    if not table.facts:
        return
    yield ""
    yield f"{'confidence':12} {'facts':>5}  {'mean':>5}  {'found':>5}  {'right':>5}"
    for one in table.bins:
        shares = "  ".join(f"{_figure(value):>5}" for value in (one.confidence, one.found, one.right))
        yield f"{one.low:.1f} to {one.high:.1f}   {one.facts:>5}  {shares}"
    yield f"expected calibration error of confidence against right: {_figure(table.error)}"


def _pair(score: KindScore) -> str:
    return f"{score.found.f1:.3f}/{score.right.f1:.3f}" if score.gold_all or score.predicted else "-"


def _rates(rates: Rates) -> str:
    return f"precision {_figure(rates.precision)}  recall {_figure(rates.recall)}  f1 {rates.f1:.3f}"


def _interval(intervals: Mapping[str, tuple[float, float]], figure: str) -> str:
    return f" [{intervals[figure][0]:.3f}, {intervals[figure][1]:.3f}]" if figure in intervals else ""


def _figure(value: float, digits: int = 3) -> str:
    return "-" if math.isnan(value) else f"{value:.{digits}f}"


def fault_lines(faults: tuple[Judgement, ...], most: int) -> Iterator[str]:
    """The worst errors with their text, at most `most` of each sort (missed, wrong slot, spurious)."""
    shown = Counter[str]()
    for fault in faults:
        shown[fault.verdict] += 1
        if shown[fault.verdict] > most:
            continue
        wrong = f": {', '.join(fault.wrong)}" if fault.wrong else ""
        yield f"[{fault.verdict}{wrong}] {fault.kind} {fault.article_id}{confidence_note(fault)}"
        for side, fact in (("gold", fault.gold), ("predicted", fault.predicted)):
            if fact is not None:
                yield f"    {side:9}  {sentence(fault.kind, fact)}"
        proof = fault.predicted or fault.gold
        yield f"    {'text':9}  {evidence(proof) if proof else ''}"


def confidence_note(judgement: Judgement) -> str:
    """How sure the prediction is and which rule made it, in brackets; empty where neither is told."""
    sure = judgement.confidence
    rule = judgement.predicted.get("rule") if judgement.predicted else None
    told = ([f"confidence {sure:.2f}"] if sure is not None else []) + ([f"rule {rule}"] if rule else [])
    return f" ({', '.join(told)})" if told else ""
