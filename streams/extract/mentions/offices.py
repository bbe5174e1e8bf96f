"""For whom do ministries and ministers act? The state of an office, from the words around it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from streams.extract.lexicon import lexicon, words
from streams.extract.mentions.reading import Found, Reading
from streams.messages import Actor

BESIDE: Final = frozenset({"", " ", "'s ", "s' ", "' ", " of ", " of the ", ", "})
FEWEST: Final = 2
"""Mentions of a state that make an unnamed ministry of the article its own."""


def with_states(reading: Reading, found: Sequence[Found]) -> Iterator[Found]:
    """All that was found; organs that every state has and people in office get the state they act for."""
    most_named = _most_named(found)
    for place, one in enumerate(found):
        entry, before = one.entry, found[max(place - 1, 0) : place]
        state = None
        if entry.acts_for or entry.name in lexicon().entries:
            yield one
            continue
        if entry.type == "PERSON":
            state = _in_office(reading, one, before)
        elif entry.type == "ORG" and not words("organs", "organs").isdisjoint(entry.name.split()):
            state = _inside(one) or _beside(reading, one, (*before, *found[place + 1 : place + 2])) or most_named
        organ = entry.type == "ORG" and state is not None
        yield replace(one, entry=replace(entry, acts_for=state, authority=organ)) if state else one


def _in_office(reading: Reading, person: Found, before: Sequence[Found]) -> Actor | None:
    """`Japan's Prime Minister Taro Yamada`, `Treasury Under Secretary X`: only titles stand between."""
    for other in before:
        between = reading.folded[other.end : person.start].removeprefix("'s").split()
        titles = all(word in words("names", "titles") for word in between)
        if titles and not words("names", "offices").isdisjoint(between):
            return other.entry.acts_for
    return None


def _inside(found: Found) -> Actor | None:
    """`Russian Foreign Ministry`: the first word is a state's adjective."""
    first = lexicon().named(found.entry.name.split()[0])
    return first.acts_for if first is not None and first.use == "demonym" else None


def _beside(reading: Reading, found: Found, neighbours: Sequence[Found]) -> Actor | None:
    """`Russia's Foreign Ministry`, `Ministry of Commerce of the People's Republic of China`."""
    for other in neighbours:
        gap = reading.folded[min(other.end, found.end) : max(other.start, found.start)]
        if gap in BESIDE and other.entry.type == "GPE" and other.entry.acts_for:
            return other.entry.acts_for
    return None


def _most_named(found: Sequence[Found]) -> Actor | None:
    """The state that the article names most, if it stands out."""
    counts = Counter(one.entry.acts_for for one in found if one.entry.type == "GPE" and one.entry.acts_for)
    ranked = [*counts.most_common(2), (None, 0)]
    return ranked[0][0] if ranked[0][1] >= FEWEST and ranked[0][1] > ranked[1][1] else None
