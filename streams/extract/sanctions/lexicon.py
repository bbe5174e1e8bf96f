"""The predicates and word lists of the sanctions rules, compiled once from YAML."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from streams import vocabulary
from streams.extract.phrases import Phrases
from streams.rules import RuleFile, load, rule_files


@dataclass(frozen=True, slots=True)
class PartyRule:
    """Verbs that are an act by themselves; what they govern is the party."""

    action: str
    id: str
    needs: str | None
    objects: frozenset[str]
    measure: str | None
    party: str
    noun: bool = False


@dataclass(frozen=True, slots=True)
class Restriction:
    """A noun for a restriction: the measure that it names, and whether it speaks of sanctions alone."""

    measure: str
    strong: bool


@dataclass(frozen=True, slots=True)
class Predicates:
    """Everything in `predicates/`: words done to a restriction, by action, and words done to a party."""

    verbs: Phrases[str]
    nouns: Phrases[str]
    cap_verbs: Phrases[str]
    party: Phrases[PartyRule]
    follow: Phrases[str]


@dataclass(frozen=True, slots=True)
class Exemptions:
    """Words of `predicates/exempt.yaml`."""

    nouns: Phrases[PartyRule]
    ends: Phrases[str]
    revokes: Phrases[str]
    grants: Phrases[str]


@dataclass(frozen=True, slots=True)
class Breaches:
    """Words of `predicates/enforce.yaml` and `predicates/evade.yaml`."""

    penalty_verbs: Phrases[str]
    penalty_nouns: Phrases[str]
    grounds: Phrases[str]
    evasion: Phrases[str]


@dataclass(frozen=True, slots=True)
class Roles:
    """Word lists of `roles.yaml`."""

    words: Mapping[str, frozenset[str]]
    course: Phrases[str]
    holds: Phrases[str]
    strong_context: Phrases[str]
    other_context: Phrases[str]

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.words[name]


LISTS: Final = (
    "officials",
    "pointers",
    "goods",
    "reasons",
    "not_targets",
    "belongings",
    "often_hit",
    "parties",
    "back",
    "people",
    "packages",
    "faces",
    "answers",
    "answerers",
    "places",
    "some",
)


def phrase_set(file: RuleFile, *path: str | int) -> Phrases[str]:
    """The phrases of a list, labelled by themselves; raises RuleError with the line of a bad one."""
    return _compiled(file, path, {word: word for word in file.words(*path)})


def _compiled(file: RuleFile, path: tuple[str | int, ...], labels: dict[str, Any]) -> Phrases[Any]:
    try:
        return Phrases(labels)
    except ValueError as error:
        raise file.fault(path, str(error)) from None


@cache
def predicates() -> Predicates:
    """All predicate files together; a verb that is in two is told apart by the restriction it governs."""
    verbs: dict[str, str] = {}
    nouns: dict[str, str] = {}
    cap_verbs: dict[str, str] = {}
    party: dict[str, PartyRule] = {}
    for name in rule_files("predicates"):
        file = load(name)
        action = file.content.get("predicate")
        if action not in vocabulary.ACTIONS:
            raise file.fault(("predicate",), f"predicate {action!r} is none of {', '.join(vocabulary.ACTIONS)}")
        restriction = file.content.get("on_restriction") or {}
        for key, into in (("verbs", verbs), ("nouns", nouns)):
            if key in restriction:
                into |= {
                    word: str(action)
                    for word in file.words("on_restriction", key)
                    if word not in into or action != "impose"
                }
        if "on_cap" in file.content:
            cap_verbs |= {word: str(action) for key in ("verbs", "nouns") for word in file.words("on_cap", key)}
        for place, rule in enumerate(file.content.get("on_party") or []):
            made = _party_rule(file, ("on_party", place), str(action), rule)
            party |= dict.fromkeys(file.words("on_party", place, "verbs"), made)
        if action != "exempt":
            for place, rule in enumerate(file.content.get("nouns") or []):
                if isinstance(rule, dict):
                    made = _party_rule(file, ("nouns", place), str(action), rule, noun=True)
                    party |= dict.fromkeys(file.words("nouns", place, "words"), made)
    everything = load("predicates/impose.yaml")
    return Predicates(
        verbs=_compiled(everything, (), verbs),
        nouns=_compiled(everything, (), nouns),
        cap_verbs=_compiled(everything, (), cap_verbs),
        party=_compiled(everything, (), party),
        follow=phrase_set(everything, "follow"),
    )


def _party_rule(
    file: RuleFile, path: tuple[str | int, ...], action: str, rule: Mapping[str, Any], *, noun: bool = False
) -> PartyRule:
    allowed = {"verbs", "words", "needs", "objects", "measure", "party", "subject"}
    for key in sorted(set(rule) - allowed):
        raise file.fault(path, f"unknown key {key!r}; allowed are {', '.join(sorted(allowed))}")
    measure = rule.get("measure")
    if measure is not None and measure not in vocabulary.MEASURES:
        raise file.fault(path, f"measure {measure!r} is none of {', '.join(vocabulary.MEASURES)}")
    return PartyRule(
        action=action,
        id=f"{action}-{path[-1]}{'n' if noun else ''}",
        needs=rule.get("needs"),
        objects=frozenset(rule.get("objects") or ()),
        measure=measure,
        party="subject" if rule.get("subject") == "target" else str(rule.get("party", "object")),
        noun=noun,
    )


@cache
def restrictions() -> Phrases[Restriction]:
    """The nouns of `restrictions.yaml`."""
    file = load("restrictions.yaml")
    labels: dict[str, Restriction] = {}
    for kind in ("weak", "strong"):
        for phrase, measure in file.content[kind].items():
            if measure not in vocabulary.MEASURES:
                raise file.fault((kind, phrase), f"measure {measure!r} is none of {', '.join(vocabulary.MEASURES)}")
            labels[phrase] = Restriction(measure, kind == "strong")
    compiled: Phrases[Restriction] = _compiled(file, (), labels)
    return compiled


@cache
def measure_cues() -> Phrases[str]:
    """The phrases of `measures.yaml`, labelled by measure."""
    file = load("measures.yaml")
    labels: dict[str, str] = {}
    for measure in file.content["measures"]:
        if measure not in vocabulary.MEASURES:
            raise file.fault(("measures", measure), f"measure {measure!r} is none of {', '.join(vocabulary.MEASURES)}")
        labels |= {phrase: measure for phrase in file.words("measures", measure) if phrase not in labels}
    compiled: Phrases[str] = _compiled(file, ("measures",), labels)
    return compiled


@cache
def exemptions() -> Exemptions:
    """The words of `predicates/exempt.yaml`."""
    file = load("predicates/exempt.yaml")
    nouns = {
        word: _party_rule(file, ("nouns", place), "exempt", rule, noun=True)
        for place, rule in enumerate(file.content["nouns"])
        for word in file.words("nouns", place, "words")
    }
    return Exemptions(
        _compiled(file, ("nouns",), nouns), phrase_set(file, "end_verbs"), phrase_set(file, "revoke_verbs"),
        phrase_set(file, "grant_verbs"),
    )  # fmt: skip


@cache
def breaches() -> Breaches:
    """The words of `predicates/enforce.yaml` and `predicates/evade.yaml`."""
    enforce, evade = load("predicates/enforce.yaml"), load("predicates/evade.yaml")
    evasion = {word: word for key in ("verbs", "nouns") for word in evade.words(key)}
    return Breaches(
        phrase_set(enforce, "penalty_verbs"), phrase_set(enforce, "penalty_nouns"), phrase_set(enforce, "grounds"),
        _compiled(evade, ("verbs",), evasion),
    )  # fmt: skip


@cache
def roles() -> Roles:
    """The word lists of `roles.yaml`."""
    file = load("roles.yaml")
    return Roles(
        words={name: frozenset(file.words(name)) for name in LISTS},
        course=phrase_set(file, "course"), holds=phrase_set(file, "holds"),
        strong_context=phrase_set(file, "strong_context"), other_context=phrase_set(file, "other_context"),
    )  # fmt: skip
