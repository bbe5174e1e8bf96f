"""Strangers' text for a terminal: control characters, which could drive it, replaced one for one; offsets stay true."""

from typing import Final

_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_CONTROLS: Final = {
    code: _REPLACEMENT
    for code in (*range(0x20), 0x7F, *range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
    if code not in {0x09, 0x0A, 0x0D}
} | {0x0D: " "}


def printable(text: str) -> str:
    """The text without what could drive a terminal; same length."""
    return text.translate(_CONTROLS)


def one_line(text: str) -> str:
    """The same, line breaks and tabs as blanks; same length."""
    return printable(text).replace("\n", " ").replace("\t", " ")
