"""The path of docs/add-a-rule.md, walked on a copy of the project with the commands and files that stand there."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "add-a-rule.md").read_text("utf-8")
DEV = "un-sudan-myanmar.yaml"
SKIPPED = shutil.ignore_patterns("__pycache__", "*.pyc")


def fragment(path: str) -> str:
    """The YAML block that the page gives for a file."""
    found = re.search(rf"`{re.escape(path)}`:\n\n```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert found, f"the page has no block for {path}"
    return found[1]


def commands(title: str) -> list[list[str]]:
    """The commands of a section, each as its words."""
    section = PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"```bash\n(.*?)```", section, re.DOTALL)
    assert blocks, f"the page has no commands under {title!r}"
    return [shlex.split(line) for block in blocks for line in block.splitlines()]


def apply(addition: str, rules: str) -> str:
    """Rules with an addition: lines go below the keys they stand under, `[word, ...]` in front of what is there."""
    lines = rules.splitlines()
    place = -1
    for line in addition.splitlines():
        if line.endswith(", ...]"):
            key, word = line.removesuffix("...]").split("[", 1)
            place = next(n for n, old in enumerate(lines) if n > place and old.startswith(f"{key}["))
            lines[place] = lines[place].replace("[", f"[{word}", 1)
        elif line.endswith(":"):
            place = next(n for n, old in enumerate(lines) if n > place and old == line)
        else:
            place += 1
            lines.insert(place, line)
    return "\n".join(lines) + "\n"


def run(words: list[str], project: Path) -> str:
    program, *rest = words
    assert program in {"sanctionwire", ".venv/bin/python"}
    module = ["-m", "streams"] if program == "sanctionwire" else []
    environment = {key: value for key, value in os.environ.items() if not key.startswith("SANCTIONWIRE_")}
    done = subprocess.run(
        [sys.executable, *module, *rest],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        env={**environment, "PYTHONPATH": str(project), "PYTEST_ADDOPTS": "-p no:cacheprovider"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("project")
    for folder in ("streams", "schemas", "tests"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=SKIPPED)
    shutil.copy(ROOT / "pyproject.toml", copy)
    (copy / "corpus" / "dev").mkdir(parents=True)
    shutil.copy(ROOT / "corpus" / "dev" / DEV, copy / "corpus" / "dev")  # one file of the part, to be quick
    return copy


def test_an_analyst_adds_a_predicate_and_an_alias_and_sees_what_changes(project: Path) -> None:
    (project / "build").mkdir()
    (project / "build" / "new.yaml").write_text(fragment("build/new.yaml"), "utf-8")
    before = [run(words, project) for words in commands("1. Write the article down")]
    assert all("articles" in told for told in before)

    for name in ("predicates/lift.yaml", "lexicons/organisations.yaml"):
        path = f"streams/rules/data/{name}"
        rules = (project / path).read_text("utf-8")
        (project / path).write_text(apply(fragment(path), rules), "utf-8")
    (tested,) = commands("3. Run the examples")
    told = run([*tested, "-v"], project)
    passed = re.findall(r"\[(?:predicates/lift|lexicons/organisations)\.yaml:\d+\] PASSED", told)
    assert len(passed) >= 3, told

    with_model, rules_alone = [run(words, project) for words in commands("4. See what changed")]
    for told in (with_model, rules_alone):
        assert re.search(r"^\[gained\] ORG MOGE in \d articles?: .*\bnew-jettison-1$", told, re.MULTILINE)
        assert re.search(r"^entities F1 .* better$", told, re.MULTILINE)
    assert "[gained, right] sanctions new-jettison-1 " in rules_alone
    assert re.search(r"^sanctions right F1 .* better$", rules_alone, re.MULTILINE)


def test_the_addition_of_the_page_is_not_yet_in_the_rules() -> None:
    for name, word in (("predicates/lift.yaml", "jettison"), ("lexicons/organisations.yaml", "MOGE")):
        rules = (ROOT / "streams" / "rules" / "data" / name).read_text("utf-8")
        assert word not in rules, f"docs/add-a-rule.md needs another example than {word!r}"
