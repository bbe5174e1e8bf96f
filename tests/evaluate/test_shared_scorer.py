"""Our figures against those of the scorer that the contract came with, on the same inputs."""

import copy
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from streams.evaluate.corpus import Row
from streams.evaluate.gold import read_gold
from streams.evaluate.report import score_json
from streams.evaluate.score import evaluate
from streams.vocabulary import ACTIONS, MEASURES, STATUSES

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "eval"
pytestmark = pytest.mark.skipif(
    not (SHARED / "score.py").is_file(), reason="the shared scorer does not stand beside this repository"
)


def same_figures(ours: Any, theirs: Any, path: str = "") -> None:  # noqa: ANN401
    if isinstance(theirs, dict):
        assert ours.keys() == theirs.keys(), path
        for key in theirs:
            same_figures(ours[key], theirs[key], f"{path}/{key}")
    elif isinstance(theirs, float) and theirs != theirs:  # noqa: PLR0124  # NaN, null with us
        assert ours is None, path
    else:
        assert ours == pytest.approx(theirs, abs=1e-12), path


def predictions_for(golds: list[Row], draw: random.Random) -> dict[str, Row]:
    """The gold facts, damaged: left out, put into other articles, with other words in their fields."""
    made: dict[str, Row] = {}
    for gold in golds:
        stranger = draw.choice(golds)
        row: Row = {"article_id": gold["article_id"]}
        for key in ("sanctions", "price_caps"):
            facts = [fact for fact in gold[key] if draw.random() < 0.75]
            facts += [fact for fact in stranger[key] if draw.random() < 0.25]
            row[key] = [damaged(fact, gold["text"], draw) for fact in facts]
            draw.shuffle(row[key])
        entities = [*gold.get("entities", []), *stranger.get("entities", [])[:2]]
        row["entities"] = [
            {"name": draw.choice([entity["canonical"], *entity["mentions"]]), "type": entity["type"]}
            for entity in entities
            if draw.random() < 0.8
        ]
        made[gold["article_id"]] = row
    return made


def damaged(fact: Row, text: str, draw: random.Random) -> Row:
    hurt = copy.deepcopy(fact)
    changes: dict[str, Any] = {
        "status": draw.choice(STATUSES),
        "action": draw.choice(ACTIONS),
        "imposers": [{"name": draw.choice(["The EU", "U.S.", "Russian Federation", "G-7", "Nobody"])}],
        "targets": hurt.get("targets", [])[1:],
        "measures": [draw.choice(MEASURES)],
        "amount": draw.choice([None, "60", "47.60", "many"]),
        "negated": True,
        "background": not hurt["background"],
        "effective": None,
        "commodity": "other:crude oil",
    }
    for field in draw.sample(sorted(changes), k=draw.choice([0, 1, 2])):
        if field in hurt:
            hurt[field] = changes[field]
    start = text.find(hurt["evidence"] or "")
    end = start + len(hurt["evidence"] or "")
    hurt["evidence"] = draw.choice([hurt["evidence"], {"text": hurt["evidence"], "start": start, "end": end}, None])
    return hurt


@pytest.mark.parametrize("seed", range(6))
def test_figures_are_the_shared_scorers(seed: int, tmp_path: Path) -> None:
    gold_file = SHARED / "gold-dev.jsonl"
    golds = read_gold([gold_file, ROOT / "corpus" / "dev"])
    predictions = predictions_for(golds, random.Random(seed))  # noqa: S311  # the seed is in the test's name
    merged, predicted = tmp_path / "gold.jsonl", tmp_path / "predicted.jsonl"
    merged.write_text("\n".join(map(json.dumps, golds)), "utf-8")
    predicted.write_text("\n".join(map(json.dumps, predictions.values())), "utf-8")
    done = subprocess.run(
        [sys.executable, str(SHARED / "score.py"), str(merged), str(predicted), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    ours = evaluate(golds, lambda row: predictions[row["article_id"]], resamples=0)
    same_figures(score_json(ours.overall), json.loads(done.stdout))


def test_gold_against_itself_is_perfect_but_for_its_evidence_offsets() -> None:
    golds = read_gold([SHARED / "gold-dev.jsonl"])
    score = evaluate(golds, lambda row: row, resamples=0).overall
    for kind in score.kinds.values():
        assert kind.right.precision == kind.right.recall == kind.right.recall_all == 1
        assert set(kind.slots.values()) == {1}
    assert score.entities.f1 == 1
    assert score.evidence_anchored == 1
