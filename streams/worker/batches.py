"""A line of batches: several are worked on at once, and each is finished only after those before it.

Finishing in order is what makes it safe to acknowledge records: nothing is ever
acknowledged while something before it is still open.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, NoReturn, TypeVar

Batch = TypeVar("Batch")
Made = TypeVar("Made")


class Batches(Generic[Batch, Made]):
    """At most `places` batches in flight: `work` runs for all of them at once, `finish` one by one in order."""

    def __init__(
        self,
        places: int,
        work: Callable[[Batch], Awaitable[Made]],
        finish: Callable[[Batch, Made], Awaitable[None]],
    ) -> None:
        if places < 1:
            raise ValueError("a line needs at least one place")
        self._work = work
        self._finish = finish
        self._places = asyncio.Semaphore(places)
        self._line: asyncio.Queue[tuple[Batch, asyncio.Future[Made]]] = asyncio.Queue()

    async def put(self, batch: Batch) -> None:
        """Start work on a batch; waits until there is a place."""
        await self._places.acquire()
        self._line.put_nowait((batch, asyncio.ensure_future(self._work(batch))))

    async def run(self) -> NoReturn:
        """Finish batches, the oldest first, until cancelled; what `work` or `finish` raises ends it."""
        try:
            while True:
                batch, made = await self._line.get()
                try:
                    await self._finish(batch, await made)
                finally:
                    made.cancel()
                self._places.release()
        finally:
            while not self._line.empty():
                self._line.get_nowait()[1].cancel()
