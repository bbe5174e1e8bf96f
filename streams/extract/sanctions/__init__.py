"""Sanctions facts: who restricts or frees whom, by which measure, and how far it is."""

from streams.extract.sanctions.draft import SanctionDraft
from streams.extract.sanctions.finder import find_sanctions
from streams.extract.sanctions.measures import may_tell

__all__ = ["SanctionDraft", "find_sanctions", "may_tell"]
