import http.server
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from streams.broker import Progress, running_broker
from streams.broker.apache import ApacheBroker
from streams.broker.broker import Broker, ExternalBroker
from streams.broker.readiness import listens
from streams.errors import SetupError
from streams.settings import read_settings
from tests.broker.topics import create_topic, produce, read_all

pytestmark = pytest.mark.integration
NOWHERE = "127.0.0.1:1"


class FullEngine(http.server.ThreadingHTTPServer):
    """A Docker engine that answers and has no room left; `asked` are the requests it got."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self) -> None:
                outer.asked.append(f"{self.command} {self.path}")
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                fine = self.path.endswith(("/version", "/_ping"))
                body = json.dumps({"ApiVersion": "1.47"} if fine else {"message": "no space left on device"}).encode()
                self.send_response(200 if fine else 500)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_DELETE = answer  # noqa: N815  # the names that the base class calls

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)


@pytest.fixture
def full_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[FullEngine]:
    with FullEngine() as engine:
        thread = threading.Thread(target=engine.serve_forever, args=(0.05,))
        thread.start()
        monkeypatch.setenv("DOCKER_HOST", f"tcp://127.0.0.1:{engine.server_address[1]}")
        yield engine
        engine.shutdown()
        thread.join()


@pytest.fixture
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"tcp://{NOWHERE}")


def test_a_given_broker_is_used_before_all_others_and_left_alone(
    apache: ApacheBroker, full_engine: FullEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", f"{NOWHERE},{apache.bootstrap_servers}")
    with running_broker() as broker:
        assert broker.kind == "external"
        assert broker.bootstrap_servers == f"{NOWHERE},{apache.bootstrap_servers}"
        assert broker.pid is None
        assert full_engine.asked == []
    assert listens(apache.bootstrap_servers)


@pytest.mark.parametrize(
    "steer", [Broker.restart, *(vars(ExternalBroker)[n] for n in ("start", "kill", "pause", "resume"))]
)
def test_a_given_broker_is_not_steered(apache: ApacheBroker, steer: Callable[[Broker], None]) -> None:
    with (
        running_broker(read_settings(bootstrap_servers=apache.bootstrap_servers)) as broker,
        pytest.raises(SetupError, match="was not started here"),
    ):
        steer(broker)


def test_a_given_broker_that_does_not_answer_is_one_line_not_another_broker(full_engine: FullEngine) -> None:
    with (
        pytest.raises(SetupError, match=rf"KAFKA_BOOTSTRAP_SERVERS={NOWHERE}: no broker answers there"),
        running_broker(read_settings(bootstrap_servers=NOWHERE), allow_fallback=True),
    ):
        pass
    assert full_engine.asked == []


def test_docker_is_asked_next_and_its_failure_leads_on_to_apache_kafka(
    full_engine: FullEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", NOWHERE)
    reports: list[Progress] = []
    with running_broker(own=True, report=reports.append) as broker:
        assert broker.kind == "apache"
    assert "GET /version" in full_engine.asked[0]
    assert any("/images/" in request for request in full_engine.asked)
    assert [report.step for report in reports] == ["start", "choose", "start", "ready"]
    assert "no space left on device" in reports[1].text


@pytest.mark.usefixtures("no_engine")
def test_noida_comes_last_and_only_where_it_is_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KAFKA_BOOTSTRAP_SERVERS", raising=False)
    settings = read_settings(cache_dir=tmp_path, maven_repository=f"http://{NOWHERE}")
    with running_broker(settings, allow_fallback=True) as broker:
        assert broker.kind == "noida"
        create_topic(broker.bootstrap_servers, "look")
        produce(broker.bootstrap_servers, "look", b"hello")
        assert read_all(broker.bootstrap_servers, "look") == [b"hello"]
        broker.restart()
        assert read_all(broker.bootstrap_servers, "look") == [b"hello"]
    with pytest.raises(SetupError) as caught, running_broker(settings):
        pass
    assert str(caught.value).startswith("no Kafka broker: no Docker engine answers; Apache Kafka can't be fetched")
    assert "\n" not in str(caught.value)


@pytest.mark.usefixtures("no_engine")
def test_noida_is_no_stand_in_for_a_node_with_properties(tmp_path: Path) -> None:
    settings = read_settings(cache_dir=tmp_path, maven_repository=f"http://{NOWHERE}")
    with (
        pytest.raises(SetupError, match="noida-db takes no Kafka properties"),
        running_broker(settings, allow_fallback=True, properties={"message.max.bytes": "1"}),
    ):
        pass
