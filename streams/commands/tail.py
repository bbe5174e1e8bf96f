"""`sanctionwire tail`: messages as they arrive."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from streams.commands.boundary import INTERRUPTED, interruptible
from streams.commands.options import Bootstrap, Json, Limit, settings_with
from streams.commands.terminal import console, emit, indented

if TYPE_CHECKING:
    from rich.console import Console

    from streams.messages import Record
    from streams.settings import Settings


class Kind(StrEnum):
    """What the topics hold, as people name it."""

    SANCTIONS = "sanctions"
    PRICE_CAPS = "price-caps"
    ENRICHED = "enriched"
    DEAD_LETTERS = "dead-letters"
    OUTCOMES = "outcomes"

    @property
    def role(self) -> str:
        """The role of its topic in the settings."""
        return self.value.replace("-", "_")


FACTS: Final = (Kind.SANCTIONS, Kind.PRICE_CAPS)


def tail(
    *,
    kinds: Annotated[
        list[Kind] | None,
        typer.Option(
            "--kind",
            "-k",
            metavar="KIND",
            help="What to show: " + ", ".join(Kind) + "; repeat for more.",
            show_default="both kinds of fact",
        ),
    ] = None,
    topics: Annotated[
        list[str] | None,
        typer.Option("--topic", "-t", metavar="TOPIC", help="Show a topic by its name; repeat for more."),
    ] = None,
    from_beginning: Annotated[
        bool, typer.Option("--from-beginning", help="Start with the oldest message instead of the next.")
    ] = False,
    follow: Annotated[
        bool, typer.Option("--follow/--no-follow", help="Wait for more, or stop at what is there now.")
    ] = True,
    limit: Limit = None,
    json_output: Json = False,
    bootstrap_servers: Bootstrap = None,
) -> None:
    """Show facts and other messages as they arrive: each fact with the words that prove it.

    With --json one JSON object a line, as on the wire; a dead letter is the object of its headers. Reads without a
    consumer group, so that nothing is committed and nobody else is disturbed.

    Examples:
      sanctionwire tail
      sanctionwire tail --kind price-caps --from-beginning --limit 10
      sanctionwire tail -k outcomes --from-beginning --no-follow --json | grep dead-lettered
    """
    from streams.commands.connection import records

    settings = settings_with(bootstrap_servers)
    names = [settings.topic(kind.role) for kind in kinds or (() if topics else FACTS)] + (topics or [])
    screen = None if json_output else console()
    wanted = list(dict.fromkeys(names))
    with interruptible() as pressed:
        stream = records(settings, wanted, from_beginning=from_beginning, follow=follow, until=pressed)
        for shown, record in enumerate(stream, 1):
            if screen:
                show(screen, settings, record)
            else:
                emit(as_json(settings, record))
            if shown == limit:
                return
        if pressed():
            raise typer.Exit(INTERRUPTED)


def value_of(record: "Record") -> bytes:
    """A record's value without the schema registry's frame of five bytes, which JSON can't begin with."""
    value = record.value or b""
    return value[5:] if value[:1] == b"\0" else value


def as_json(settings: "Settings", record: "Record") -> Any:  # noqa: ANN401  # what JSON can hold
    """What `--json` prints for a record: its value, or the headers of a dead letter."""
    import msgspec

    from streams.commands.letters import header_map

    if record.topic == settings.topic_dead_letters:
        return header_map(record)
    try:
        return msgspec.json.decode(value_of(record))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {
            "topic": record.topic,
            "partition": record.partition,
            "offset": record.offset,
            "not_json": repr(record.value),
        }


def show(screen: "Console", settings: "Settings", record: "Record") -> None:
    """One record for people; one that is none of ours is shown as it is."""
    import msgspec
    from rich.text import Text

    from streams import display, messages
    from streams.commands.letters import header_map

    if record.topic == settings.topic_dead_letters:
        screen.print(display.rejected_line(header_map(record)))
        return
    types: dict[str, tuple[Any, Any]] = {
        settings.topic_sanctions: (messages.SanctionFact, display.fact_line),
        settings.topic_price_caps: (messages.PriceCapFact, display.fact_line),
        settings.topic_enriched: (messages.EnrichedArticle, display.enriched_line),
        settings.topic_outcomes: (messages.Outcome, display.outcome_line),
    }
    kind, line = types.get(record.topic, (None, None))
    try:
        message = msgspec.json.decode(value_of(record), type=kind) if kind else None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        message = None
    if message is None:
        place = f"{record.topic}/{record.partition}/{record.offset}  "
        screen.print(Text().append(place, "dim").append(display.one_line(value_of(record).decode(errors="replace"))))
        return
    screen.print(line(message))
    if isinstance(message, messages.SanctionFact | messages.PriceCapFact):
        indented(screen, display.evidence_line(message))
