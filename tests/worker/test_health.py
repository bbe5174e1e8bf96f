"""Live and ready, decided from facts; the clock is the test's."""

import pytest

from streams.worker.health import BROKER_SILENT_S, Vitals


class Clock:
    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def vitals(clock: Clock) -> Vitals:
    made = Vitals(stall_s=60, now=clock, warmed=True, member=True)
    made.broker_answered()
    return made


def wait(clock: Clock, vitals: Vitals, seconds: float) -> None:
    clock.time += seconds
    vitals.broker_answered()


def test_an_idle_worker_lives_for_ever(clock: Clock, vitals: Vitals) -> None:
    wait(clock, vitals, 1e6)
    assert vitals.dead() == []
    assert vitals.unready() == []


def test_records_in_hand_that_do_not_move_are_a_stall(clock: Clock, vitals: Vitals) -> None:
    wait(clock, vitals, 1000)
    vitals.took(3)
    wait(clock, vitals, 59)
    assert vitals.dead() == []
    vitals.settled()
    wait(clock, vitals, 59)
    assert vitals.dead() == []
    wait(clock, vitals, 2)
    assert vitals.dead() == ["no record has moved on for 61 s"]
    vitals.beat()
    assert vitals.dead() == []


def test_waiting_records_that_nobody_takes_are_a_stall(clock: Clock, vitals: Vitals) -> None:
    vitals.lag = lambda: 5
    wait(clock, vitals, 61)
    assert vitals.dead()
    vitals.member = False
    assert vitals.dead() == []


def test_without_the_broker_nothing_moves_and_a_restart_would_not_help(clock: Clock, vitals: Vitals) -> None:
    vitals.took(1)
    wait(clock, vitals, 100)
    clock.time += BROKER_SILENT_S
    assert vitals.dead() == []
    assert vitals.unready() == ["the broker can't be reached"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"warmed": False}, "the pool is not warm"),
        ({"member": False}, "not a member of the consumer group"),
        ({"draining": True}, "shutting down"),
        ({"broker_at": None}, "the broker can't be reached"),
    ],
)
def test_what_keeps_a_worker_from_being_ready_is_told(vitals: Vitals, change: dict[str, object], reason: str) -> None:
    for name, value in change.items():
        setattr(vitals, name, value)
    assert vitals.unready() == [reason]
    assert vitals.dead() == []
