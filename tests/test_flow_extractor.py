"""The flow with the shipped extractor: what it finds passes the schemas."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from streams.extract import Extractor
from streams.flow import Flow
from tests.records import CONTRACTS, SETTINGS, article_record

CORPUS = Path(__file__).parent.parent / "corpus" / "dev"


@pytest.fixture(scope="module")
def flow() -> Flow:
    return Flow(SETTINGS, CONTRACTS, Extractor.load())


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.yaml")), ids=lambda path: path.stem)
@pytest.mark.parametrize("as_html", [False, True], ids=["plain", "html"])
def test_annotated_articles_are_enriched(flow: Flow, path: Path, *, as_html: bool) -> None:
    for row in yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader):
        text = "".join(f"<p>{part}</p>" for part in row["text"].split("\n\n")) if as_html else row["text"]
        outputs = flow.process(article_record(article_id=row["id"], text=text, title=row.get("title")))
        outcome: dict[str, Any] = json.loads(outputs[-1].value or b"")
        assert outcome["outcome"] == "enriched", outcome
        roles = Counter(output.role for output in outputs)
        assert roles["enriched"] == roles["outcomes"] == 1
        for output in outputs[:-2]:
            proof = json.loads(output.value or b"")["evidence"]
            assert text[proof["start"] : proof["end"]] == proof["text"]
