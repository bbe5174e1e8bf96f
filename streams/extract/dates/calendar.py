"""Arithmetic with dates that the grammar needs; nothing here raises for dates out of range."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

WEEK: Final = 7
PAST: Final = 3
"""How much nearer a day must lie behind publication than ahead of it, where a start is more likely ahead."""
DECEMBER: Final = 12


def day_of(year: int, month: int, day: int) -> date | None:
    """A date, or null where there is none such (31 June)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def plus_days(day: date, days: int) -> date | None:
    """A date some days later or, below zero, earlier; null outside the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def plus_months(day: date, months: int) -> date | None:
    """The same day some months on, or the last day of that month."""
    index = day.year * DECEMBER + day.month - 1 + months
    year, month = divmod(index, DECEMBER)
    if not date.min.year <= year <= date.max.year:
        return None
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def plus(day: date, count: int, unit: str) -> date | None:
    """A date some days, weeks, months or years later; unit in the singular."""
    if unit == "day":
        return plus_days(day, count)
    if unit == "week":
        return plus_days(day, count * WEEK)
    return plus_months(day, count * (DECEMBER if unit == "year" else 1))


def period(word: str, day: date, step: int) -> tuple[date, date] | None:
    """First and last day of the week, month or year that lies `step` of them from a day's own."""
    if word == "week":
        monday = plus_days(day, -day.weekday() + step * WEEK)
        sunday = plus_days(monday, WEEK - 1) if monday else None
        return (monday, sunday) if monday and sunday else None
    if word == "month":
        inside = plus_months(day, step)
        return (inside.replace(day=1), month_end(inside.year, inside.month)) if inside else None
    year = day.year + step
    return (date(year, 1, 1), date(year, DECEMBER, 31)) if date.min.year <= year <= date.max.year else None


def weekday(name: int, published: date, *, ahead: bool, strictly: bool = False) -> date | None:
    """The nearest such day of the week before or after publication; that day itself unless `strictly`."""
    shift = (name - published.weekday()) % WEEK if ahead else -((published.weekday() - name) % WEEK)
    if strictly and not shift:
        shift = WEEK if ahead else -WEEK
    return plus_days(published, shift)


def nearest_year(month: int, day: int, published: date, *, ahead: bool | None, forward: bool = False) -> date | None:
    """A day and month in the year that fits: ahead of publication, behind it, or (null) nearest to it.

    `forward` leans ahead where nothing tells: "from 1 July" rarely means a July long gone.

    A few weeks of slack on the wrong side are allowed, since "will start on 5 December" may be told late.
    """
    found = [d for year in (-1, 0, 1) if (d := day_of(published.year + year, month, day))]
    if not found:
        return None
    slack = 45 if ahead else 3
    if ahead is True:
        return min((d for d in found if (published - d).days <= slack), default=max(found))
    if ahead is False:
        return max((d for d in found if (d - published).days <= slack), default=min(found))
    weight = PAST if forward else 1
    return min(found, key=lambda d: (max((d - published).days, (published - d).days * weight), d))
