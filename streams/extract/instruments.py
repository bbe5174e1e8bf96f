"""Legal acts named in a text, with normalised ids: orders, EU acts and packages, licences, resolutions.

The patterns are data (`lexicons/instruments.yaml`); each is bounded, so that the search is linear.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from streams.extract.document import InstrumentMention
from streams.extract.lexicon import FOLDER, lexicon
from streams.messages import Actor
from streams.rules import RuleFile, load

KEYS: Final = {"kind", "pattern", "id", "author", "authors", "needs", "unless", "known"}
LETTERS: Final = {"regulation": "R", "decision": "D", "directive": "L", "common position": "E"}
"""Letters of CELEX numbers."""


@dataclass(frozen=True, slots=True)
class Known:
    """An act that the lexicon knows by name."""

    id: str | None
    author: Actor | None


@dataclass(frozen=True, slots=True)
class Pattern:
    """One kind of act: how it is written, how its id is made, and whose act it is."""

    regex: re.Pattern[str]
    id: str | None
    author: Actor | None
    other_author: Actor | None
    other_words: tuple[str, ...]
    unless: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    known: Mapping[str, Known]

    def author_in(self, text: str) -> Actor | None:
        """Whose act it is in this article: the other author where only their words stand in it."""
        if any(word in text for word in self.other_words) and not any(word in text for word in self.unless):
            return self.other_author
        return self.author


@lru_cache(maxsize=2)
def find_instruments(text: str) -> tuple[InstrumentMention, ...]:
    """All acts in the order of the text, without overlaps; one with an id before one without, else the longer."""
    found: list[InstrumentMention] = []
    for pattern in _patterns():
        if not all(any(word in text for word in group) for group in pattern.needs):
            continue
        author = pattern.author_in(text)
        for match in pattern.regex.finditer(text):
            start, end = match.span()
            known = pattern.known.get(_key(match["name"])) if "name" in match.re.groupindex else None
            found.append(
                InstrumentMention(
                    start=start,
                    end=end,
                    text=text[start:end],
                    id=known.id if known else _id(pattern.id, match),
                    author=(known.author if known else None) or author,
                )
            )
    kept: list[InstrumentMention] = []
    taken = bytearray(len(text))
    for act in sorted(found, key=lambda act: (act.id is None, act.start - act.end, act.start)):
        if taken.find(1, act.start, act.end) < 0:
            taken[act.start : act.end] = b"\1" * (act.end - act.start)
            kept.append(act)
    return tuple(sorted(kept, key=lambda act: act.start))


def _id(template: str | None, match: re.Match[str]) -> str | None:
    if template is None:
        return None
    fields = {name: value or "" for name, value in match.groupdict().items()}
    if "ordinal" in fields:
        fields["ordinal"] = str(_number(fields["ordinal"]))
    if "act" in fields:
        letter = LETTERS[fields["act"].lower().removesuffix("s")]
        fields["celex"] = f"3{fields['year']}{letter}{int(fields['number']):04d}"
    return template.format(**fields)


def _number(ordinal: str) -> int:
    digits = re.match(r"\d+", ordinal)
    return int(digits[0]) if digits else _ordinals().index(ordinal.lower()) + 1


def _key(name: str) -> str:
    return name.replace("\u2019", "'")


def _rules() -> RuleFile:
    return load(f"{FOLDER}/instruments.yaml")


@cache
def _ordinals() -> tuple[str, ...]:
    return _rules().words("ordinals")


@cache
def _patterns() -> tuple[Pattern, ...]:
    rules = _rules()
    rows = rules.content.get("instruments")
    if not isinstance(rows, list):
        raise rules.fault(("instruments",), "instruments must be a list")
    return tuple(_pattern(rules, place, row) for place, row in enumerate(rows))


def _pattern(rules: RuleFile, place: int, row: Mapping[str, Any]) -> Pattern:
    path = ("instruments", place)
    if not isinstance(row, dict) or not isinstance(row.get("pattern"), str):
        raise rules.fault(path, "an instrument is a map with a pattern")
    if unknown := sorted(set(row) - KEYS):
        raise rules.fault(path, f"unknown key {', '.join(unknown)}")
    known = _known(rules, row["known"]) if "known" in row else {}
    longest_first = sorted(_ordinals(), key=len, reverse=True)
    names = "|".join(re.escape(name).replace("'", "['\u2019]") for name in sorted(known, key=len, reverse=True))
    pattern = row["pattern"].replace("ORDINALS", "|".join(longest_first)).replace("KNOWN", f"(?:{names})")
    try:
        regex = re.compile(pattern, re.VERBOSE)
    except re.error as error:
        raise rules.fault((*path, "pattern"), f"no regular expression: {error}") from None
    other, other_words = next(iter(row.get("authors", {}).items()), (None, []))
    return Pattern(
        regex=regex,
        id=row.get("id"),
        author=_author(rules, (*path, "author"), row.get("author")),
        other_author=_author(rules, (*path, "authors"), other),
        other_words=tuple(other_words),
        unless=rules.words(*path, "unless") if "unless" in row else (),
        needs=tuple(rules.words(*path, "needs", group) for group in range(len(row.get("needs", [])))),
        known=known,
    )


def _known(rules: RuleFile, group: str) -> dict[str, Known]:
    rows = rules.content.get("known", {}).get(group)
    if not isinstance(rows, list):
        raise rules.fault(("known", group), f"known/{group} must be a list of acts")
    return {
        _key(row["name"]): Known(row.get("id"), _author(rules, ("known", group, place), row.get("author")))
        for place, row in enumerate(rows)
    }


def _author(rules: RuleFile, path: tuple[str | int, ...], code: str | None) -> Actor | None:
    if code is not None and code not in lexicon().states:
        raise rules.fault(path, f"{code!r} is no state or bloc of the lexicons")
    return lexicon().states[code] if code else None
