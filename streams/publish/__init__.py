"""Messages become valid bytes with headers; what can't be processed becomes a dead letter."""

from streams.publish.dead_letter import header_object
from streams.publish.publisher import Publisher

__all__ = ["Publisher", "header_object"]
