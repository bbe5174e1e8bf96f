"""noida-db: a small program from PyPI that speaks Kafka's protocol; good for a look, no delivery promise."""

import tempfile
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from streams.broker.node import Node
from streams.broker.ports import LOCALHOST, free_ports
from streams.broker.progress import Progress
from streams.broker.request import Request
from streams.errors import SetupError


class NoidaBroker(Node):
    """One noida-db with nothing but its Kafka."""

    kind = "noida"
    name = "noida-db"

    def __init__(self, folder: Path, port: int, program: Path, release: str) -> None:
        server = f"{LOCALHOST}:{port}"
        super().__init__(folder, server, server)
        self.version = release
        self._program = program
        self._port = port

    def command(self) -> Sequence[str | Path]:
        """The program in the foreground."""
        options = ("--only", "kafka", "--kafka-port", str(self._port), "--data-dir", self.folder / "data")
        return (self._program, "start", *options)


def open_noida(request: Request) -> NoidaBroker:
    """Starts it. Raises SetupError where it is not installed, or more is asked of it than it can do."""
    if request.properties or request.protocol != "PLAINTEXT":
        raise SetupError("noida-db takes no Kafka properties and speaks PLAINTEXT only")
    package = find_spec("noida_db")
    try:
        release = version("noida-db")
    except PackageNotFoundError:
        release = ""
    if package is None or package.origin is None or not release:
        raise SetupError("noida-db is not installed: pip install 'sanctionwire[broker]'")
    request.report(Progress("start", f"Starting noida-db {release}"))
    folder = Path(tempfile.mkdtemp(prefix="sanctionwire-noida-"))
    (port,) = free_ports(1)
    broker = NoidaBroker(folder, port, Path(package.origin).with_name("noida-db"), release)
    try:
        broker.start()
    except BaseException:
        broker.close()
        raise
    return broker
