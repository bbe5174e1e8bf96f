"""The shapes in which a date is written: finds them, resolves nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from streams.extract.dates.lexicon import Lexicon

REACH: Final = 26
"""Characters before an anchor that may belong to its date."""
Kind = Literal[
    "iso", "slashed", "day", "month", "year", "weekday", "relative", "period", "within", "lasting", "ago", "close"
]


@dataclass(frozen=True, slots=True)
class Written:
    """A date as written. `word` is its anchor; the numbers are as far as they are told."""

    start: int
    end: int
    kind: Kind
    word: str
    day: str | None = None
    first: str | None = None
    last: str | None = None
    year: str | None = None
    part: str = ""
    which: str = ""
    count: str = ""
    way: str = ""


def find_written(text: str, words: Lexicon) -> Iterator[Written]:
    """All dates as written, in order, without overlaps."""
    place = 0
    for match in words.anchor.finditer(text):
        start, end, word = match.start(), match.end(), match.group()
        if start < place or (start and (text[start - 1].isalnum() or text[start - 1] in "$€£/")):
            continue
        if end < len(text) and (
            text[end].isalnum() or (word[-1].isdigit() and text[end] in "/-" and text[end + 1 : end + 2].isdigit())
        ):
            continue
        kind = (
            words.kinds[word]
            if word[0].isalpha()
            else "iso"
            if "-" in word
            else "year"
            if word.isdigit()
            else "slashed"
        )
        before = text[max(place, start - REACH) : start]
        found: Written | None
        if kind in ("iso", "slashed", "relative"):
            found = Written(start, end, kind, word)
        elif kind == "month":
            found = _month(text, start, end, before, words)
        elif kind == "weekday":
            which = words.which_before.search(before)
            found = Written(
                start - len(which.group()) if which else start,
                end,
                "weekday",
                word,
                which=which["which"].lower() if which else "",
            )
        elif kind == "year":
            part = words.part_before.search(before)
            found = Written(
                start - len(part.group()) if part else start,
                end,
                "year",
                word,
                year=word,
                part=part["part"].lower() if part else "",
            )
        else:
            found = _counted(text, start, end, before, words)
        if found:
            place = found.end
            yield found


def _month(text: str, start: int, end: int, before: str, words: Lexicon) -> Written:
    """A day and month, a month and day, or a month alone."""
    name = text[start:end]
    day = words.day_before.search(before)
    if day:
        year = words.year_behind.match(text, end)
        stop = year.end() if year and year["year"] else end
        return Written(
            start - len(day.group()),
            stop,
            "day",
            name,
            day=day["day"],
            first=day["first"],
            year=year["year"] if year else None,
        )
    behind = words.day_behind.match(text, end)
    if behind:
        return Written(start, behind.end(), "day", name, day=behind["day"], last=behind["last"], year=behind["year"])
    part = words.part_before.search(before)
    year = words.year_behind.match(text, end)
    stop = year.end() if year and year["year"] else end
    return Written(
        start - len(part.group()) if part else start,
        stop,
        "month",
        name,
        year=year["year"] if year else None,
        part=part["part"].lower() if part else "",
    )


def _counted(text: str, start: int, end: int, before: str, words: Lexicon) -> Written | None:
    """Stretches of time: next week, within 90 days, for a year, two weeks ago, the end of the year."""
    unit = text[start:end].removesuffix("s")
    which = words.which_before.search(before)
    if which and text[end - 1] != "s" and unit != "day":
        return Written(start - len(which.group()), end, "period", unit, which=which["which"].lower())
    part = words.part_before.search(before)
    if part and part["part"].lower().startswith(("end", "the end")) and text[end - 1] != "s":
        return Written(start - len(part.group()), end, "close", unit)
    if text.startswith("-end", end):
        return Written(start, end + 4, "close", unit)
    count = words.count_before.search(before)
    if not count:
        return None
    way = words.way_behind.match(text, end)
    from_start = start - len(count.group())
    if way:
        return Written(from_start, way.end(), "ago", unit, count=count["count"].lower(), way=way["way"])
    if count["within"]:
        return Written(from_start, end, "within", unit, count=count["count"].lower())
    return Written(from_start, end, "lasting", unit, count=count["count"].lower()) if count["lasting"] else None
