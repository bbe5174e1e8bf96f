"""Apache Kafka itself, without Docker: one KRaft node on this machine's Java, from Maven Central's jars."""

import os
import tempfile
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from uuid import uuid4

from streams.broker.artifacts import fetch_jars, read_lock
from streams.broker.guarded import GuardedProcess
from streams.broker.java import find_java
from streams.broker.node import Node, PortTakenError, last_fault
from streams.broker.ports import free_ports
from streams.broker.progress import Progress
from streams.broker.properties import Listeners, as_file, node_properties
from streams.broker.request import Request
from streams.errors import SetupError

_HEAP: Final = ("-Xms128m", "-Xmx512m", "-XX:+ExitOnOutOfMemoryError")
_LOGGING: Final = (
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
)
_PORT_TRIES: Final = 3
_FORMAT_LIMIT_S: Final = 60.0


class ApacheBroker(Node):
    """One node of Apache Kafka; its configuration is `server.properties` in its folder."""

    kind = "apache"
    name = "Apache Kafka"

    def __init__(self, folder: Path, listeners: Listeners, java: Path, classpath: str, version: str) -> None:
        super().__init__(folder, listeners.bootstrap_servers, listeners.plain_servers)
        self.version = version
        self._java: Final[tuple[str | Path, ...]] = (java, "-Djava.awt.headless=true", *_LOGGING, "-cp", classpath)

    @property
    def configuration(self) -> Path:
        """The node's `server.properties`, read at each start."""
        return self.folder / "server.properties"

    def command(self) -> Sequence[str | Path]:
        """Java with Kafka's main class."""
        java, *options = self._java
        return (java, *_HEAP, *options, "kafka.Kafka", self.configuration)

    def format(self) -> None:
        """Prepares the empty data folder. Raises SetupError with what Kafka says of its properties."""
        java, *options = self._java
        cluster = urlsafe_b64encode(uuid4().bytes).decode().rstrip("=")
        tool = ("kafka.tools.StorageTool", "format", f"--cluster-id={cluster}", "--config", self.configuration)
        # One word with the option: an id may begin with a hyphen.
        log = self.folder / "format.log"
        # A JVM that lives for a second starts faster without its optimising compiler.
        process = GuardedProcess((java, "-XX:TieredStopAtLevel=1", *options, *tool), self.folder, log)
        try:
            status = process.wait(_FORMAT_LIMIT_S)
        except TimeoutError:
            process.kill()
            raise SetupError(f"{self.name} can't format its data folder: {last_fault(log)}") from None
        if status != 0:
            raise SetupError(f"{self.name} can't format its data folder: {last_fault(log)}")


def open_apache(request: Request) -> ApacheBroker:
    """Fetches Kafka where the cache lacks it, formats a node and starts it. Raises SetupError."""
    settings, report = request.settings, request.report
    java = find_java(settings.java_home)
    lock = read_lock()
    jars = fetch_jars(lock, settings.cache_dir, settings.maven_repository, report)
    classpath = os.pathsep.join(map(str, jars))
    report(Progress("start", f"Starting Apache Kafka {lock.version} on Java {java.major}"))
    for tries_left in reversed(range(_PORT_TRIES)):
        folder = Path(tempfile.mkdtemp(prefix="sanctionwire-kafka-"))
        client, plain, controller = free_ports(3)
        listeners = Listeners(client, plain, controller)
        broker = ApacheBroker(folder, listeners, java.launcher, classpath, lock.version)
        properties = node_properties(listeners, folder / "data", request.protocol, request.properties)
        try:
            broker.configuration.write_text(as_file(properties), encoding="utf-8")
            broker.format()
            broker.start()
        except PortTakenError:
            broker.close()
            if not tries_left:
                raise
        except BaseException:
            broker.close()
            raise
        else:
            return broker
    raise AssertionError("the last try returns or raises")
