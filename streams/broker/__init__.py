"""A Kafka broker to work against: one given, one in Docker, or Apache Kafka run here without Docker.

The demo, the tests and the benchmarks get theirs from `running_broker`.
"""

from streams.broker.broker import Broker, Kind
from streams.broker.chain import running_broker
from streams.broker.progress import Progress, Report

__all__ = ["Broker", "Kind", "Progress", "Report", "running_broker"]
