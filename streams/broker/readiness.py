"""When a broker is ready: it answers a question about its topics."""

import contextlib
import socket
import time
from collections.abc import Callable
from typing import Final

from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from streams.errors import SetupError

_POLL_S: Final = 0.05
_ANSWER_MS: Final = 5_000


def listens(server: str, timeout: float = 1.0) -> bool:
    """True where something accepts connections at `host:port`."""
    host, _, port = server.strip().rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), timeout):
            return True
    except (OSError, ValueError, OverflowError):
        return False


def answers(server: str) -> bool:
    """True where a Kafka broker at `host:port` lists its topics."""
    if not listens(server):
        return False
    try:
        with contextlib.closing(
            KafkaAdminClient(bootstrap_servers=server, bootstrap_timeout_ms=_ANSWER_MS, request_timeout_ms=_ANSWER_MS)
        ) as admin:
            admin.list_topics()
    except KafkaError:
        return False
    return True


def wait_until_ready(server: str, limit_s: float, fault: Callable[[], str | None]) -> None:
    """Returns once the broker answers.

    Raises SetupError after `limit_s` seconds, or as soon as `fault` tells why it never will.
    """
    deadline = time.monotonic() + limit_s
    while not answers(server):
        if reason := fault():
            raise SetupError(reason)
        if time.monotonic() > deadline:
            raise SetupError(f"the broker at {server} does not answer after {limit_s:.0f} s")
        time.sleep(_POLL_S)
