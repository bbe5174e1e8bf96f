"""Recording headline figures and holding later runs to them."""

import json
from pathlib import Path

import pytest

from streams.errors import SetupError
from streams.evaluate.record import falls, read_record, write_record
from streams.evaluate.score import Evaluation, evaluate
from tests.evaluate.builders import article, cap, sanction


def measured(found: int, of: int = 10) -> Evaluation:
    golds = [article(n, sanctions=[sanction()], price_caps=[cap()]) for n in range(of)]
    told = {"sanctions": [sanction(confidence=1.0)], "price_caps": [cap(confidence=1.0)]}
    return evaluate(golds, lambda row: told if int(row["article_id"][1:]) < found else {}, resamples=0)


def test_what_is_recorded_holds_for_the_same_run(tmp_path: Path) -> None:
    file = tmp_path / "new" / "figures.json"
    write_record(file, "test", measured(8))
    write_record(file, "dev", measured(9))
    write_record(file, "test", measured(7))
    assert list(read_record(file)) == ["dev", "test"]
    assert list(falls(file, "test", measured(7))) == []
    assert list(falls(file, "dev", measured(10))) == []
    assert read_record(file)["dev"]["sanctions_found_f1"] == 0.9474
    assert read_record(file)["dev"]["articles"] == 10


def test_a_fall_is_told_figure_by_figure(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    write_record(file, "test", measured(9))
    told = list(falls(file, "test", measured(8)))
    assert told[0] == "test: sanctions found F1 fell from the recorded 0.9474 to 0.8889, by more than 0.01"
    assert len(told) == 4


def test_a_fall_within_the_tolerance_passes_and_an_error_that_rises_does_not(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    write_record(file, "test", measured(9))
    recorded = json.loads(file.read_text())
    recorded["test"] |= {"sanctions_found_f1": 0.9574, "entities_f1": 0.0101, "calibration_error": -0.02}
    file.write_text(json.dumps(recorded))
    told = list(falls(file, "test", measured(9)))
    assert [line.partition(" from")[0] for line in told] == ["test: entities F1 fell", "test: calibration error rose"]


def test_other_articles_than_recorded_are_a_fall(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    write_record(file, "test", measured(9))
    (told,) = falls(file, "test", measured(10, of=11))
    assert told.startswith("test: recorded on 10 articles, measured on 11: ")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "can't be read"),
        ("[]", "expected figures by part"),
        ('{"dev": {}}', "no figures of part 'test'"),
        ('{"test": {"articles": 10}}', "part 'test' lacks sanctions_found_f1, "),
    ],
)
def test_a_record_that_is_none_is_named(content: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    file.write_text(content)
    with pytest.raises(SetupError, match=told):
        list(falls(file, "test", measured(9)))
