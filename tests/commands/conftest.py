"""Running commands inside the test's process."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from streams.cli import app

Invoke = Callable[..., Result]


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """Runs a command with nothing of ours in the environment; a defect of the command fails the test."""
    for name in os.environ:
        if name.startswith(("SANCTIONWIRE_", "KAFKA_")):
            monkeypatch.delenv(name)

    def run(*words: object, stdin: str | bytes | None = None, **more: Any) -> Result:  # noqa: ANN401
        result = CliRunner().invoke(app, [str(word) for word in words], input=stdin, **more)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run
