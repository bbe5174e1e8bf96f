"""Dates in a text, resolved against the day of publication, with the role that the words around give them.

The words of the grammar stand in `rules/data/dates.yaml`.
"""

from streams.extract.dates.mentions import find_dates

__all__ = ["find_dates"]
