"""`sanctionwire demo`: the whole way of an article, on this machine."""

from typing import Annotated

import typer


def demo(
    *,
    keep: Annotated[
        bool, typer.Option("--keep", envvar="KEEP", help="Leave the broker and the worker running until Ctrl-C.")
    ] = False,
) -> None:
    """Start a broker and a worker, send sample articles, and show each fact as it arrives.

    Needs no Kafka and no Docker: without them it runs a broker of its own, on 127.0.0.1.

    Examples:
      sanctionwire demo
      sanctionwire demo --keep
    """
    from streams.demo.run import run

    raise typer.Exit(run(keep=keep))
