"""Plain text made fit for reading: odd blanks, invisible characters, loose accents, broken encodings.

Quotation marks, dashes and line breaks stay. Every pattern is matched in linear time.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from itertools import chain
from typing import Final

from msgspec.structs import replace

from streams.ingest.trace import Trace
from streams.messages import CleanText

MOST_MARKS: Final = 3
"""Accents that one letter keeps; more is a prank, and would take quadratic time to put in order."""

_BLANK: Final = r"[\t \xa0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_INVISIBLE: Final = (
    r"[\x00-\x08\x0e-\x1f\x7f\xad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
# What the UTF-8 bytes 0x80 to 0xbf look like where the text was once read as Windows-1252 or Latin-1.
_MISREAD: Final = "[\x80-\xbf" + "".join(bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)) + "]"
# Two patterns, each with one class in front, so that the scan runs from suspect to suspect (10 times as fast).
_BLANKS: Final = re.compile(rf"{_BLANK}(?:{_BLANK}++|(?=[\r\n])|(?<=[\r\n].))", re.DOTALL)
_ODD: Final = re.compile(
    rf"""
    [\r\xc2\xc3\xe2\u0300-\u036f\ufb00-\ufb04{_INVISIBLE[1:-1]}]
    (?: (?<=\r) (?P<newline> \n? )
    | (?<={_INVISIBLE}) (?P<invisible> {_INVISIBLE}*+ )
    | (?<=[\u0300-\u036f]) (?P<marks> [\u0300-\u036f]*+ )
    | (?<=\xc2) (?P<leftover> (?=\s|\Z) )
    | (?P<misread> (?<=[\xc2\xc3]) {_MISREAD} | (?<=\xe2) [\u20ac\u201a\u201e\x80\x82\x84] {_MISREAD} )
    | (?<=[\ufb00-\ufb04]) (?P<ligature> )
    )
    """,
    re.VERBOSE,
)
_SAME_LENGTH: Final[Mapping[str, str]] = {
    **dict.fromkeys("\t\xa0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " "),
    **dict.fromkeys("\v\f\u2028\u2029", "\n"),
    **{chr(code): bytes([code]).decode("cp1252", "ignore") or " " for code in range(0x80, 0xA0)},
    "\N{KELVIN SIGN}": "K",
    "\N{ANGSTROM SIGN}": "\xc5",
    "\N{OHM SIGN}": "\N{GREEK CAPITAL LETTER OMEGA}",
}
"""Characters that another single one is written for."""
_CHANGED: Final = re.compile(f"[{''.join(_SAME_LENGTH)}]")


def tidy(clean: CleanText) -> CleanText:
    """The text without what hinders reading; its offsets lead into the same original."""
    text, trace, place = clean.text, Trace(clean), 0
    for odd in sorted(chain(_ODD.finditer(text), _BLANKS.finditer(text)), key=re.Match.start):
        start, end = odd.span()
        if odd.lastgroup == "marks" and start > place:
            start -= 1  # the letter that carries them
        if start >= place:
            trace.copy(place, start)
            trace.put(_WRITTEN[odd.lastgroup](text, start, end), start, end)
            place = end
    if place:
        trace.copy(place, len(text))
        clean = trace.finish()
    return replace(clean, text=_CHANGED.sub(lambda char: _SAME_LENGTH[char.group()], clean.text))


def _read_again(text: str) -> str:
    """The character whose UTF-8 bytes were misread as these, else these."""
    as_bytes = b"".join(char.encode("cp1252", "ignore") or char.encode("latin-1") for char in text)
    try:
        return re.sub(_INVISIBLE, "", as_bytes.decode())
    except UnicodeDecodeError:
        return text


_WRITTEN: Final[Mapping[str | None, Callable[[str, int, int], str]]] = {
    "newline": lambda _text, _start, _end: "\n",
    None: lambda text, start, end: "" if {text[start - 1 : start], text[end : end + 1]} & {"\r", "\n", ""} else " ",
    "invisible": lambda _text, _start, _end: "",
    "marks": lambda text, start, end: unicodedata.normalize("NFC", text[start : min(end, start + 1 + MOST_MARKS)]),
    "misread": lambda text, start, end: _read_again(text[start:end]),
    # What is left of a misread no-break space; but a word in capitals may end so.
    "leftover": lambda text, start, _end: "\xc2" if text[start - 1 : start].isupper() else "",
    "ligature": lambda text, start, end: unicodedata.normalize("NFKC", text[start:end]),
}
"""What is written for an odd stretch of a text, by the group of the pattern that found it."""
