"""Logs of the worker and of every library in it: one JSON object a line, of bounded length.

Faust, aiokafka and aiohttp log through the standard library; structlog's formatter renders
theirs and ours alike. Keys that name a record: `topic`, `partition`, `offset`, `article_id`.
"""

import json
import logging
import sys
from collections.abc import Mapping
from typing import Final, TextIO

import structlog
from structlog.types import EventDict, Processor

from streams.settings import Settings

LINE_CHARACTERS: Final = 8_000
"""No line is longer; what is cut ends in `…`."""

TEXT_CHARACTERS: Final = 1_000
TRACEBACK_CHARACTERS: Final = 5_000

LEVELS: Final[Mapping[str, str]] = {
    # These narrate every request, fetch and service at INFO.
    "aiokafka": "WARNING",
    "faust": "WARNING",
    "mode": "WARNING",
    "kafka": "WARNING",
    "aiohttp.access": "WARNING",
    "asyncio": "WARNING",
}


def configure(settings: Settings, stream: TextIO = sys.stderr) -> None:
    """Send all logs of this process to `stream`, as `settings.log_format` and `log_level` say."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,  # a second call, as tests make, must reach every logger
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                shorten,
                render if settings.log_format == "json" else structlog.dev.ConsoleRenderer(colors=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    for name, level in LEVELS.items():
        logging.getLogger(name).setLevel(max(logging.getLevelName(level), root.level))
    logging.captureWarnings(capture=True)


def shorten(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Cut long texts, so that one value can't crowd out the others."""
    return {key: _cut(value, _limit(key)) for key, value in event.items()}


def render(_logger: object, _method: str, event: EventDict) -> str:
    """The event as one line of JSON, at most `LINE_CHARACTERS` long, whatever the values are."""
    line = json.dumps(event, default=repr, ensure_ascii=False)
    if len(line) <= LINE_CHARACTERS:
        return line
    kept = {key: event[key] for key in ("timestamp", "level", "logger", "event") if key in event}
    rest = json.dumps({key: value for key, value in event.items() if key not in kept}, default=repr, ensure_ascii=False)
    size = LINE_CHARACTERS
    while len(line) > LINE_CHARACTERS:  # a character may take six when quoted, so the size is tried
        size //= 2
        short = {key: _cut(value, size) for key, value in (kept | {"cut": rest}).items()}
        line = json.dumps(short, default=repr, ensure_ascii=False)
    return line


def _limit(key: str) -> int:
    return TRACEBACK_CHARACTERS if key in {"exception", "stack"} else TEXT_CHARACTERS


def _cut(value: object, limit: int) -> object:
    if isinstance(value, bytes):
        value = repr(value[:limit])
    if not isinstance(value, str) or len(value) <= limit:
        return value
    return f"{value[: limit - 1]}…"
