"""Which articles are copies of each other."""

from streams.ids import make_id
from streams.messages import CleanText


def cluster(clean: CleanText) -> str:
    """The id that exact copies of an article share: made of its words, letter case and white space aside."""
    return make_id("cluster", " ".join(clean.text.casefold().split()))
