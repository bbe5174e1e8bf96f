"""Apache Kafka's jars: named in `kafka.lock.json` with size and SHA-256, fetched once into a cache.

The cache is laid out like a Maven repository (so by version); every jar is checked against the lock
on each use, fetched again where it differs, and never used unchecked. jgo does the fetching: it needs
no Maven. `python -m streams.broker.lock` writes the lock anew.
"""

import fcntl
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from streams.broker.progress import Progress, Report
from streams.errors import SetupError

if TYPE_CHECKING:
    from jgo.maven import MavenContext

LOCK_FILE: Final = Path(__file__).with_name("kafka.lock.json")
_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Jar:
    """One locked jar; `size` in bytes, `sha256` in hex."""

    group: str
    artifact: str
    version: str
    size: int
    sha256: str

    def path(self, repository: Path) -> Path:
        """Where it lies in a Maven repository."""
        name = f"{self.artifact}-{self.version}.jar"
        return repository.joinpath(*self.group.split("."), self.artifact, self.version, name)

    def is_in(self, repository: Path) -> bool:
        """True where the repository holds it with the locked bytes."""
        path = self.path(repository)
        try:
            if path.stat().st_size != self.size:
                return False
            with path.open("rb") as jar:
                return hashlib.file_digest(jar, "sha256").hexdigest() == self.sha256
        except FileNotFoundError:
            return False


@dataclass(frozen=True, slots=True)
class Lock:
    """The locked release of Apache Kafka with all that it needs."""

    version: str
    jars: tuple[Jar, ...]


def read_lock(path: Path = LOCK_FILE) -> Lock:
    """The lock file. Raises SetupError where it is damaged."""
    try:
        data = json.loads(path.read_bytes())
        return Lock(data["version"], tuple(Jar(**jar) for jar in data["jars"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SetupError(f"{path.name} is damaged: {error}") from None


def fetch_jars(lock: Lock, cache_dir: Path, maven_repository: str | None, report: Report) -> tuple[Path, ...]:
    """The jars' paths, all present and checked; only what is missing is downloaded.

    `maven_repository` is the URL of a repository to use instead of Maven Central.
    Raises SetupError where a jar can't be had or is not the locked one.
    """
    repository = cache_dir.expanduser() / "maven"
    try:
        repository.mkdir(parents=True, exist_ok=True)
        with _alone(repository / ".lock"):
            missing = [jar for jar in lock.jars if not jar.is_in(repository)]
            if missing:
                _download(missing, repository, maven_repository, report)
    except OSError as error:
        raise SetupError(f"the cache {repository} can't be used: {error}") from None
    return tuple(jar.path(repository) for jar in lock.jars)


@contextmanager
def _alone(lock_file: Path) -> Iterator[None]:
    """Keeps other processes from the cache meanwhile; the lock falls when the file is closed."""
    with lock_file.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _download(jars: list[Jar], repository: Path, url: str | None, report: Report) -> None:
    total, done = sum(jar.size for jar in jars), 0

    def advance(size: int, jar_name: str) -> None:
        nonlocal done
        done += size
        report(Progress("download", f"Apache Kafka: {jar_name}", min(done, total), total))

    context = maven_context(repository, url, advance)
    for jar in jars:
        before = done
        try:
            for tries_left in reversed(range(_TRIES)):
                done = before
                # A download that broke off leaves its beginning behind.
                jar.path(repository).unlink(missing_ok=True)
                try:
                    context.project(jar.group, jar.artifact).at_version(jar.version).artifact().resolve()
                    break
                except OSError:
                    if not tries_left:
                        raise
        except (OSError, RuntimeError) as error:
            raise SetupError(
                f"Apache Kafka can't be fetched from {url or 'Maven Central'} ({_cause(error)}): "
                "set KAFKA_BOOTSTRAP_SERVERS to use a broker of your own"
            ) from None
        if not jar.is_in(repository):
            jar.path(repository).unlink(missing_ok=True)
            raise SetupError(f"{jar.artifact}-{jar.version}.jar from {url or 'Maven Central'} is not the locked one")


def maven_context(repository: Path, url: str | None, advance: Callable[[int, str], None]) -> "MavenContext":
    """The resolver that jgo has in pure Python, on that cache; `advance` is told each chunk's bytes and jar."""
    try:
        from jgo.maven import MavenContext, PythonResolver  # noqa: PLC0415  # slow, and needed for downloads only
    except ImportError:
        raise SetupError("Apache Kafka can't be fetched without jgo: pip install 'sanctionwire[broker]'") from None

    @contextmanager
    def follow(name: str, _: int) -> Iterator[Callable[[int], None]]:
        yield lambda size: advance(size, name)

    return MavenContext(
        resolver=PythonResolver(progress_callback=follow),
        repo_cache=repository,
        local_repos=[],
        remote_repos={"given": url.rstrip("/")} if url else None,
    )


def _cause(error: Exception) -> str:
    """The innermost reason in one line: HTTP libraries wrap it several times."""
    inner: BaseException = error
    while (deeper := getattr(inner, "reason", None) or inner.__cause__ or inner.__context__) and isinstance(
        deeper, BaseException
    ):
        inner = deeper
    return f"{type(inner).__name__}: {str(inner).splitlines()[0] if str(inner) else 'no reason given'}"
