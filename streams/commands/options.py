"""Options that several commands share, and the settings they lead to."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from streams.settings import Settings

Bootstrap = Annotated[
    str | None,
    typer.Option(
        "--bootstrap-servers",
        "-b",
        metavar="HOST:PORT",
        help="Kafka brokers, commas between; else SANCTIONWIRE_BOOTSTRAP_SERVERS or KAFKA_BOOTSTRAP_SERVERS.",
    ),
]
Group = Annotated[
    str | None,
    typer.Option("--group", "-g", metavar="GROUP", help="Consumer group.", show_default="SANCTIONWIRE_CONSUMER_GROUP"),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Limit = Annotated[int | None, typer.Option("--limit", "-n", metavar="N", min=1, help="Stop after so many.")]


def settings_with(bootstrap_servers: str | None) -> "Settings":
    """Settings from the environment, the option winning; raises SetupError if one is wrong."""
    from streams.settings import read_settings

    return read_settings(**({"bootstrap_servers": bootstrap_servers} if bootstrap_servers else {}))
