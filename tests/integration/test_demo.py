"""The demo as a newcomer runs it, on the session's broker."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from streams.broker import Broker
from streams.demo.samples import samples

pytestmark = pytest.mark.integration


@pytest.mark.timeout(180)
def test_the_demo_shows_facts_and_what_was_rejected_and_ends_well(broker: Broker, tmp_path: Path) -> None:
    environment = {**os.environ, "KAFKA_BOOTSTRAP_SERVERS": broker.bootstrap_servers, "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, "-m", "streams", "demo"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    summary = re.search(
        r"(\d+) facts from (\d+) records: (\d+) enriched, (\d+) skipped, (\d+) dead-lettered", done.stdout
    )
    assert summary is not None, done.stdout
    facts, records, _, skipped, rejected = map(int, summary.groups())
    assert facts >= 20
    assert records == len(samples())
    assert skipped == sum("French" in sample.genre for sample in samples())
    assert rejected == sum("broken" in sample.genre for sample in samples())
    assert "expected an integer" in done.stdout
    assert "60 USD/barrel agreed" in done.stdout
    assert not list(tmp_path.iterdir())


def test_the_samples_are_of_many_kinds() -> None:
    assert len(samples()) >= 12
    assert len({sample.genre for sample in samples()}) >= 12
    assert len({sample.article_id for sample in samples()}) == len(samples())
