"""Reading articles without Kafka: the same cleaning and extraction as in the worker."""

from typing import Self

from streams.extract import Extractor
from streams.extract.explain import Explanation, explain
from streams.extract.trace import Trace
from streams.ingest import clean
from streams.messages import Article, Findings
from streams.settings import Settings


class Reader:
    """Cleans and reads one article after the other."""

    def __init__(self, settings: Settings, extractor: Extractor) -> None:
        self._settings = settings
        self._extractor = extractor

    @classmethod
    def load(cls, settings: Settings) -> Self:
        """With the model and the rules loaded; raises SetupError."""
        return cls(settings, Extractor.load())

    def read(self, article: Article) -> Findings:
        """What is found in an article; raises StreamsError if it can't be cleaned."""
        return self._extractor.read(article, clean(article, self._settings))

    def explain(self, article: Article) -> tuple[Findings, Explanation]:
        """The same with why; slower, since the learned model is asked twice."""
        text, trace = clean(article, self._settings), Trace()
        findings = self._extractor.read(article, text, trace)
        return findings, explain(trace, article, text, findings)
