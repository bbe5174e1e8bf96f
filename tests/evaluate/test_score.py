"""The scorer's rules on small cases, its intervals and its breakdown by genre."""

import math

import pytest

from streams.evaluate.compare import name_of, overlap, same_name
from streams.evaluate.corpus import Row
from streams.evaluate.report import as_json, as_text, fault_lines
from streams.evaluate.score import Evaluation, KindScore, evaluate
from tests.evaluate.builders import article, cap, sanction


def sanctions_score(gold: list[Row], predicted: list[Row], **more: object) -> KindScore:
    evaluation = evaluate([article(sanctions=gold, **more)], lambda _: {"sanctions": predicted}, resamples=0)
    return evaluation.overall.kinds["sanctions"]


def caps_score(gold: list[Row], predicted: list[Row]) -> KindScore:
    evaluation = evaluate([article(price_caps=gold)], lambda _: {"price_caps": predicted}, resamples=0)
    return evaluation.overall.kinds["price_caps"]


@pytest.mark.parametrize(
    ("changes", "found", "right"),
    [
        ({}, 1, 1),
        ({"action": "tighten"}, 1, 1),  # near actions count as one
        ({"action": "extend"}, 1, 0),  # the same family, another act
        ({"action": "lift"}, 0, 0),
        ({"action": "evade"}, 0, 0),
        ({"action": None}, 0, 0),
        ({"negated": True}, 0, 0),
        ({"status": "in_force"}, 1, 1),
        ({"status": "proposed"}, 1, 0),
        ({"imposers": ["the EU"]}, 1, 1),
        ({"imposers": [{"name": "United States"}]}, 1, 0),
        ({"imposers": [], "targets": ["Lukoil"]}, 0, 0),
        ({"targets": ["Rosneft Oil Company"]}, 1, 0),
        ({"measures": ["asset_freeze", "travel_ban"]}, 1, 1),
        ({"measures": ["travel_ban"]}, 1, 0),
        ({"measures": []}, 1, 0),
    ],
)
def test_sanctions_are_found_and_right(changes: Row, found: int, right: int) -> None:
    score = sanctions_score([sanction()], [sanction(**changes)])
    assert (score.found.recall, score.right.recall) == (found, right)


@pytest.mark.parametrize(
    ("changes", "found", "right"),
    [
        ({"amount": "60.0"}, 1, 1),
        ({"amount": "47.6"}, 0, 0),
        ({"amount": "sixty"}, 0, 0),
        ({"commodity": "other:Crude_Oil"}, 1, 1),
        ({"commodity": "lng"}, 1, 0),
        ({"regime": "consumer"}, 1, 0),
        ({"unit": None}, 1, 0),
        ({"status": "in_force"}, 1, 1),
        ({"negated": True}, 0, 0),
    ],
)
def test_price_caps_are_found_and_right(changes: Row, found: int, right: int) -> None:
    score = caps_score([cap()], [cap(**changes)])
    assert (score.found.recall, score.right.recall) == (found, right)


def test_a_cap_without_an_amount_needs_the_commodity() -> None:
    assert caps_score([cap(amount=None)], [cap(amount=None)]).found.recall == 1
    assert caps_score([cap(amount=None)], [cap(amount=None, commodity="coal")]).found.recall == 0


def test_measures_are_free_where_the_gold_names_none() -> None:
    assert sanctions_score([sanction(measures=["unspecified"])], [sanction(measures=["financial"])]).right.recall == 1


def test_a_second_reading_of_the_status_counts() -> None:
    gold = sanction(status="proposed", status_also=["agreed"])
    assert sanctions_score([gold], [sanction(status="agreed")]).right.recall == 1


def test_optional_facts_count_neither_way() -> None:
    gold = [sanction(optional=True), sanction(targets=["Lukoil"])]
    score = sanctions_score(gold, [sanction()])
    assert (score.gold, score.predicted) == (1, 0)
    assert math.isnan(score.found.precision)


def test_background_counts_for_precision_and_only_for_the_wider_recall() -> None:
    score = sanctions_score([sanction(background=True), sanction(targets=["Lukoil"])], [sanction()])
    assert (score.found.precision, score.found.recall, score.found.recall_all) == (1, 0, 0.5)


def test_a_fact_is_matched_once_and_to_the_most_alike() -> None:
    close, far = sanction(status="proposed"), sanction(status="proposed", targets=["Lukoil"], measures=["financial"])
    score = sanctions_score([sanction()], [far, close])
    assert score.found.precision == 0.5
    assert score.slots["targets"] == 1


def test_false_facts_in_hard_negatives_are_counted() -> None:
    score = sanctions_score([], [sanction(), sanction(targets=["Lukoil"])], hard_negative=True)
    assert score.false_facts_per_hard_negative == 2


def test_evidence_must_stand_in_the_text_at_its_offsets() -> None:
    spans = [{"text": "EU", "start": 4, "end": 6}, {"text": "EU", "start": 0, "end": 2}, "Rosneft", None, "the moon"]
    facts = [sanction(evidence=evidence) for evidence in spans]
    score = evaluate([article()], lambda _: {"sanctions": facts}, resamples=0).overall
    assert score.evidence_anchored == 2 / 5


def test_entities_are_compared_by_type_and_any_of_their_names() -> None:
    gold = article(entities=[
        {"canonical": "Vladimir Putin", "type": "PERSON", "mentions": ["Putin"]},
        {"canonical": "European Union", "type": "ORG", "mentions": ["EU"]},
        {"canonical": "EO 14024", "type": "LAW", "mentions": ["EO 14024"]},
    ])  # fmt: skip
    found = [
        {"name": "Putin", "type": "PERSON"},
        {"name": "Vladimir Putin", "type": "PERSON"},
        {"name": "EU", "type": "GPE"},
        {"name": "EO 14024", "type": "LAW"},
    ]
    score = evaluate([gold], lambda _: {"entities": found}, resamples=0).overall
    assert (score.entities_gold, score.entities_predicted) == (2, 3)
    assert (score.entities.precision, score.entities.recall) == (2 / 3, 1 / 2)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("The  United States.", "US", True),
        ("Moscow", "Russian Federation", True),
        ("Bank Rossiya", "Rossiya", True),
        ("Gazprom", "Gazprom Neft Trading", False),
        ("Gazprom Neft", "Gazprom Neft Trading House Overseas", True),
        ("", "Iran", False),
    ],
)
def test_names_are_compared_leniently(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    assert same_name(name_of(one), name_of(other)) is same


def test_overlap_of_nothing_with_nothing_is_complete() -> None:
    assert overlap([], None) == 1
    assert overlap([], ["Iran"]) == overlap(["Iran"], []) == 0


def mixed() -> tuple[list[Row], dict[str, Row]]:
    golds = [article(n, sanctions=[sanction()], genre="wire" if n % 2 else "opinion") for n in range(1, 21)]
    return golds, {gold["article_id"]: {"sanctions": [sanction()] if n % 3 else []} for n, gold in enumerate(golds)}


def test_genres_are_scored_apart() -> None:
    golds, predictions = mixed()
    evaluation = evaluate(golds, lambda row: predictions[row["article_id"]], resamples=0)
    assert {genre: score.articles for genre, score in evaluation.genres.items()} == {"opinion": 10, "wire": 10}
    recalls = [score.kinds["sanctions"].found.recall for score in evaluation.genres.values()]
    assert sum(recalls) / 2 == pytest.approx(evaluation.overall.kinds["sanctions"].found.recall)


def test_intervals_hold_the_figure_and_repeat_for_a_seed() -> None:
    golds, predictions = mixed()

    def run(seed: int) -> Evaluation:
        return evaluate(golds, lambda row: predictions[row["article_id"]], resamples=300, seed=seed)

    first = run(1)
    low, high = first.intervals["sanctions.found.f1"]
    assert 0 < low < first.overall.kinds["sanctions"].found.f1 < high <= 1
    assert run(1).intervals == first.intervals
    assert run(2).intervals != first.intervals


def test_reports_tell_the_figures_and_the_errors() -> None:
    golds, predictions = mixed()
    evaluation = evaluate(golds, lambda row: predictions[row["article_id"]], resamples=50)
    text = "\n".join(as_text(evaluation))
    assert "20 articles" in text
    assert "recall 0.650" in text
    assert "wire" in text
    told = as_json(evaluation)
    assert told["sanctions"]["found"]["recall"] == 0.65
    assert told["price_caps"]["found"]["recall"] is None
    assert len(told["intervals"]["sanctions.found.f1"]) == 2
    errors = list(fault_lines(evaluation.faults, 2))
    assert [line.startswith("[missed] sanctions a") for line in errors] == [True, False, False] * 2
