"""Price caps: which price is capped at what level, by whom, from when."""

from streams.extract.caps.draft import CapDraft
from streams.extract.caps.finder import find_price_caps

__all__ = ["CapDraft", "find_price_caps"]
