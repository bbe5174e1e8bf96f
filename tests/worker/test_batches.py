"""The line of batches: many at work at once, finished in order, never more than there are places."""

import asyncio
import random

import pytest

from streams.worker.batches import Batches


async def cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_batches_finish_in_order_however_long_each_takes(chance: random.Random) -> None:
    pauses = [chance.choice([0, 0.001, 0.01]) for _ in range(100)]
    working = most = 0
    finished: list[int] = []
    done = asyncio.Event()

    async def work(number: int) -> int:
        nonlocal working, most
        working += 1
        most = max(most, working)
        await asyncio.sleep(pauses[number])
        working -= 1
        return number * 2

    async def finish(number: int, made: int) -> None:
        assert made == number * 2
        await asyncio.sleep(chance.choice([0, 0.002]))
        finished.append(number)
        if number == 99:
            done.set()

    async def scenario() -> None:
        batches = Batches(4, work, finish)
        running = asyncio.create_task(batches.run())
        for number in range(100):
            await batches.put(number)
        await done.wait()
        await cancel(running)

    asyncio.run(asyncio.wait_for(scenario(), 20))
    assert finished == list(range(100))
    assert 2 <= most <= 4


def test_a_full_line_takes_nothing_more_until_its_head_is_finished() -> None:
    async def scenario() -> None:
        release = asyncio.Event()
        begun: list[int] = []

        async def work(number: int) -> None:
            begun.append(number)
            if number == 0:
                await release.wait()

        async def finish(_number: int, _made: None) -> None:
            await asyncio.sleep(0)

        batches = Batches(3, work, finish)
        running = asyncio.create_task(batches.run())
        for number in range(3):
            await batches.put(number)
        fourth = asyncio.create_task(batches.put(3))
        await asyncio.sleep(0.05)
        assert not fourth.done()
        assert begun == [0, 1, 2]
        release.set()
        await asyncio.wait_for(fourth, 5)
        await cancel(running)

    asyncio.run(scenario())


@pytest.mark.parametrize("failing", ["work", "finish"])
def test_a_failure_ends_the_line_and_nothing_behind_it_is_finished(failing: str) -> None:
    finished: list[int] = []

    async def work(number: int) -> None:
        await asyncio.sleep(0.001 * number)
        if failing == "work" and number == 1:
            raise RuntimeError("work broke")

    async def finish(number: int, _made: None) -> None:
        await asyncio.sleep(0)
        if failing == "finish" and number == 1:
            raise RuntimeError("finish broke")
        finished.append(number)

    async def scenario() -> None:
        batches = Batches(4, work, finish)
        for number in range(4):
            await batches.put(number)
        with pytest.raises(RuntimeError, match=f"{failing} broke"):
            await asyncio.wait_for(batches.run(), 5)

    asyncio.run(scenario())
    assert finished == [0]


def test_a_line_needs_a_place() -> None:
    with pytest.raises(ValueError, match="at least one place"):
        Batches(0, asyncio.sleep, lambda _batch, _made: asyncio.sleep(0))
