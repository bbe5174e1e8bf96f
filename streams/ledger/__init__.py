"""The ledger: whether every input record has exactly one fate, and every output a reason."""

from streams.ledger.balance import FAULTS, Balance, Fault, Line
from streams.ledger.book import Ledger

__all__ = ["FAULTS", "Balance", "Fault", "Ledger", "Line"]
