"""The pool of real processes: what a lost process costs, whom it blames, how it ends."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec
import psutil
import pytest

from streams.errors import SetupError, StreamsError
from streams.messages import Record
from streams.settings import Settings
from streams.worker.child import Done
from streams.worker.metrics import Metrics
from streams.worker.pool import Pool

Value = TypeVar("Value")


def record(offset: int, **orders: object) -> Record:
    return Record(topic="t", partition=0, offset=offset, value=msgspec.json.encode(orders))


def in_pool(
    scenario: Callable[[Pool, Metrics], Awaitable[Value]], factory: str = "obedient", **settings: object
) -> Value:
    async def run() -> Value:
        metrics = Metrics()
        chosen = Settings(**{"processes": 2, "document_timeout_s": 0.5, **settings})
        pool = Pool(chosen, metrics, f"tests.worker.double:{factory}")
        await pool.start()
        try:
            return await scenario(pool, metrics)
        finally:
            await pool.stop()
            assert pool_processes() == []

    return asyncio.run(asyncio.wait_for(run(), 60))


def pool_processes() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if "spawn_main" in " ".join(child.cmdline())]


def sample(metrics: Metrics, name: str, **labels: str) -> float:
    return metrics.registry.get_sample_value(f"sanctionwire_{name}", labels) or 0.0


@pytest.mark.parametrize(
    ("fate", "reason"), [("crash", "crash"), ("hang", "timeout"), ("sleep", "timeout"), ("exit", "timeout")]
)
def test_only_the_culprit_is_blamed(fate: str, reason: str) -> None:
    async def scenario(pool: Pool, metrics: Metrics) -> tuple[Done | StreamsError, ...]:
        made = await pool.run([record(number, fate=fate if number == 2 else "ok") for number in range(5)])
        assert sample(metrics, "pool_losses_total", reason=reason) == 2
        again = await pool.run([record(9)])
        assert isinstance(again[0], Done)
        return made

    made = in_pool(scenario)
    assert [type(done) for done in made] == [Done, Done, StreamsError, Done, Done]
    culprit = made[2]
    assert isinstance(culprit, StreamsError)
    assert (culprit.stage, culprit.reason) == ("extract", reason)


def test_batches_are_worked_on_side_by_side() -> None:
    async def scenario(pool: Pool, _metrics: Metrics) -> float:
        loop = asyncio.get_running_loop()
        began = loop.time()
        await asyncio.gather(*(pool.run([record(number, fate="ok", work_ms=300)]) for number in range(2)))
        return loop.time() - began

    assert in_pool(scenario, document_timeout_s=5) < 0.55


def test_a_batch_slower_than_its_limit_is_finished_record_by_record() -> None:
    async def scenario(pool: Pool, metrics: Metrics) -> tuple[Done | StreamsError, ...]:
        made = await pool.run([record(number, work_ms=300) for number in range(8)])
        assert sample(metrics, "pool_losses_total", reason="timeout") == 1
        return made

    assert all(isinstance(done, Done) for done in in_pool(scenario))


def test_a_process_is_recycled_after_its_batches() -> None:
    async def scenario(pool: Pool, metrics: Metrics) -> None:
        for number in range(6):
            await pool.run([record(number)])
        async with asyncio.timeout(20):
            while sample(metrics, "pool_process_restarts_total") < 2:  # noqa: ASYNC110  # a metric is no event
                await asyncio.sleep(0.05)

    in_pool(scenario, processes=1, process_recycle_batches=2)


def test_idle_processes_that_are_killed_are_replaced_and_nothing_is_blamed() -> None:
    async def scenario(pool: Pool, _metrics: Metrics) -> tuple[Done | StreamsError, ...]:
        for process in pool_processes():
            process.kill()
        return await pool.run([record(number) for number in range(3)])

    assert all(isinstance(done, Done) for done in in_pool(scenario))


@pytest.mark.parametrize(("factory", "told"), [("unable", "SetupError: no model"), ("dying", "died at once")])
def test_a_pool_that_cannot_start_says_why(factory: str, told: str) -> None:
    async def scenario(_pool: Pool, _metrics: Metrics) -> None:
        raise AssertionError("started all the same")

    with pytest.raises(SetupError, match=told):
        in_pool(scenario, factory)


def test_a_batch_may_take_as_long_as_its_slowest_documents() -> None:
    metrics = Metrics()
    pool = Pool(Settings(document_timeout_s=20, processes=3), metrics)
    assert pool.batch_limit_s == 60
    assert sample(metrics, "pool_processes") == 3
    assert Pool(Settings(processes=0), Metrics()).processes >= 1
