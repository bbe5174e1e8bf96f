"""Names of ships: behind `tanker`, in lists of vessels, behind `owner of the`, before IMO numbers."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from streams.extract.lexicon import Entry, lexicon, words
from streams.extract.mentions.reading import Found, Reading

RANK: Final = 0
NAME: Final = r"[A-Z0-9][\w'.-]{0,24}(?:[ ][A-Z0-9][\w'.-]{0,24}){0,4}"
QUOTED: Final = rf"[\"']?(?:the[ ])?[\"']?(?P<name>{NAME})"
IMO: Final = r"[ ]?[,(][ ]?(?:vessel[ ])?IMO(?:[ ](?:number|no\.?))?:?[ ]?(?P<imo>\d{7})\b"
WITH_IMO: Final = re.compile(rf"\b(?P<name>{NAME})[\"']?(?:[ ]\([^()]{{0,40}}\))?{IMO}")
BEHIND: Final = re.compile(rf"[ ](?:(?:named|called|vessel|ship|tanker)[ ])?{QUOTED}")
NEXT: Final = re.compile(rf"[\"']?(?:[ ]\([^()]{{0,60}}\))?(?:,[ ](?:and[ ])?|[ ]and[ ]|[ ]&[ ]){QUOTED}")
WEIGHTS: Final = (7, 6, 5, 4, 3, 2)


def vessels(reading: Reading) -> Iterator[Found]:
    """Every ship's name; with an IMO number whose check digit is right, that is the id."""
    text = reading.folded
    listed = list(WITH_IMO.finditer(text)) if "IMO" in text else []
    numbers = {match["name"]: match["imo"] for match in listed if checked(match["imo"])}
    for match in (*listed, *_behind_cues(text)):
        start = match.start("name")
        name = match["name"].rstrip(".-'")
        imo = numbers.get(name)
        entry = Entry(reading.text[start : start + len(name)], "VESSEL", f"imo:{imo}" if imo else None)
        yield Found(start, start + len(name), entry, RANK)


def checked(imo: str) -> bool:
    """Whether the last digit of an IMO number follows from the others."""
    return sum(int(digit) * weight for digit, weight in zip(imo, WEIGHTS, strict=False)) % 10 == int(imo[-1])


def _behind_cues(text: str) -> Iterator[re.Match[str]]:
    """One name behind a cue; behind a plural, those of the list that follows."""
    for cue in _cues()["cues"].finditer(text):
        match = BEHIND.match(text, cue.end())
        while match and _is_ship(match["name"]):
            yield match
            match = NEXT.match(text, match.end()) if cue[0].endswith("s") else None
    for cue in _cues()["before"].finditer(text):
        match = BEHIND.match(text, cue.end())
        if match and _is_ship(match["name"]):
            yield match


def _is_ship(name: str) -> bool:
    """Not a company, a title, a number or a name of the lexicons that happens to follow the word."""
    parts = name.rstrip(".").split()
    if parts[0] in words("names", "titles") or parts[-1] in words("companies", "legal_forms"):
        return False
    return not name.isdigit() and lexicon().named(name) is None


@cache
def _cues() -> Mapping[str, re.Pattern[str]]:
    """`tanker` and the like; `owner of` and the like in front of `the NAME`."""
    frames = {"cues": r"\b(?:{})\b", "before": r"\b(?:{})(?= the [\"']?[A-Z])"}
    return {
        key: re.compile(frame.format("|".join(sorted(map(re.escape, words("vessels", key)), key=len, reverse=True))))
        for key, frame in frames.items()
    }
