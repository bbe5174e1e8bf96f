"""The worker's pages over HTTP."""

import asyncio
import json
import socket
from collections.abc import Callable
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from streams.errors import SetupError
from streams.messages import Outbound, Outcome
from streams.worker.health import Vitals
from streams.worker.metrics import Metrics
from streams.worker.web import serve

HOST = "127.0.0.1"


def fetch(port: int, path: str, accept: str = "*/*") -> tuple[int, str, str]:
    request = Request(f"http://{HOST}:{port}{path}", headers={"Accept": accept})  # our own page
    try:
        with urlopen(request, timeout=5) as answer:  # noqa: S310
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except HTTPError as error:
        return error.code, error.headers["Content-Type"], error.read().decode()


def served(metrics: Metrics, vitals: Vitals, visit: Callable[[int], None]) -> None:
    async def scenario() -> None:
        async with serve(HOST, 0, metrics, vitals) as port:
            assert port > 0
            await asyncio.to_thread(visit, port)

    asyncio.run(scenario())


def outcome(**fields: object) -> Outcome:
    blank = dict.fromkeys(("article_id", "article_version", "stage", "reason", "detail"))
    return Outcome(**{"topic": "t", "partition": 0, "offset": 1, "outputs": (), **blank, **fields})


def test_health_tells_status_and_reasons() -> None:
    vitals = Vitals(stall_s=60)

    def visit(port: int) -> None:
        assert fetch(port, "/health/live")[0] == 200
        status, kind, body = fetch(port, "/health/ready")
        assert (status, kind) == (503, "application/json; charset=utf-8")
        assert json.loads(body)["status"] == "failing"
        assert "the pool is not warm" in json.loads(body)["reasons"]
        vitals.warmed = vitals.member = True
        vitals.broker_answered()
        status, _, body = fetch(port, "/health/ready")
        assert (status, json.loads(body)) == (200, {"status": "ok", "reasons": []})

    served(Metrics(), vitals, visit)


def test_metrics_show_what_was_counted() -> None:
    metrics = Metrics()
    metrics.lag_from(lambda: {("articles", 0): 7, ("articles", 1): 0})
    fact = Outbound(role="price_caps", key=b"f", value=b"{}", headers=())
    metrics.finished(outcome(outcome="enriched"), [fact, fact], {"extract": 0.03}, 0.2)
    metrics.finished(outcome(outcome="dead-lettered", stage="decode", reason="not_json"), [], {"decode": 0.001}, 0.1)

    def visit(port: int) -> None:
        status, kind, body = fetch(port, "/metrics")
        assert status == 200
        assert kind.startswith("text/plain; version=")
        for line in (
            'sanctionwire_articles_total{outcome="enriched"} 1.0',
            'sanctionwire_articles_total{outcome="skipped"} 0.0',
            'sanctionwire_facts_total{kind="price_cap"} 2.0',
            'sanctionwire_facts_total{kind="sanction"} 0.0',
            'sanctionwire_dead_letters_total{reason="not_json",stage="decode"} 1.0',
            'sanctionwire_consumer_lag{partition="0",topic="articles"} 7.0',
            'sanctionwire_stage_seconds_count{stage="extract"} 1.0',
            "sanctionwire_record_seconds_count 2.0",
            "sanctionwire_records_in_flight 0.0",
        ):
            assert line in body.splitlines()
        assert 'sanctionwire_build_info{python="' in body
        assert "process_resident_memory_bytes" in body
        assert fetch(port, "/metrics", "application/openmetrics-text")[1].startswith("application/openmetrics-text")

    served(metrics, Vitals(stall_s=60), visit)


def test_there_is_nothing_else() -> None:
    def visit(port: int) -> None:
        for path in ("/", "/stats/", "/tables/", "/health", "/metrics/../etc/passwd"):
            assert fetch(port, path)[0] == 404

    served(Metrics(), Vitals(stall_s=60), visit)


def test_an_address_that_is_taken_is_told_in_a_line() -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]

        async def scenario() -> None:
            async with serve(HOST, port, Metrics(), Vitals(stall_s=60)):
                raise AssertionError("served all the same")

        with pytest.raises(SetupError, match=f"web page at {HOST}:{port}: "):
            asyncio.run(scenario())
