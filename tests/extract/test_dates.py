"""Dates: shapes, years that are not told, weekdays by tense, roles, and texts that are none."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.extract.dates import calendar, find_dates

FRIDAY = date(2022, 12, 2)
LINEAR = 30
"""Times that a text ten times as long may take, with room for noise; a quadratic one takes a hundred."""


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("signed on Dec. 5, 2022", "2022-12-05"),
        ("signed on 5th of December 2022", "2022-12-05"),
        ("signed on DECEMBER 5", "2022-12-05"),
        ("signed on 31 June 2022", None),
        ("signed on 2022-13-05", None),
        ("signed on 12/12/2022", "2022-12-12"),
        ("It comes into force on 5 February.", "2023-02-05"),
        ("They have been banned since 5 February.", "2022-02-05"),
        ("It was signed on February 24.", "2022-02-24"),
        ("two weeks ago", "2022-11-18"),
        ("a year ago", "2021-01-01"),
        ("by the end of the year", "2022-12-31"),
        ("from January", "2023-01-01"),
        ("until January", "2023-01-31"),
        ("early next week", "2022-12-05"),
        ("last Friday", "2022-11-25"),
        ("this Friday", "2022-12-02"),
    ],
)
def test_dates_told_on_a_friday(text: str, iso: str | None) -> None:
    (found,) = find_dates(text, FRIDAY)
    assert (found.iso.isoformat() if found.iso else None) == iso


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("It applies from 5 December and lapses on 31 January.", ["effective", "until"]),
        ("The licence expires at midnight on 31 January.", ["until"]),
        ("It takes effect at 12:01 a.m. eastern standard time on December 5.", ["effective"]),
        ("On 5 December the cap takes effect.", ["effective"]),
        ("Member states must endorse it by 10 a.m. on Saturday.", ["deadline"]),
        ("Firms have to comply within 90 days.", ["deadline"]),
        ("The Council said on Thursday that it would act.", ["announced"]),
        ("The measures date from 31 July 2014.", ["past"]),
        ("They were prolonged for six months, until 15 March.", ["until", "until"]),
    ],
)
def test_roles(text: str, roles: list[str]) -> None:
    assert [mark.role for mark in find_dates(text, FRIDAY)] == roles


def test_nothing_relative_is_resolved_without_a_day_of_publication() -> None:
    found = find_dates("On Friday, in July, on 5 December, two days ago and next month, then 5 June 2023.", None)
    assert [mark.iso for mark in found] == [None, None, None, None, None, date(2023, 6, 5)]


def test_a_range_of_days_has_a_first_and_a_last() -> None:
    (found,) = find_dates("It meets on December 5-7.", FRIDAY)
    assert (found.iso, found.last) == (date(2022, 12, 5), date(2022, 12, 7))


@pytest.mark.parametrize(
    "text",
    ["She may march.", "In all, 2014 ships.", "Regulation (EU) 2022/2578", "$2000", "Augustus", "Marching", "1.2.3"],
)
def test_other_words_are_no_dates(text: str) -> None:
    assert find_dates(text, FRIDAY) == ()


@given(day=st.dates(), count=st.integers(-(10**6), 10**6), unit=st.sampled_from(["day", "week", "month", "year"]))
def test_the_calendar_never_raises(day: date, count: int, unit: str) -> None:
    assert calendar.plus(day, count, unit) is None or count == 0 or calendar.plus(day, count, unit) != day
    assert calendar.period("week", day, 1) is None or calendar.period("week", day, 1) > (day, day)  # type: ignore[operator]


PIECES = st.sampled_from([
    "5", "31", " December", " Dec.", "May", " 2022", "2022-12-05", "5/12/2022", " Friday", "next ", "last ",
    "mid-", "within ", "for ", "ninety", " days", " week", " ago", " by ", "from ", "until ", "the end of ",
    " year", "-end", ", ", ". ", "\n", "to ", "İ",
])  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=200), st.none() | st.dates())
def test_marks_lie_inside_the_text_in_order(text: str, published: date | None) -> None:
    place = 0
    for mark in find_dates(text, published):
        assert place <= mark.start < mark.end <= len(text)
        assert text[mark.start : mark.end] == mark.text
        place = mark.end


@pytest.mark.parametrize(
    "piece",
    [
        "5 December ",
        "May ",
        "2022",
        "2022-",
        "within ",
        "for a year ",
        "the end of ",
        "1/1/2022 ",
        "Friday",
        "last next ",
        "a" * 50 + "ed ",
    ],
)
def test_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    def seconds(count: int) -> float:
        text = piece * count
        spent = []
        for _ in range(3):
            start = time.perf_counter()
            find_dates(text, FRIDAY)
            spent.append(time.perf_counter() - start)
        return min(spent)

    seconds(10)
    assert seconds(5_000) < LINEAR * max(seconds(500), 0.002)
