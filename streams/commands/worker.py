"""`sanctionwire worker`: the service itself."""

from typing import Annotated

import typer

from streams.commands.boundary import complain, finish
from streams.commands.options import Bootstrap, settings_with


def worker(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Only check the set-up: one line for each thing wrong, exit code 1 if any.")
    ] = False,
    bootstrap_servers: Bootstrap = None,
) -> None:
    """Read articles from Kafka and publish the facts in them, until SIGTERM or Ctrl-C.

    All else is set in the environment (SANCTIONWIRE_...). SIGTERM and Ctrl-C finish what is in
    work, commit it and end with exit code 0.

    Examples:
      sanctionwire worker --check
      sanctionwire worker -b 127.0.0.1:9092
    """
    settings = settings_with(bootstrap_servers)
    if not check:
        from streams.worker.run import run

        raise typer.Exit(run(settings))
    from streams.worker.check import check as faults_of

    faults = faults_of(settings)
    for fault in faults:
        complain(fault)
    finish(len(faults))
    typer.echo("set-up is fine")
