"""What is asked of the chain."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from streams.broker.progress import Report, ignore
from streams.settings import Settings

Protocol = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]


@dataclass(frozen=True, slots=True)
class Request:
    """The broker that somebody wants.

    `protocol` is how clients talk to it and `properties` are Kafka's own (`server.properties`),
    winning over ours; both only work for a node started here.
    """

    settings: Settings
    protocol: Protocol = "PLAINTEXT"
    properties: Mapping[str, str] = field(default_factory=dict)
    report: Report = ignore
