"""Which languages are read."""

from collections.abc import Iterable


def is_read(language: str | None, languages: Iterable[str]) -> bool:
    """Whether a BCP 47 tag names one of these languages; region and script don't matter (`en-GB` is `en`).

    The producer's word is taken: the text itself is not looked at. Nothing stated counts as read.
    """
    return language is None or _primary(language) in map(_primary, languages)


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()
