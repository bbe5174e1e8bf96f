"""The journey of one article: decode, clean, extract, publish; what fails on the way becomes a dead letter.

Pure: bytes in, messages out. The same record gives the same bytes, on any worker, in any run.
"""

import logging
from typing import Final, Protocol

from streams.contracts import Contracts
from streams.errors import StreamsError
from streams.ingest import clean, cluster, decode, is_read
from streams.messages import Article, CleanText, Findings, Outbound, Record
from streams.publish import Publisher
from streams.settings import Settings
from streams.stages import Observer, during, unobserved

logger = logging.getLogger(__name__)


class Reader(Protocol):
    """Finds entities and facts in an article: `streams.extract.Extractor`."""

    def read(self, article: Article, clean: CleanText) -> Findings: ...  # noqa: D102


class Flow:
    """Takes records through all stages; `observe` is told the seconds of each."""

    def __init__(
        self, settings: Settings, contracts: Contracts, extractor: Reader, observe: Observer = unobserved
    ) -> None:
        self._settings: Final = settings
        self._contracts: Final = contracts
        self._extractor: Final = extractor
        self._observe: Final = observe
        self._publisher: Final = Publisher(settings, contracts)

    def process(self, record: Record) -> tuple[Outbound, ...]:
        """The messages that a record leads to, its outcome last; never raises because of input."""
        article = None
        try:
            with during("decode", self._observe):
                if record.value is None:
                    return self._publisher.skip(record, "tombstone")
                article = decode(record, self._settings, self._contracts)
                if not is_read(article.language, self._settings.languages):
                    return self._publisher.skip(record, "unsupported_language", article)
            with during("clean", self._observe):
                words = clean(article, self._settings)
            with during("extract", self._observe):
                findings = self._extractor.read(article, words)
            with during("publish", self._observe):
                outputs = self._publisher.findings(record, article, cluster(words), findings)
        except StreamsError as error:
            if error.__cause__:
                place = f"{record.topic}/{record.partition}/{record.offset}"
                logger.exception("%s: a defect in stage %s", place, error.stage)
            return self._publisher.reject(record, error, article)
        return outputs


def reject(record: Record, error: StreamsError, settings: Settings, contracts: Contracts) -> tuple[Outbound, ...]:
    """Dead letter and outcome of a record that failed outside of the flow: out of time, or its process died."""
    return Publisher(settings, contracts).reject(record, error)
