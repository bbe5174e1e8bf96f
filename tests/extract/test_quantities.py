"""Amounts of money and percentages: neighbours in lists, ranges, conversions, and texts that are none."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.extract.document import Quantity
from streams.extract.quantities import find_percents, find_quantities

LINEAR = 30
"""Times that a text ten times as long may take, with room for noise; a quadratic one takes a hundred."""


def told(quantity: Quantity) -> tuple[str, str | None, str | None]:
    return str(quantity.low), quantity.currency, quantity.unit


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("down to USD 47.60 from 60", [("47.60", "USD", None), ("60", "USD", None)]),
        ("from $60 to $45 a barrel", [("60", "USD", "barrel"), ("45", "USD", "barrel")]),
        ("from 60 to 45 dollars", [("60", "USD", None), ("45", "USD", None)]),
        ("100 dollars for diesel and 45 for fuel oil", [("100", "USD", None), ("45", "USD", None)]),
        ("$100 a barrel for diesel; for fuel oil, $45.[0]", [("100", "USD", "barrel"), ("45", "USD", "barrel")]),
        ("480 forints, or €1.3, per litre", [("480", "HUF", "litre"), ("1.3", "EUR", "litre")]),
        ("£1,568 then, £1,717 now", [("1568", "GBP", None), ("1717", "GBP", None)]),
        ("up $2 to $80 a barrel", [("2", "USD", None), ("80", "USD", "barrel")]),
        ("Rp 14.000 per liter", [("14000.000", "IDR", "litre")]),
        ("P58 a kilo", [("58", "PHP", "kilogram")]),
    ],
)
def test_amounts_of_a_sentence(text: str, amounts: list[tuple[str, str | None, str | None]]) -> None:
    assert [told(quantity) for quantity in find_quantities(text)] == amounts


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("$65 to $70", "65", "70"),
        ("$65-70", "65", "70"),
        ("65–70 dollars", "65", "70"),  # noqa: RUF001  # the news writes ranges with an en dash
        ("between 65 and 70 dollars a barrel", "65", "70"),
        ("EUR 16-20 billion", "16000000000", "20000000000"),
        ("80 to 90 cents", "0.8", "0.9"),
    ],
)
def test_a_range_is_one_amount(text: str, low: str, high: str) -> None:
    (found,) = find_quantities(text)
    assert (found.low, found.high, found.text) == (Decimal(low), Decimal(high), text.removeprefix("between "))


def test_the_place_of_an_amount_holds_currency_and_unit() -> None:
    text = "the G7's $60-a-barrel price cap"
    (found,) = find_quantities(text)
    assert text[found.start : found.end] == found.text == "$60-a-barrel"


def test_cents_are_euros_in_a_text_about_euros() -> None:
    assert find_quantities("It holds gas at 12 cents a kilowatt hour, or 900 euros a year.")[0].currency == "EUR"
    assert find_quantities("It holds fuel at 95 cents a gallon, or 900 dollars a year.")[0].currency == "USD"


@pytest.mark.parametrize(
    "text", ["the P5 and the G7", "in 2022", "5 December", "27 states", "Article 3n", "11:10 GMT", "1.2.3"]
)
def test_other_numbers_are_no_amounts(text: str) -> None:
    assert find_quantities(text) == ()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("15 % below", ["15"]),
        ("15 per cent or fifteen percent", ["15", "15"]),
        ("between 5 and 10%", ["5", "10"]),
        ("up 2.4pc", ["2.4"]),
        ("15 states", []),
    ],
)
def test_percentages(text: str, values: list[str]) -> None:
    assert [str(percent.value) for percent in find_percents(text)] == values


PIECES = st.sampled_from([
    "$", "€", "USD ", "60", "1,717", "47.60", " to ", "-", " from ", " a barrel", "/MWh", " dollars", " cents",
    "[1]", "¹", " million", "m", " sixty", " hundred", "%", ". ", "\n", " and ", "between ", " cap of ", "0",
    "\u00a0000", "İ", "½", " per ",
])  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=200))
def test_marks_lie_inside_the_text_in_order(text: str) -> None:
    for marks in (find_quantities(text), find_percents(text)):
        place = 0
        for mark in marks:
            assert place <= mark.start < mark.end <= len(text)
            assert text[mark.start : mark.end] == mark.text
            place = mark.end
    for quantity in find_quantities(text):
        assert quantity.low <= quantity.high


@pytest.mark.parametrize(
    "piece",
    [
        "$1 ",
        "1,",
        "9",
        "one hundred and ",
        "from $60 to ",
        "$60[1][1]",
        "60-",
        "a cap of ",
        "\u00a0000",
        "$",
        "USD ",
        "5% ",
        "between 1 and ",
    ],
)
def test_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    def seconds(count: int) -> float:
        text = piece * count
        spent = []
        for _ in range(3):
            start = time.perf_counter()
            find_quantities(text)
            find_percents(text)
            spent.append(time.perf_counter() - start)
        return min(spent)

    seconds(10)
    assert seconds(6_000) < LINEAR * max(seconds(600), 0.002)
