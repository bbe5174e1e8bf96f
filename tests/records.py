"""Records and articles for tests, with the shipped schemas and the default settings."""

import json
from typing import Any, Final

from streams.contracts import Contracts
from streams.messages import Article, Record
from streams.settings import Settings

SETTINGS: Final = Settings()
CONTRACTS: Final = Contracts.load()
TEXT: Final = "The European Union on Friday cut its cap on Russian crude to $47.60 a barrel from $60."


def record(value: bytes | None, **fields: Any) -> Record:  # noqa: ANN401  # any field
    """A record with this value, at offset 7 of partition 0."""
    return Record(**{"topic": "news.article.published.v1", "partition": 0, "offset": 7, "value": value, **fields})


def article_record(**fields: object) -> Record:
    """A record of a valid article but for the given fields."""
    return record(json.dumps({"article_id": "wire-1", "text": TEXT, **fields}).encode())


def article(**fields: Any) -> Article:  # noqa: ANN401  # any field
    """An article as `decode` gives it."""
    return Article(**{"article_id": "wire-1", "text": TEXT, "language": "en", **fields})
