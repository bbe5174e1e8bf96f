"""Each fact's fate: the order of errors, figures by action, and whether confidence means what it says."""

import math

import pytest

from streams.evaluate.calibration import calibration
from streams.evaluate.corpus import Row
from streams.evaluate.headline import HEADLINES, figures, worsening
from streams.evaluate.report import as_json, as_text, fault_lines
from streams.evaluate.score import Evaluation, evaluate
from tests.evaluate.builders import TEXT, article, cap, sanction


def judged(gold: list[Row], predicted: list[Row], **more: object) -> Evaluation:
    return evaluate([article(sanctions=gold, **more)], lambda _: {"sanctions": predicted}, resamples=0)


def test_the_worst_errors_come_first() -> None:
    gold = [sanction(targets=["Lukoil"]), sanction(imposers=["Japan"], targets=["Gazprom"])]
    predicted = [
        sanction(action="lift", targets=["Cuba"], confidence=0.4),
        sanction(imposers=["Japan"], targets=["Gazprom"], status="proposed", confidence=0.9, rule="some/rule"),
        sanction(action="lift", targets=["Iran"], confidence=0.95),
    ]
    gold.append(sanction(action="evade", imposers=["Norway"], targets=["a shipowner"]))
    faults = judged(gold, predicted).faults
    # Lukoil's fact shares imposers with none, for the predicted ones are of another family or imposer.
    assert [(one.verdict, one.confidence) for one in faults] == [
        ("spurious", 0.95),
        ("wrong slot", 0.9),
        ("spurious", 0.4),
        ("missed", None),
        ("missed", None),
    ]
    assert faults[1].wrong == ("status",)
    told = list(fault_lines(faults, 1))
    assert told[0] == "[spurious] sanctions a1 (confidence 0.95)"
    assert "[wrong slot: status] sanctions a1 (confidence 0.90, rule some/rule)" in told
    assert f"    text       {TEXT}" in told
    assert sum(line.startswith("[") for line in told) == 3


def test_background_and_optional_facts_that_are_missed_are_no_errors() -> None:
    evaluation = judged([sanction(background=True), sanction(optional=True, targets=["Iran"])], [])
    assert [one.verdict for one in evaluation.judgements] == ["missed", "either way"]
    assert evaluation.faults == ()


def test_actions_are_scored_apart() -> None:
    gold = [
        sanction(),
        sanction(targets=["Lukoil"], imposers=["Japan"]),
        sanction(action="lift", background=True),
        sanction(action="ease", optional=True, targets=["Iran"], imposers=["Canada"]),
    ]
    predicted = [
        sanction(action="tighten", targets=["Lukoil"], imposers=["Japan"], status="proposed"),
        sanction(action="lift"),
        sanction(action="evade", targets=["Cuba"], imposers=[]),
    ]
    actions = judged(gold, predicted).actions
    assert list(actions) == ["impose", "lift", "evade"]
    assert (actions["impose"].gold, actions["impose"].predicted) == (2, 1)  # counted with its gold fact's action
    assert (actions["impose"].found.precision, actions["impose"].found.recall) == (1, 0.5)
    assert actions["impose"].right.recall == 0
    assert math.isnan(actions["lift"].found.recall)
    assert actions["lift"].found.recall_all == actions["lift"].right.precision == 1
    assert actions["evade"].found.precision == 0


def test_calibration_is_the_distance_of_confidence_and_truth() -> None:
    gold = [sanction(targets=["Lukoil"], imposers=["Japan"]), sanction(optional=True)]
    predicted = [
        sanction(confidence=0.55),  # optional: counts neither way
        sanction(targets=["Lukoil"], imposers=["Japan"], status="proposed", confidence=1.0),
        sanction(action="lift", targets=["Cuba"], confidence=0.9),
        sanction(action="lift", targets=["Iran"], confidence=0.2),
        sanction(action="lift", targets=["Syria"]),  # tells no confidence
    ]
    table = calibration(judged(gold, predicted).judgements)
    assert table.facts == 3
    assert [one.facts for one in table.bins] == [0, 0, 1, 0, 0, 0, 0, 0, 0, 2]
    last = table.bins[9]
    assert (last.low, last.high, last.found, last.right) == (0.9, 1.0, 0.5, 0)
    assert last.confidence == pytest.approx(0.95)
    assert table.error == pytest.approx((2 * 0.95 + 0.2) / 3)


def test_calibration_of_nothing_is_no_number() -> None:
    table = calibration(())
    assert table.facts == 0
    assert math.isnan(table.error)


def test_the_report_holds_actions_and_calibration() -> None:
    evaluation = judged([sanction()], [sanction(confidence=0.75)])
    text = "\n".join(as_text(evaluation))
    assert "impose         1         1      1.000    1.000   1.000" in text
    assert "0.7 to 0.8       1  0.750  1.000  1.000" in text
    assert "expected calibration error of confidence against right: 0.250" in text
    told = as_json(evaluation)
    assert told["actions"]["impose"]["right"]["f1"] == 1
    assert told["calibration"]["error"] == 0.25
    assert told["calibration"]["bins"][0]["found"] is None
    assert told["headline"]["calibration_error"] == 0.25


def test_false_facts_of_both_kinds_are_one_headline_figure() -> None:
    predictions = {"sanctions": [sanction()], "price_caps": [cap(), cap(amount=30)]}
    golds = [article(1, hard_negative=True), article(2, hard_negative=True)]
    evaluation = evaluate(golds, lambda row: predictions if row["article_id"] == "a1" else {}, resamples=0)
    assert figures(evaluation)["false_facts_per_hard_negative"] == 1.5
    assert set(figures(evaluation)) == {one.name for one in HEADLINES}


@pytest.mark.parametrize(
    ("name", "before", "now", "worse"),
    [
        ("entities_f1", 0.9, 0.88, 0.02),
        ("entities_f1", 0.9, 0.95, -0.05),
        ("calibration_error", 0.05, 0.08, 0.03),
        ("calibration_error", None, 0.08, 0),
        ("evidence_anchored", 1.0, None, math.inf),
    ],
)
def test_worse_is_less_or_more_by_the_figure(name: str, before: float | None, now: float | None, worse: float) -> None:
    headline = next(one for one in HEADLINES if one.name == name)
    assert worsening(headline, before, now) == worse
