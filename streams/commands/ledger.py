"""`sanctionwire ledger`: whether every record has exactly one fate, and every output a reason."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from streams.commands.boundary import complain, finish
from streams.commands.options import Bootstrap, Group, Json, settings_with
from streams.commands.terminal import columns, emit

if TYPE_CHECKING:
    from streams.ledger import Balance
    from streams.messages import Record
    from streams.settings import Settings

OUTPUTS: Final = ("enriched", "sanctions", "price_caps", "dead_letters")
FATES: Final = ("enriched", "dead-lettered", "skipped")


def ledger(
    *,
    group: Group = None,
    live: Annotated[
        bool, typer.Option("--live", help="Workers are running: records that still wait for one are no fault.")
    ] = False,
    json_output: Json = False,
    bootstrap_servers: Bootstrap = None,
) -> None:
    """Read all records, outcomes and outputs, and tell whether they balance.

    Every record of the article topic must have one outcome, alike whenever it is told again; no offset may be
    committed before its outcome stands; every output must be named by an outcome, and be there; and every message
    must keep its schema. The exit code is 0 only if all of that holds. Records that came after the start of the
    command don't count, nor do those that the broker has already deleted.

    Examples:
      sanctionwire ledger
      sanctionwire ledger --live --json
    """
    settings = settings_with(bootstrap_servers)
    found = balance(settings, group or settings.consumer_group)
    if json_output:
        emit(
            {
                "balances": found.balances(live=live),
                "partitions": [asdict(line) for line in found.lines],
                "outputs": {role: {"messages": m, "repeats": r} for role, (m, r) in found.outputs.items()},
                "faults": [asdict(fault) for fault in found.faults],
            }
        )
    else:
        _show(found)
    for fault in found.faults:
        complain(str(fault))
    finish(not found.balances(live=live))


def balance(settings: "Settings", group: str) -> "Balance":
    """The account of an installation as it stands now; raises SetupError.

    The ends of the topics are taken in an order that never blames a worker for what it has not finished: first
    what is committed and where the articles end, then the outcomes, then the outputs that they name.
    """
    from streams.commands.connection import admin, consumer, partitions_of
    from streams.commands.lag import committed_offsets
    from streams.contracts import Contracts
    from streams.ledger import Ledger

    with admin(settings) as client:
        committed = {
            place.partition: offset
            for place, offset in committed_offsets(client, group).items()
            if place.topic == settings.topic_articles
        }
    with consumer(settings) as client:
        articles = partitions_of(client, [settings.topic_articles])
        first, end = client.beginning_offsets(articles), client.end_offsets(articles)
        spans = {place.partition: (first[place], end[place]) for place in articles}
        book = Ledger(settings.topic_articles, Contracts.load(), spans)
        roles = {settings.topic(role): role for role in OUTPUTS}
        outputs = partitions_of(client, list(roles))
        early = client.end_offsets(outputs)
        _read(client, articles, end, book.take)
        outcomes = partitions_of(client, [settings.topic_outcomes])
        _read(client, outcomes, client.end_offsets(outcomes), book.tell)

        def publish(record: "Record") -> None:
            book.publish(roles[record.topic], record, late=record.offset >= early[record.topic, record.partition])

        _read(client, outputs, client.end_offsets(outputs), publish)
    return book.balance(committed)


def _read(client: Any, partitions: list[Any], ends: Mapping[Any, int], enter: Callable[["Record"], None]) -> None:  # noqa: ANN401  # kafka-python has no types
    """Enter all records of some partitions up to their ends."""
    for record in _records(client, partitions, ends):
        enter(record)


def _records(client: Any, partitions: list[Any], ends: Mapping[Any, int]) -> Iterator["Record"]:  # noqa: ANN401
    from streams.commands.connection import POLL_MS, as_record

    client.assign(partitions)
    client.seek_to_beginning(*partitions)
    while open_ones := [place for place in partitions if client.position(place) < ends[place]]:
        finished = [place for place in partitions if place not in open_ones]
        client.pause(*finished)
        for place, batch in client.poll(timeout_ms=POLL_MS).items():
            yield from (as_record(record) for record in batch if record.offset < ends[place])


def _show(found: "Balance") -> None:
    rows = [
        tuple(
            "-" if cell is None else str(cell)
            for cell in (
                line.partition,
                line.records,
                *(line.fates.get(fate, 0) for fate in FATES),
                line.repeats,
                line.waiting,
                line.lost,
                line.unfinished,
                line.committed,
            )
        )
        for line in found.lines
    ]
    columns(
        ("partition", "records", *FATES, "repeats", "waiting", "lost", "first unfinished", "committed"),
        *rows,
    )
    columns(
        ("outputs", "messages", "repeats"),
        *((role, str(messages), str(repeats)) for role, (messages, repeats) in found.outputs.items()),
    )
