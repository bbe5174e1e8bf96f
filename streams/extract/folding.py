"""Spelling without accents, typographic quotes and dashes, letter for letter, so that offsets stay."""

import unicodedata
from typing import Final


def _table() -> dict[int, str]:
    table = {
        ord(typographic): plain
        for plain, variants in {
            "'": "\u2018\u2019\u201b\u02bc\u00b4`",
            '"': "\u201c\u201d\u201e\u00ab\u00bb",
            "-": "\u2010\u2011\u2012\u2013\u2014",
            " ": "\u00a0\u2009\u202f\t",
            "l": "\u0142",
            "L": "\u0141",
            "o": "\u00f8",
            "O": "\u00d8",
            "d": "\u0111",
            "D": "\u0110",
            "i": "\u0131",
        }.items()
        for typographic in variants
    }
    for code in range(0xC0, 0x250):
        plain = unicodedata.normalize("NFD", chr(code))[0]
        if plain.isascii() and plain.isalpha():
            table[code] = plain
    return table


_PLAIN: Final = _table()


def fold(text: str) -> str:
    """The text with plain letters, quotes, dashes and blanks; as long as before, its lines kept."""
    return text.translate(_PLAIN)


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, folded, without quotes and commas; for comparing names."""
    return tuple(word.strip("\"',.()") for word in fold(name).split())
