"""The lexicons of names, read once from YAML: who a form names, and for which state they act."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final, Literal, cast

from streams.extract.folding import fold
from streams.messages import Actor
from streams.rules import RuleFile, load
from streams.vocabulary import ACTOR_TYPES, ActorType

Use = Literal["name", "demonym", "capital", "nobody"]
Path = tuple[str | int, ...]

FOLDER: Final = "lexicons"
SHORTEST_UPPER: Final = 4
NO_PLURAL: Final = ("s", "sh", "ch", "ese", "x", "z", "men", "Arabian")
"""Endings of adjectives of nationality that take no plural s."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Who is named: what a `Mention` will say of them.

    `use` tells how the words name them: by name, as an adjective, or by their capital (place or
    government: `metonyms.py` decides). `nobody` marks words that look like a name and are none.
    """

    name: str
    type: ActorType
    id: str | None = None
    acts_for: Actor | None = None
    authority: bool = False
    use: Use = "name"


NOBODY: Final = Entry("", "ORG", use="nobody")


@dataclass(frozen=True, slots=True)
class Form:
    """One spelling: `words` as folded text, to be compared letter by letter."""

    words: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All forms by their first word, entries by canonical name, states by code, adjectives that may mean a bloc."""

    forms: Mapping[str, tuple[Form, ...]]
    entries: Mapping[str, Entry]
    states: Mapping[str, Actor]
    adjectives: Mapping[str, Entry]

    def named(self, spelling: str) -> Entry | None:
        """Whom exactly these words name."""
        folded = fold(spelling)
        return next((form.entry for form in self.forms.get(first_word(folded), ()) if form.words == folded), None)


@cache
def lexicon() -> Lexicon:
    """Read all lexicons; raises RuleError with file and line where one is wrong."""
    reader = _Reader()
    reader.countries(load(f"{FOLDER}/countries.yaml"))
    reader.blocs(load(f"{FOLDER}/blocs.yaml"))
    reader.places(load(f"{FOLDER}/places.yaml"))
    reader.nobody(load(f"{FOLDER}/not_names.yaml"))
    reader.by_state(load(f"{FOLDER}/agencies.yaml"), "agencies")
    reader.by_state(load(f"{FOLDER}/people.yaml"), "people")
    reader.plain(load(f"{FOLDER}/bodies.yaml"), "bodies")
    reader.plain(load(f"{FOLDER}/media.yaml"), "media")
    organisations = load(f"{FOLDER}/organisations.yaml")
    for kind in organisations.content["organisations"]:
        reader.plain(organisations, "organisations", kind)
    return reader.lexicon()


@cache
def words(file: str, key: str) -> frozenset[str]:
    """The words below a key of a lexicon: a list, or a list of lists for shorter lines.

    A key `includes: {key: [others]}` makes a set of several.
    """
    rules = load(f"{FOLDER}/{file}.yaml")
    if key in rules.content.get("includes", {}):
        return frozenset().union(*(words(file, other) for other in rules.words("includes", key)))
    value = rules.content.get(key)
    if isinstance(value, list) and value and all(isinstance(line, list) for line in value):
        return frozenset(word for place in range(len(value)) for word in rules.words(key, place))
    return frozenset(rules.words(key))


class _Reader:
    """Collects forms and refuses two entries for one form."""

    def __init__(self) -> None:
        self.states: dict[str, Actor] = {}
        self.adjectives: dict[str, Entry] = {}
        self.entries: dict[str, Entry] = {}
        self._forms: dict[str, tuple[Entry, bool]] = {}

    def lexicon(self) -> Lexicon:
        forms = by_first_word(Form(text, entry) for text, (entry, _) in self._forms.items())
        return Lexicon(forms, self.entries, self.states, self.adjectives)

    def countries(self, rules: RuleFile) -> None:
        for path, row in self._rows(rules, ("countries",), {"id", "name", "capitals", "people", "also", "seats"}):
            actor = Actor(name=row["name"], type="GPE", id=row["id"])
            self._state_key(rules, path, row["id"], actor)
            self._state(rules, path, row, Entry(row["name"], "GPE", row["id"], actor))

    def blocs(self, rules: RuleFile) -> None:
        for path, row in self._rows(rules, ("blocs",), {"key", "name", "id", "capitals", "adjectives", "also"}):
            actor = Actor(name=row["name"], type="ORG", id=row.get("id"))
            entry = Entry(row["name"], "ORG", row.get("id"), actor)
            self._state_key(rules, path, row["key"], actor)
            self.adjectives.update(dict.fromkeys(row.get("adjectives", []), replace(entry, use="demonym")))
            self._state(rules, path, row, entry)

    def _state_key(self, rules: RuleFile, path: Path, key: str, actor: Actor) -> None:
        if key in self.states:
            raise rules.fault(path, f"{key} stands for {self.states[key].name} and for {actor.name}")
        self.states[key] = actor

    def places(self, rules: RuleFile) -> None:
        for key in ("governed", "regions", "respelled"):
            for path, row in self._rows(rules, (key,), {"name", "id", "people", "also"}):
                acts = Actor(name=row["name"], type="GPE") if key == "governed" else None
                self._state(rules, path, row, Entry(row["name"], "GPE", row.get("id"), acts))
        for key in ("us_states", "provinces", "cities"):
            for place, name in enumerate(rules.words(key)):
                acts = None if key == "cities" else Actor(name=name, type="GPE")
                self._add(rules, (key, place), [name], Entry(name, "GPE", None, acts), upper=True)

    def nobody(self, rules: RuleFile) -> None:
        for key, groups in rules.content.items():
            for place in range(len(groups)):
                self._add(rules, (key, place), rules.words(key, place), NOBODY, upper=False)

    def by_state(self, rules: RuleFile, key: str) -> None:
        groups = rules.content.get(key)
        if not isinstance(groups, dict):
            raise rules.fault((key,), f"{key} must be a map of states")
        for state in groups:
            if state != "none" and state not in self.states:
                raise rules.fault((key, state), f"{state!r} is no state or bloc of the lexicons")
            for path, row in self._rows(rules, (key, state), {"name", "id", "also", "acts"}):
                acts_for = self.states.get(state) if row.get("acts", True) else None
                authority = acts_for is not None and bool(rules.content.get("authority"))
                self._row(rules, path, row, Entry(row["name"], _type(rules), row.get("id"), acts_for, authority))

    def plain(self, rules: RuleFile, *at: str) -> None:
        for path, row in self._rows(rules, at, {"name", "id", "also"}):
            self._row(rules, path, row, Entry(row["name"], _type(rules), row.get("id")))

    def _rows(self, rules: RuleFile, at: Path, allowed: set[str]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
        rows: Any = rules.content
        for step in at:
            rows = rows.get(step) if isinstance(rows, dict) else None
        if not isinstance(rows, list):
            raise rules.fault(at, f"{'/'.join(map(str, at))} must be a list")
        for place, row in enumerate(rows):
            path = (*at, place)
            if not isinstance(row, dict) or not isinstance(row.get("name"), str):
                raise rules.fault(path, "an entry is a map with a name")
            if unknown := sorted(set(row) - allowed):
                raise rules.fault(path, f"unknown key {', '.join(unknown)}")
            for key in sorted(set(row) & {"also", "capitals", "people", "seats", "adjectives"}):
                rules.words(*path, key)
            yield path, row

    def _state(self, rules: RuleFile, path: Path, row: Mapping[str, Any], entry: Entry) -> None:
        """A country, bloc or region with its adjectives, capitals and seats."""
        self._row(rules, path, {**row, "also": [*row.get("also", []), *row.get("seats", [])]}, entry)
        people = row.get("people", [])
        demonym = replace(entry, use="demonym")
        self._add(rules, path, people, demonym, upper=True)
        for word in people:
            if not word.endswith(NO_PLURAL):
                self._derive(fold(f"{word}s"), demonym)
        self._add(rules, path, row.get("capitals", []), replace(entry, use="capital"), upper=True)

    def _row(self, rules: RuleFile, path: Path, row: Mapping[str, Any], entry: Entry) -> None:
        if self.entries.setdefault(entry.name, entry) != entry:
            raise rules.fault(path, f"{entry.name} has two entries")
        self._add(rules, path, [entry.name, *row.get("also", [])], entry, upper=True)

    def _add(self, rules: RuleFile, path: Path, spellings: Iterable[str], entry: Entry, *, upper: bool) -> None:
        for spelling in spellings:
            form = fold(spelling)
            known, derived = self._forms.get(form, (entry, True))
            if known != entry and not derived:
                raise rules.fault(path, f"{spelling!r} stands for {known.name} and for {entry.name}")
            self._forms[form] = (entry, False)
            if upper and len(form) >= SHORTEST_UPPER and form.upper() != form:
                self._derive(form.upper(), entry)

    def _derive(self, form: str, entry: Entry) -> None:
        """A spelling by rule, which gives way to one that a lexicon tells."""
        self._forms.setdefault(form, (entry, True))


def by_first_word(forms: Iterable[Form]) -> dict[str, tuple[Form, ...]]:
    """Forms grouped by their first word, in each group the longest first."""
    groups: dict[str, list[Form]] = {}
    for form in forms:
        groups.setdefault(first_word(form.words), []).append(form)
    return {first: tuple(sorted(group, key=lambda form: -len(form.words))) for first, group in groups.items()}


def first_word(text: str) -> str:
    """The letters and digits up to the first other character: the key of `Lexicon.forms`."""
    end = next((place for place, char in enumerate(text) if not char.isalnum()), len(text))
    return text[:end]


def _type(rules: RuleFile) -> ActorType:
    kind = rules.content.get("type")
    if kind not in ACTOR_TYPES:
        raise rules.fault(("type",), f"type {kind!r} is none of {', '.join(ACTOR_TYPES)}")
    return cast("ActorType", kind)
