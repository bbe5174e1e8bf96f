"""Percentages: 15%, 15 per cent, fifteen percent, 5-10%."""

import re
from typing import Final

from streams.extract.document import Percent
from streams.extract.quantities.lexicon import lexicon
from streams.extract.quantities.numerals import find_numerals

RANGE: Final = re.compile(r"\s?(?:-|\u2013|\u2014|to|and|or)\s?$")


def find_percents(text: str) -> tuple[Percent, ...]:
    """All percentages of a text in order; a range gives one for each end."""
    words = lexicon()
    found: list[Percent] = []
    before = None
    for number in find_numerals(text):
        sign = words.percent.match(text, number.end)
        if sign:
            if before and before.digits == number.digits and RANGE.match(text[before.end : number.start]):
                found.append(Percent(before.start, before.end, text[before.start : before.end], before.value))
            found.append(Percent(number.start, sign.end(), text[number.start : sign.end()], number.value))
        before = None if sign else number
    return tuple(found)
