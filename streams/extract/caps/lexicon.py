"""The words and cues of price caps, read from `rules/data/caps/` and checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from streams.extract.wordlists import alternation, by_first_letter
from streams.messages import Actor
from streams.rules import RuleFile, load
from streams.vocabulary import COMMODITIES, TIERS

WORDS: Final = "caps/words.yaml"
TOPICS: Final = "caps/topics.yaml"
LEVELS: Final = "caps/levels.yaml"
ACTORS: Final = "caps/actors.yaml"
STATUS: Final = "caps/status.yaml"
TIMING: Final = "caps/timing.yaml"


@dataclass(frozen=True, slots=True)
class Commodity:
    """A commodity with the units it is priced by; `unit` is the usual one where a text names none."""

    name: str
    units: frozenset[str]
    unit: str | None
    consumer_unit: str | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class Cue:
    """Words beside an amount that speak for (weight above zero) or against its being a level."""

    id: str
    weight: int
    left: re.Pattern[str] | None
    right: re.Pattern[str] | None
    sentence: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything of the rule files but examples, compiled."""

    cap: re.Pattern[str]
    strong: frozenset[str]
    vague: re.Pattern[str]
    not_cap: re.Pattern[str]
    other_signs: re.Pattern[str]
    price_context: re.Pattern[str]
    commodity: re.Pattern[str]
    not_commodity: re.Pattern[str]
    commodities: Mapping[str, Commodity]
    commodity_of: Mapping[str, str]
    tier: re.Pattern[str]
    tier_of: Mapping[str, str]
    margin: re.Pattern[str]
    rise: re.Pattern[str]
    market: re.Pattern[str]
    consumer: re.Pattern[str]
    cues: tuple[Cue, ...]
    accept: int
    near: int
    price_unit: int
    outright: int
    list_goods: int
    previous: re.Pattern[str]
    previous_left: re.Pattern[str]
    previous_right: re.Pattern[str]
    indefinite: re.Pattern[str]
    same_level: re.Pattern[str]
    coalition_words: frozenset[str]
    joined: re.Pattern[str]
    owns: re.Pattern[str]
    set_by: re.Pattern[str]
    that: re.Pattern[str]
    points_back: re.Pattern[str]
    review: re.Pattern[str]
    grace: re.Pattern[str]
    eu_members: frozenset[str]
    coalition: frozenset[str]
    origins: frozenset[str]
    origin_words: Mapping[str, str]
    origin_ids: Mapping[str, str]
    parts: Mapping[str, Actor]
    union: Actor
    implied: Mapping[str, Actor]
    implied_by_currency: Mapping[str, Actor]
    own_currency: Mapping[str, str]
    status: re.Pattern[str]
    statuses: tuple[str, ...]
    conditional: re.Pattern[str]
    negated: re.Pattern[str]
    decided: re.Pattern[str]


def whole_words(words: tuple[str, ...] | list[str]) -> re.Pattern[str]:
    """Any of the words, not inside longer ones, in lower-cased text."""
    return re.compile(rf"(?<![\w])(?:{by_first_letter(word.lower() for word in words)})(?![\w])")


@cache
def lexicon() -> Lexicon:
    """Read and compile the rule files once; raises RuleError with file and line."""
    words, topics, levels, actors, status, timing = (
        load(name) for name in (WORDS, TOPICS, LEVELS, ACTORS, STATUS, TIMING)
    )
    statuses = status.words("order")
    groups = "|".join(f"(?P<{name}>{_cues(status, 'cues', name)})" for name in statuses)
    strong, weak = words.words("strong"), words.words("weak")
    commodities, commodity_of = _commodities(topics)
    tier_of = {_plain(word): tier for tier in _map(topics, "tiers") for word in topics.words("tiers", tier)}
    if set(tier_of.values()) != set(TIERS):
        raise topics.fault(("tiers",), f"tiers must be {' and '.join(TIERS)}")
    names = {"cap": alternation([*strong, *weak]), "about": _text(levels, "about"), "move": _text(levels, "move")}
    return Lexicon(
        cap=whole_words([*strong, *weak, *words.words("verbs")]),
        strong=frozenset(_plain(word) for word in strong),
        vague=whole_words(words.words("vague")),
        other_signs=whole_words(words.words("other_signs")),
        not_cap=whole_words(words.words("not_caps")),
        price_context=whole_words(words.words("price_context")),
        commodity=whole_words(list(commodity_of)),
        not_commodity=whole_words(topics.words("not_commodities")),
        commodities=commodities,
        commodity_of=commodity_of,
        tier=whole_words(list(tier_of)),
        tier_of=tier_of,
        margin=whole_words(topics.words("margin")),
        rise=whole_words(topics.words("rise")),
        market=whole_words(topics.words("market")),
        consumer=whole_words(topics.words("consumer")),
        cues=tuple(_cue(levels, place, names) for place in range(len(levels.content.get("cues") or []))),
        accept=_points(levels, "accept"),
        near=_points(levels, "near"),
        price_unit=_points(levels, "price_unit"),
        outright=_points(levels, "outright"),
        list_goods=_points(levels, "list_goods"),
        previous=_regex(levels, ("previous",), _text(levels, "previous"), names),
        previous_left=_pattern(levels, "previous_left"),
        previous_right=_pattern(levels, "previous_right"),
        indefinite=_pattern(words, "indefinite"),
        same_level=_pattern(words, "same_level"),
        coalition_words=frozenset(actors.words("coalition_words")),
        joined=_pattern(actors, "joined"),
        owns=_pattern(actors, "owns"),
        set_by=_pattern(actors, "set_by"),
        that=_pattern(actors, "that"),
        points_back=_pattern(timing, "points_back"),
        review=_pattern(timing, "review"),
        grace=_pattern(timing, "grace"),
        eu_members=frozenset(actors.words("eu_members")),
        coalition=frozenset(actors.words("coalition")),
        origins=frozenset(actors.words("origins")),
        origin_words={
            word: name for name in _map(actors, "origin_words") for word in actors.words("origin_words", name)
        },
        origin_ids=_map(actors, "origin_ids"),
        parts={part: Actor(**who) for part, who in _map(actors, "parts").items()},
        union=Actor(**_map(actors, "union")),
        implied={word: Actor(**who) for word, who in _map(actors, "implied").items()},
        implied_by_currency={code: Actor(**who) for code, who in _map(actors, "implied_by_currency").items()},
        own_currency=_map(actors, "own_currency"),
        status=re.compile(rf"\b(?:{groups})\b"),
        statuses=statuses,
        conditional=re.compile(_cues(status, "conditional")),
        decided=_pattern(status, "decided"),
        negated=re.compile(_cues(status, "negated")),
    )


def _plain(word: str) -> str:
    """The form under which words are looked up: lower case, blanks for hyphens."""
    return word.lower().replace("-", " ")


def _map(file: RuleFile, name: str) -> Mapping[str, Any]:
    value = file.content.get(name)
    if not isinstance(value, dict):
        raise file.fault((name,), f"{name} must be a map")
    return value


def _points(file: RuleFile, name: str) -> int:
    value = file.content.get(name)
    if not isinstance(value, int):
        raise file.fault((name,), f"{name} must be a whole number")
    return value


def _text(file: RuleFile, name: str) -> str:
    value = file.content.get(name)
    if not isinstance(value, str):
        raise file.fault((name,), f"{name} must be a text")
    return value


def _cues(file: RuleFile, *path: str) -> str:
    """Regular expressions of a list as one."""
    cues = file.words(*path)
    for place, cue in enumerate(cues):
        _regex(file, (*path, place), cue, {})
    return "|".join(cues)


def _commodities(file: RuleFile) -> tuple[dict[str, Commodity], dict[str, str]]:
    found: dict[str, Commodity] = {}
    by_word: dict[str, str] = {}
    for name, entry in _map(file, "commodities").items():
        if name not in COMMODITIES and not name.startswith("other:"):
            raise file.fault(("commodities", name), f"{name!r} is none of {', '.join(COMMODITIES)}, nor other:NAME")
        units = frozenset(file.words("commodities", name, "units"))
        found[name] = Commodity(name, units, entry.get("unit"), entry.get("consumer_unit"), entry.get("currency"))
        by_word |= dict.fromkeys((_plain(word) for word in file.words("commodities", name, "words")), name)
    return found, by_word


def _cue(file: RuleFile, place: int, names: Mapping[str, str]) -> Cue:
    entry = file.content["cues"][place]
    where = ("cues", place)
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str) or not isinstance(entry.get("weight"), int):
        raise file.fault(where, "a cue has an id and a weight")
    if unknown := sorted(set(entry) - {"id", "weight", "left", "right", "sentence"}):
        raise file.fault(where, f"unknown {', '.join(unknown)}")
    sides = {
        side: _regex(file, (*where, side), entry[side], names) if side in entry else None
        for side in ("left", "right", "sentence")
    }
    if not any(sides.values()):
        raise file.fault(where, "a cue needs left, right or sentence")
    return Cue(entry["id"], entry["weight"], **sides)


def _pattern(file: RuleFile, name: str) -> re.Pattern[str]:
    return _regex(file, (name,), _text(file, name), {})


def _regex(file: RuleFile, where: tuple[str | int, ...], written: str, names: Mapping[str, str]) -> re.Pattern[str]:
    for name, value in names.items():
        written = written.replace(f"{{{name}}}", f"(?:{value})" if name == "cap" else value)
    try:
        return re.compile(written)
    except re.error as error:
        raise file.fault(where, f"no regular expression: {error}") from None
