"""`sanctionwire evaluate`: how good the extraction is, measured on annotated articles."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from streams.commands.boundary import FOUND_PROBLEMS, complain
from streams.commands.options import Json, settings_with
from streams.commands.terminal import emit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streams.evaluate.corpus import Row
    from streams.evaluate.score import Evaluation, Predict


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
    rules_only: Annotated[
        bool, typer.Option("--rules-only", help="Read without the learned model: what the rules find alone.")
    ] = False,
    errors: Annotated[
        int, typer.Option("--errors", metavar="N", min=0, help="Show so many errors of each sort, the surest first.")
    ] = 0,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Write a page with gold and predicted facts side by side."),
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option("--save", metavar="FILE", help="Write the predictions as JSON lines, for --against later."),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="FILE", help="Show what changed since the run that saved these predictions."),
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option("--record", metavar="FILE", help="Record the headline figures there, for --check later."),
    ] = None,
    check: Annotated[
        Path | None,
        typer.Option("--check", metavar="FILE", help="Fail where a figure is more than 0.01 worse than is recorded."),
    ] = None,
    part: Annotated[
        str | None,
        typer.Option("--part", metavar="NAME", help="The part to record or check; else the corpus folder's name."),
    ] = None,
    json_output: Json = False,
    resamples: Annotated[
        int,
        typer.Option("--resamples", metavar="N", min=0, help="Bootstrap samples for the 95 % intervals; 0 for none."),
    ] = 1_000,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", help="Seed of the bootstrap; the same seed gives the same intervals.")
    ] = 20_221_205,
) -> None:
    """Score extraction against annotated articles: precision, recall, F1, slots, genres, actions, calibration.

    A fact is found where effect, negation and imposer or target agree, and right where a reader could act
    on it. Background facts count for precision; missing them costs only the recall named so. Optional
    facts never count. --against is read before --save is written, so that both may name one file. Exit
    code 1: an article could not be read, and was scored as empty; or --check found a figure worse.

    Examples:
      sanctionwire evaluate corpus/dev --errors 5 --html build/dev.html
      sanctionwire evaluate corpus/dev --save build/before.jsonl
      sanctionwire evaluate corpus/dev --against build/before.jsonl
      sanctionwire evaluate corpus/test --check corpus/figures.json
      sanctionwire evaluate gold.jsonl --predicted facts.jsonl --json
    """
    from streams.evaluate.gold import check_complete, read_gold, read_predictions
    from streams.evaluate.score import evaluate as score

    golds = read_gold(gold)
    name = part_of(golds, part) if record or check else ""
    before = read_predictions(against) if against else None
    if before is not None:
        check_complete(golds, before)
    problems: list[str] = []
    if predicted:
        predictions = read_predictions(predicted)
        check_complete(golds, predictions)
    else:
        predict = reading(problems, learned=not rules_only)
        predictions = {row["article_id"]: dict(predict(row)) for row in golds}
    evaluation = score(golds, lambda row: predictions[row["article_id"]], resamples, seed)
    report(evaluation, golds, (before, predictions), errors=errors, json_output=json_output)
    if save:
        write_predictions(save, [predictions[row["article_id"]] for row in golds])
    if html:
        write_page(html, evaluation, golds)
    if check:
        from streams.evaluate.record import falls

        problems += falls(check, name, evaluation)
    for problem in problems:
        complain(problem)
    if record:
        from streams.evaluate.record import write_record

        write_record(record, name, evaluation)
    if problems:
        raise typer.Exit(FOUND_PROBLEMS)


def part_of(golds: "Sequence[Row]", asked: str | None) -> str:
    """The part of the corpus to record or check: the one asked for, else the folder that all articles are of."""
    parts = {row.get("part") for row in golds}
    folder = parts.pop() if len(parts) == 1 else None
    name = asked or folder
    if not name:
        raise typer.BadParameter("the articles are not of one corpus folder; name the part", param_hint="--part")
    return str(name)


def report(
    evaluation: "Evaluation",
    golds: "Sequence[Row]",
    predictions: "tuple[dict[str, Row] | None, dict[str, Row]]",
    *,
    errors: int,
    json_output: bool,
) -> None:
    """Print the figures, the worst errors, and what changed between predictions before (if any) and now."""
    from streams.evaluate.changes import compare
    from streams.evaluate.changes_report import changes_json, changes_text
    from streams.evaluate.report import as_json, as_text, fault_lines

    before, now = predictions
    changes = compare(golds, before, now, evaluation) if before is not None else None
    if json_output:
        emit({**as_json(evaluation), **({"changes": changes_json(changes)} if changes else {})})
        return
    for line in (*as_text(evaluation), *fault_lines(evaluation.faults, errors)):
        typer.echo(line)
    if changes:
        typer.echo("")
        for line in changes_text(changes):
            typer.echo(line)


def write_predictions(file: Path, predictions: "Sequence[Row]") -> None:
    """Predictions as JSON lines, in the order of the articles."""
    import json

    from streams.evaluate.record import write_text

    write_text(file, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in predictions))


def write_page(file: Path, evaluation: "Evaluation", golds: "Sequence[Row]") -> None:
    """The evaluation as an HTML page."""
    from streams.evaluate.page import page
    from streams.evaluate.record import write_text

    write_text(file, page(evaluation, golds))


def reading(unread: list[str], *, learned: bool = True) -> "Predict":
    """Predictions by our own extractor; what can't be read predicts nothing and is named in `unread`."""
    import msgspec

    from streams.commands.extract import wire_line
    from streams.commands.reading import Reader
    from streams.errors import StreamsError
    from streams.extract import Extractor
    from streams.messages import Article, Findings

    reader = Reader(settings_with(None), Extractor.load(learned=learned))

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
