"""The learned model: finds what the rules have no words for, and settles the slots of what they find."""

from streams.extract.learned.join import joined
from streams.extract.learned.network import Network

__all__ = ["Network", "joined"]
