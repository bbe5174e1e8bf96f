"""Apache Kafka's own image, where a Docker engine answers; testcontainers removes it even if we are killed."""

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from streams.broker.broker import Broker
from streams.broker.node import START_LIMIT_S
from streams.broker.ports import LOCALHOST, free_ports
from streams.broker.progress import Progress
from streams.broker.properties import Listeners, as_environment, node_properties
from streams.broker.readiness import wait_until_ready
from streams.broker.request import Request
from streams.errors import SetupError

if TYPE_CHECKING:
    from testcontainers.core.container import DockerContainer

VERSION: Final = "4.1.1"
IMAGE: Final = f"apache/kafka:{VERSION}"
_ENGINE_ANSWERS_S: Final = 3
_STOP_GRACE_S: Final = 20
_DATA: Final = PurePosixPath("/tmp/kraft-combined-logs")  # noqa: S108  # a folder of the image's own user


class ContainerBroker(Broker):
    """One node in a container; the ports are the same inside and outside, and kept over restarts."""

    kind = "docker"
    version = VERSION

    def __init__(self, container: "DockerContainer", listeners: Listeners) -> None:
        self.bootstrap_servers = listeners.bootstrap_servers
        self.plain_servers = listeners.plain_servers
        self._container = container

    @property
    def _engine(self) -> Any:  # noqa: ANN401  # Docker's SDK ships no types
        """The SDK's container, its state fresh."""
        container: Any = self._container.get_wrapped_container()
        container.reload()
        return container

    @property
    def pid(self) -> int | None:
        """The node's process id as the engine's machine numbers it; None while it is stopped."""
        return int(self._engine.attrs["State"]["Pid"]) or None

    def start(self) -> None:
        """Starts the stopped container and returns when it answers. Raises SetupError."""
        self._engine.start()
        self.wait()

    def wait(self) -> None:
        """Returns when the node answers. Raises SetupError."""
        wait_until_ready(self.plain_servers, START_LIMIT_S, self._fault)

    def stop(self) -> None:
        """Stops the container; its data stay."""
        self._engine.stop(timeout=_STOP_GRACE_S)

    def kill(self) -> None:
        """SIGKILL."""
        self._engine.kill()

    def pause(self) -> None:
        """Freezes all processes of the container."""
        self._engine.pause()

    def resume(self) -> None:
        """Lets them go on."""
        self._engine.unpause()

    def close(self) -> None:
        """Removes the container with its data."""
        self._container.stop()

    def _fault(self) -> str | None:
        state = self._engine.attrs["State"]
        return None if state["Running"] else f"{IMAGE} ended with status {state['ExitCode']}"


def open_container(request: Request) -> ContainerBroker:
    """Pulls the image where it is missing and starts a node. Raises SetupError, also where no engine answers."""
    try:
        # Slow to import, and needed only here.
        from docker.errors import DockerException  # noqa: PLC0415
        from testcontainers.core.container import DockerContainer  # noqa: PLC0415
        from testcontainers.core.docker_client import DockerClient  # noqa: PLC0415
    except ImportError:
        raise SetupError("no Docker: testcontainers is not installed") from None
    try:
        engine = DockerClient(timeout=_ENGINE_ANSWERS_S)
        engine.client.ping()
        host = engine.host()
        engine.client.close()
    except (DockerException, OSError, ValueError):
        raise SetupError("no Docker engine answers") from None

    request.report(Progress("start", f"Starting {IMAGE} in Docker"))
    local = host in {"localhost", LOCALHOST}
    client, plain, controller = free_ports(3)
    # All addresses of the container; which of the machine's reach it is said with the ports below.
    listeners = Listeners(client, plain, controller, "0.0.0.0", LOCALHOST if local else host)  # noqa: S104
    properties = node_properties(listeners, _DATA, request.protocol, request.properties)
    container = DockerContainer(IMAGE).with_envs(**as_environment(properties))
    for port in (listeners.client, listeners.plain):
        # Docker's SDK takes an address with the port, testcontainers' annotation leaves that out.
        container.ports[f"{port}/tcp"] = (LOCALHOST, port) if local else port  # type: ignore[assignment]
    broker = ContainerBroker(container, listeners)
    try:
        container.start()
        broker.wait()
    except (DockerException, OSError, RuntimeError) as error:
        broker.close()
        raise SetupError(f"{IMAGE} can't be started in Docker: {str(error).splitlines()[0]}") from None
    except BaseException:
        broker.close()
        raise
    return broker
