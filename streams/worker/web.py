"""The worker's own pages: `/metrics`, `/health/live`, `/health/ready`.

Faust's web server stays off: it listens on every address and shows tables and statistics.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client.exposition import choose_encoder

from streams.errors import SetupError
from streams.worker.health import Vitals
from streams.worker.metrics import Metrics


@asynccontextmanager
async def serve(host: str, port: int, metrics: Metrics, vitals: Vitals) -> AsyncIterator[int]:
    """Serve the pages while the block runs; gives the port, which is a free one if `port` is 0.

    Raises SetupError if the address can't be had.
    """
    runner = web.AppRunner(_pages(metrics, vitals), access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise SetupError(f"web page at {host}:{port}: {error.strerror or error}") from None
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def _pages(metrics: Metrics, vitals: Vitals) -> web.Application:
    async def show_metrics(request: web.Request) -> web.Response:
        encode, content_type = choose_encoder(request.headers.get("Accept", ""))
        return web.Response(body=encode(metrics.registry), headers={"Content-Type": content_type})

    async def live(_request: web.Request) -> web.Response:
        return _health(vitals.dead())

    async def ready(_request: web.Request) -> web.Response:
        return _health(vitals.unready())

    pages = web.Application()
    pages.router.add_get("/metrics", show_metrics)
    pages.router.add_get("/health/live", live)
    pages.router.add_get("/health/ready", ready)
    return pages


def _health(faults: Sequence[str]) -> web.Response:
    return web.json_response(
        {"status": "failing" if faults else "ok", "reasons": list(faults)}, status=503 if faults else 200
    )
