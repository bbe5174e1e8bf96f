"""Floating levels: "15 % below the average Urals price"."""

import re
from typing import Final

from streams.extract.caps.view import View
from streams.messages import Formula

FLOATING: Final = re.compile(
    r"% (?P<direction>below|under|beneath|less than|lower than|off|above|over) "
    r"(?P<reference>(?:the |its |a )?(?:[\w'\u2019-]{1,20} ){0,5}(?:price|market|average|prices|benchmark|value)"
    r"(?: (?:of|for) [\w'\u2019-]{1,20}(?: [\w'\u2019-]{1,20}){0,2})?)"
)
MINUS: Final = re.compile(r"(?P<reference>(?:the )?average (?:[\w'\u2019-]{1,20} ){0,3}[\w'\u2019-]{1,20}) minus %")
ABOVE: Final = frozenset({"above", "over"})
CAP_WORDS: Final = re.compile(
    r"\b(?:cap|ceiling|limit|level|mechanism|device|formula|set|reset|recalculat\w+|hold\w*|keep\w*|floating|adjust\w*)\b"
)
REACH: Final = 1
"""Sentences beside a level that may tell its formula."""


def formula_of(view: View, views: tuple[View, ...]) -> Formula | None:
    """The formula told in the sentence of a cap, else in one beside it that speaks of the cap."""
    place = view.sentence.index
    beside = [other for other in views[max(0, place - REACH) : place + REACH + 1] if other is not view]
    for other in (view, *beside):
        if not other.sentence.percents or not CAP_WORDS.search(other.low):
            continue
        found = _in_sentence(other)
        if found is not None:
            return found
    return None


def _in_sentence(view: View) -> Formula | None:
    match = FLOATING.search(view.masked) or MINUS.search(view.masked)
    if match is None:
        return None
    percent = view.sentence.percents[view.masked.count("%", 0, match.start() + match.group().index("%"))]
    direction = "above" if match.groupdict().get("direction") in ABOVE else "below"
    reference = re.sub(r"^(?:the|its|a) ", "", match["reference"].strip())
    return Formula(percent=percent.value, reference=reference, direction=direction)
