"""`worker --check`: one line for each thing that is wrong."""

from pathlib import Path

import pytest

from streams import contracts, rules
from streams.settings import Settings
from streams.worker import check as module
from streams.worker.check import check

NOWHERE = "127.0.0.1:1"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.worker.connection.ADMIN_TIMEOUT_MS", 300)
    monkeypatch.setattr(module, "PARTS", tuple(part for part in module.PARTS if part.__name__ != "_model"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(bootstrap_servers=NOWHERE, data_dir=tmp_path / "data")


def test_a_broker_that_does_not_answer_is_one_line(settings: Settings) -> None:
    (fault,) = check(settings)
    assert fault.startswith(f"broker {NOWHERE} can't be reached: ")
    assert "\n" not in fault


def test_each_broken_rule_file_is_told_with_its_line(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "a.yaml").write_text("fine: yes\n", "utf-8")
    (folder / "b.yaml").write_text("one: 1\ntwo: [\n", "utf-8")
    (folder / "c.yaml").write_text("- a list\n", "utf-8")
    monkeypatch.setattr(rules, "DATA", folder)
    rules.load.cache_clear()
    faults = check(settings)[1:]
    rules.load.cache_clear()
    assert [fault.split(":")[0] for fault in faults] == ["b.yaml", "c.yaml"]
    assert faults[1] == "c.yaml:1: a rule file is a map of keys to values"


def test_a_broken_schema_is_named(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "news.article.published.v1.json").write_text('{"type": 5', "utf-8")
    monkeypatch.setattr(contracts, "schema_folder", lambda: tmp_path)
    (_, fault) = check(settings)
    assert fault.startswith("schemas/news.article.published.v1.json: ")


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    faults = check(Settings(bootstrap_servers=NOWHERE, data_dir=tmp_path / "file" / "data"))
    assert faults[-1].startswith(f"data_dir {tmp_path}/file/data: ")
