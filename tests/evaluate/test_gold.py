"""Reading gold articles and predictions: what is wrong is named with its file and line."""

import json
from pathlib import Path

import pytest

from streams.errors import SetupError
from streams.evaluate.gold import check_complete, read_gold, read_predictions

CORPUS = Path(__file__).parents[2] / "corpus"
GOOD = {"article_id": "a", "text": "t", "sanctions": [{"action": "lift", "status": "adopted"}], "price_caps": []}


def written(path: Path, *lines: object) -> Path:
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
    return path


def test_json_lines_get_the_defaults_of_what_they_leave_out(tmp_path: Path) -> None:
    (row,) = read_gold([written(tmp_path / "gold.jsonl", GOOD, "")])
    assert row["sanctions"][0]["optional"] is False
    assert row["sanctions"][0]["imposers"] == []


def test_corpus_files_and_folders_are_read() -> None:
    files = sorted((CORPUS / "dev").glob("*.yaml"))
    assert len(read_gold([CORPUS / "dev"])) == sum(len(read_gold([file])) for file in files) > 0


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["{}"], "gold.jsonl:1: article_id, text, sanctions, price_caps missing"),
        ([GOOD, "{"], "gold.jsonl:2: no JSON"),
        ([GOOD, "[1]"], "gold.jsonl:2: expected a JSON object"),
        ([], "no gold article"),
    ],
)
def test_faults_of_gold_files_are_named(lines: list[object], told: str, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=told):
        read_gold([written(tmp_path / "gold.jsonl", *lines)])


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"none\.jsonl: can't be read"):
        read_gold([tmp_path / "none.jsonl"])


def test_a_bad_annotation_is_named_and_not_scored(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("- {id: x, event: e, genre: wire, text: Some words., sanctions: [{action: ban}]}", "utf-8")
    with pytest.raises(SetupError, match=r"bad\.yaml: x: sanction 1: status None .* \(and \d more\)"):
        read_gold([bad])


def test_predictions_need_ids_and_must_be_complete(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"p\.jsonl:1: article_id is missing"):
        read_predictions(written(tmp_path / "p.jsonl", {"sanctions": []}))
    golds = read_gold([written(tmp_path / "gold.jsonl", GOOD)])
    with pytest.raises(SetupError, match="no prediction for 1 of 1 articles, the first: a"):
        check_complete(golds, {})
