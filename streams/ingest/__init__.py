"""From the bytes of a record to a valid article and its clean text, with offsets that lead back."""

from streams.ingest.clean import clean
from streams.ingest.cluster import cluster
from streams.ingest.decode import decode
from streams.ingest.language import is_read

__all__ = ["clean", "cluster", "decode", "is_read"]
