"""Logs: JSON from us and from the libraries, one bounded line each, without secrets."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from pydantic import SecretStr

from streams.settings import Settings
from streams.worker import logs


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


@pytest.fixture
def output() -> io.StringIO:
    stream = io.StringIO()
    logs.configure(Settings(log_level="INFO"), stream)
    return stream


def entries(output: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.getvalue().splitlines()]


def test_our_lines_and_those_of_libraries_look_alike(output: io.StringIO) -> None:
    structlog.get_logger("streams.worker").info("enriched", topic="t", partition=1, offset=2, article_id="a")
    logging.getLogger("streams.flow").warning("%s is odd", "this", extra={"partition": 3})
    logging.getLogger("faust.agents").info("not wanted")
    logging.getLogger("faust.agents").error("wanted")
    structlog.get_logger("streams.worker").debug("not wanted")
    ours, plain, faust = entries(output)
    assert ours.items() >= {"event": "enriched", "topic": "t", "partition": 1, "offset": 2, "article_id": "a"}.items()
    assert plain.items() >= {"event": "this is odd", "level": "warning", "partition": 3}.items()
    assert (faust["event"], faust["logger"]) == ("wanted", "faust.agents")
    for entry in (ours, plain, faust):
        assert {"timestamp", "level", "logger", "event"} <= set(entry)


def test_an_exception_is_part_of_its_line(output: io.StringIO) -> None:
    try:
        int("broken\nin two lines")
    except ValueError:
        structlog.get_logger("streams").exception("failed", offset=5)
        logging.getLogger("other").exception("failed too")
    ours, other = entries(output)
    for entry in (ours, other):
        assert "ValueError: invalid literal" in str(entry["exception"])


@pytest.mark.parametrize("text", ["x", "\\", "\x00", "é", "\U0001f600", "\ud800", "\n"], ids=ascii)
def test_no_line_is_longer_than_told(output: io.StringIO, text: str) -> None:
    log = structlog.get_logger("streams")
    log.info(text * 100_000)
    log.info("many", **{f"field{number}": text * 5_000 for number in range(40)})
    log.info("odd", value=text.encode("utf-8", "surrogatepass") * 100_000, of=[text * 100_000], to={1: object()})
    logging.getLogger("library").error("%s", text * 100_000)
    lines = output.getvalue().splitlines()
    assert len(lines) == 4
    assert max(map(len, lines)) <= logs.LINE_CHARACTERS
    assert [json.loads(line)["event"] for line in lines[1:3]] == ["many", "odd"]


def test_settings_are_printed_without_secrets(output: io.StringIO) -> None:
    settings = Settings(sasl_username="somebody", sasl_password=SecretStr("hush-hush"), security_protocol="SASL_SSL")
    structlog.get_logger("streams").info("settings", **settings.printable())
    assert "hush-hush" not in output.getvalue()
    assert entries(output)[0]["sasl_username"] == "somebody"


def test_lines_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    stream = io.StringIO()
    logs.configure(Settings(log_format="text", log_level="DEBUG"), stream)
    structlog.get_logger("streams").debug("enriched", offset=2)
    assert "enriched" in stream.getvalue()
    assert "offset=2" in stream.getvalue()
    assert not stream.getvalue().startswith("{")
    assert capsys.readouterr().err == ""
