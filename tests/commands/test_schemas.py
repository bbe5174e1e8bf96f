"""`schemas`: every schema's own examples pass and are recognised; faults are told with line and field."""

import json
from pathlib import Path

import pytest

from streams.commands.schemas import guess
from streams.contracts import SCHEMAS, Contracts
from tests.commands.conftest import Invoke

CONTRACTS = Contracts.load()


def test_list_names_every_schema(invoke: Invoke) -> None:
    rows = [json.loads(line) for line in invoke("schemas", "list", "--json").stdout.splitlines()]
    assert {row["role"]: row["schema"] for row in rows} == SCHEMAS
    shown = invoke("schemas", "list").stdout
    assert all(name in shown for name in SCHEMAS.values())


@pytest.mark.parametrize("role", SCHEMAS)
def test_show_prints_a_schema_by_name_or_role(role: str, invoke: Invoke) -> None:
    by_role, by_name = invoke("schemas", "show", role), invoke("schemas", "show", SCHEMAS[role])
    assert json.loads(by_role.stdout) == json.loads(by_name.stdout) == CONTRACTS.schemas[role]


def test_an_unknown_schema_is_told_with_those_there_are(invoke: Invoke) -> None:
    result = invoke("schemas", "show", "nope")
    assert result.exit_code == 2
    assert "no schema nope; there are news.article.published.v1" in result.stderr


@pytest.mark.parametrize("role", SCHEMAS)
def test_the_schemas_own_examples_are_recognised_and_pass(role: str, invoke: Invoke, tmp_path: Path) -> None:
    examples = CONTRACTS.schemas[role]["examples"]
    assert examples
    assert [guess(CONTRACTS, example) for example in examples] == [role] * len(examples)
    file = tmp_path / "examples.jsonl"
    file.write_text("\n".join(map(json.dumps, examples)), "utf-8")
    result = invoke("schemas", "check", file)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{len(examples)} messages, no fault\n"


def test_faults_are_told_a_line_each_with_line_field_and_expectation(invoke: Invoke) -> None:
    lines = [
        {"article_id": "a", "text": "Fine."},
        {"article_id": "a", "text": "Wrong.", "version": "2", "published_at": 1.5},
        {"article_id": "a"},
        [1],
    ]
    text = "\n\n".join([*map(json.dumps, lines), "{broken", "[" * 100_000])
    result = invoke("schemas", "check", "-", stdin=text)
    assert result.exit_code == 1
    assert result.stdout == ""
    told = result.stderr.splitlines()
    assert len(told) == 6
    name = "news.article.published.v1"
    assert any(f'stdin:3: {name}: /version: expected an integer, got the string "2"' in line for line in told[:2])
    assert any(f"stdin:3: {name}: /published_at: expected " in line for line in told[:2])
    assert told[2].startswith("sanctionwire: stdin:5: ")
    assert "/text: is missing" in told[2]
    assert told[3] == "sanctionwire: stdin:7: expected a JSON object"
    assert told[4].startswith("sanctionwire: stdin:9: not JSON: ")
    assert told[5] == "sanctionwire: stdin:11: the JSON is nested too deeply"


def test_a_schema_can_be_named(invoke: Invoke, tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    file.write_text(json.dumps([{"article_id": "a", "text": "Fine."}, {"text": "x"}]), "utf-8")
    assert "list.json[2]" in invoke("schemas", "check", file, "--schema", "articles").stderr
    result = invoke("schemas", "check", file, "-s", "outcomes")
    assert result.exit_code == 1
    assert "list.json[1]: news.article.outcome.v1: /" in result.stderr


def test_a_file_that_is_missing_is_told(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("schemas", "check", tmp_path / "none.jsonl")
    assert result.exit_code == 2
    assert "none.jsonl: can't be read: No such file or directory" in result.stderr
