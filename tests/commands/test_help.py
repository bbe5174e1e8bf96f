"""Every command and option says what it does, the documentation is complete, and help is quick."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from streams.cli import app
from streams.commands.boundary import EXIT_CODES
from streams.settings import Settings
from tests.commands.conftest import Invoke

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "commands.md"
HEAVY = (
    "spacy",
    "thinc",
    "faust",
    "mode",
    "aiokafka",
    "kafka",
    "pydantic",
    "msgspec",
    "jsonschema_rs",
    "numpy",
    "aiohttp",
)


def commands(command: Any, name: str = "sanctionwire") -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    yield name, command
    for word, below in getattr(command, "commands", {}).items():
        yield from commands(below, f"{name} {word}")


ALL = dict(commands(typer.main.get_command(app)))
LEAVES = {name: command for name, command in ALL.items() if not hasattr(command, "commands")}


def test_the_commands_of_the_service_are_all_there() -> None:
    assert set(ALL) - {"sanctionwire", "sanctionwire reference"} == {
        "sanctionwire " + words
        for words in (
            "demo", "worker", "extract", "produce", "tail", "lag", "ledger", "evaluate", "train",
            "topics", "topics list", "topics create", "topics check",
            "dead-letters", "dead-letters list", "dead-letters show", "dead-letters replay",
            "schemas", "schemas list", "schemas show", "schemas check",
        )
    }  # fmt: skip


@pytest.mark.parametrize("name", ALL)
def test_every_command_and_option_has_help(name: str) -> None:
    assert ALL[name].help
    assert all(parameter.help for parameter in ALL[name].params)


@pytest.mark.parametrize("name", LEAVES)
def test_every_command_has_examples_that_exist(name: str) -> None:
    _, _, examples = LEAVES[name].help.partition("Examples:\n")
    used = re.findall(r"sanctionwire( [a-z-]+)( [a-z-]+)?((?: [^|>&\n]*)?)", examples)
    assert used
    for first, second, rest in used:
        path = f"sanctionwire{first}{second}" if f"sanctionwire{first}{second}" in LEAVES else f"sanctionwire{first}"
        known = {option for parameter in LEAVES[path].params for option in (*parameter.opts, *parameter.secondary_opts)}
        assert set(re.findall(r"(?<!\S)--?[a-z][a-z-]*", second + rest)) <= known


@pytest.mark.parametrize("name", ALL)
def test_help_is_printed(name: str, invoke: Invoke) -> None:
    result = invoke(*name.split()[1:], "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.stdout


def test_the_documentation_is_up_to_date(invoke: Invoke) -> None:
    assert DOCUMENT.read_text("utf-8") == invoke("reference").stdout, "run `sanctionwire reference > docs/commands.md`"


@pytest.mark.parametrize("name", [name for name in ALL if name != "sanctionwire reference"])
def test_every_command_and_option_is_documented(name: str) -> None:
    section = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", DOCUMENT.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert section
    options = [option for parameter in ALL[name].params for option in parameter.opts if option.startswith("-")]
    skipped = {"--help", "-h", "--install-completion", "--show-completion"}
    assert [option for option in options if option not in skipped and option not in section[1]] == []


def test_exit_codes_are_told(invoke: Invoke) -> None:
    assert EXIT_CODES in DOCUMENT.read_text("utf-8")
    told = invoke("--help").stdout
    assert all(f" {code} " in told for code in (0, 1, 2, 130, 141))


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import json, sys; sys.argv = ['sanctionwire', '--help']\n"
        "from streams.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "json.dump(sorted(sys.modules), sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(json.loads(done.stderr))
    assert "typer" in loaded
    assert [name for name in HEAVY if name in loaded] == []


def test_the_version_is_told(invoke: Invoke) -> None:
    assert re.fullmatch(r"sanctionwire \d+\.\d+\.\d+\S*\n", invoke("--version").stdout)


def test_it_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "streams", "--version"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.startswith("sanctionwire ")


def test_the_documentation_of_the_settings_is_up_to_date(invoke: Invoke) -> None:
    written = (ROOT / "docs" / "settings.md").read_text("utf-8")
    assert invoke("reference", "--settings").stdout == written


def test_every_setting_says_what_it_is() -> None:

    undescribed = [name for name, field in Settings.model_fields.items() if not field.description]
    assert not undescribed
