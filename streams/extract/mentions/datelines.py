"""Where an article was filed: `BRUSSELS, Oct 23 (Reuters) -`, `WASHINGTON:`; a city there never acts."""

import re
from collections.abc import Iterator
from typing import Final

from streams.extract.lexicon import NOBODY, Entry, lexicon
from streams.extract.mentions.reading import Found, Reading

RANK: Final = 0
CITY: Final = r"[A-Z][\w.'-]{1,20}(?: [A-Z][\w.'-]{1,20}){0,2}"
DAY: Final = r"[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8}|\d{1,2}\.\d{1,2}\.\d{2,4}"
LINE: Final = re.compile(
    rf"^[ ]*(?P<city>{CITY})(?:/(?P<second>{CITY}))?(?:/(?P<third>{CITY}))?"
    r"(?:, [A-Z][a-z]+(?: [A-Z][a-z]+)?)??"
    rf"(?P<date>,? (?:{DAY})(?:,? \d{{4}})?)?"
    r"(?: (?P<agency>\([A-Z][\w .,/-]{1,30}\)))?"
    r"(?: ?--?|[:.])(?= )",
    re.MULTILINE,
)


def datelines(reading: Reading) -> Iterator[Found]:
    """The cities of datelines; the agency in brackets is nobody unless it is a known one."""
    for match in LINE.finditer(reading.folded):
        cities = [group for group in ("city", "second", "third") if match[group] and _is_city(reading, match, group)]
        for group in cities:
            start, end = match.span(group)
            name = reading.text[start:end]
            yield Found(start, end, Entry(name.title() if name.isupper() else name, "GPE"), RANK)
        if cities and match["agency"] and lexicon().named(match["agency"].strip("()")) is None:
            yield Found(match.start("agency"), match.end("agency"), NOBODY, RANK)


def _is_city(reading: Reading, match: re.Match[str], group: str) -> bool:
    """A known city in capitals or beside a date; an unknown one only in capitals and with a sign of a dateline."""
    name, told = match[group], bool(match["date"] or match["agency"])
    known = lexicon().named(name)
    if known is None:
        return name.isupper() and (told or reading.token_at(match.start(group)).ent_type_ == "GPE")
    return (known.type == "GPE" or known.use == "capital") and (name.isupper() or told)
