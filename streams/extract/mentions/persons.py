"""Full names of people by their given name, and names as sanctions lists write them."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from streams.extract.folding import fold
from streams.extract.lexicon import Entry, lexicon, words
from streams.extract.mentions.reading import Found, Reading

RANK: Final = 1
WORD: Final = r"[A-Z][\w'-]{0,24}[a-z]"
CAPITALS: Final = r"[A-Z][A-Z'-]{2,24}"
LAST: Final = r"[A-Z][A-Z'-]{1,20}(?: [A-Z'-]{2,20}){0,2}"
FIRST: Final = r"[A-Z][a-z'-]{1,20}(?: [A-Z][a-z'-]{1,20}){0,4}"
LISTED: Final = re.compile(rf"^(?P<last>{LAST}), (?P<first>{FIRST})(?= ?[;(])", re.MULTILINE)
POSSESSIVE: Final = "'s"


def persons(reading: Reading) -> Iterator[Found]:
    """`Violetta Kuznetsova` by her given name, and `KIM, Se Un;` of a sanctions list."""
    for match in _full_name().finditer(reading.folded):
        span = _person(match)
        if span is not None:
            yield Found(*span, Entry(reading.text[slice(*span)], "PERSON"), RANK)
    for match in LISTED.finditer(reading.folded):
        name = f"{match['first']} {match['last'].title()}"
        yield Found(match.start(), match.end(), Entry(name, "PERSON"), RANK)


def _person(match: re.Match[str]) -> tuple[int, int] | None:
    """The stretch from the first given name to the last word that can belong to a name."""
    given, endings = _given_names(), words("companies", "endings")
    word = next((word for word in re.finditer(r"[^\s-]+", match[0]) if word[0] in given), None)
    if word is None:
        return None
    name = match[0][word.start() :].split(POSSESSIVE)[0]
    parts = name.split(" ")
    if len(parts) == 1 or parts[-1] in endings or (parts[-1].isupper() and lexicon().named(parts[-1])):
        return None
    start = match.start() + word.start()
    return start, start + len(name)


@cache
def _given_names() -> frozenset[str]:
    return frozenset(map(fold, words("given_names", "given_names")))


@cache
def _full_name() -> re.Pattern[str]:
    particles = "|".join(sorted(words("names", "particles"), key=len, reverse=True))
    return re.compile(
        rf"\b{WORD}(?: (?:[A-Z]\. |(?:{particles})[ -]){{0,3}}{WORD}){{1,4}}\b|\b{WORD}(?: {WORD})? {CAPITALS}\b"
    )
