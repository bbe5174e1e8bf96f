"""The ledger on records made by hand: what balances, and each thing that doesn't."""

import random
from collections.abc import Iterable

import msgspec
import pytest

from streams.contracts import Contracts
from streams.errors import StreamsError
from streams.ledger import Balance, Ledger
from streams.ledger.marks import PAGE, Ids, Offsets, print_of
from streams.messages import Outcome, Output, Record
from streams.publish.publisher import Publisher
from streams.settings import Settings

TOPIC = "news.article.published.v1"
SEED = 20_221_205


@pytest.fixture(scope="module")
def contracts() -> Contracts:
    return Contracts.load()


def record(topic: str, partition: int, offset: int, value: bytes | None, *headers: tuple[str, bytes]) -> Record:
    return Record(topic, partition, offset, value, None, headers, 1_700_000_000_000)


def skipped(offset: int, partition: int = 0, reason: str = "tombstone", outputs: Iterable[Output] = ()) -> bytes:
    fate = "enriched" if outputs else "skipped"
    why = None if outputs else reason
    return msgspec.json.encode(Outcome(TOPIC, partition, offset, fate, None, None, None, why, why, tuple(outputs)))


class Story:
    """A ledger of one partition with offsets 0 to 4, and what is entered into it."""

    def __init__(self, contracts: Contracts, end: int = 5) -> None:
        self.book = Ledger(TOPIC, contracts, {0: (0, end)})
        self.end = end
        self.said = 0
        for offset in range(end):
            self.book.take(record(TOPIC, 0, offset, b"{}"))

    def tell(self, *values: bytes) -> None:
        for value in values:
            self.book.tell(record("outcomes", 0, self.said, value))
            self.said += 1

    def publish(self, role: str, identity: str, value: bytes, offset: int = 0, *, late: bool = False) -> None:
        self.book.publish(role, record(role, 0, offset, value, ("ce_id", identity.encode())), late=late)

    def balance(self, committed: int | None = 5) -> Balance:
        return self.book.balance({} if committed is None else {0: committed})


@pytest.fixture
def story(contracts: Contracts) -> Story:
    return Story(contracts)


def faults(found: Balance) -> dict[str, tuple[int, list[str]]]:
    return {fault.kind: (fault.count, fault.examples) for fault in found.faults}


def test_every_record_with_one_outcome_balances(story: Story) -> None:
    story.tell(*(skipped(offset) for offset in range(5)), skipped(3))
    found = story.balance()
    assert found.balances()
    assert faults(found) == {}
    (line,) = found.lines
    assert (line.records, line.fates, line.repeats, line.unfinished) == (5, {"skipped": 5}, 1, None)


def test_records_without_an_outcome_wait_or_are_lost(story: Story) -> None:
    story.tell(skipped(0), skipped(2))
    found = story.balance(committed=2)
    assert faults(found) == {"waiting": (2, ["0/3", "0/4"]), "lost": (1, ["0/1"])}
    assert not found.balances(live=True)
    (line,) = found.lines
    assert (line.waiting, line.lost, line.unfinished, line.committed) == (2, 1, 1, 2)


def test_waiting_is_no_fault_while_workers_run(contracts: Contracts) -> None:
    story = Story(contracts)
    story.tell(skipped(0))
    found = story.balance(committed=None)
    assert not found.balances()
    assert found.balances(live=True)


def test_outcomes_that_differ_are_counted_once_for_each_record(story: Story) -> None:
    story.tell(*(skipped(offset) for offset in range(5)))
    story.tell(skipped(1, reason="unsupported_language"), skipped(1, reason="unsupported_language"), skipped(1))
    assert faults(story.balance()) == {"conflicting": (1, ["0/1"])}


def test_an_outcome_needs_a_record(contracts: Contracts) -> None:
    book = Ledger(TOPIC, contracts, {0: (10, 12)})
    book.take(record(TOPIC, 0, 10, b"{}"))
    for offset in (9, 10, 11, 12):  # before the oldest, there, never there, newer than the snapshot
        book.tell(record("outcomes", 0, offset, skipped(offset)))
    assert faults(book.balance({0: 12})) == {"orphaned": (1, ["0/11"])}


def test_an_offset_that_holds_no_record_needs_no_outcome(contracts: Contracts) -> None:
    book = Ledger(TOPIC, contracts, {0: (0, 3)})
    book.take(record(TOPIC, 0, 0, b"{}"))
    book.take(record(TOPIC, 0, 2, b"{}"))  # 1 marks the end of a transaction
    book.tell(record("outcomes", 0, 0, skipped(0)))
    book.tell(record("outcomes", 0, 1, skipped(2)))
    assert book.balance({0: 3}).balances()


def test_outcomes_of_another_topic_are_not_ours(story: Story) -> None:
    story.tell(*(skipped(offset) for offset in range(5)))
    foreign = msgspec.json.encode(Outcome("other", 0, 1, "skipped", None, None, None, "tombstone", "x", ()))
    story.tell(foreign)
    assert story.balance().balances()


def dead(number: int) -> Output:
    return Output("dead_letters", f"00000000-0000-5000-8000-{number:012}")


def letter(book: Ledger, offset: int, output: Output, value: bytes, settings: Settings, contracts: Contracts) -> None:
    """A dead letter as the publisher makes it, but with the id asked for."""
    made, _ = Publisher(settings, contracts).reject(
        record(TOPIC, 0, offset, value), StreamsError("decode", "not_json", "no JSON")
    )
    headers = tuple((name, output.id.encode() if name == "ce_id" else told) for name, told in made.headers)
    book.publish("dead_letters", record("dead", 0, offset, value, *headers))


def test_outputs_are_met_repeated_missed_and_changed(contracts: Contracts) -> None:
    story, settings = Story(contracts), Settings()
    story.tell(*(skipped(offset, outputs=[dead(offset)]) for offset in range(4)), skipped(4))
    letter(story.book, 0, dead(0), b"a", settings, contracts)
    letter(story.book, 0, dead(0), b"a", settings, contracts)
    letter(story.book, 1, dead(1), b"b", settings, contracts)
    letter(story.book, 1, dead(1), b"changed", settings, contracts)
    letter(story.book, 9, dead(9), b"whose?", settings, contracts)
    found = story.balance()
    assert faults(found) == {
        "unexplained": (1, ["dead/0/9"]),
        "missing": (2, ["2 of dead_letters"]),
        "differing": (1, ["dead/0/1"]),
    }
    assert found.outputs == {"dead_letters": (5, 1)}


def test_two_records_may_lead_to_one_id_with_other_bytes(contracts: Contracts) -> None:
    story, settings = Story(contracts, end=2), Settings()
    story.tell(skipped(0, outputs=[dead(7)]), skipped(1, outputs=[dead(7)]))
    letter(story.book, 0, dead(7), b"first", settings, contracts)
    letter(story.book, 1, dead(7), b"second", settings, contracts)
    assert story.balance().balances()


def test_outputs_newer_than_the_outcomes_are_not_blamed(story: Story) -> None:
    story.tell(*(skipped(offset) for offset in range(5)))
    story.publish("sanctions", "x", b"{}", late=True)
    assert set(faults(story.balance())) == {"invalid"}
    story.publish("sanctions", "x", b"{}")
    assert set(faults(story.balance())) == {"invalid", "unexplained"}


@pytest.mark.parametrize("value", [b"{}", b"not json", b"\xff\xfe", b"[" * 100_000, b'{"topic": 1}'])
def test_messages_that_break_their_schema_are_named(story: Story, value: bytes) -> None:
    story.tell(*(skipped(offset) for offset in range(5)), value)
    found = story.balance()
    assert found.faults[0].kind == "invalid"
    assert found.faults[0].examples[0].startswith("outcomes/0/5: ")
    assert "1 messages break their schema" in str(found.faults[0])


def test_examples_are_few_however_much_is_wrong(contracts: Contracts) -> None:
    story = Story(contracts, end=PAGE + 100)
    found = story.balance(committed=PAGE)
    assert [(fault.kind, fault.count, len(fault.examples)) for fault in found.faults] == [
        ("waiting", 100, 10),
        ("lost", PAGE, 10),
    ]


@pytest.mark.parametrize("seed", [SEED])
def test_marks_are_those_of_a_plain_dictionary(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - nothing here is secret
    marks, plain = Offsets(), {}
    for _ in range(2000):
        offset = chance.choice((chance.randrange(50), chance.randrange(10 * PAGE), 2**62 + chance.randrange(9)))
        flags, value = plain.get(offset, (0, 0))
        if chance.random() < 0.5:
            flag = chance.choice((1, 2, 4))
            marks.flag(offset, flag)
            plain[offset] = flags | flag, value
        else:
            marks.imprint(offset, told := chance.randrange(1, 2**64))
            plain[offset] = flags, told
    assert all((marks.flags(offset), marks.print(offset)) == told for offset, told in plain.items())
    assert list(marks.held()) == sorted((offset, flags) for offset, (flags, _) in plain.items() if flags & 1)


def test_ids_are_named_before_they_are_met() -> None:
    ids = Ids()
    for identity in (5, 3, 5):
        ids.name(identity)
    assert [ids.meet(3, 1), ids.meet(3, 1), ids.meet(3, 2), ids.meet(4, 1)] == ["new", "again", "changed", "unnamed"]
    assert ids.never_met() == 1
    assert [ids.meet(5, 1), ids.meet(5, 2)] == ["new", "shared"]
    with pytest.raises(ValueError, match="before the first is met"):
        ids.name(6)


def test_fingerprints_tell_parts_apart() -> None:
    assert len({print_of(b"ab", b"c"), print_of(b"a", b"bc"), print_of(b"abc"), print_of(b"abc", b"")}) == 4
    assert 0 < print_of(b"") < 2**64
