"""Amounts of money and percentages in a text: a small grammar in time linear in the text.

The words of the grammar stand in `rules/data/quantities.yaml`.
"""

from streams.extract.quantities.money import find_quantities
from streams.extract.quantities.percents import find_percents

__all__ = ["find_percents", "find_quantities"]
