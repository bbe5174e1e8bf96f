"""`sanctionwire dead-letters`: rejected records, why, and another try."""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Final

import typer

from streams.commands.boundary import complain, finish
from streams.commands.options import Bootstrap, Json, Limit, settings_with
from streams.commands.terminal import console, emit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from streams.commands.connection import Place
    from streams.commands.letters import Letter
    from streams.commands.sending import Parcel
    from streams.settings import Settings

app: Final = typer.Typer(help="List, show and replay rejected records.", no_args_is_help=True)

Reason = Annotated[
    str | None,
    typer.Option(
        "--reason", metavar="REASON", help="Only those rejected for this reason, such as `schema` or `timeout`."
    ),
]
StageName = Annotated[
    str | None,
    typer.Option("--stage", metavar="STAGE", help="Only those that failed there: decode, clean, extract or publish."),
]


@app.command("list")
def list_letters(
    *,
    reason: Reason = None,
    stage: StageName = None,
    limit: Limit = None,
    json_output: Json = False,
    bootstrap_servers: Bootstrap = None,
) -> None:
    """Show the rejected records, the oldest first: where each lies, where it came from, and why.

    With --json each is the object of its headers, as described by the schema news.article.dead-letter.v1.

    Examples:
      sanctionwire dead-letters list
      sanctionwire dead-letters list --reason timeout --json
    """
    from rich.text import Text

    from streams.commands.letters import header_map
    from streams.display import rejected_line

    settings = settings_with(bootstrap_servers)
    screen = console()
    for shown, letter in enumerate(select(settings, reason, stage), 1):
        if json_output:
            emit(header_map(letter.record))
        else:
            screen.print(Text(f"{letter.place:<10} ").append_text(rejected_line(header_map(letter.record))))
        if shown == limit:
            break


@app.command()
def show(
    *,
    place: Annotated[
        str, typer.Argument(metavar="PARTITION/OFFSET", help="Where the dead letter lies, as `list` shows it.")
    ],
    raw: Annotated[bool, typer.Option("--raw", help="Print the value's bytes alone, exactly as they came.")] = False,
    bootstrap_servers: Bootstrap = None,
) -> None:
    """Show one rejected record: its headers, key and value.

    Examples:
      sanctionwire dead-letters show 0/42
      sanctionwire dead-letters show 0/42 --raw > record.bin
    """
    from streams.commands.connection import fetch, parse_place
    from streams.display import one_line, printable

    settings = settings_with(bootstrap_servers)
    record = fetch(settings, settings.topic_dead_letters, parse_place(place))
    if raw:
        typer.echo(record.value or b"", nl=False)
        return
    for name, value in record.headers:
        typer.echo(f"{one_line(name)}: {one_line(value.decode(errors='backslashreplace'))}")
    typer.echo("key: " + ("null" if record.key is None else one_line(record.key.decode(errors="backslashreplace"))))
    typer.echo("value: null" if record.value is None else f"value, {len(record.value)} bytes:")
    if record.value:
        typer.echo(printable(record.value.decode(errors="backslashreplace")))


@app.command()
def replay(
    *,
    places: Annotated[
        list[str] | None,
        typer.Argument(metavar="PARTITION/OFFSET", help="Those to replay, as `list` shows them.", show_default=False),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Replay all of them.")] = False,
    reason: Reason = None,
    stage: StageName = None,
    max_attempts: Annotated[
        int, typer.Option("--max-attempts", metavar="N", min=1, help="Refuse a record replayed so often before.")
    ] = 3,
    limit: Limit = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be sent.")] = False,
    bootstrap_servers: Bootstrap = None,
) -> None:
    """Send rejected records to the article topic again, bytes, key and headers as they came.

    Each gets headers that say where it came from and how often it was replayed; one that was replayed
    --max-attempts times is refused. Of a record that was rejected again only the latest rejection counts.
    Dead letters stay in their topic; replaying one twice does no harm, as an article gives the same fact ids
    each time. Exit code 1: one was refused, or not taken by the broker.

    Examples:
      sanctionwire dead-letters replay 0/42 1/7
      sanctionwire dead-letters replay --reason timeout --dry-run
      sanctionwire dead-letters replay --all
    """
    from streams.commands.connection import parse_place
    from streams.commands.sending import Parcel, send_all

    if not (places or everything or reason or stage):
        raise typer.BadParameter("say which: PARTITION/OFFSET, --reason, --stage or --all")
    wanted = frozenset(map(parse_place, places)) if places else None
    settings = settings_with(bootstrap_servers)
    refused = sent = 0

    def parcels() -> Iterator[Parcel]:
        nonlocal refused
        chosen = select(settings, reason, stage, wanted)
        for letter in islice(chosen if wanted else latest(settings, chosen), limit):
            if fault := refusal(settings, letter, max_attempts):
                refused += 1
                complain(f"{letter.place}: {fault}")
            elif dry_run:
                typer.echo(f"{letter.place} would go to {letter.topic}, attempt {letter.attempts + 1}")
            else:
                yield parcel_of(settings, letter)

    for parcel, place, fault in send_all(settings, parcels()):
        if place is None:
            refused += 1
            complain(f"{parcel.label}: {fault}")
        else:
            sent += 1
            typer.echo(f"{parcel.label} -> {parcel.topic}/{place[0]}/{place[1]}")
    typer.echo(f"{sent} replayed" + (f", {refused} refused" if refused else ""))
    finish(refused)


def select(
    settings: "Settings", reason: str | None = None, stage: str | None = None, wanted: "frozenset[Place] | None" = None
) -> Iterator["Letter"]:
    """The dead letters that are there now, filtered; raises SetupError, also for a wanted one that is missing."""
    from streams.commands.connection import fetch, records
    from streams.commands.letters import read_letter

    topic = settings.topic_dead_letters
    found = (
        (fetch(settings, topic, place) for place in sorted(wanted))
        if wanted is not None
        else records(settings, [topic], from_beginning=True, follow=False)
    )
    for letter in map(read_letter, found):
        if (reason is None or letter.reason == reason) and (stage is None or letter.stage == stage):
            yield letter


def latest(settings: "Settings", letters: "Iterable[Letter]") -> Iterator["Letter"]:
    """Each rejected record once, and not those whose replay was rejected in turn: that one tells the latest."""
    superseded = {letter.replayed_from for letter in select(settings)}
    for letter in letters:
        if letter.origin not in superseded:
            superseded.add(letter.origin)
            yield letter


def refusal(settings: "Settings", letter: "Letter", max_attempts: int) -> str | None:
    """Why a letter is not replayed, or null."""
    if letter.attempts >= max_attempts:
        return f"replayed {letter.attempts} times already (--max-attempts {max_attempts})"
    if letter.topic != settings.topic_articles:
        # A forged header must not make us write to any topic of its choice.
        return f"came from {letter.topic or 'nowhere told'}, not from {settings.topic_articles}"
    return None


def parcel_of(settings: "Settings", letter: "Letter") -> "Parcel":
    """The rejected record as it was, with headers that tell its way."""
    from streams.commands.letters import ATTEMPT, REPLAYED_FROM, original_headers
    from streams.commands.sending import Parcel

    told = {ATTEMPT: str(letter.attempts + 1), REPLAYED_FROM: letter.origin}
    kept = tuple((name, value) for name, value in original_headers(letter.record) if name not in told)
    return Parcel(
        label=letter.place,
        topic=settings.topic_articles,
        key=letter.record.key,
        value=letter.record.value,
        headers=(*kept, *((name, value.encode()) for name, value in told.items())),
    )
