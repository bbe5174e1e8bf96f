"""Confidence: the weights of its file, and what signs make of them."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.errors import SetupError
from streams.extract.learned.confidence import ACT, CAP, FILE, LEAST, MOST, SIGNS, Confidence, log_odds, sureness

ZERO = [0.0] * (len(SIGNS) + 1)
SURE = log_odds(1)
CERTAIN = math.log(999)
signs = st.lists(st.floats(-SURE, SURE), min_size=len(SIGNS), max_size=len(SIGNS)).map(tuple)


def written(folder: Path, text: str) -> Path:
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def test_the_weights_of_each_kind_follow_the_signs_and_the_constant_stands_last(tmp_path: Path) -> None:
    weights = {ACT: [1.0, *ZERO[1:]], CAP: [*ZERO[1:], 2.0]}
    read = Confidence.load(written(tmp_path, json.dumps(weights)))
    one = (1.5, *ZERO[2:])
    assert read.of(ACT, one) == round(1 / (1 + math.exp(-1.5)), 2)
    assert read.of(CAP, one) == round(1 / (1 + math.exp(-2)), 2)


def test_without_weights_a_fact_is_as_likely_as_it_is_told() -> None:
    assert Confidence({}).of(ACT, (log_odds(0.7), *ZERO[2:])) == 0.7


def test_no_fact_is_certain() -> None:
    strong = Confidence({ACT: tuple([20.0] * (len(SIGNS) + 1))})
    assert strong.of(ACT, tuple([SURE] * len(SIGNS))) == MOST
    assert strong.of(ACT, tuple([-SURE] * len(SIGNS))) == LEAST


def test_other_signs_than_weights_are_a_defect() -> None:
    with pytest.raises(ValueError, match="zip"):
        Confidence({ACT: tuple(ZERO)}).of(ACT, (1.0,))


@given(signs, st.lists(st.floats(-20, 20), min_size=len(ZERO), max_size=len(ZERO)).map(tuple))
def test_a_confidence_lies_between_its_bounds(told: tuple[float, ...], weights: tuple[float, ...]) -> None:
    value = Confidence({ACT: weights}).of(ACT, told)
    assert LEAST <= value <= MOST
    assert value == round(value, 2)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "{}", '{"act": []}', json.dumps({ACT: ZERO, CAP: ZERO[1:]}),
     json.dumps({ACT: ZERO, CAP: ["many"] * len(ZERO)}), json.dumps({ACT: 1, CAP: 1})],
)  # fmt: skip
def test_broken_weights_name_their_file(text: str, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=FILE):
        Confidence.load(written(tmp_path, text))


def test_missing_weights_name_their_file(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=str(tmp_path / FILE)):
        Confidence.load(tmp_path)


def test_log_odds_stay_finite_and_rise() -> None:
    assert [log_odds(p) for p in (0.0, 0.5, 1.0)] == [pytest.approx(x) for x in (-CERTAIN, 0, CERTAIN)]
    assert log_odds(0.8) == pytest.approx(math.log(4))


def test_a_choice_is_as_sure_as_its_least_sure_member_or_as_that_there_is_none() -> None:
    assert sureness([0.9, 0.6, 0.2]) == pytest.approx(log_odds(0.6))
    assert sureness([0.4, 0.2]) == pytest.approx(log_odds(0.6))
    assert sureness([]) == pytest.approx(log_odds(1.0))
    assert sureness([0.5]) == pytest.approx(0)
