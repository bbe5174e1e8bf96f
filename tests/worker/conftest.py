"""Chance that can be had again: a failing test shows the seed."""

import random

import pytest


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  # nothing here is secret


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    seed = random.SystemRandom().randrange(10**9)
    request.node.add_report_section("setup", "seed", str(seed))
    return seeded(seed)
