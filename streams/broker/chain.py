"""Which broker it will be: the one given, else Docker's, else Apache Kafka without Docker, else a look-alike."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from streams.broker.apache import open_apache
from streams.broker.broker import Broker, ExternalBroker, Kind
from streams.broker.container import open_container
from streams.broker.noida import open_noida
from streams.broker.progress import Progress, Report, ignore
from streams.broker.readiness import listens
from streams.broker.request import Protocol, Request
from streams.errors import SetupError
from streams.settings import Settings, read_settings

_LINKS: Final[tuple[tuple[Kind, Callable[[Request], Broker]], ...]] = (
    ("docker", open_container),
    ("apache", open_apache),
    ("noida", open_noida),
)
"""What is tried in turn where no broker is given."""


@contextmanager
def running_broker(
    settings: Settings | None = None,
    *,
    own: bool = False,
    allow_fallback: bool = False,
    protocol: Protocol = "PLAINTEXT",
    properties: Mapping[str, str] | None = None,
    report: Report = ignore,
) -> Iterator[Broker]:
    """A running broker, ended and removed at the end, even if this process is killed.

    `own` starts one even where KAFKA_BOOTSTRAP_SERVERS gives one, for tests that stop or freeze it.
    `allow_fallback` takes noida-db where nothing better can be had. `protocol` and `properties`
    (Kafka's `server.properties`) are for a node of our own and imply `own`.
    Raises SetupError, in one line, where none can be had.
    """
    request = Request(settings or read_settings(), protocol, dict(properties or {}), report)
    own = own or bool(properties) or protocol != "PLAINTEXT"
    broker = _open(request, own=own, allow_fallback=allow_fallback)
    try:
        report(Progress("ready", f"Kafka is at {broker.bootstrap_servers} ({broker.kind} {broker.version})"))
        yield broker
    finally:
        broker.close()


def _open(request: Request, *, own: bool, allow_fallback: bool) -> Broker:
    if "bootstrap_servers" in request.settings.model_fields_set and not own:
        return _given(request.settings.bootstrap_servers)
    faults = []
    for kind, open_link in _LINKS:
        if kind == "noida" and not allow_fallback:
            continue
        try:
            return open_link(request)
        except SetupError as error:
            request.report(Progress("choose", str(error)))
            faults.append(str(error))
    raise SetupError("no Kafka broker: " + "; ".join(faults))


def _given(servers: str) -> ExternalBroker:
    if not any(listens(server) for server in servers.split(",")):
        raise SetupError(f"KAFKA_BOOTSTRAP_SERVERS={servers}: no broker answers there")
    return ExternalBroker(servers)
