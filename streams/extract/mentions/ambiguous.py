"""Short names that mean different bodies: `the Council`, `the Treasury`, `the bloc`; the article decides."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from spacy.tokens import Token

from streams.extract.lexicon import FOLDER, Entry, lexicon, words
from streams.extract.mentions.reading import Found, Reading
from streams.rules import load

RANK: Final = 4
KEYS: Final = {"words", "readings", "otherwise", "the", "full", "alone"}
NOUNS: Final = frozenset({"NOUN", "PROPN", "ADJ", "NUM"})


@dataclass(frozen=True, slots=True)
class Short:
    """What a short name may mean, and what it needs: an article, a full name before, no noun behind."""

    readings: tuple[Entry, ...]
    otherwise: Entry | None
    the: bool
    full: bool
    alone: bool


def short_names(reading: Reading, known: Sequence[Found]) -> Iterator[Found]:
    """The short names that something in the article explains."""
    pattern, table = _table()
    told: dict[Short, _Told] = {}
    for match in pattern.finditer(reading.folded):
        start, end = match.span()
        short = table[match[0]]
        if not _fits(reading, start, end, short):
            continue
        if short not in told:
            told[short] = _told(short, known)
        entry = told[short].at(start)
        if entry is not None:
            yield Found(start, end, entry, RANK)


def is_short(name: str) -> bool:
    """Whether a word is a short name that only the article explains."""
    return name in _table()[1]


def _fits(reading: Reading, start: int, end: int, short: Short) -> bool:
    token, before, after = reading.token_at(start), reading.before(start), reading.after(end)
    opens = token.text[0].isupper() and (before is None or bool(token.is_sent_start))
    if short.the and not opens and (before is None or before.lower_ != "the"):
        return False
    if not reading.in_headline(start) and (_part_of_name(after) or _part_of_name(before)):
        return False
    return not short.alone or (after is not None and after.pos_ not in NOUNS and token.dep_ != "compound")


def _part_of_name(neighbour: Token | None) -> bool:
    """Whether a neighbour makes the word a part of a longer name: `Atlantic Council`, not `Treasury Secretary`."""
    if neighbour is None or neighbour.is_sent_start or not neighbour.is_alpha:
        return False
    return neighbour.text[0].isupper() and neighbour.text not in words("names", "titles")


@dataclass(frozen=True, slots=True)
class _Told:
    """Where an article tells a reading of a short name, in the order of the text."""

    places: tuple[int, ...]
    entries: tuple[Entry, ...]
    otherwise: Entry | None

    def at(self, start: int) -> Entry | None:
        """The reading told last before a place, else the first told behind it."""
        if not self.places:
            return self.otherwise
        return self.entries[max(bisect_left(self.places, start) - 1, 0)]


def _told(short: Short, known: Sequence[Found]) -> _Told:
    """By full names of the readings, or, where there are none, by their states."""
    told = [(found.start, found.entry) for found in known if found.entry in short.readings]
    if not told and not short.full:
        states = {entry.acts_for: entry for entry in reversed(short.readings) if entry.acts_for}
        told = [(found.start, states[found.entry.acts_for]) for found in known if found.entry.acts_for in states]
    return _Told(tuple(place for place, _ in told), tuple(entry for _, entry in told), short.otherwise)


@cache
def _table() -> tuple[re.Pattern[str], dict[str, Short]]:
    rules = load(f"{FOLDER}/ambiguous.yaml")
    entries, table = lexicon().entries, {}
    for place, row in enumerate(rules.content["ambiguous"]):
        path = ("ambiguous", place)
        if unknown := sorted(set(row) - KEYS):
            raise rules.fault(path, f"unknown key {', '.join(unknown)}")
        readings, otherwise = rules.words(*path, "readings"), row.get("otherwise")
        for name in (*readings, *([otherwise] if otherwise else [])):
            if name not in entries:
                raise rules.fault(path, f"{name!r} is no entry of the lexicons")
        short = Short(
            readings=tuple(entries[name] for name in readings),
            otherwise=entries[otherwise] if otherwise else None,
            the=bool(row.get("the")),
            full=bool(row.get("full")),
            alone=bool(row.get("alone")),
        )
        table.update(dict.fromkeys(rules.words(*path, "words"), short))
    longest_first = "|".join(sorted(map(re.escape, table), key=len, reverse=True))
    return re.compile(rf"\b(?:{longest_first})\b"), table
