"""Publishing: in order, done only when acknowledged, sent again after failures, cut where too large."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from itertools import pairwise
from time import monotonic

import pytest
from aiokafka.errors import (
    KafkaConnectionError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    TopicAuthorizationFailedError,
)
from faust.exceptions import ProducerSendError

from streams.errors import StreamsError
from streams.messages import Outbound, Record
from streams.settings import Settings
from streams.worker import outputs as module
from streams.worker.metrics import Metrics
from streams.worker.outputs import Delivery, Outputs, outcome_of
from tests.worker import double
from tests.worker.conftest import seeded

Failing = Callable[[int, str, Outbound], BaseException | None]
"""Tells for the n-th message whether and how its acknowledgement fails."""


class Wire:
    """Takes messages as the producer does: acknowledges each a little later, or fails as told."""

    def __init__(self, failing: Failing = lambda _number, _role, _output: None) -> None:
        self.sent: list[tuple[str, Outbound]] = []
        self.acknowledged: list[Outbound] = []
        self._failing = failing

    async def __call__(self, role: str, output: Outbound) -> Awaitable[object]:
        self.sent.append((role, output))
        error = self._failing(len(self.sent), role, output)
        if isinstance(error, ProducerSendError):
            raise error
        return self._acknowledge(output, error)

    async def _acknowledge(self, output: Outbound, error: BaseException | None) -> object:
        await asyncio.sleep(0.001)
        if error:
            raise error
        self.acknowledged.append(output)
        return None


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BACKOFF_S", (0.001,))


REJECT = double.reject(Settings())


def delivery(offset: int, facts: int = 2, pad: int = 0) -> Delivery:
    record = Record(topic="t", partition=0, offset=offset, key=b"k", value=b"{}", headers=(("h", b"1"),))
    made = double.outputs(record, double.Orders(name=f"a{offset}", facts=facts, pad=pad))
    return Delivery(record, made, {}, monotonic())


def publish(wire: Wire, deliveries: list[Delivery], **limits: int) -> list[Delivery]:
    done: list[Delivery] = []

    def finished(index: int, delivered: Delivery) -> None:
        assert index == len(done)
        assert all(output in wire.acknowledged for output in delivered.outputs)
        done.append(delivered)

    sending = Outputs(wire, REJECT, limits, Metrics()).publish(deliveries, finished)
    asyncio.run(asyncio.wait_for(sending, 20))
    return done


def test_all_outputs_go_out_in_order_and_each_record_is_done_once() -> None:
    wire = Wire()
    deliveries = [delivery(offset, offset % 3) for offset in range(20)]
    assert publish(wire, deliveries) == deliveries
    assert [output for _, output in wire.sent] == [output for sent in deliveries for output in sent.outputs]
    assert all(role == output.role for role, output in wire.sent)


@pytest.mark.parametrize(
    "error", [KafkaTimeoutError(), KafkaConnectionError("gone"), ProducerSendError("wrapped")], ids=repr
)
def test_after_a_failure_all_from_the_first_open_record_on_is_sent_again(
    error: BaseException, chance: random.Random
) -> None:
    if isinstance(error, ProducerSendError):
        error.__cause__ = KafkaConnectionError("inside")
    wire = Wire(lambda number, _role, _output: error if number < 150 and chance.random() < 0.1 else None)
    deliveries = [delivery(offset) for offset in range(15)]
    assert publish(wire, deliveries) == deliveries
    # For each key the last message sent is of the newest record, and no older one came after a newer one was complete.
    last = {output.key: index for index, (_, output) in enumerate(wire.sent)}
    newest = [last[sent.outputs[-1].key] for sent in deliveries]
    assert all(earlier < later for earlier, later in pairwise(newest))


def test_what_no_waiting_mends_is_raised() -> None:
    wire = Wire(lambda number, _role, _output: TopicAuthorizationFailedError("t") if number == 5 else None)
    with pytest.raises(TopicAuthorizationFailedError):
        publish(wire, [delivery(0), delivery(1)])


def test_an_output_over_its_limit_becomes_a_dead_letter_without_being_sent() -> None:
    wire = Wire()
    small, large = delivery(0), delivery(1, pad=5000)
    done = publish(wire, [small, large], enriched=2000)
    assert done[0] == small
    assert [output.role for output in done[1].outputs] == ["dead_letters", "outcomes"]
    assert outcome_of(done[1].outputs).reason == "too_big_output"
    assert large.outputs[0] not in [output for _, output in wire.sent]


def test_an_output_that_fits_when_compressed_is_sent() -> None:
    record = Record(topic="t", partition=0, offset=0, value=b"")
    dull = Outbound(role="enriched", key=b"k", value=b"x" * 10_000, headers=())
    outcome = double.outputs(record, double.Orders(facts=0))[-1]
    (done,) = publish(Wire(), [Delivery(record, (dull, outcome), {}, monotonic())], enriched=2000)
    assert done.outputs == (dull, outcome)


def test_what_the_broker_finds_too_large_becomes_a_dead_letter_and_its_neighbours_go_out() -> None:
    def failing(_number: int, role: str, output: Outbound) -> BaseException | None:
        return MessageSizeTooLargeError("no") if role == "enriched" and len(output.value or b"") > 1000 else None

    done = publish(Wire(failing), [delivery(0), delivery(1, pad=2000), delivery(2)])
    assert [outcome_of(one.outputs).outcome for one in done] == ["enriched", "dead-lettered", "enriched"]


@pytest.mark.parametrize("known", [True, False], ids=["known limit", "refused by the broker"])
def test_where_even_the_dead_letter_is_too_large_its_outcome_remains(*, known: bool) -> None:
    record = Record(topic="t", partition=0, offset=7, value=seeded(7).randbytes(3000))
    made = Delivery(record, REJECT(record, StreamsError("extract", "timeout", "slow")), {}, monotonic())
    refused = Wire(lambda _n, role, _o: MessageSizeTooLargeError("no") if role == "dead_letters" else None)
    (done,) = publish(Wire(), [made], dead_letters=1000) if known else publish(refused, [made])
    assert [output.role for output in done.outputs] == ["outcomes"]
    assert outcome_of(done.outputs).offset == 7


def test_an_outcome_that_is_refused_as_too_large_ends_the_worker() -> None:
    refused = Wire(lambda _n, role, _o: MessageSizeTooLargeError("no") if role == "outcomes" else None)
    with pytest.raises(MessageSizeTooLargeError):
        publish(refused, [delivery(0)])
