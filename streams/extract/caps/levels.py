"""Which amounts of a document are levels of caps, and which levels they replace."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from streams.extract.caps.lexicon import Cue, Lexicon
from streams.extract.caps.view import MOST, View
from streams.extract.document import Quantity

SUM: Final = 100_000
"""Amounts from here on are sums, never prices."""
LARGE: Final = 10_000
"""Amounts from here on are rarely prices."""
PRICE_UNITS: Final = frozenset({"barrel", "MWh", "tonne", "litre"})
LIST_GOODS: Final = "list-goods"
TOLD: Final = "told"
"""The cue of a level that the rules did not see."""
BESIDE: Final = 2
"""Characters at most between a commodity and its amount in a list."""
CONVERSION: Final = 24
"""Characters at most between an amount and the same in another currency."""
UNLIKELY_UNITS: Final = frozenset({"day", "week", "hour"})


@dataclass(frozen=True, slots=True)
class Level:
    """An amount that is the level of a cap: where it stands, and the cues that say so."""

    view: View
    index: int
    quantity: Quantity
    score: int
    cue: str
    why: tuple[str, ...]
    previous: Decimal | None = None


Told = Mapping[tuple[int, int], bool]
"""What is known of amounts (index of the sentence, and of the amount in it) before the rules look: level or none."""


def find_levels(views: tuple[View, ...], words: Lexicon, *, outright: bool, told: Told | None = None) -> list[Level]:
    """All levels in order of the text; `outright` says that the article speaks of a price cap by that name.

    What is `told` of an amount outweighs the cues.
    """
    if told:
        return _as_told(views, words, told, outright=outright)
    scored = [level for view in views for level in _of_sentence(view, views, words, outright=outright)]
    sure = {level.quantity.low for level in scored if level.score >= words.accept + 2}
    return [
        level
        for level in scored
        if level.score >= words.accept or (level.quantity.low in sure and level.score >= words.accept - 2)
    ]


def _as_told(views: tuple[View, ...], words: Lexicon, told: Told, *, outright: bool) -> list[Level]:
    by_rule = {(v.view.sentence.index, v.index): v for v in find_levels(views, words, outright=outright)}
    found = []
    for view in views:
        here = view.sentence.index
        replaced = {i for i in range(min(len(view.sentence.quantities), MOST)) if _is_replaced(view, i, words)}
        for index, quantity in enumerate(view.sentence.quantities[:MOST]):
            level = by_rule.get((here, index))
            if level is None and (index in replaced or _is_no_price(quantity) or _is_conversion(view, index)):
                continue
            if told.get((here, index), level is not None):
                new = Level(view, index, quantity, words.accept, TOLD, ())
                found.append(level or _with_previous(new, replaced, view.sentence.quantities))
    return found


def _of_sentence(view: View, views: tuple[View, ...], words: Lexicon, *, outright: bool) -> list[Level]:
    quantities = view.sentence.quantities
    if not quantities:
        return []
    near = (
        bool(view.caps)
        or view.vague
        or any(v.caps for v in views[max(0, view.sentence.index - 2) : view.sentence.index])
    )
    replaced = {i for i in range(min(len(quantities), MOST)) if _is_replaced(view, i, words)}
    found: list[Level] = []
    for index, quantity in enumerate(quantities[:MOST]):
        if _is_no_price(quantity) or _is_conversion(view, index):
            continue
        score, best, why = _score(view, index, words)
        score += words.near * near + words.price_unit * (quantity.unit in PRICE_UNITS)
        score += words.outright if outright else -words.outright
        score -= 4 * (quantity.unit in UNLIKELY_UNITS) + 4 * (quantity.high >= LARGE)
        name = best.id if best else None
        if found and found[-1].score >= words.accept and _follows_goods(view, quantity):
            score += words.list_goods
            name, why = name or LIST_GOODS, [*why, f"{LIST_GOODS} {words.list_goods:+d}"]
        if name is not None:
            found.append(Level(view, index, quantity, score, name, tuple(why)))
    levels = [level for level in found if level.index not in replaced]
    if not levels:
        return found
    return [_with_previous(level, replaced, quantities) for level in levels]


def _follows_goods(view: View, quantity: Quantity) -> bool:
    """Whether an amount stands right behind a commodity, as in "flour 5.99 kuna and sugar 7.99 kuna"."""
    return any(0 < quantity.start - word.end <= BESIDE for word in view.commodities)


def _is_replaced(view: View, index: int, words: Lexicon) -> bool:
    """Whether an amount is the level that another one replaces."""
    left = view.left(index)
    if words.previous.search(left):
        return True
    return bool(words.previous_left.search(left) and words.previous_right.match(view.right(index)))


def _with_previous(level: Level, replaced: set[int], quantities: tuple[Quantity, ...]) -> Level:
    """The level with the nearest amount of its currency that it replaces."""
    near = sorted(
        (
            i
            for i in replaced
            if quantities[i].currency == level.quantity.currency and quantities[i].low != level.quantity.low
        ),
        key=lambda i: abs(i - level.index),
    )
    previous = quantities[near[0]].low if near and abs(near[0] - level.index) == 1 else None
    return Level(level.view, level.index, level.quantity, level.score, level.cue, level.why, previous)


def _score(view: View, index: int, words: Lexicon) -> tuple[int, Cue | None, list[str]]:
    left, right = view.left(index), view.right(index)
    total = 0
    best: Cue | None = None
    why: list[str] = []
    for cue in words.cues:
        if cue.left is not None and not cue.left.search(left):
            continue
        if cue.right is not None and not cue.right.search(right):
            continue
        if cue.sentence is not None and not (
            view.caps if cue.id == "cap-in-sentence" else cue.sentence.search(view.masked)
        ):
            continue
        total += cue.weight
        why.append(f"{cue.id} {cue.weight:+d}")
        if cue.weight > 0 and cue.left is None is cue.right:
            continue
        if cue.weight > 0 and (best is None or cue.weight > best.weight):
            best = cue
    return total, best, why


def _is_no_price(quantity: Quantity) -> bool:
    return quantity.high >= SUM or not quantity.low


def _is_conversion(view: View, index: int) -> bool:
    """Whether an amount repeats the one before it in another currency: "480 forints, or €1.3"."""
    if not index:
        return False
    before, here = view.sentence.quantities[index - 1], view.sentence.quantities[index]
    if before.currency == here.currency or not here.currency or not before.currency:
        return False
    between = view.low[before.end - view.sentence.start : here.start - view.sentence.start]
    return len(between) <= CONVERSION and between.strip(" ,").startswith(
        ("or", "(", "about", "around", "\u2013", "=", "/")
    )
