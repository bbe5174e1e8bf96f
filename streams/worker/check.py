"""`sanctionwire worker --check`: everything that would keep the worker from working, a line each."""

from collections.abc import Callable, Iterator
from typing import Final

from streams.contracts import Contracts
from streams.errors import RuleError, SetupError
from streams.rules import load, rule_files
from streams.settings import Settings
from streams.worker.topics import check_topics

Part = Callable[[Settings], Iterator[str]]


def check(settings: Settings) -> list[str]:
    """What is wrong with the set-up: broker, topics, schemas, rules, model, data folder; empty if nothing is."""
    return list(dict.fromkeys(fault for part in PARTS for fault in _guarded(part, settings)))


def _guarded(part: Part, settings: Settings) -> Iterator[str]:
    try:
        yield from part(settings)
    except SetupError as error:
        yield _line(error)


def _line(error: SetupError) -> str:
    return " ".join(str(error).split())


def _topics(settings: Settings) -> Iterator[str]:
    yield from check_topics(settings)


def _schemas(_settings: Settings) -> Iterator[str]:
    Contracts.load()
    yield from ()


def _rules(_settings: Settings) -> Iterator[str]:
    for name in rule_files():
        try:
            load(name)
        except RuleError as error:  # the next file may be broken as well
            yield _line(error)


def _model(_settings: Settings) -> Iterator[str]:
    from streams.extract import Extractor  # noqa: PLC0415  # takes seconds; what is wrong before it is told at once

    Extractor.load()
    yield from ()


def _data_folder(settings: Settings) -> Iterator[str]:
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        yield f"data_dir {settings.data_dir}: {error.strerror or error}"


PARTS: Final[tuple[Part, ...]] = (_topics, _schemas, _rules, _model, _data_folder)
