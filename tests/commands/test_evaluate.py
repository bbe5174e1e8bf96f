"""`evaluate` with predictions from a file and with the real extractor."""

import json
from pathlib import Path

import pytest

from streams.evaluate.gold import read_gold
from tests.commands.conftest import Invoke

CORPUS = Path(__file__).parents[2] / "corpus"
DEV = CORPUS / "dev"
TEXT = "The European Union on Friday imposed sanctions on Iran."


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    fact = {"action": "impose", "status": "adopted", "imposers": ["European Union"], "targets": ["Iran"]}
    told = {**fact, "measures": ["unspecified"], "evidence": TEXT}
    row = {"article_id": "a", "genre": "wire", "text": TEXT, "sanctions": [told], "price_caps": []}
    empty = {"article_id": "b", "genre": "opinion", "text": "   ", "sanctions": [], "price_caps": []}
    file = tmp_path / "gold.jsonl"
    file.write_text("\n".join(map(json.dumps, [row, empty])), "utf-8")
    return file


def test_predictions_of_a_file_are_scored(invoke: Invoke, tmp_path: Path) -> None:
    predicted = tmp_path / "predicted.jsonl"
    predicted.write_text("\n".join(map(json.dumps, read_gold([DEV]))), "utf-8")
    figures = json.loads(invoke("evaluate", DEV, "--predicted", predicted, "--json", "--resamples", 20).stdout)
    assert figures["sanctions"]["right"]["f1"] == figures["price_caps"]["right"]["f1"] == figures["entities"]["f1"] == 1
    assert figures["intervals"]["sanctions.found.f1"] == [1, 1]
    assert set(figures["genres"]) == {row["genre"] for row in read_gold([DEV])}


def test_missing_predictions_are_wrong_usage(invoke: Invoke, gold: Path, tmp_path: Path) -> None:
    predicted = tmp_path / "predicted.jsonl"
    predicted.write_text('{"article_id": "a", "sanctions": []}', "utf-8")
    result = invoke("evaluate", gold, "--predicted", predicted)
    assert result.exit_code == 2
    assert result.stderr == "sanctionwire: no prediction for 1 of 2 articles, the first: b\n"


def test_errors_are_shown_as_many_as_asked_for(invoke: Invoke, gold: Path, tmp_path: Path) -> None:
    predicted = tmp_path / "predicted.jsonl"
    spurious = {"action": "lift", "targets": ["Cuba"]}
    rows = [{"article_id": name, "sanctions": [spurious, spurious]} for name in "ab"]
    predicted.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    told = invoke("evaluate", gold, "--predicted", predicted, "--errors", 3).stdout
    assert told.count("[missed] sanctions a\n") == 1
    assert told.count("[spurious] sanctions ") == 3
    assert "f1 0.000 [0.000, 0.000]" in told


def test_articles_are_read_where_no_predictions_are_given(invoke: Invoke, gold: Path) -> None:
    result = invoke("evaluate", gold, "--json", "--resamples", 0)
    assert result.exit_code == 1  # the empty article can't be read
    assert result.stderr.startswith("sanctionwire: b: clean: empty_text: ")
    figures = json.loads(result.stdout)
    assert figures["articles"] == 2
    assert figures["sanctions"]["found"]["recall"] == 1
    assert figures["evidence_anchored"] == 1
    assert figures["intervals"] == {}


@pytest.mark.parametrize("part", ["dev", "test"])
def test_no_headline_figure_is_worse_than_recorded(part: str, invoke: Invoke) -> None:
    """What holds each change of the extractor to the recorded figures."""
    result = invoke("evaluate", CORPUS / part, "--check", CORPUS / "figures.json", "--resamples", 0)
    assert result.exit_code == 0, result.stderr


def test_a_run_is_saved_and_another_compared_with_it(invoke: Invoke, gold: Path, tmp_path: Path) -> None:
    saved, predicted = tmp_path / "build" / "saved.jsonl", tmp_path / "predicted.jsonl"
    right = json.loads(gold.read_text("utf-8").splitlines()[0])["sanctions"]
    predicted.write_text(json.dumps({"article_id": "a", "sanctions": right}) + '\n{"article_id": "b"}', "utf-8")
    assert invoke("evaluate", gold, "--predicted", predicted, "--save", saved).exit_code == 0
    assert [json.loads(line)["article_id"] for line in saved.read_text("utf-8").splitlines()] == ["a", "b"]

    predicted.write_text('{"article_id": "a"}\n{"article_id": "b"}', "utf-8")
    told = invoke("evaluate", gold, "--predicted", predicted, "--against", saved, "--save", saved).stdout
    assert "facts: 0 gained, 1 lost, 0 changed" in told
    assert "[lost, right] sanctions a" in told
    again = invoke("evaluate", gold, "--predicted", predicted, "--against", saved, "--json", "--resamples", 0).stdout
    assert json.loads(again)["changes"]["facts"] == []  # --save came after --against


def test_a_run_on_other_articles_is_wrong_usage(invoke: Invoke, gold: Path, tmp_path: Path) -> None:
    before = tmp_path / "before.jsonl"
    before.write_text('{"article_id": "b"}', "utf-8")
    result = invoke("evaluate", gold, "--against", before)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no prediction for 1 of 2 articles" in result.stderr


def test_figures_are_recorded_and_checked(invoke: Invoke, gold: Path, tmp_path: Path) -> None:
    record, predicted = tmp_path / "figures.json", tmp_path / "predicted.jsonl"
    right = json.loads(gold.read_text("utf-8").splitlines()[0])["sanctions"]
    predicted.write_text(json.dumps({"article_id": "a", "sanctions": right}) + '\n{"article_id": "b"}', "utf-8")
    run = ("evaluate", gold, "--predicted", predicted, "--part", "mine")
    assert invoke(*run, "--record", record).exit_code == 0
    assert json.loads(record.read_text("utf-8"))["mine"]["sanctions_right_f1"] == 1
    assert invoke(*run, "--check", record).exit_code == 0
    predicted.write_text('{"article_id": "a"}\n{"article_id": "b"}', "utf-8")
    worse = invoke(*run, "--check", record)
    assert worse.exit_code == 1
    assert worse.stderr.startswith("sanctionwire: mine: sanctions found F1 fell from the recorded 1.0000 to 0.0000, by")


def test_the_part_must_be_told_where_the_folder_does_not_tell_it(invoke: Invoke, gold: Path, tmp_path: Path) -> None:
    result = invoke("evaluate", gold, "--record", tmp_path / "figures.json")
    assert result.exit_code == 2
    assert "--part" in result.stderr


def test_the_page_is_written(invoke: Invoke, gold: Path, tmp_path: Path) -> None:
    file = tmp_path / "build" / "page.html"
    predicted = tmp_path / "predicted.jsonl"
    predicted.write_text('{"article_id": "a"}\n{"article_id": "b"}', "utf-8")
    assert invoke("evaluate", gold, "--predicted", predicted, "--html", file).exit_code == 0
    assert file.read_text("utf-8").count("<article ") == 2
    blocked = invoke("evaluate", gold, "--predicted", predicted, "--html", predicted / "page.html")
    assert blocked.exit_code == 2
    assert "can't be written" in blocked.stderr


def test_the_rules_can_be_measured_alone(invoke: Invoke, gold: Path) -> None:
    figures = json.loads(invoke("evaluate", gold, "--rules-only", "--json", "--resamples", 0).stdout)
    assert figures["sanctions"]["found"]["recall"] == 1
    bins = [one for one in figures["calibration"]["bins"] if one["facts"]]
    assert len(bins) == figures["sanctions"]["counts"]["predicted"] == 1
