"""Reading what is compared: gold articles (JSON lines or corpus YAML) and predictions (JSON lines)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from streams.errors import SetupError
from streams.evaluate import corpus
from streams.evaluate.corpus import Row

GOLD_KEYS: Final = ("article_id", "text", "sanctions", "price_caps")
YAML_SUFFIXES: Final = (".yaml", ".yml")


def read_gold(paths: Sequence[Path]) -> list[Row]:
    """Gold articles of `.jsonl` files, corpus `.yaml` files and folders of those.

    Raises SetupError that names each fault with its file and line or article.
    """
    rows: list[Row] = []
    for path in paths:
        if path.is_dir() or path.suffix in YAML_SUFFIXES:
            try:
                rows += corpus.load([path])
            except (OSError, ValueError) as error:
                first, *rest = str(error).splitlines()
                raise SetupError(f"{path}: {first}{f' (and {len(rest)} more)' if rest else ''}") from None
        else:
            rows += (_gold_row(place, row) for place, row in _lines(path))
    if not rows:
        raise SetupError("no gold article in " + ", ".join(map(str, paths)))
    return rows


def read_predictions(path: Path) -> dict[str, Row]:
    """Predictions by article id; raises SetupError with file and line."""
    predictions: dict[str, Row] = {}
    for place, row in _lines(path):
        if not isinstance(row.get("article_id"), str):
            raise SetupError(f"{place}: article_id is missing")
        predictions[row["article_id"]] = row
    return predictions


def check_complete(golds: Sequence[Row], predictions: Mapping[str, Row]) -> None:
    """Raises SetupError if an article has no prediction: silence must not count as an empty one."""
    missing = [gold["article_id"] for gold in golds if gold["article_id"] not in predictions]
    if missing:
        raise SetupError(f"no prediction for {len(missing)} of {len(golds)} articles, the first: {missing[0]}")


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SetupError(f"{path}: can't be read: {error}") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise SetupError(f"{path}:{number}: no JSON: {error}") from None
        if not isinstance(row, dict):
            raise SetupError(f"{path}:{number}: expected a JSON object")
        yield f"{path}:{number}", row


def _gold_row(place: str, row: Row) -> Row:
    missing = [key for key in GOLD_KEYS if key not in row]
    if missing:
        raise SetupError(f"{place}: {', '.join(missing)} missing; gold files hold {', '.join(GOLD_KEYS)}")
    return {
        **row,
        "sanctions": [{**corpus.SANCTION_DEFAULTS, **fact} for fact in row["sanctions"]],
        "price_caps": [{**corpus.PRICE_CAP_DEFAULTS, **fact} for fact in row["price_caps"]],
    }
