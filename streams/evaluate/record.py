"""The recorded headline figures, by part of the corpus: what a later run must not fall below."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from streams.errors import SetupError
from streams.evaluate.headline import HEADLINES, TOLERANCE, Figures, figures, worsening
from streams.evaluate.score import Evaluation

ARTICLES: Final = "articles"


def read_record(file: Path) -> dict[str, dict[str, Any]]:
    """The recorded figures by part; raises SetupError if the file can't be read or is no record."""
    try:
        recorded = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SetupError(f"{file}: can't be read: {error}") from None
    if not isinstance(recorded, dict) or not all(isinstance(part, dict) for part in recorded.values()):
        raise SetupError(f"{file}: expected figures by part of the corpus")
    return recorded


def write_record(file: Path, part: str, evaluation: Evaluation) -> None:
    """Record the figures of one part; those of other parts stay as they are."""
    recorded = read_record(file) if file.exists() else {}
    recorded[part] = {ARTICLES: evaluation.overall.articles, **figures(evaluation)}
    write_text(file, json.dumps(dict(sorted(recorded.items())), indent=2) + "\n")


def write_text(file: Path, text: str) -> None:
    """Write a file, its folder made where it is missing; raises SetupError where that can't be done."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    except OSError as error:
        raise SetupError(f"{file}: can't be written: {error}") from None


def falls(file: Path, part: str, evaluation: Evaluation) -> Iterator[str]:
    """What is worse than recorded by more than the tolerance, a line a figure; none: all holds.

    Other articles than those recorded can't be compared, so they are a fall too. Raises SetupError
    where the part was never recorded or lacks a figure.
    """
    recorded = read_record(file).get(part)
    if recorded is None:
        raise SetupError(f"{file}: no figures of part {part!r}; record them with --record")
    missing = [name for name in (ARTICLES, *(one.name for one in HEADLINES)) if name not in recorded]
    if missing:
        raise SetupError(f"{file}: part {part!r} lacks {', '.join(missing)}; record it anew with --record")
    if recorded[ARTICLES] != evaluation.overall.articles:
        yield (
            f"{part}: recorded on {recorded[ARTICLES]} articles, measured on {evaluation.overall.articles}: "
            "record the figures anew with --record"
        )
    yield from _worse(part, recorded, figures(evaluation))


def _worse(part: str, recorded: Figures, measured: Figures) -> Iterator[str]:
    for one in HEADLINES:
        before, now = recorded[one.name], measured[one.name]
        if worsening(one, before, now) > TOLERANCE:
            way = "fell" if one.more_is_better else "rose"
            told = "nothing to count" if now is None else f"{now:.4f}"
            yield f"{part}: {one.title} {way} from the recorded {before:.4f} to {told}, by more than {TOLERANCE}"
