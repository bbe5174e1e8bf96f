"""What Faust is told, and how its messages become records."""

import asyncio
import ssl
from pathlib import Path

import faust
import pytest
from faust.types import TP, ConsumerMessage
from pydantic import SecretStr

from streams.errors import SetupError
from streams.settings import Settings
from streams.worker.app import build_app, credentials, record_of
from streams.worker.transport import Consumer


def built(settings: Settings) -> faust.App:
    async def build() -> faust.App:
        app = build_app(settings)
        assert isinstance(app.consumer, Consumer)
        return app

    return asyncio.run(build())


def test_the_group_and_the_brokers_are_those_of_the_settings(tmp_path: Path) -> None:
    app = built(Settings(consumer_group="readers", bootstrap_servers="one:9092, two:9093", data_dir=tmp_path))
    assert app.conf.id == "readers"
    assert [f"{url.host}:{url.port}" for url in app.conf.broker] == ["one:9092", "two:9093"]
    assert app.conf.web_enabled is False
    assert app.conf.topic_allow_declare is False
    assert app.conf.producer_acks == -1
    assert app.conf.stream_wait_empty is True


def test_faust_reads_no_environment_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "BROKER_URL": "kafka://elsewhere",
        "APP_DATADIR": "/elsewhere",
        "WEB_ENABLED": "1",
        "STREAM_WAIT_EMPTY": "0",
        "ENV_PREFIX": "X_",
        "X_WEB_ENABLED": "1",
    }.items():
        monkeypatch.setenv(name, value)
    app = built(Settings(bootstrap_servers="one:9092", data_dir=tmp_path))
    assert [url.host for url in app.conf.broker] == ["one"]
    assert app.conf.web_enabled is False
    assert app.conf.stream_wait_empty is True
    assert Path(app.conf.datadir) == tmp_path


def test_sasl_and_tls_reach_faust() -> None:
    assert credentials(Settings()) is None
    tls = credentials(Settings(security_protocol="SSL"))
    assert isinstance(tls, faust.SSLCredentials)
    assert tls.context.verify_mode is ssl.CERT_REQUIRED
    sasl = credentials(
        Settings(security_protocol="SASL_SSL", sasl_username="u", sasl_password=SecretStr("p"), sasl_mechanism="PLAIN")
    )
    assert isinstance(sasl, faust.SASLCredentials)
    assert (sasl.username, sasl.password, sasl.mechanism.value, sasl.protocol.value) == ("u", "p", "PLAIN", "SASL_SSL")
    assert sasl.ssl_context is not None


def test_a_ca_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"ssl_ca_file .*missing\.pem"):
        credentials(Settings(security_protocol="SSL", ssl_ca_file=tmp_path / "missing.pem"))


@pytest.mark.parametrize(
    ("seconds", "milliseconds"),
    [
        (1_669_975_200.123, 1_669_975_200_123),
        (0.001, 1),
        (1_795_361_655.999, 1_795_361_655_999),
        (-0.001, 0),
        (None, 0),
    ],
)
def test_a_record_is_what_came_with_its_time_in_milliseconds(seconds: float | None, milliseconds: int) -> None:
    headers = [("a", b"\xff"), ("a", b"second"), ("none", None)]
    message = ConsumerMessage("t", 2, 7, seconds, 0, headers, b"\x00key", None, None, tp=TP("t", 2))
    record = record_of(message)
    assert (record.topic, record.partition, record.offset, record.key, record.value) == ("t", 2, 7, b"\x00key", None)
    assert record.headers == (("a", b"\xff"), ("a", b"second"), ("none", b""))
    assert record.timestamp_ms == milliseconds


def test_every_millisecond_survives_the_way_through_seconds() -> None:
    for milliseconds in (*range(1_795_361_655_000, 1_795_361_656_000), 1, 2**41 + 1, 4_102_444_800_001):
        message = ConsumerMessage("t", 0, 0, milliseconds / 1000.0, 0, (), None, b"", None, tp=TP("t", 0))
        assert record_of(message).timestamp_ms == milliseconds
