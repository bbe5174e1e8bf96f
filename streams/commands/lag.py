"""`sanctionwire lag`: how far the workers are behind."""

from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

import typer

from streams.commands.boundary import finish
from streams.commands.options import Bootstrap, Group, Json, settings_with
from streams.commands.terminal import columns, emit

if TYPE_CHECKING:
    from streams.settings import Settings

ATTEMPTS: Final = 5
ATTEMPTS_S: Final = 10.0


class Lag(NamedTuple):
    """One partition: where the group is (null if nowhere yet), the end, and the records between."""

    topic: str
    partition: int
    committed: int | None
    end: int
    lag: int


def lag(
    *,
    group: Group = None,
    most: Annotated[
        int | None, typer.Option("--max", metavar="N", min=0, help="Exit code 1 if more records than N wait.")
    ] = None,
    json_output: Json = False,
    bootstrap_servers: Bootstrap = None,
) -> None:
    """Show how many articles wait for the workers, by partition.

    A partition where the group has committed nothing yet counts from its oldest record.

    Examples:
      sanctionwire lag
      sanctionwire lag --max 1000 || echo "the workers are behind"
    """
    settings = settings_with(bootstrap_servers)
    rows = lags(settings, group or settings.consumer_group)
    total = sum(row.lag for row in rows)
    if json_output:
        for row in rows:
            emit(row._asdict())
    else:
        shown = [tuple("-" if cell is None else str(cell) for cell in row) for row in rows]
        columns(Lag._fields, *shown, ("total", "", "", "", str(total)))
    finish(most is not None and total > most)


def lags(settings: "Settings", group: str) -> list[Lag]:
    """The lag of a group in each partition of the article topic; raises SetupError."""
    from streams.commands.connection import admin, consumer, partitions_of

    with consumer(settings) as client:
        partitions = partitions_of(client, [settings.topic_articles])
        ends = client.end_offsets(partitions)
        firsts = client.beginning_offsets(partitions)
    with admin(settings) as client:
        committed = committed_offsets(client, group)
    rows = []
    for partition in partitions:
        done = committed.get(partition)
        behind = max(0, ends[partition] - max(firsts[partition], -1 if done is None else done))
        rows.append(Lag(partition.topic, partition.partition, done, ends[partition], behind))
    return rows


def committed_offsets(client: Any, group: str) -> dict[Any, int]:  # noqa: ANN401  # kafka-python has no types
    """The offset from which on a group will read, by partition; partitions without one are left out."""
    import stamina
    from kafka.errors import CoordinatorLoadInProgressError, CoordinatorNotAvailableError, NotCoordinatorError

    stamina.instrumentation.set_on_retry_hooks(())  # else structlog tells of each retry on standard output
    # The first question about groups makes a fresh broker create the topic that holds them.
    waiting = (CoordinatorLoadInProgressError, CoordinatorNotAvailableError, NotCoordinatorError)
    for attempt in stamina.retry_context(on=waiting, attempts=ATTEMPTS, timeout=ATTEMPTS_S):
        with attempt:
            offsets = client.list_group_offsets({group: None})[group]
    return {partition: known.offset for partition, known in offsets.items() if known.offset >= 0}
