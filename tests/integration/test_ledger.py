"""The ledger on a real broker: it balances after kills, and names whatever was tampered with."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from kafka import KafkaProducer
from typer.testing import CliRunner

from streams.cli import app
from streams.settings import Settings
from streams.worker.connection import client_options
from streams.worker.topics import create_topics
from tests.integration.workers import PRODUCT, outcomes, read, running, send, wait_for_outcomes

pytestmark = pytest.mark.integration


def ledger(settings: Settings, *options: str) -> tuple[int, dict[str, Any], str]:
    """Exit code, report and complaints of `sanctionwire ledger --json`."""
    names = {f"SANCTIONWIRE_{name.upper()}": value for name, value in settings.model_dump(include={
        "bootstrap_servers", "consumer_group", *(f for f in Settings.model_fields if f.startswith("topic_"))
    }).items()}  # fmt: skip
    result = CliRunner().invoke(app, ["ledger", "--json", *options], env=names)
    assert result.exit_code in (0, 1), result.output
    return result.exit_code, json.loads(result.stdout), result.stderr


def kinds(report: dict[str, Any]) -> dict[str, int]:
    return {fault["kind"]: fault["count"] for fault in report["faults"]}


def news(number: int) -> bytes:
    """An article with a fact, or for each third number without."""
    told = "rain fell" if number % 3 == 0 else f"the European Union imposed sanctions on bank {number} of Russia"
    text = f"On Tuesday {told}, officials said. " + "Bread became dearer in many towns. " * 10
    return msgspec.json.encode(
        {"article_id": f"a-{number}", "text": text, "published_at": "2024-03-05T10:00:00Z", "title": f"Day {number}"}
    )


def put(settings: Settings, role: str, key: bytes, value: bytes, headers: list[tuple[str, bytes]]) -> None:
    producer = KafkaProducer(**client_options(settings), acks="all")
    try:
        producer.send(settings.topic(role), key=key, value=value, headers=headers).get(30)
    finally:
        producer.close()


@pytest.mark.timeout(240)
def test_the_ledger_balances_after_a_kill_and_names_what_was_tampered_with(settings: Settings, tmp_path: Path) -> None:
    quick = settings.model_copy(update={"processes": 2, "batch_records": 16, "batch_wait_ms": 20})
    send(quick, [*(news(number) for number in range(200)), b"no JSON", None])
    with running(quick, tmp_path, PRODUCT) as worker:
        wait_for_outcomes(quick, 40)
        worker.kill()
    code, report, told = ledger(quick)
    assert code == 1
    assert set(kinds(report)) <= {"waiting", "unexplained"}
    assert kinds(report)["waiting"] == 202 - len(outcomes(quick))
    assert "wait for a worker" in told

    with running(quick, tmp_path, PRODUCT) as worker:
        wait_for_outcomes(quick, 202)
        assert worker.stop() == 0
    code, report, told = ledger(quick)
    assert (code, told) == (0, "")
    assert report["balances"] is True
    assert sum(line["records"] for line in report["partitions"]) == 202
    fates = [line["fates"] for line in report["partitions"]]
    assert sum(fate.get("dead-lettered", 0) for fate in fates) >= 1
    assert sum(sum(fate.values()) for fate in fates) == 202
    told_again = len(read(quick, "outcomes")) - 202
    assert sum(line["repeats"] for line in report["partitions"]) == told_again
    messages = report["outputs"]
    assert messages["sanctions"]["messages"] == len(read(quick, "sanctions")) > 0

    outcome = read(quick, "outcomes")[0]
    changed = json.loads(outcome.value or b"") | {"article_id": "somebody-else"}
    put(quick, "outcomes", outcome.key or b"", json.dumps(changed).encode(), list(outcome.headers))
    fact = read(quick, "sanctions")[0]
    put(quick, "sanctions", fact.key or b"", (fact.value or b"").replace(b"{", b"{ ", 1), list(fact.headers))
    put(quick, "enriched", b"x", b"{}", [("ce_id", b"nobody")])
    send(quick, [news(999)])
    code, report, told = ledger(quick)
    assert code == 1
    assert kinds(report) == {"waiting": 1, "conflicting": 1, "unexplained": 1, "differing": 1, "invalid": 1}
    assert len(told.splitlines()) == 5
    assert ledger(quick, "--live")[0] == 1


@pytest.mark.timeout(120)
def test_an_empty_installation_balances(settings: Settings) -> None:
    create_topics(settings)
    code, report, _ = ledger(settings)
    assert code == 0
    assert {line["records"] for line in report["partitions"]} == {0}


def test_a_missing_topic_is_named(settings: Settings) -> None:
    names = {"SANCTIONWIRE_BOOTSTRAP_SERVERS": settings.bootstrap_servers, "SANCTIONWIRE_TOPIC_ARTICLES": "nowhere"}
    result = CliRunner().invoke(app, ["ledger"], env=names)
    assert result.exit_code == 2
    assert "topic nowhere does not exist" in result.stderr
