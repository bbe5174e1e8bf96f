"""Which days a date as written stands for."""

import re
from datetime import date
from typing import Final

from streams.extract.dates import calendar
from streams.extract.dates.lexicon import Lexicon, Role
from streams.extract.dates.shapes import Written

MIDDLE: Final = 15
Days = tuple[date | None, date | None]
STEPS: Final = {
    "next": 1,
    "coming": 1,
    "the coming": 1,
    "last": -1,
    "past": -1,
    "previous": -1,
    "the previous": -1,
    "this": 0,
}


def resolve(written: Written, published: date | None, *, ahead: bool | None, role: Role | None, words: Lexicon) -> Days:
    """First and last day; the last is null for a single day, both are null for what can't be told.

    `ahead` says whether the date lies ahead of publication (null: unknown), of a month or
    year that ends something its last day counts.
    """
    closes = role in ("until", "deadline")
    forward = role == "effective"
    if written.kind == "iso":
        year, month, day = (int(part) for part in written.word.split("-"))
        return calendar.day_of(year, month, day), None
    if written.kind == "slashed":
        return _slashed(written.word), None
    if written.kind == "day":
        return _day(written, words.months[written.word], published, ahead=ahead, forward=forward)
    if written.kind == "month":
        return _month(written, words.months[written.word], published, ahead=ahead, closes=closes, forward=forward)
    if written.kind == "year":
        return _year(int(written.word), written.part, closes=closes)
    return _relative(written, published, ahead=ahead, words=words) if published else (None, None)


def _slashed(word: str) -> date | None:
    """5.12.2022 is 5 December; 5/12/2022 may be either, so it is null; 25/12/2022 is clear."""
    first, second, year = (int(part) for part in re.split("[/.]", word))
    if "." in word or first > calendar.DECEMBER:
        return calendar.day_of(year, second, first)
    if second > calendar.DECEMBER or first == second:
        return calendar.day_of(year, first, second)
    return None


def _day(written: Written, month: int, published: date | None, *, ahead: bool | None, forward: bool) -> Days:
    def on(number: str | None) -> date | None:
        if number is None:
            return None
        day = int(number.rstrip("stndrh"))
        if written.year:
            return calendar.day_of(int(written.year), month, day)
        return calendar.nearest_year(month, day, published, ahead=ahead, forward=forward) if published else None

    return (on(written.first), on(written.day)) if written.first else (on(written.day), on(written.last))


def _month(
    written: Written, month: int, published: date | None, *, ahead: bool | None, closes: bool, forward: bool
) -> Days:
    if written.year:
        year = int(written.year)
    elif published and (day := calendar.nearest_year(month, MIDDLE, published, ahead=ahead, forward=forward)):
        year = day.year
    else:
        return None, None
    first, last = date(year, month, 1), calendar.month_end(year, month)
    if written.part.startswith(("mid", "the mid")):
        return date(year, month, MIDDLE), None
    if "end" in written.part or "close" in written.part or (closes and not written.part):
        return last, None
    if written.part == "late":
        return date(year, month, 21), last
    return first, (date(year, month, 10) if written.part else last)


def _year(year: int, part: str, *, closes: bool) -> Days:
    first, last = date(year, 1, 1), date(year, 12, 31)
    if "end" in part or "close" in part or (closes and not part):
        return last, None
    return first, last


def _relative(written: Written, published: date, *, ahead: bool | None, words: Lexicon) -> Days:
    if written.kind == "weekday":
        step = STEPS.get(written.which, 0)
        later = step > 0 or (bool(ahead) and step == 0)
        return calendar.weekday(words.weekdays[written.word], published, ahead=later, strictly=step != 0), None
    if written.kind == "relative":
        return calendar.plus_days(published, words.relative_days[written.word]), None
    if written.kind == "period":
        return calendar.period(written.word, published, STEPS[written.which]) or (None, None)
    if written.kind == "close":
        days = calendar.period(written.word, published, 0)
        return (days[1] if days else None), None
    if written.kind in ("within", "ago"):
        return _counted(written, published, words)
    return None, None


def _counted(written: Written, published: date, words: Lexicon) -> Days:
    """Within 90 days, two weeks ago; a month or year ago is a stretch of time, not a day."""
    count = words.numbers[written.count] if written.count in words.numbers else int(written.count)
    if written.kind == "within" or written.way == "from now":
        return calendar.plus(published, count, written.word), None
    if written.word in ("month", "year"):
        return calendar.period(written.word, published, -count) or (None, None)
    return calendar.plus(published, -count, written.word), None
