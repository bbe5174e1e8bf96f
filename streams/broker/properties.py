"""The properties of a single KRaft node, the same in a container and without one."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from streams.broker.ports import LOCALHOST
from streams.broker.request import Protocol


@dataclass(frozen=True, slots=True)
class Listeners:
    """The node's three ports, the address it binds them to and the one it tells its clients."""

    client: int
    plain: int
    controller: int
    bind: str = LOCALHOST
    advertised: str = LOCALHOST

    @property
    def bootstrap_servers(self) -> str:
        """Where clients connect."""
        return f"{self.advertised}:{self.client}"

    @property
    def plain_servers(self) -> str:
        """The listener that is never encrypted and asks for no login."""
        return f"{self.advertised}:{self.plain}"


def node_properties(
    listeners: Listeners, data: PurePath, protocol: Protocol, given: Mapping[str, str]
) -> dict[str, str]:
    """`server.properties` of one node that is broker and controller, for tests and a look; `given` wins."""
    names = {"CLIENT": listeners.client, "PLAIN": listeners.plain}
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@{LOCALHOST}:{listeners.controller}",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAIN",
        "listeners": ",".join(
            [
                *(f"{name}://{listeners.bind}:{port}" for name, port in names.items()),
                f"CONTROLLER://{LOCALHOST}:{listeners.controller}",
            ]
        ),
        "advertised.listeners": ",".join(f"{name}://{listeners.advertised}:{port}" for name, port in names.items()),
        "listener.security.protocol.map": f"CLIENT:{protocol},PLAIN:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs": str(data),
        # A missing topic is a fault in the set-up: it must not come into being with the wrong settings.
        "auto.create.topics.enable": "false",
        # There is one node to replicate to.
        "offsets.topic.replication.factor": "1",
        "offsets.topic.num.partitions": "1",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "transaction.state.log.num.partitions": "1",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        # A group's first member need not wait for others.
        "group.initial.rebalance.delay.ms": "0",
        # After a kill the node may only come back when its old session has ended: 4 s instead of 9 s.
        "broker.session.timeout.ms": "4000",
        "broker.heartbeat.interval.ms": "1000",
        # The default of 128 MB for compaction is a quarter of the heap.
        "log.cleaner.dedupe.buffer.size": str(16 * 1024 * 1024),
        **given,
    }


def as_file(properties: Mapping[str, str]) -> str:
    """The text of a `.properties` file."""
    return "".join(f"{name}={_escaped(value)}\n" for name, value in properties.items())


def as_environment(properties: Mapping[str, str]) -> dict[str, str]:
    """The environment from which the apache/kafka image makes its properties file."""
    escapes = str.maketrans({"_": "__", "-": "___", ".": "_"})
    return {f"KAFKA_{name.translate(escapes).upper()}": value for name, value in properties.items()}


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n")
