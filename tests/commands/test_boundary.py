"""How commands end: one line for an expected failure, and the right exit code."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from streams.commands import connection
from tests.commands.conftest import Invoke

ROOT = Path(__file__).parents[2]
NOBODY = "127.0.0.1:1"


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["tail", "--nonsense"],
        ["tail", "--limit", "0"],
        ["tail", "--kind", "rumours"],
        ["extract", "--published-at", "Friday"],
        ["dead-letters", "replay"],
    ],
)
def test_wrong_usage_ends_with_2(words: list[str], invoke: Invoke) -> None:
    result = invoke(*words)
    assert result.exit_code == 2
    assert "Usage:" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("name", ["tail", "lag", "dead-letters list", "topics check"])
def test_an_unreachable_broker_is_one_line_and_2(name: str, invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "CONNECT_TIMEOUT_MS", 300)
    result = invoke(*name.split(), "-b", NOBODY)
    assert result.exit_code == 2
    assert re.fullmatch(rf"sanctionwire: broker {NOBODY} can't be reached: [^\n]+\n", result.stderr)


def test_a_wrong_setting_is_one_line_and_2(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANCTIONWIRE_PARTITIONS", "none")
    result = invoke("topics", "list")
    assert result.exit_code == 2
    assert re.fullmatch(r"sanctionwire: partitions: [^\n]+\n", result.stderr)


@pytest.mark.parametrize("place", ["0", "0/", "/1", "a/b", "-1/2", "0/1/2", "\u0663/1"])
def test_a_place_that_is_none_is_told(place: str, invoke: Invoke) -> None:
    result = invoke("dead-letters", "show", "--", place)
    assert result.exit_code == 2
    assert "expected PARTITION/OFFSET, such as 0/42" in result.stderr


def test_output_without_a_reader_ends_with_141() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "streams", "schemas", "show", "sanctions"],
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
            cwd=ROOT,
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")
