"""The cues of the assertion rules, compiled once from YAML."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from streams.extract.phrases import Phrases
from streams.rules import RuleFile, load


@dataclass(frozen=True, slots=True)
class StatusCues:
    """Phrases for each status: on what governs an act, on its own noun, modals and conditions."""

    order: tuple[str, ...]
    governors: Phrases[str]
    modifiers: Phrases[str]
    modals: Mapping[str, str]
    conditional: frozenset[str]
    bundles: frozenset[str]


@dataclass(frozen=True, slots=True)
class AttributionCues:
    """Words of saying, sources without a name, and hedges."""

    verbs: frozenset[str]
    according_to: Phrases[str]
    anonymous: frozenset[str]
    anonymous_always: frozenset[str]
    hedges: Phrases[str]


def phrases_of(file: RuleFile, *path: str) -> Phrases[str]:
    """One label for each list under a path: `{status: [phrase, …]}` or a plain list, labelled by its key.

    Raises RuleError, with the line, for a phrase that is none.
    """
    value = file.content[path[0]] if len(path) == 1 else file.content[path[0]][path[1]]
    lists = value if isinstance(value, dict) else {path[-1]: value}
    labels: dict[str, str] = {}
    for label in lists:
        where = (*path, label) if isinstance(value, dict) else path
        for phrase in file.words(*where):
            labels[phrase] = label
    try:
        return Phrases(labels)
    except ValueError as error:
        raise file.fault(path, str(error)) from None


@cache
def status_cues() -> StatusCues:
    """The rules of `assertion/status.yaml`."""
    file = load("assertion/status.yaml")
    return StatusCues(
        order=file.words("order"),
        governors=phrases_of(file, "governors"),
        modifiers=phrases_of(file, "modifiers"),
        modals=file.content["modals"],
        conditional=frozenset(file.words("conditional")),
        bundles=frozenset(file.words("bundles")),
    )


@cache
def background_cues() -> Phrases[str]:
    """The rules of `assertion/background.yaml`."""
    return phrases_of(load("assertion/background.yaml"), "words")


@cache
def attribution_cues() -> AttributionCues:
    """The rules of `assertion/attribution.yaml`."""
    file = load("assertion/attribution.yaml")
    return AttributionCues(
        verbs=frozenset(file.words("verbs")),
        according_to=phrases_of(file, "according_to"),
        anonymous=frozenset(file.words("anonymous")),
        anonymous_always=frozenset(file.words("anonymous_always")),
        hedges=phrases_of(file, "hedges"),
    )
