"""`evaluate` with predictions from a file and with the real extractor."""

import json
from pathlib import Path

import pytest

from streams.evaluate.gold import read_gold
from tests.commands.conftest import Invoke

DEV = Path(__file__).parents[2] / "corpus" / "dev"
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
    assert told.count("[missed] sanctions a: ") == 1
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
