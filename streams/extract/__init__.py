"""From a clean text to entities, sanctions facts and price caps. spaCy lives here and nowhere else."""

from streams.extract.extractor import Extractor, published_day

__all__ = ["Extractor", "published_day"]
