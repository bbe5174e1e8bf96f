"""The analyst's data: predicates, lexicons and grammars as YAML with executed examples.

`load(name)` gives a rule file; `rule_files()` names them all. Values are plain lists, maps and
text; each reader checks what it reads with `RuleFile.fault`, so that every error starts
with `file:line:`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from streams.errors import RuleError

DATA = files(__name__) / "data"


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with what it must give; `gap` marks one that is known to fail so far."""

    file: str
    line: int
    text: str
    gives: Mapping[str, Any] | None
    gap: bool = False
    published_at: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One YAML file: its content without the examples, the examples, and the line of each value."""

    name: str
    content: Mapping[str, Any]
    examples: tuple[Example, ...]
    lines: Mapping[tuple[str | int, ...], int] = field(repr=False)

    def fault(self, path: tuple[str | int, ...], message: str) -> RuleError:
        """An error that names this file and the line of the value at `path`."""
        while path and path not in self.lines:
            path = path[:-1]
        return RuleError(f"{self.name}:{self.lines.get(path, 1)}: {message}")

    def words(self, *path: str | int) -> tuple[str, ...]:
        """A list of words at a path; raises RuleError if it is none."""
        value: Any = self.content
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                raise self.fault(path, f"{'/'.join(map(str, path))} is missing") from None
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise self.fault(
                path, f"{'/'.join(map(str, path))} must be a list of words (quote yes, no, on, off and numbers)"
            )
        return tuple(value)


def rule_files(folder: str = "") -> tuple[str, ...]:
    """Names of all rule files below a folder, such as `predicates/lift.yaml`, sorted."""

    def walk(prefix: str) -> Iterator[str]:
        place = DATA.joinpath(prefix) if prefix else DATA
        for entry in place.iterdir():
            name = f"{prefix}/{entry.name}" if prefix else entry.name
            if entry.is_dir():
                yield from walk(name)
            elif entry.name.endswith(".yaml"):
                yield name

    return tuple(sorted(walk(folder)))


@cache
def load(name: str) -> RuleFile:
    """Read one rule file; raises RuleError with file and line if it is no valid YAML map."""
    return parse(name, DATA.joinpath(name).read_text("utf-8"))


def parse(name: str, text: str) -> RuleFile:
    """Read a rule file from its text; `load` and tests call it."""
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        content = yaml.load(text, Loader=yaml.CSafeLoader)  # CSafeLoader is the safe loader in C
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RuleError(f"{name}:{line}: no valid YAML: {error.problem}") from None
    if not isinstance(content, dict) or node is None:
        raise RuleError(f"{name}:1: a rule file is a map of keys to values")
    lines = dict(_lines(node, ()))
    raw = content.pop("examples", None) or []
    examples = tuple(_example(name, lines.get(("examples", place), 1), entry) for place, entry in enumerate(raw))
    return RuleFile(name, content, examples, lines)


def _lines(node: yaml.Node, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], int]]:
    yield path, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _lines(value, (*path, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            yield from _lines(value, (*path, place))


def _example(name: str, line: int, entry: object) -> Example:
    if not isinstance(entry, dict):
        raise RuleError(f"{name}:{line}: an example is a map with text (or known_gap) and gives")
    unknown = sorted(set(entry) - {"text", "known_gap", "gives", "published_at", "title"})
    text = entry.get("text", entry.get("known_gap"))
    gives = entry.get("gives")
    if unknown or not isinstance(text, str) or not (isinstance(gives, dict) or gives == "nothing"):
        wrong = f"unknown {', '.join(unknown)}" if unknown else "text must be a sentence, gives a map or `nothing`"
        raise RuleError(f"{name}:{line}: {wrong}")
    published = entry.get("published_at")
    return Example(
        name, line, text, None if gives == "nothing" else gives, "known_gap" in entry,
        str(published) if published else None, entry.get("title"),
    )  # fmt: skip
