"""Caps that a sentence speaks of without telling their level."""

import re
from collections.abc import Iterator
from typing import Final

from streams.extract.caps.lexicon import Lexicon
from streams.extract.caps.view import View, Word

LIMITS: Final = re.compile(r"\b(?:no|not) (?:\w+ ){0,3}more than %|\bat most %")
COMPOUNDS: Final = (" coalition", " policy", " guidance", " compliance")
"""What follows a cap that is no cap: "the Price Cap Coalition"."""
VERB: Final = re.compile(r"(?:limit|limiting|cap|capping) (?:the )?prices?")
MARGIN: Final = "margin"


def bare_caps(view: View, words: Lexicon) -> Iterator[Word]:
    """The nouns of a sentence that are price caps; of a cap on a margin, its percentage alone."""
    margin = _margin_cap(view, words)
    if margin is not None:
        yield margin
        return
    for cap in view.caps:
        if view.low.startswith(COMPOUNDS, cap.end - view.sentence.start):
            continue
        if cap.text in words.strong or (view.commodities and cap.text.startswith(("cap", "ceiling", "limit"))):
            yield cap


def _margin_cap(view: View, words: Lexicon) -> Word | None:
    """The percentage that caps a margin: "may add no more than 10 per cent to the wholesale price"."""
    if not view.sentence.percents or not words.margin.search(view.low):
        return None
    if not (view.caps or LIMITS.search(view.masked)):
        return None
    percent = view.sentence.percents[0]
    return Word(percent.start, percent.end, MARGIN)


def is_new(view: View, cap: Word, words: Lexicon) -> bool:
    """Whether a cap is one of which the text may speak beside one that exists: "a temporary ceiling"."""
    return bool(words.indefinite.search(view.low[: cap.start - view.sentence.start]) or VERB.match(cap.text))
