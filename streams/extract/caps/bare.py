"""Caps that a sentence speaks of without telling their level."""

import re
from collections.abc import Iterator
from typing import Final

from streams.extract.caps.lexicon import Lexicon
from streams.extract.caps.view import View, Word

LIMITS: Final = re.compile(
    r"\b(?:no|not|no longer) (?:\w+ ){0,5}more than %|\bat most %|\b(?:capped|limited|held) (?:at|to) %"
)
COMPOUNDS: Final = (" coalition", " policy", " guidance", " compliance")
"""What follows a cap that is no cap: "the Price Cap Coalition"."""
VERB: Final = re.compile(r"(?:limit|limiting|cap|capping) (?:the )?prices?")
MARGIN: Final = "margin"
RISE: Final = "rise"


def bare_caps(view: View, words: Lexicon) -> Iterator[Word]:
    """The nouns of a sentence that are price caps; of a cap on a margin or rise, its percentage alone."""
    percent = _percent_cap(view, words)
    if percent is not None:
        yield percent
        return
    for cap in view.caps:
        if view.low.startswith(COMPOUNDS, cap.end - view.sentence.start):
            continue
        if cap.text in words.strong or (view.commodities and cap.text.startswith(("cap", "ceiling", "limit"))):
            yield cap


def _percent_cap(view: View, words: Lexicon) -> Word | None:
    """The percentage that caps a margin or a rise: "may add no more than 10 per cent to the wholesale price"."""
    if not view.sentence.percents:
        return None
    limited = LIMITS.search(view.masked)
    percent = view.sentence.percents[0]
    if words.margin.search(view.low):
        return Word(percent.start, percent.end, MARGIN) if view.caps or limited else None
    rises = limited and view.commodities and words.rise.search(view.low)
    return Word(percent.start, percent.end, RISE) if rises else None


def is_new(view: View, cap: Word, words: Lexicon) -> bool:
    """Whether a cap is one of which the text may speak beside one that exists: "a temporary ceiling"."""
    return bool(words.indefinite.search(view.low[: cap.start - view.sentence.start]) or VERB.match(cap.text))
