"""Numbers as the news writes them: 1,717 and 47.60 and 47,60 and forty-five."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from streams.extract.quantities.lexicon import Lexicon, lexicon

BLANKS: Final = re.compile(r"[\u00a0\u202f]")
GROUPED_BY_BLANKS: Final = re.compile(r"[0-9]{1,3}(?:[\u00a0\u202f][0-9]{3}){1,6}(?:[.,][0-9]+)?$")
LONGEST: Final = 24
"""Digits and separators of a number that is one; longer runs are junk."""
GROUPED: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){1,6}$")
DECIMAL_COMMA: Final = re.compile(r"[0-9]+,[0-9]{1,2}$")
DOTTED: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){2,6}$")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number and its place; `digits` is false for one in words."""

    start: int
    end: int
    value: Decimal
    digits: bool


@lru_cache(maxsize=2)
def find_numerals(text: str) -> tuple[Numeral, ...]:
    """All numbers of a text, in order; kept for the next caller, since amounts and percentages both ask."""
    return tuple(_numerals(text, lexicon()))


def _numerals(text: str, words: Lexicon) -> Iterator[Numeral]:
    for match in words.numeral.finditer(text):
        written, start = match.group(), match.start()
        if (
            start
            and text[start - 1].isalnum()
            and not (written[0].isdigit() and words.prefix.search(text[max(0, start - 6) : start]))
        ):
            continue
        value = digits_value(written) if written[0].isdigit() else words_value(written, words)
        if value is not None:
            yield Numeral(start, match.end(), value, written[0].isdigit())


def digits_value(written: str) -> Decimal | None:
    """The number that digits with separators stand for; null where they are none, such as 1.2.3."""
    if len(written) > LONGEST or (BLANKS.search(written) and not GROUPED_BY_BLANKS.match(written)):
        return None
    plain = BLANKS.sub("", written)
    comma, dot = plain.rfind(","), plain.rfind(".")
    if comma >= 0 and dot >= 0:
        thousands, point = (",", ".") if dot > comma else (".", ",")
        plain = plain.replace(thousands, "").replace(point, ".")
    elif comma >= 0:
        if GROUPED.match(plain):
            plain = plain.replace(",", "")
        elif DECIMAL_COMMA.match(plain):
            plain = plain.replace(",", ".")
        else:
            return None
    elif DOTTED.match(plain):
        plain = plain.replace(".", "")
    return Decimal(plain) if plain.count(".") <= 1 and "," not in plain else None


def words_value(written: str, words: Lexicon) -> Decimal | None:
    """The number that words stand for; null where they don't add up, such as "two five"."""
    total, last = Decimal(0), Decimal(0)
    for word in re.split(r"[\s-]+", written.lower()):
        if word == "and":
            continue
        value = words.number_words[word]
        if value == 100:  # noqa: PLR2004
            total = (total or Decimal(1)) * value
        elif not last or last == 100 or (last >= 20 and last % 10 == 0 and value < 10):  # noqa: PLR2004
            total += value
        else:
            return None
        last = value
    return total
