"""Who and what is named in an article: people, organisations, states and places, ships, laws."""

from streams.extract.mentions.find import find_mentions

__all__ = ["find_mentions"]
