"""Regular expressions from lists of words, built so that they scan fast and never backtrack far."""

import re
from collections.abc import Iterable


def alternation(words: Iterable[str]) -> str:
    """Any of the words, the longest first; blanks and hyphens stand for each other."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"[\s-]").replace(r"\-", r"[\s-]") for word in ordered)


def by_first_letter(words: Iterable[str]) -> str:
    """Like `alternation`, with the words grouped by their first letter, which scans a text faster."""
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[0], []).append(word[1:])
    return "|".join(f"{re.escape(letter)}(?:{alternation(rest)})" for letter, rest in sorted(groups.items()))
