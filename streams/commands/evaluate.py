"""`sanctionwire evaluate`: how good the extraction is, measured on annotated articles."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from streams.commands.boundary import FOUND_PROBLEMS, complain
from streams.commands.options import Json, settings_with
from streams.commands.terminal import emit

if TYPE_CHECKING:
    from streams.evaluate.corpus import Row
    from streams.evaluate.score import Predict


def evaluate(
    *,
    gold: Annotated[
        list[Path],
        typer.Argument(
            metavar="GOLD",
            help="Annotated articles: .jsonl files, corpus .yaml files, folders of those.",
            show_default=False,
        ),
    ],
    predicted: Annotated[
        Path | None,
        typer.Option("--predicted", metavar="FILE", help="Score these lines of `extract`; else articles are read now."),
    ] = None,
    errors: Annotated[int, typer.Option("--errors", metavar="N", min=0, help="Show so many errors of each sort.")] = 0,
    json_output: Json = False,
    resamples: Annotated[
        int,
        typer.Option("--resamples", metavar="N", min=0, help="Bootstrap samples for the 95 % intervals; 0 for none."),
    ] = 1_000,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", help="Seed of the bootstrap; the same seed gives the same intervals.")
    ] = 20_221_205,
) -> None:
    """Score extraction against annotated articles: precision, recall, F1, slots, intervals, genres.

    A fact is found where effect, negation and imposer or target agree, and right where a reader could act
    on it. Background facts count for precision; missing them costs only the recall named so. Optional
    facts never count. Exit code 1: an article could not be read, and was scored as empty.

    Examples:
      sanctionwire evaluate corpus/dev
      sanctionwire evaluate gold.jsonl --predicted facts.jsonl --errors 5
      sanctionwire evaluate gold.jsonl --json > figures.json
    """
    from streams.evaluate.gold import check_complete, read_gold, read_predictions
    from streams.evaluate.report import as_json, as_text, fault_lines
    from streams.evaluate.score import evaluate as score

    golds = read_gold(gold)
    unread: list[str] = []
    if predicted:
        predictions = read_predictions(predicted)
        check_complete(golds, predictions)
        evaluation = score(golds, lambda row: predictions[row["article_id"]], resamples, seed)
    else:
        evaluation = score(golds, reading(unread), resamples, seed)
    if json_output:
        emit(as_json(evaluation))
    else:
        for line in (*as_text(evaluation), *fault_lines(evaluation.faults, errors)):
            typer.echo(line)
    for fault in unread:
        complain(fault)
    if unread:
        raise typer.Exit(FOUND_PROBLEMS)


def reading(unread: list[str]) -> "Predict":
    """Predictions by our own extractor; what can't be read predicts nothing and is named in `unread`."""
    import msgspec

    from streams.commands.extract import wire_line
    from streams.commands.reading import Reader
    from streams.errors import StreamsError
    from streams.messages import Article, Findings

    reader = Reader.load(settings_with(None))

    def predict(row: "Row") -> dict[str, Any]:
        article = Article(
            article_id=row["article_id"], text=row["text"], title=row.get("title"), published_at=row.get("published_at")
        )
        try:
            findings = reader.read(article)
        except StreamsError as error:
            unread.append(f"{article.article_id}: {error}")
            findings = Findings()
        line: dict[str, Any] = msgspec.to_builtins(wire_line(article, findings))
        return line

    return predict
