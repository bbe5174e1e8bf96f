"""`sanctionwire topics`: the topics that the service needs."""

from dataclasses import asdict
from typing import Final

import typer

from streams.commands.boundary import complain, finish
from streams.commands.options import Bootstrap, Json, settings_with
from streams.commands.terminal import columns, emit

app: Final = typer.Typer(help="List, create and check the topics that the service needs.", no_args_is_help=True)


@app.command("list")
def list_topics(*, json_output: Json = False, bootstrap_servers: Bootstrap = None) -> None:
    """Show each topic's role, name and shape as `create` makes it, and whether it exists.

    Examples:
      sanctionwire topics list
      sanctionwire topics list --json
    """
    from streams.commands.connection import existing_topics
    from streams.worker.topics import topic_specs

    settings = settings_with(bootstrap_servers)
    existing = existing_topics(settings)
    rows = [("role", "topic", "partitions", "replication", "exists", "configuration")]
    for spec in topic_specs(settings):
        exists = spec.name in existing
        if json_output:
            emit({**asdict(spec), "exists": exists})
        config = ", ".join(f"{key}={value}" for key, value in spec.config.items())
        shape = (str(spec.partitions), str(spec.replication), "yes" if exists else "no")
        rows.append((spec.role, spec.name, *shape, config))
    if not json_output:
        columns(*rows)


@app.command()
def create(*, bootstrap_servers: Bootstrap = None) -> None:
    """Create the topics that are missing; those that exist stay as they are.

    Partitions, replication and retention are settings (SANCTIONWIRE_PARTITIONS and so on).

    Examples:
      sanctionwire topics create
      SANCTIONWIRE_PARTITIONS=12 SANCTIONWIRE_REPLICATION=3 sanctionwire topics create -b broker:9092
    """
    from streams.worker.topics import create_topics

    created = create_topics(settings_with(bootstrap_servers))
    for name in created:
        typer.echo(f"created {name}")
    if not created:
        typer.echo("all topics exist")


@app.command()
def check(*, bootstrap_servers: Bootstrap = None) -> None:
    """Say what is wrong with the topics, a line each; exit code 1 if anything is.

    Examples:
      sanctionwire topics check && sanctionwire worker
    """
    from streams.worker.topics import check_topics

    faults = check_topics(settings_with(bootstrap_servers))
    for fault in faults:
        complain(fault)
    finish(len(faults))
    typer.echo("all topics are fine")
