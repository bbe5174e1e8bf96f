"""Other forms of names within an article: surnames, acronyms in brackets, companies without their suffix."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from streams.extract.folding import words_of
from streams.extract.lexicon import Entry, Form, by_first_word, lexicon, words
from streams.extract.mentions.gazetteer import find_forms
from streams.extract.mentions.model_names import RANK as MODEL_RANK
from streams.extract.mentions.reading import Found, Reading

RANK: Final = MODEL_RANK
"""As good as the model: the longer of two counts, so that no surname is cut out of a full name."""

FEWEST: Final = 2
"""Words of a name that has a short form."""

SHORTEST: Final = 3
SHORTEST_STEM: Final = 4
IN_BRACKETS: Final = re.compile(r"[\"']?[ ]\((?:the[ ])?[\"']?(?P<short>[A-Z][\w&.-]{1,14})[\"']?\)")


def variants(reading: Reading, known: Sequence[Found]) -> Iterator[Found]:
    """Where the people and organisations that are named in full are named again in short."""
    shorts = {**_short_forms(known), **_acronyms(reading, known)}
    return find_forms(reading.folded, by_first_word(Form(short, entry) for short, entry in shorts.items()), RANK)


def _acronyms(reading: Reading, known: Sequence[Found]) -> Mapping[str, Entry]:
    """`Integral Concierge Services Limited (ICSL)`."""
    shorts = {}
    for found in known:
        if found.entry.type == "ORG" and (match := IN_BRACKETS.match(reading.folded, found.end)):
            shorts[match["short"]] = found.entry
    return shorts


def _short_forms(known: Sequence[Found]) -> Mapping[str, Entry]:
    """Short forms that the lexicons don't know, by whom they name; the first to be named keeps a shared one."""
    shorts: dict[str, Entry] = {}
    for found in known:
        parts = words_of(found.entry.name)
        if len(parts) < FEWEST:
            continue
        forms: Iterator[str] = iter(())
        if found.entry.type == "PERSON":
            forms = _surnames(parts)
        elif found.entry.type == "ORG" and found.rank < MODEL_RANK and found.entry.name not in lexicon().entries:
            forms = _stems(parts)
        for form in forms:
            shorts.setdefault(form, found.entry)
    return {short: entry for short, entry in shorts.items() if lexicon().named(short) is None}


def _surnames(parts: Sequence[str]) -> Iterator[str]:
    """The last word, and the last with its particles: `Leyen`, `von der Leyen`; the first of `Kim Jong Un`."""
    if parts[0] in words("given_names", "family_names_first"):
        yield parts[0]
        return
    last = len(parts) - 1
    while last > 1 and parts[last - 1] in words("names", "particles"):
        last -= 1
    if last < len(parts) - 1:
        yield " ".join(parts[last:])
    if len(parts[-1]) >= SHORTEST and parts[-1][0].isupper():
        yield parts[-1]


def _stems(parts: Sequence[str]) -> Iterator[str]:
    """The name without its last words, and its first word where that names something by itself."""
    suffixes, common = words("companies", "legal_forms"), words("companies", "common")
    end = len(parts)
    while end > 1 and parts[end - 1] in suffixes:
        end -= 1
    for shorter in range(min(end, len(parts) - 1), 1, -1):
        if parts[shorter - 1][0].isupper():
            yield " ".join(parts[:shorter])
    first = parts[0]
    if len(first) >= SHORTEST_STEM and first[0].isupper() and first not in common:
        yield first
