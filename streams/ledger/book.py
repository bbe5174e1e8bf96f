"""The book: input records, outcomes and outputs are entered as they are read, and then it is balanced."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Final

import msgspec

from streams.contracts import Contracts
from streams.errors import StreamsError
from streams.ledger.balance import (
    CONFLICTING,
    DIFFERING,
    FAULTS,
    INVALID,
    LOST,
    MISSING,
    ORPHANED,
    SHOWN,
    UNEXPLAINED,
    WAITING,
    Balance,
    Fault,
    Line,
)
from streams.ledger.marks import HERE, Ids, Offsets, print_of
from streams.messages import Outcome, Record
from streams.publish import header_object

TOLD: Final = 2
AT_ODDS: Final = 4


class Ledger:
    """Enter all input records first, then the outcomes, then the outputs; `topic` is that of the articles.

    Takes about 9 bytes a record and 24 an output, whatever their size.
    """

    def __init__(self, topic: str, contracts: Contracts, spans: Mapping[int, tuple[int, int]]) -> None:
        """`spans` gives of each partition the first offset that counts and the one behind the last."""
        self._topic = topic
        self._contracts = contracts
        self._spans = dict(spans)
        self._offsets = {partition: Offsets() for partition in spans}
        self._fates: dict[int, Counter[str]] = {partition: Counter() for partition in spans}
        self._repeats: Counter[int] = Counter()
        self._ids: dict[str, Ids] = {}
        self._published: Counter[str] = Counter()
        self._again: Counter[str] = Counter()
        self._faults: dict[str, Fault] = {}

    def take(self, record: Record) -> None:
        """An input record."""
        if self._counts(record.partition, record.offset):
            self._offsets[record.partition].flag(record.offset, HERE)

    def tell(self, record: Record) -> None:
        """A record of the topic of outcomes; those that broke their schema count as nothing told."""
        outcome = self._outcome(record)
        if outcome is None or outcome.topic != self._topic or not self._counts(outcome.partition, outcome.offset):
            return
        place = f"{outcome.partition}/{outcome.offset}"
        offsets, value = self._offsets[outcome.partition], _print(record)
        flags = offsets.flags(outcome.offset)
        if not flags & HERE:
            self._blame(ORPHANED, place)
        elif not flags & TOLD:
            offsets.flag(outcome.offset, TOLD)
            offsets.imprint(outcome.offset, value)
            self._fates[outcome.partition][outcome.outcome] += 1
            for output in outcome.outputs:
                self._ids_of(output.role).name(print_of(output.id.encode()))
        elif offsets.print(outcome.offset) == value:
            self._repeats[outcome.partition] += 1
        elif not flags & AT_ODDS:
            offsets.flag(outcome.offset, AT_ODDS)
            self._blame(CONFLICTING, place)

    def publish(self, role: str, record: Record, *, late: bool = False) -> None:
        """A record of a topic of outputs; a `late` one may be newer than the outcomes that were read."""
        place = f"{record.topic}/{record.partition}/{record.offset}"
        headers = header_object(record.headers)
        if record.value is not None or role == "dead_letters":
            self._check(role, headers if role == "dead_letters" else record.value or b"", place)
        self._published[role] += 1
        met = self._ids_of(role).meet(print_of(headers.get("ce_id", "").encode()), _print(record))
        if met == "unnamed" and not late:
            self._blame(UNEXPLAINED, place)
        elif met == "changed":
            self._blame(DIFFERING, place)
        elif met in ("again", "shared"):
            self._again[role] += 1

    def balance(self, committed: Mapping[int, int]) -> Balance:
        """The account, given the offset from which on the group will read in each partition, as far as it has any."""
        lines = tuple(self._line(partition, committed.get(partition)) for partition in sorted(self._spans))
        for role in sorted(self._ids):
            if count := self._ids[role].never_met():
                self._blame(MISSING, f"{count} of {role}", count)
        return Balance(
            lines,
            {role: (self._published[role], self._again[role]) for role in sorted(self._published)},
            tuple(self._faults[kind] for kind in FAULTS if kind in self._faults),
        )

    def _line(self, partition: int, committed: int | None) -> Line:
        records = 0
        unfinished: int | None = None
        untold = {LOST: 0, WAITING: 0}
        for offset, flags in self._offsets[partition].held():
            records += 1
            if flags & TOLD:
                continue
            unfinished = offset if unfinished is None else unfinished
            kind = LOST if committed is not None and offset < committed else WAITING
            untold[kind] += 1
            self._blame(kind, f"{partition}/{offset}")
        return Line(
            partition=partition,
            records=records,
            fates=dict(sorted(self._fates[partition].items())),
            repeats=self._repeats[partition],
            waiting=untold[WAITING],
            lost=untold[LOST],
            unfinished=unfinished,
            committed=committed,
        )

    def _counts(self, partition: int, offset: int) -> bool:
        first, end = self._spans.get(partition, (0, 0))
        return first <= offset < end

    def _outcome(self, record: Record) -> Outcome | None:
        place = f"{record.topic}/{record.partition}/{record.offset}"
        if record.value is None or not self._check("outcomes", record.value, place):
            return None
        return msgspec.json.decode(record.value, type=Outcome)

    def _check(self, role: str, message: bytes | dict[str, str], place: str) -> bool:
        try:
            self._contracts.check(role, json.loads(message) if isinstance(message, bytes) else message)
        except (StreamsError, ValueError, RecursionError) as error:
            told = error.detail if isinstance(error, StreamsError) else type(error).__name__
            self._blame(INVALID, f"{place}: {told}")
            return False
        return True

    def _ids_of(self, role: str) -> Ids:
        return self._ids.setdefault(role, Ids())

    def _blame(self, kind: str, example: str, count: int = 1) -> None:
        fault = self._faults.setdefault(kind, Fault(kind, 0, []))
        fault.count += count
        if len(fault.examples) < SHOWN:
            fault.examples.append(example)


def _print(record: Record) -> int:
    """The fingerprint of a message: key, value and headers."""
    told = (part for name, value in record.headers for part in (name.encode(errors="surrogatepass"), value))
    return print_of(record.key or b"", record.value or b"", *told)
