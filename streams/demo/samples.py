"""The sample articles of the demo: YAML beside this module, written for it from true facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import msgspec
import yaml


@dataclass(frozen=True, slots=True)
class Sample:
    """A record to send: what it is for a reader, its key, and its bytes (broken ones as they stand)."""

    genre: str
    article_id: str
    value: bytes

    @property
    def key(self) -> bytes:
        """The key that keeps versions of an article in order."""
        return self.article_id.encode()


def samples() -> tuple[Sample, ...]:
    """All samples in the order in which they are sent."""
    text = files(__package__).joinpath("samples.yaml").read_text("utf-8")
    return tuple(_sample(entry) for entry in yaml.load(text, Loader=yaml.CSafeLoader))  # the safe loader in C


def _sample(entry: Mapping[str, Any]) -> Sample:
    if "raw" in entry:
        return Sample(entry["genre"], entry["raw"].split('"')[3], entry["raw"].encode())
    return Sample(entry["genre"], entry["article"]["article_id"], msgspec.json.encode(entry["article"]))
