"""A stage is timed, and a defect in it is named."""

from decimal import Decimal

import pytest

from streams.errors import StreamsError
from streams.ids import shortest
from streams.stages import during, unobserved
from streams.vocabulary import Stage


def test_seconds_are_told_whatever_happens() -> None:
    told: list[tuple[Stage, float]] = []

    def observe(stage: Stage, seconds: float) -> None:
        told.append((stage, seconds))

    with during("decode", observe):
        pass
    with pytest.raises(StreamsError), during("clean", observe):
        raise KeyError("defect")
    assert [stage for stage, _ in told] == ["decode", "clean"]
    assert all(0 <= seconds < 5 for _, seconds in told)


def test_a_defect_becomes_an_error_that_names_its_class_and_place() -> None:
    with pytest.raises(StreamsError) as caught, during("extract", unobserved):
        shortest(Decimal("NaN"))
    error = caught.value
    assert (error.stage, error.reason, error.field) == ("extract", "internal", None)
    assert error.detail.startswith("ValueError at ids.py:")
    assert isinstance(error.__cause__, ValueError)


def test_a_place_outside_of_our_code_is_told_as_the_stage_itself() -> None:
    with pytest.raises(StreamsError) as caught, during("extract", unobserved):
        raise KeyError("secret words of an article")
    assert caught.value.detail.startswith("KeyError at stages.py:")
    assert "secret" not in str(caught.value)


def test_an_error_with_a_reason_passes() -> None:
    error = StreamsError("clean", "empty_text", "no words")
    with pytest.raises(StreamsError) as caught, during("clean", unobserved):
        raise error
    assert caught.value is error


def test_what_ends_the_program_passes() -> None:
    with pytest.raises(KeyboardInterrupt), during("clean", unobserved):
        raise KeyboardInterrupt
