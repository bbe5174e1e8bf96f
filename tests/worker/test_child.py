"""What a pool process does with its settings and records, without the process."""

import multiprocessing
import os
import signal
from collections.abc import Iterator

import msgspec
import pytest
from pydantic import SecretStr

from streams.messages import Record
from streams.settings import Settings
from streams.worker import child
from streams.worker.child import Done
from tests.worker.double import obedient


@pytest.fixture
def _flow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child._Process, "processor", obedient(Settings(), child._Process.observe), raising=False)


@pytest.fixture
def _terminable() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def work(*records: Record) -> tuple[Done, ...]:
    return msgspec.msgpack.decode(child.work(msgspec.msgpack.encode(records)), type=tuple[Done, ...])


def record(offset: int, **orders: object) -> Record:
    return Record(topic="t", partition=1, offset=offset, value=msgspec.json.encode(orders), key=None)


def test_settings_arrive_whole_but_for_the_secrets() -> None:
    settings = Settings(
        security_protocol="SASL_SSL",
        sasl_username="somebody",
        sasl_password=SecretStr("hush-hush"),
        languages=("en", "de"),
        document_timeout_s=7.5,
    )
    dumped = child.dump_settings(settings)
    assert b"hush-hush" not in dumped
    assert b"somebody" not in dumped
    without = {"security_protocol", "sasl_username", "sasl_password"}
    assert child.load_settings(dumped).model_dump(exclude=without) == settings.model_dump(exclude=without)


@pytest.mark.usefixtures("_flow")
def test_each_record_is_answered_in_its_place_and_timed() -> None:
    made = work(*(record(number, name=f"a{number}", facts=number) for number in range(4)))
    assert [len(done.outputs) for done in made] == [2, 3, 4, 5]
    assert all(set(done.seconds) == {"decode", "extract"} for done in made)
    assert all(0 <= spent < 1 for done in made for spent in done.seconds.values())


@pytest.mark.usefixtures("_flow")
def test_a_defect_is_told_without_what_it_holds_and_spares_the_others() -> None:
    before, broken, behind = work(record(0), record(1, fate="defect"), record(2))
    assert broken == Done(fault="KeyError")
    assert before.fault is None
    assert behind.outputs


@pytest.mark.usefixtures("_terminable")
def test_a_process_reports_why_it_cannot_start() -> None:
    reader, writer = multiprocessing.Pipe(duplex=False)
    with pytest.raises(Exception, match="no model"):
        child.start(child.dump_settings(Settings()), "tests.worker.double:unable", writer)
    report = msgspec.msgpack.decode(reader.recv_bytes(), type=child.Report)
    assert report.pid == os.getpid()
    assert report.fault is not None
    assert report.fault.startswith("SetupError: no model")
