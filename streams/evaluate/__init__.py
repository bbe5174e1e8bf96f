"""Measuring the extractor: the annotated corpus and the scores on it."""
