import hashlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from streams.broker.artifacts import Jar, Lock, fetch_jars, read_lock
from streams.broker.progress import Progress, ignore
from streams.errors import SetupError

JARS = {"alpha": b"a" * 50_000, "beta": b"b" * 20_000}


class Repository:
    """A Maven repository on this machine, over HTTP; `asked` are the jars that were asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        self.break_off = 0
        outer = self

        class Handler(SimpleHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path.endswith(".jar"):
                    outer.asked.append(self.path.rpartition("/")[2])
                    if outer.break_off:
                        outer.break_off -= 1
                        self.send_response(200)
                        self.send_header("Content-Length", "50000")
                        self.end_headers()
                        self.wfile.write(b"a" * 100)
                        return
                super().do_GET()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        jars = []
        for name, content in JARS.items():
            jar = Jar("org.example", name, "1.0", len(content), hashlib.sha256(content).hexdigest())
            jar.path(folder).parent.mkdir(parents=True)
            jar.path(folder).write_bytes(content)
            jars.append(jar)
        self.lock = Lock("1.0", tuple(jars))


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    made = Repository(tmp_path / "repository")
    thread = threading.Thread(target=made.server.serve_forever, args=(0.05,))
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def test_the_first_use_downloads_and_the_second_does_not(repository: Repository, tmp_path: Path) -> None:
    reports: list[Progress] = []
    paths = fetch_jars(repository.lock, tmp_path / "cache", repository.url, reports.append)
    assert [path.read_bytes() for path in paths] == list(JARS.values())
    assert repository.asked == ["alpha-1.0.jar", "beta-1.0.jar"]
    assert (reports[-1].done, reports[-1].total) == (70_000, 70_000)
    assert [report.done for report in reports] == sorted(report.done for report in reports)

    # Nobody listens at port 1: a download would fail.
    assert fetch_jars(repository.lock, tmp_path / "cache", "http://127.0.0.1:1", reports.append) == paths
    assert len(repository.asked) == 2


@pytest.mark.parametrize("damage", [b"", b"x" * 50_000], ids=["shorter", "other bytes"])
def test_a_damaged_jar_is_fetched_again(repository: Repository, tmp_path: Path, damage: bytes) -> None:
    alpha, beta = fetch_jars(repository.lock, tmp_path / "cache", repository.url, ignore)
    alpha.write_bytes(damage)
    assert fetch_jars(repository.lock, tmp_path / "cache", repository.url, ignore) == (alpha, beta)
    assert alpha.read_bytes() == JARS["alpha"]
    assert repository.asked == ["alpha-1.0.jar", "beta-1.0.jar", "alpha-1.0.jar"]


def test_a_jar_that_is_not_the_locked_one_is_refused_and_not_kept(repository: Repository, tmp_path: Path) -> None:
    alpha = repository.lock.jars[0]
    alpha.path(repository.folder).write_bytes(b"evil" * 12_500)
    with pytest.raises(SetupError, match=r"alpha-1\.0\.jar from .* is not the locked one"):
        fetch_jars(repository.lock, tmp_path / "cache", repository.url, ignore)
    assert not alpha.path(tmp_path / "cache" / "maven").exists()


def test_a_download_that_breaks_off_is_tried_again(repository: Repository, tmp_path: Path) -> None:
    repository.break_off = 1
    paths = fetch_jars(repository.lock, tmp_path / "cache", repository.url, ignore)
    assert paths[0].read_bytes() == JARS["alpha"]
    assert repository.asked == ["alpha-1.0.jar", "alpha-1.0.jar", "beta-1.0.jar"]


def test_a_jar_that_the_repository_lacks_is_one_line(repository: Repository, tmp_path: Path) -> None:
    repository.lock.jars[1].path(repository.folder).unlink()
    with pytest.raises(SetupError, match=r"can't be fetched from http.*beta.*not found") as caught:
        fetch_jars(repository.lock, tmp_path / "cache", repository.url, ignore)
    assert "\n" not in str(caught.value)


def test_a_repository_out_of_reach_is_one_line_that_names_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"refused\): set KAFKA_BOOTSTRAP_SERVERS") as caught:
        fetch_jars(read_lock(), tmp_path, "http://127.0.0.1:1", ignore)
    assert "\n" not in str(caught.value)


def test_a_cache_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(SetupError, match=r"the cache .* can't be used") as caught:
        fetch_jars(read_lock(), tmp_path / "cache", None, ignore)
    assert "\n" not in str(caught.value)


def test_the_lock_names_one_kafka_and_the_digest_of_every_jar() -> None:
    lock = read_lock()
    kafka = [jar for jar in lock.jars if jar.group == "org.apache.kafka"]
    assert lock.version.startswith("4.")
    assert {jar.version for jar in kafka} == {lock.version}
    assert "kafka_2.13" in {jar.artifact for jar in kafka}
    assert {jar.artifact for jar in lock.jars} >= {"slf4j-api", "slf4j-simple"}
    assert len({(jar.group, jar.artifact) for jar in lock.jars}) == len(lock.jars)
    assert all(len(jar.sha256) == 64 and int(jar.sha256, 16) and jar.size > 0 for jar in lock.jars)


@pytest.mark.parametrize("text", ["", "{}", '{"version": "4", "jars": [{"group": "g"}]}'])
def test_a_damaged_lock_is_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "kafka.lock.json").write_text(text)
    with pytest.raises(SetupError, match=r"kafka\.lock\.json is damaged"):
        read_lock(tmp_path / "kafka.lock.json")
