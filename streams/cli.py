"""The command line `sanctionwire`: puts the commands together."""

from typing import Annotated, Final

import typer

from streams import __version__
from streams.commands import (
    dead_letters,
    evaluate,
    extract,
    lag,
    ledger,
    produce,
    reference,
    schemas,
    tail,
    topics,
    train,
    worker,
)
from streams.commands.boundary import EXIT_CODES, Commands
from streams.demo.command import demo

app: Final = typer.Typer(
    name="sanctionwire",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EXIT_CODES,
)


def _version(asked: bool) -> None:  # noqa: FBT001  # typer passes the flag's value
    if asked:
        typer.echo(f"sanctionwire {__version__}")
        raise typer.Exit


@app.callback()
def about(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """News articles in from Kafka, validated and sourced sanctions and price-cap facts out."""


app.command()(demo)
app.command()(worker.worker)
app.command()(extract.extract)
app.command()(produce.produce)
app.command()(tail.tail)
app.add_typer(topics.app, name="topics")
app.command()(lag.lag)
app.command()(ledger.ledger)
app.add_typer(dead_letters.app, name="dead-letters")
app.add_typer(schemas.app, name="schemas")
app.command()(evaluate.evaluate)
app.command()(train.train)
app.command(hidden=True)(reference.reference)


def main() -> None:
    """Run a command; ends the process with its exit code."""
    app()
