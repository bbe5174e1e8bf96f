"""Delivery under faults, on a real broker: nothing lost, repeats alike, commits never too far."""

import logging
import os
import signal
from pathlib import Path

import msgspec
import pytest

from streams.settings import Settings
from tests.integration.workers import (
    PRODUCT,
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

pytestmark = pytest.mark.integration
log = logging.getLogger(__name__)


def orders(number: int, **what: object) -> bytes:
    return msgspec.json.encode({"name": f"article-{number}", "facts": number % 3, **what})


SENTENCES = (
    "The European Union adopted sanctions against three Russian banks on Tuesday.",
    "Ministers of the G7 agreed to cap the price of Russian crude oil at $60 a barrel.",
    "OFAC designated two shipping companies under Executive Order 14024.",
    "The harvest was poor this year, and bread became dearer in many towns.",
    "Diplomats said that the measure still has to be approved by Friday.",
    "The Council prolonged the travel bans for another six months.",
)


def article(number: int) -> bytes:
    """An article of some 20 sentences that is unlike all others."""
    text = " ".join(SENTENCES[(number + step * step) % len(SENTENCES)] for step in range(20))
    return msgspec.json.encode(
        {
            "article_id": f"article-{number}",
            "title": f"News of hour {number}",
            "text": f"{text} This was report number {number}.",
            "published_at": "2024-03-05T10:00:00Z",
        }
    )


@pytest.fixture
def quick(settings: Settings) -> Settings:
    return settings.model_copy(update={"processes": 2, "batch_records": 16, "batch_wait_ms": 20})


@pytest.mark.timeout(240)
def test_nothing_is_lost_when_the_worker_is_killed_twice(quick: Settings, tmp_path: Path) -> None:
    send(quick, [article(number) for number in range(500)])
    for finished in (100, 300):
        with running(quick, tmp_path, PRODUCT) as worker:
            wait_for_outcomes(quick, finished)
            worker.kill()
        assert len(outcomes(quick)) < 500, "killed too late to tell anything"
        commits_are_sound(quick)
    with running(quick, tmp_path, PRODUCT) as worker:
        wait_for_outcomes(quick, 500, 60)
        assert worker.stop() == 0
    assert set(outcomes(quick)) == places(quick)
    assert not read(quick, "dead_letters")
    assert read(quick, "sanctions")
    assert read(quick, "price_caps")
    repeats = repeats_are_alike(quick, "enriched", "sanctions", "price_caps", "outcomes")
    log.info("%d of 500 records repeated, %d messages", outcomes(quick).total() - 500, repeats)
    assert sum(committed(quick).values()) == 500


@pytest.mark.timeout(240)
def test_nothing_is_lost_or_repeated_when_the_worker_is_told_to_stop(quick: Settings, tmp_path: Path) -> None:
    send(quick, [orders(number, work_ms=5) for number in range(1500)])
    for finished, number in ((100, signal.SIGTERM), (600, signal.SIGINT)):
        with running(quick, tmp_path) as worker:
            wait_for_outcomes(quick, finished)
            assert worker.stop(number) == 0
        done = outcomes(quick)
        assert finished <= len(done) < 1500
        assert sum(committed(quick).values()) == len(done) == done.total()
        commits_are_sound(quick)
    with running(quick, tmp_path) as worker:
        wait_for_outcomes(quick, 1500, 60)
        assert worker.stop() == 0
    assert outcomes(quick).total() == 1500
    assert repeats_are_alike(quick, "enriched", "sanctions", "outcomes") == 0


@pytest.mark.timeout(240)
def test_a_signal_to_the_whole_group_still_drains(quick: Settings, tmp_path: Path) -> None:
    send(quick, [orders(number, work_ms=5) for number in range(800)])
    with running(quick, tmp_path) as worker:
        wait_for_outcomes(quick, 50)
        os.killpg(worker.process.pid, signal.SIGTERM)
        assert worker.process.wait(40) == 0
    done = outcomes(quick)
    assert len(done) < 800
    assert sum(committed(quick).values()) == len(done) == done.total()


@pytest.mark.timeout(240)
def test_workers_that_come_and_go_lose_nothing(quick: Settings, tmp_path: Path) -> None:
    send(quick, [orders(number, work_ms=10) for number in range(1000)])
    with running(quick, tmp_path) as first:
        wait_for_outcomes(quick, 100)
        with running(quick, tmp_path) as second:
            send(quick, [orders(number, work_ms=10) for number in range(1000, 2000)])
            until(lambda: second.metric("sanctionwire_articles_total") >= 100, 60, "the second takes part")
            assert second.stop() == 0
        commits_are_sound(quick)
        wait_for_outcomes(quick, 2000, 90)
        assert first.stop() == 0
    done = outcomes(quick)
    assert set(done) == places(quick)
    log.info("%d of 2000 records repeated by two rebalances", done.total() - 2000)
    repeats_are_alike(quick, "enriched", "sanctions", "outcomes")
    assert sum(committed(quick).values()) == 2000
