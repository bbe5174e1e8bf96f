"""The wheel holds what it needs and works alone; the pinned versions fit; the image's recipe names what exists."""

import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.version import Version

PROJECT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text())
TEXT = "BRUSSELS - The European Union agreed on Friday to cap the price of Russian crude oil at $60 a barrel."


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=PROJECT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an environment with the wheel, which sees our dependencies but not the clone."""
    venv = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    site = sysconfig.get_path("purelib", "venv", {"base": str(venv), "platbase": str(venv)})
    # A path that a .pth file names is searched, but its own .pth files (the clone's among them) are not read.
    Path(site, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    install = ["install", "--quiet", "--no-index", "--no-deps", "--disable-pip-version-check", str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", "--python", venv / "bin" / "python", *install], check=True)
    return venv / "bin"


def run(installed: Path, folder: Path, *command: str, given: str = "") -> str:
    kept = {name: value for name, value in os.environ.items() if name in {"HOME", "PATH", "LANG", "TMPDIR"}}
    done = subprocess.run(
        [installed / command[0], *command[1:]],
        cwd=folder,
        env=kept,
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_schemas_rules_types_and_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    schemas = {f"streams/schemas/{path.name}" for path in (PROJECT / "schemas").glob("*.json")}
    data = {
        str(path.relative_to(PROJECT))
        for path in (PROJECT / "streams").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert schemas
    assert any(name.startswith("streams/rules/data/") and name.endswith(".yaml") for name in data)
    assert {"streams/py.typed", "streams/broker/kafka.lock.json"} <= data
    assert names >= schemas | data
    metadata = {name.partition(".dist-info/")[2] for name in names if ".dist-info/" in name}
    assert {"licenses/LICENSE", "licenses/NOTICE", "entry_points.txt"} <= metadata
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"streams", "sanctionwire"}


def test_the_wheel_is_what_runs_outside_the_clone(installed: Path, tmp_path: Path) -> None:
    where = "import streams; print(streams.__file__)"
    assert run(installed, tmp_path, "python", "-c", where).startswith(str(installed.parent))
    help_text = run(installed, tmp_path, "sanctionwire", "--help")
    for command in ("demo", "worker", "extract", "produce", "tail", "topics", "lag", "dead-letters", "schemas"):
        assert re.search(rf"\b{command}\b", help_text)
    assert "news.article.published.v1" in run(installed, tmp_path, "sanctionwire", "schemas", "list")
    assert list(tmp_path.iterdir()) == []


def test_the_wheel_extracts_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    line = run(installed, tmp_path, "sanctionwire", "extract", "--published-at", "2022-12-02", given=TEXT)
    found = json.loads(line)
    assert set(found) == {"article_id", "sanctions", "price_caps", "entities"}
    assert [(cap["amount"], cap["currency"], cap["unit"]) for cap in found["price_caps"]] == [("60", "USD", "barrel")]
    assert [fact["measures"] for fact in found["sanctions"]] == [["price_cap"]]
    assert {"European Union", "Russia"} <= {entity["name"] for entity in found["entities"]}
    assert list(tmp_path.iterdir()) == []


def pins(path: Path) -> dict[str, list[tuple[Version, Marker | None, frozenset[str]]]]:
    """Every pinned version by package, with its marker and hashes."""
    found: dict[str, list[tuple[Version, Marker | None, frozenset[str]]]] = {}
    for block in re.split(r"\n(?=\S)", path.read_text()):
        if block.startswith("#"):
            continue
        requirement = Requirement(block.partition(" \\\n")[0])
        (pin,) = requirement.specifier
        hashes = frozenset(re.findall(r"--hash=(sha256:[0-9a-f]{64})", block))
        found.setdefault(requirement.name, []).append((Version(pin.version), requirement.marker, hashes))
    return found


def wanted() -> dict[str, list[str]]:
    project = PYPROJECT["project"]
    return {
        "constraints.txt": [
            *project["dependencies"],
            *project["optional-dependencies"]["broker"],
            *PYPROJECT["dependency-groups"]["dev"],
        ],
        "deploy/constraints.txt": project["dependencies"],
    }


@pytest.mark.parametrize("file", wanted())
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_each_dependency_is_pinned_once_within_its_range(file: str, python: str) -> None:
    pinned = pins(PROJECT / file)
    environment = {"python_version": python, "python_full_version": f"{python}.0"}
    for text in wanted()[file]:
        requirement = Requirement(text)
        if requirement.marker and not requirement.marker.evaluate(environment):
            continue
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        versions = [version for version, marker, _ in pinned[name] if marker is None or marker.evaluate(environment)]
        assert len(versions) == 1, f"{name} is pinned {len(versions)} times; run make constraints"
        assert requirement.specifier.contains(versions[0]), f"{text}: {versions[0]} is pinned; run make constraints"


def test_the_pins_have_hashes_name_no_host_and_agree() -> None:
    everything, runtime = (pins(PROJECT / file) for file in ("constraints.txt", "deploy/constraints.txt"))
    assert all(hashes for versions in everything.values() for _, _, hashes in versions)
    assert {name: everything.get(name) for name in runtime} == runtime
    for file in ("constraints.txt", "deploy/constraints.txt"):
        assert not re.search(r"https?:|--find-links|--index|--extra-index| @ ", (PROJECT / file).read_text())


def test_the_image_is_built_from_what_exists_and_runs_without_root() -> None:
    recipe = (PROJECT / "Dockerfile").read_text()
    allowed = set(re.findall(r"^!(.+)$", (PROJECT / ".dockerignore").read_text(), re.MULTILINE))
    copied = [
        source for line in re.findall(r"^COPY (?!--from)(.+)$", recipe, re.MULTILINE) for source in line.split()[:-1]
    ]
    assert copied
    assert set(copied) == allowed
    assert all((PROJECT / source).exists() for source in copied)
    last_stage = recipe.rpartition("\nFROM ")[2]
    assert re.search(r"^USER sanctionwire$", last_stage, re.MULTILINE)
    assert "/health/live" in last_stage
    names = re.search(r"\^\(([a-z|-]+)\)==", recipe)
    assert names
    assert set(names[1].split("|")) <= set(pins(PROJECT / "constraints.txt"))
