"""Records that kill, hang or break what reads them, outputs that are too large, and a broker that goes away."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from streams.broker import Broker, running_broker
from streams.errors import SetupError
from streams.messages import Record
from streams.settings import Settings
from streams.worker.run import Parts, run
from streams.worker.topics import create_topics
from tests.integration.test_worker_delivery import orders
from tests.integration.workers import (
    Worker,
    commits_are_sound,
    committed,
    outcomes,
    places,
    read,
    repeats_are_alike,
    running,
    send,
    until,
    wait_for_outcomes,
)
from tests.worker.double import reject

pytestmark = pytest.mark.integration
log = logging.getLogger(__name__)


def reasons(settings: Settings) -> dict[bytes | None, tuple[str, Record]]:
    """Each dead letter with its reason, by its value."""
    return {
        letter.value: (dict(letter.headers)["sanctionwire.reason"].decode(), letter)
        for letter in read(settings, "dead_letters")
    }


@pytest.mark.timeout(180)
def test_the_record_that_kills_or_hangs_its_process_is_found_and_its_neighbours_survive(
    settings: Settings, tmp_path: Path
) -> None:
    settings = settings.model_copy(
        update={"processes": 2, "batch_records": 8, "document_timeout_s": 1.0, "batch_wait_ms": 200}
    )
    fates = {7: "crash", 11: "hang", 12: "defect", 20: "sleep", 33: "exit"}
    values = [orders(number, fate=fates.get(number, "ok")) for number in range(40)]
    send(settings, values, keys=[None if number == 7 else f"{number}".encode() for number in range(40)])
    with running(settings, tmp_path) as worker:
        wait_for_outcomes(settings, 40, 90)
        assert worker.metric("sanctionwire_dead_letters_total", reason="crash") == 1
        assert worker.metric("sanctionwire_dead_letters_total", reason="timeout") == 3
        assert worker.metric("sanctionwire_dead_letters_total", stage="extract", reason="internal") == 1
        assert worker.metric("sanctionwire_articles_total", outcome="enriched") == 35
        # Four processes were lost with one record alone, and at least one with a batch; the last may still be loading.
        until(lambda: worker.metric("sanctionwire_pool_process_restarts_total") >= 5, 30, "lost processes replaced")
        assert worker.metric("sanctionwire_records_in_flight") == 0
        assert worker.get("/health/live")[0] == 200
        assert worker.stop() == 0
    assert outcomes(settings).total() == 40
    found = reasons(settings)
    assert {value: reason for value, (reason, _) in found.items()} == {
        values[7]: "crash",
        values[11]: "timeout",
        values[12]: "internal",
        values[20]: "timeout",
        values[33]: "timeout",  # an exit code of 0 tells pebble nothing, so it takes the time limit
    }
    sent = {record.value: record for record in read(settings, "articles")}
    for value, (_, letter) in found.items():
        assert letter.key == sent[value].key
        assert letter.headers[: len(sent[value].headers)] == sent[value].headers
    assert found[values[7]][1].key is None
    warned = [line for line in worker.lines() if line["event"] == "dead-lettered"]
    assert all({"topic", "partition", "offset", "stage", "reason", "article_id"} <= set(line) for line in warned)
    assert len(warned) == 5


@pytest.mark.timeout(120)
def test_an_output_too_large_for_its_topic_is_a_dead_letter(settings: Settings, tmp_path: Path) -> None:
    settings = settings.model_copy(update={"processes": 1, "max_record_bytes": 1000, "batch_records": 4})
    values = [orders(number, pad=600_000 if number == 3 else 0) for number in range(10)]
    send(settings, values)
    with running(settings, tmp_path) as worker:
        wait_for_outcomes(settings, 10, 60)
        assert worker.metric("sanctionwire_dead_letters_total", stage="publish", reason="too_big_output") == 1
        assert worker.stop() == 0
    assert outcomes(settings).total() == 10
    assert {value: reason for value, (reason, _) in reasons(settings).items()} == {values[3]: "too_big_output"}
    assert len(read(settings, "enriched")) == 9


@pytest.mark.timeout(120)
def test_a_pool_process_that_is_killed_is_replaced(settings: Settings, tmp_path: Path) -> None:
    settings = settings.model_copy(update={"processes": 2, "batch_records": 8})
    create_topics(settings)
    with running(settings, tmp_path) as worker:
        for round_number in (1, 2):
            for process in worker.pool:
                process.kill()  # idle ones, which breaks a pebble pool as a whole
            send(settings, [orders(number, work_ms=5) for number in range(100)])
            wait_for_outcomes(settings, 100 * round_number)
        assert len(worker.pool) == 2
        assert worker.stop() == 0
    assert outcomes(settings).total() == 200
    assert read(settings, "dead_letters") == []


@pytest.mark.timeout(60)
def test_a_worker_that_is_killed_takes_its_pool_with_it(settings: Settings, tmp_path: Path) -> None:
    settings = settings.model_copy(update={"processes": 2})
    create_topics(settings)
    with running(settings, tmp_path) as worker:
        assert len(worker.pool) == 2
        worker.kill()


@pytest.mark.timeout(60)
def test_a_worker_without_its_topics_does_not_start(settings: Settings) -> None:
    with pytest.raises(SetupError, match=f"topic {settings.topic_articles} is missing"):
        run(settings, Parts("tests.worker.double:obedient", reject))


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("factory", "told"), [("unable", "SetupError: no model"), ("dying", "died")])
def test_a_worker_whose_processes_cannot_start_says_why(settings: Settings, factory: str, told: str) -> None:
    create_topics(settings)
    with pytest.raises(SetupError, match=told):
        run(settings.model_copy(update={"processes": 2}), Parts(f"tests.worker.double:{factory}", reject))


@pytest.mark.timeout(60)
def test_records_that_take_too_long_to_drain_are_left_to_the_next_worker(settings: Settings, tmp_path: Path) -> None:
    settings = settings.model_copy(update={"processes": 1, "batch_records": 1, "shutdown_timeout_s": 1.0})
    send(settings, [orders(0), orders(1, fate="sleep")], keys=[b"same", b"same"])
    with running(settings, tmp_path) as worker:
        until(lambda: worker.metric("sanctionwire_records_in_flight") == 1, 30, "one record in flight")
        assert worker.stop(within=10) == 1
        assert worker.logged("not drained in time")
    commits_are_sound(settings)
    assert outcomes(settings).total() == 1


def finished(settings: Settings) -> int:
    """How many articles have an outcome, as far as the broker tells.

    One that was frozen is for a moment fenced off from its own cluster, and then leads no partition.
    """
    try:
        return len(outcomes(settings))
    except SetupError:
        return 0


@pytest.fixture
def own_broker() -> Iterator[Broker]:
    with running_broker() as broker:
        if broker.kind == "external":
            pytest.skip("a broker that others run is not stopped from here")
        yield broker


@pytest.mark.timeout(240)
@pytest.mark.parametrize("away", ["stopped", "frozen"])
def test_a_broker_that_goes_away_loses_nothing(
    own_broker: Broker, settings: Settings, tmp_path: Path, away: str
) -> None:
    settings = settings.model_copy(
        update={"bootstrap_servers": own_broker.bootstrap_servers, "processes": 2, "batch_records": 16}
    )
    send(settings, [orders(number, work_ms=15) for number in range(800)])
    with running(settings, tmp_path) as worker:
        wait_for_outcomes(settings, 100)
        own_broker.stop() if away == "stopped" else own_broker.pause()
        until(lambda: worker.get("/health/ready")[0] == 503, 60, "not ready without the broker")
        assert worker.get("/health/live")[0] == 200
        assert "the broker can't be reached" in json.loads(worker.get("/health/ready")[1])["reasons"]
        own_broker.start() if away == "stopped" else own_broker.resume()
        until(lambda: finished(settings) >= 800, 120, "all articles with an outcome")
        until(lambda: worker.get("/health/ready")[0] == 200, 30, "ready again")
        assert worker.stop() == 0
    assert set(outcomes(settings)) == places(settings)
    log.info("%d of 800 records repeated", outcomes(settings).total() - 800)
    repeats_are_alike(settings, "enriched", "sanctions", "outcomes")
    commits_are_sound(settings)
    assert sum(committed(settings).values()) == 800


def test_the_worker_told_twice_leaves_at_once(settings: Settings, tmp_path: Path) -> None:
    settings = settings.model_copy(update={"processes": 1, "batch_records": 1})
    send(settings, [msgspec.json.encode({"fate": "sleep"})])
    with running(settings, tmp_path) as worker:
        until(lambda: worker.metric("sanctionwire_records_in_flight") == 1, 30, "one record in flight")
        worker.process.terminate()
        until(lambda: bool(worker.logged("draining")), 10, "draining")
        assert worker.stop(within=5) == 128 + 15
        commits_are_sound(settings)


def test_a_worker_told_to_stop_while_it_starts_ends_well(settings: Settings, tmp_path: Path) -> None:
    create_topics(settings)
    worker = Worker(settings, tmp_path)
    try:
        until(lambda: bool(worker.logged("web page")), 30, "the web page")
        assert worker.stop(within=20) == 0
    finally:
        worker.clear_away()
