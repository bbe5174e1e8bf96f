"""What every kind of broker offers."""

from abc import ABC, abstractmethod
from typing import ClassVar, Literal

from streams.errors import SetupError

Kind = Literal["external", "docker", "apache", "noida"]


class Broker(ABC):
    """A broker, running when `running_broker` hands it out.

    `bootstrap_servers` is where clients connect (`host:port`), `plain_servers` a listener without
    encryption and login even where clients need both (for a test's own set-up), and `version` the
    broker's. Stopped and started again, a node keeps its data and its ports.
    """

    kind: ClassVar[Kind]
    version: str
    bootstrap_servers: str
    plain_servers: str

    @property
    def pid(self) -> int | None:
        """The node's process id on this machine, None while it is stopped or elsewhere."""
        return None

    @abstractmethod
    def start(self) -> None:
        """Starts a stopped node and returns when it answers. Raises SetupError."""

    @abstractmethod
    def stop(self) -> None:
        """Stops the node cleanly and returns when it is gone."""

    @abstractmethod
    def kill(self) -> None:
        """Ends the node at once, as a power cut would (SIGKILL)."""

    @abstractmethod
    def pause(self) -> None:
        """Freezes the node (SIGSTOP): connections stay open, nothing is answered."""

    @abstractmethod
    def resume(self) -> None:
        """Lets a frozen node go on (SIGCONT)."""

    @abstractmethod
    def close(self) -> None:
        """Stops the node and removes everything it left."""

    def restart(self) -> None:
        """Stops the node cleanly and starts it again."""
        self.stop()
        self.start()


class ExternalBroker(Broker):
    """A Kafka that others run; it is used, never steered."""

    kind = "external"
    version = "unknown"

    def __init__(self, servers: str) -> None:
        self.bootstrap_servers = self.plain_servers = servers

    def start(self) -> None:
        """Raises SetupError, as all that would steer it."""
        raise self._not_ours("started")

    def stop(self) -> None:
        """Raises SetupError."""
        raise self._not_ours("stopped")

    def kill(self) -> None:
        """Raises SetupError."""
        raise self._not_ours("killed")

    def pause(self) -> None:
        """Raises SetupError."""
        raise self._not_ours("paused")

    def resume(self) -> None:
        """Raises SetupError."""
        raise self._not_ours("resumed")

    def close(self) -> None:
        """Leaves the broker as it is."""

    def _not_ours(self, done: str) -> SetupError:
        return SetupError(f"the broker at {self.bootstrap_servers} was not started here and is not {done} from here")
