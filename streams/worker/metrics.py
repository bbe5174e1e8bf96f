"""Everything the worker counts, as Prometheus metrics, in a registry of its own."""

import platform
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from streams import __version__
from streams.messages import Outbound, Outcome
from streams.vocabulary import FATES, STAGES

STAGE_BUCKETS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
RECORD_BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
KINDS: Final[Mapping[str, str]] = {"sanctions": "sanction", "price_caps": "price_cap"}
"""The facts' kinds by the role of their topic."""

Lag = Mapping[tuple[str, int], int]
"""Records between the committed offset and the end of the log, by topic and partition."""


class Metrics:
    """The metrics of one worker. Labels come from closed vocabularies only."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        Info("sanctionwire_build", "The program.", registry=self.registry).info(
            {"version": __version__, "python": platform.python_version()}
        )
        self.articles = self._counter("articles", "Records finished, by what became of them.", "outcome")
        self.facts = self._counter("facts", "Facts published, by kind.", "kind")
        self.dead_letters = self._counter(
            "dead_letters", "Records rejected, by the stage that did and why.", "stage", "reason"
        )
        self.publish_retries = self._counter("publish_retries", "Times that outputs had to be sent again.")
        self.rebalances = self._counter("rebalances", "Times that partitions were handed out anew.")
        self.pool_restarts = self._counter("pool_process_restarts", "Pool processes started after the first ones.")
        self.pool_losses = self._counter(
            "pool_losses", "Batches whose process overran the time limit or died.", "reason"
        )
        self.in_flight = self._gauge("records_in_flight", "Records taken and not yet acknowledged.")
        self.pool_processes = self._gauge("pool_processes", "Pool processes, as configured.")
        self.stage_seconds = self._histogram(
            "stage_seconds", "Seconds an article spent in a stage.", STAGE_BUCKETS, "stage"
        )
        self.record_seconds = self._histogram(
            "record_seconds", "Seconds from taking a record to acknowledging it.", RECORD_BUCKETS
        )
        # Series that exist from the start let an alert tell "none" from "not there".
        for fate in FATES:
            self.articles.labels(fate)
        for kind in KINDS.values():
            self.facts.labels(kind)
        for stage in STAGES:
            self.stage_seconds.labels(stage)
        for reason in ("timeout", "crash"):
            self.pool_losses.labels(reason)

    def lag_from(self, read: Callable[[], Lag]) -> None:
        """Ask `read` for the consumer lag at every scrape."""
        self.registry.register(_LagCollector(read))

    def finished(
        self, outcome: Outcome, outputs: Iterable[Outbound], seconds: Mapping[str, float], took: float
    ) -> None:
        """Count one acknowledged record: its fate, facts and times (in seconds)."""
        self.articles.labels(outcome.outcome).inc()
        if outcome.outcome == "dead-lettered":
            self.dead_letters.labels(outcome.stage or "", outcome.reason or "").inc()
        for output in outputs:
            if (kind := KINDS.get(output.role)) is not None:
                self.facts.labels(kind).inc()
        for stage, spent in seconds.items():
            self.stage_seconds.labels(stage).observe(spent)
        self.record_seconds.observe(took)

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"sanctionwire_{name}", text, labels, registry=self.registry)

    def _gauge(self, name: str, text: str) -> Gauge:
        return Gauge(f"sanctionwire_{name}", text, registry=self.registry)

    def _histogram(self, name: str, text: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(f"sanctionwire_{name}", text, labels, buckets=buckets, registry=self.registry)


class _LagCollector(Collector):
    """Reads the lag when it is asked for, so that it is never stale and costs nothing else."""

    def __init__(self, read: Callable[[], Lag]) -> None:
        self._read = read

    def collect(self) -> Iterable[Metric]:
        family = GaugeMetricFamily(
            "sanctionwire_consumer_lag",
            "Records that wait in an assigned partition.",
            labels=("topic", "partition"),
        )
        for (topic, partition), lag in self._read().items():
            family.add_metric((topic, str(partition)), lag)
        yield family
