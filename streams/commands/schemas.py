"""`sanctionwire schemas`: what goes over the wire, and whether a file keeps to it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from streams.commands.boundary import complain, finish
from streams.commands.options import Json
from streams.commands.terminal import columns, emit

if TYPE_CHECKING:
    from streams.contracts import Contracts

app: Final = typer.Typer(help="List and show the schemas, and check files against them.", no_args_is_help=True)
FAULTS_SHOWN: Final = 20


@app.command("list")
def list_schemas(*, json_output: Json = False) -> None:
    """Show each schema with its topic's role and what it describes.

    Examples:
      sanctionwire schemas list
    """
    from streams.contracts import SCHEMAS, Contracts

    contracts = Contracts.load()
    rows = [("schema", "role", "title")]
    for role, name in SCHEMAS.items():
        title = str(contracts.schemas[role].get("title", ""))
        if json_output:
            emit({"schema": name, "role": role, "title": title})
        rows.append((name, role, title))
    if not json_output:
        columns(*rows)


@app.command()
def show(
    *, name: Annotated[str, typer.Argument(metavar="NAME", help="A schema's name or role, as `list` shows it.")]
) -> None:
    """Print a schema.

    Examples:
      sanctionwire schemas show sanctions.fact.extracted.v1
      sanctionwire schemas show price_caps | jq .properties.amount
    """
    from streams.contracts import Contracts, role_of

    role = role_of(name)
    typer.echo(json.dumps(Contracts.load().schemas[role], indent=2, ensure_ascii=False))


@app.command()
def check(
    *,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="A .json file (one message or a list) or one JSON message a line; - is standard input."
        ),
    ],
    schema: Annotated[
        str | None,
        typer.Option(
            "--schema", "-s", metavar="NAME", help="A schema's name or role.", show_default="guessed by the fields"
        ),
    ] = None,
) -> None:
    """Check messages against their schema: one line a fault, with line, field and what was expected.

    Examples:
      sanctionwire schemas check facts.jsonl
      sanctionwire schemas check article.json --schema news.article.published.v1
      sanctionwire tail --no-follow --from-beginning --json | sanctionwire schemas check -
    """
    from streams.contracts import Contracts, role_of

    contracts = Contracts.load()
    role = role_of(schema) if schema else None
    checked = faults = 0
    for place, message, broken in messages_of(file):
        checked += 1
        for fault in [broken] if broken else faults_of(contracts, message, role):
            faults += 1
            complain(f"{place}: {fault}")
    finish(faults)
    typer.echo(f"{checked} messages, no fault")


def messages_of(file: Path) -> Iterator[tuple[str, object, str | None]]:
    """The messages of a file, each with its `file:line` and what is wrong with the JSON, if anything."""
    from streams.commands.articles import content_of, lines_of, unreadable
    from streams.errors import SetupError

    try:
        if file.suffix == ".json":
            content, fault = decoded(content_of(file))
            many = content if isinstance(content, list) else [content]
            for number, message in enumerate(many, 1):
                yield f"{file}[{number}]" if isinstance(content, list) else str(file), message, fault
            return
        for place, line in lines_of(file):
            yield place, *decoded(line)
    except OSError as error:
        raise SetupError(str(unreadable(file, error))) from None


def decoded(content: bytes) -> tuple[object, str | None]:
    """A JSON value, or what is wrong with it."""
    import msgspec

    try:
        return msgspec.json.decode(content), None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        return None, f"not JSON: {error}"
    except RecursionError:
        return None, "the JSON is nested too deeply"


def faults_of(contracts: "Contracts", message: object, role: str | None) -> Iterator[str]:
    """What the schema has against a message; `role` null has it guessed."""
    if role is None:
        if not isinstance(message, dict):
            yield "expected a JSON object"
            return
        role = guess(contracts, message)
    for fault in contracts.faults(role, message, limit=FAULTS_SHOWN):
        yield f"{contracts.schemas[role]['$id'].rpartition(':')[2]}: {fault}"


def guess(contracts: "Contracts", message: dict[str, Any]) -> str:
    """The role whose schema shares most with a message's fields: those shared, less those it doesn't know."""

    def likeness(role: str) -> float:
        known = contracts.schemas[role]["properties"].keys()
        required = contracts.schemas[role]["required"]
        shared = len(known & message.keys()) - len(message.keys() - known)
        return shared - len(set(required) - message.keys())

    return max(contracts.schemas, key=likeness)
