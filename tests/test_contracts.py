"""Messages are checked in both directions; faults are told for people."""

from pathlib import Path

import pytest

from streams.contracts import SCHEMAS, Contracts, Fault, role_of, schema_folder
from streams.errors import SetupError, StreamsError
from tests.records import CONTRACTS
from tests.schema_parts import FOLDER, Schema, schema_of

FACT = schema_of("sanctions")["examples"][0]
WRONG_FACTS = {
    "unknown word": ({"action": "ban"}, "/action", 'expected "impose", "tighten"'),
    "unspecified beside another": ({"measures": ["unspecified", "price_cap"]}, "/measures", "of at most 1, got 2"),
    "no measure": ({"measures": []}, "/measures", "a number of entries of at least 1, got 0"),
    "measure twice": ({"measures": ["price_cap", "price_cap"]}, "/measures", "has an entry twice"),
    "no such day": (
        {"until": "2025-02-30"},
        "/until",
        'expected a date such as 2025-09-03, got the string "2025-02-30"',
    ),
    "date inside": ({"deadline": {"step": "x", "date": "soon"}}, "/deadline/date", "expected a date such as"),
    "neither object nor null": ({"authority": "OFAC"}, "/authority", 'expected an object, got the string "OFAC"'),
    "no UUID": ({"fact_id": "1"}, "/fact_id", 'expected a UUID, got the string "1"'),
    "too sure": ({"confidence": 1.5}, "/confidence", "expected at most 1, got the number 1.5"),
    "unknown field": ({"severity": 3}, "", "has fields that are not allowed: severity"),
    "in a list": ({"targets": [{**FACT["targets"][0], "start": -1}]}, "/targets/0/start", "expected at least 0"),
}


@pytest.mark.parametrize(("change", "field", "wrong"), WRONG_FACTS.values(), ids=WRONG_FACTS.keys())
def test_faults_name_the_field_and_what_was_expected(change: Schema, field: str, wrong: str) -> None:
    (fault,) = CONTRACTS.faults("sanctions", {**FACT, **change})
    assert fault.field == field
    assert wrong in fault.wrong
    assert str(fault).startswith(f"{field or 'the message'}: ")


def test_an_output_that_breaks_its_schema_is_refused() -> None:
    with pytest.raises(StreamsError) as caught:
        CONTRACTS.check("sanctions", {**FACT, "action": "ban"})
    error = caught.value
    assert (error.stage, error.reason, error.field) == ("publish", "output_schema", "/action")
    assert error.detail.startswith("sanctions.fact.extracted.v1: expected")
    CONTRACTS.check("sanctions", FACT)


def test_faults_are_limited_and_short() -> None:
    faults = CONTRACTS.faults("sanctions", {"x" * 10_000: "y" * 1_000_000, "action": "z" * 1_000_000}, limit=5)
    assert len(faults) == 5
    assert all(len(str(fault)) < 400 for fault in CONTRACTS.faults("sanctions", {"action": ["z"] * 9_999}, limit=99))
    assert all(isinstance(fault, Fault) and len(str(fault)) < 400 for fault in faults)


def test_a_schema_is_found_by_role_name_or_file() -> None:
    assert {
        role_of(name) for name in ("sanctions", "sanctions.fact.extracted.v1", "sanctions.fact.extracted.v1.json")
    } == {"sanctions"}
    with pytest.raises(SetupError, match=r"no schema facts; there are news\.article\.published\.v1"):
        role_of("facts")


def test_a_broken_schema_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in FOLDER.glob("*.json"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr("streams.contracts.schema_folder", lambda: tmp_path)
    assert Contracts.load().schemas.keys() == SCHEMAS.keys()
    broken = tmp_path / "price-caps.fact.extracted.v1.json"
    for content in ("{", '{"type": "amount"}', '{"$ref": "#/$defs/none"}', '{"pattern": "("}'):
        broken.write_text(content)
        with pytest.raises(SetupError, match=r"schemas/price-caps\.fact\.extracted\.v1\.json: "):
            Contracts.load()
    broken.unlink()
    with pytest.raises(SetupError, match=r"schemas/price-caps\.fact\.extracted\.v1\.json: "):
        Contracts.load()


def test_the_schemas_are_found_in_a_clone() -> None:
    assert schema_folder().joinpath("sanctions.fact.extracted.v1.json").is_file()
