"""Ids are the same in any run, and only for the same thing."""

from decimal import Decimal
from uuid import UUID

import pytest

from streams.ids import fact_id, make_id, shortest


def test_an_id_never_changes() -> None:
    assert (
        fact_id("price_cap", "wire-1", 1, ("crude_oil", None, Decimal("47.60")))
        == "5187b5d8-0dfe-5d5d-b204-b21eac403fdc"
    )
    assert UUID(make_id("outcome", "topic", 0, 7)).version == 5


@pytest.mark.parametrize("amount", ["60", "60.0", "60.000", "6E+1", "0.6E2"])
def test_an_amount_counts_however_it_is_written(amount: str) -> None:
    assert make_id("cap", Decimal(amount)) == make_id("cap", Decimal(60))


def test_different_things_have_different_ids() -> None:
    keys = [
        (),
        (None,),
        ("",),
        ("a",),
        ("a", "b"),
        (("a", "b"),),
        (("a",), "b"),
        ("a,b",),
        (1,),
        ("1",),
        (Decimal(2),),
        (2,),
    ]
    ids = [fact_id("sanction", "x", 1, key) for key in keys]
    ids += [fact_id("price_cap", "x", 1, ()), fact_id("sanction", "x", 2, ()), fact_id("sanction", "y", 1, ())]
    assert len(set(ids)) == len(keys) + 3


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("47.60", "47.6"),
        ("60", "60"),
        ("6E+1", "60"),
        ("100", "100"),
        ("0.10", "0.1"),
        ("0.00", "0"),
        ("-0", "0"),
        ("-1.50", "-1.5"),
    ],
)
def test_the_shortest_form(number: str, text: str) -> None:
    assert shortest(Decimal(number)) == text


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1E+999999", "1E-999999"])
def test_what_is_no_amount(number: str) -> None:
    with pytest.raises(ValueError, match="no amount"):
        shortest(Decimal(number))
