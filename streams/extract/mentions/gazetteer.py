"""Finds the names of the lexicons: one walk over the words, a table look-up each, linear in the text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from streams.extract.lexicon import Entry, Form, lexicon, words
from streams.extract.mentions.reading import Found, Reading

RANK: Final = 1
WORD: Final = re.compile(r"[^\W_]+")
MODEL_NAMES: Final = frozenset({"ORG", "PERSON", "GPE"})


def gazetteer(reading: Reading) -> Iterator[Found]:
    """Every known name, the longest at each place."""
    for found in find_forms(reading.folded, lexicon().forms, RANK):
        if _is_name(reading, found.start, found.end, found.entry):
            yield found


def find_forms(text: str, forms: Mapping[str, Sequence[Form]], rank: int) -> Iterator[Found]:
    """Forms in a folded text; `forms` are grouped by first word, in each group the longest first."""
    end = 0
    for match in WORD.finditer(text):
        group = forms.get(match[0])
        if group is None or match.start() < end:
            continue
        start = match.start()
        for form in group:
            stop = start + len(form.words)
            if text.startswith(form.words, start) and _ends_word(text, stop):
                yield Found(start, stop, form.entry, rank)
                end = stop
                break


def _ends_word(text: str, stop: int) -> bool:
    return stop >= len(text) or not text[stop].isalnum() or not text[stop - 1].isalnum()


def _is_name(reading: Reading, start: int, stop: int, entry: Entry) -> bool:
    """Not an ordinary word at the start of a sentence, nor a part of somebody else's name."""
    name = reading.folded[start:stop]
    if name == "US" and reading.in_capitals(start):
        return False  # "LET US GO"
    if name in words("names", "ordinary") and (reading.starts_sentence(start) or reading.in_headline(start)):
        token = reading.token_at(start)
        return token.ent_type_ in MODEL_NAMES and not (token.dep_ == "compound" and token.head.tag_.startswith("NN"))
    return " " in name or "." in name or not _in_a_persons_name(reading, start, stop, entry)


def _in_a_persons_name(reading: Reading, start: int, stop: int, entry: Entry) -> bool:
    """Whether a place or a surname stands in the name of another person: `Jordan Baker`, `Hunter Biden`."""
    name, token = reading.folded[start:stop], reading.token_at(start)
    first = name in words("names", "also_first_names")
    last = entry.type == "PERSON" or name in words("names", "also_surnames")
    if not (first or last) or token.ent_type_ != "PERSON":
        return False
    if last and token.ent_iob_ == "I":
        previous = reading.before(start)
        return previous is not None and previous.text[0].isupper() and previous.text not in words("names", "titles")
    following = reading.after(stop)
    return first and following is not None and following.ent_type_ == "PERSON" and following.ent_iob_ == "I"
