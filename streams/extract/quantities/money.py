"""Amounts of money: number, currency, unit, ranges, and what a bare number borrows from its neighbour."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from streams.extract.document import Quantity
from streams.extract.quantities.lexicon import NOTE, Lexicon, key, lexicon
from streams.extract.quantities.numerals import Numeral, find_numerals

LONGEST_PREFIX: Final = 6
FOOTNOTE: Final = re.compile(NOTE)
RANGE: Final = re.compile(r"\s?(?:-|\u2013|\u2014|to|up\sto)\s?$")
PAIR: Final = re.compile(r"\s(?:and|to)\s$")
BETWEEN: Final = re.compile(r"\bbetween\s$", re.IGNORECASE)
RANGING: Final = re.compile(r"\b(?:rang\w{1,4}|anywhere|somewhere|corridor|band)\sfrom\s$", re.IGNORECASE)
FROM: Final = re.compile(r"\bfrom\s$", re.IGNORECASE)
SENTENCE_END: Final = re.compile(r"\n|[.!?][\"”\u2019)\]]{0,3}\s+(?=[A-Z“\"\u2018'(])")
CONVERSION: Final = re.compile(
    r"\s?[(,]\s?(?:or\s|about\s|around\s|some\s|roughly\s|approximately\s|approx\.?\s|€|\$|£|[A-Z]{3}\s)"
)
THOUSANDS: Final = re.compile(r"[0-9]{1,3}\.[0-9]{3}")
EUROS: Final = re.compile("€|\\beuros?\\b|\\bEUR\\b")
DOLLARS: Final = re.compile(r"\$|\bdollars?\b|\bUSD\b")
TEN: Final = 10
YEAR: Final = range(1900, 2101)
WIDEST: Final = 2
"""A range's upper end is at most this many times its lower end; "up $2 to $80" is none."""
NEAR: Final = 5
"""A number borrows currency and unit from one within this factor."""
SUM: Final = 100_000
"""Amounts from here on are sums, not prices: they lend nothing."""


@dataclass(frozen=True, slots=True)
class Part:
    """An amount in the making; `start` and `end` include currency and unit."""

    start: int
    end: int
    number: Numeral
    low: Decimal
    high: Decimal
    currency: str | None
    unit: str | None
    cents: bool = False


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """All amounts of money of a text, in order, without overlaps; a range is one of them."""
    words = lexicon()
    parts: list[Part] = []
    for number in find_numerals(text):
        part = _read(text, number, words)
        if not parts or part.start >= parts[-1].end:
            parts.append(part)
    joined = list(_join_ranges(text, parts, words))
    shared = _share(text, joined, words)
    return tuple(
        Quantity(p.start, p.end, text[p.start : p.end], p.low, p.high, p.currency, p.unit)
        for p in shared
        if not _is_bare(p) or _is_level(text, p, words)
    )


def _read(text: str, number: Numeral, words: Lexicon) -> Part:
    """A number with the multiplier, currency and unit that are joined to it."""
    start, end, value = number.start, number.end, number.value
    currency = unit = None
    cents = False
    before = words.prefix.search(text[max(0, start - LONGEST_PREFIX) : start])
    sign = before.group().strip() if before else ""
    if before and (sign not in words.cautious or value >= TEN):
        start -= len(before.group())
        currency = words.cautious.get(sign) or words.currencies[key(sign)]
    times = words.multiplier.match(text, end)
    if times and _is_multiplier(times.group(), glued=currency is not None):
        value *= words.multipliers[key(times.group()).strip()]
        end = times.end()
    note = FOOTNOTE.match(text, end)
    place = note.end() if note else end
    behind = None if currency else words.currency.match(text, place)
    if behind:
        name = re.sub(r"^(?:us|u\.s\.|american) ", "", key(behind.group()).strip())
        if name in words.hundredths:
            currency, value, cents = _hundredth_of(text, words.hundredths[name]), value / 100, True
        else:
            currency = words.currencies[name]
        end = place = behind.end()
    if currency in words.whole and THOUSANDS.fullmatch(text, number.start, number.end):
        value *= 1000
    note = FOOTNOTE.match(text, place)
    place = note.end() if note else place
    counted = words.unit.match(text, place)
    if counted:
        name = key(next(group for group in counted.groups() if group))
        if counted["other"] is None:
            unit, end = words.units[name], counted.end()
        elif currency:
            unit, end = name, counted.end()
        if unit and not currency and not _counts_money(counted.group(), text, number):
            unit, end = None, number.end
    return Part(start, end, number, value, value, currency, unit, cents)


def _hundredth_of(text: str, usual: str) -> str:
    """Whose hundredths "cents" are: euros where the text speaks of them and not of dollars."""
    return "EUR" if usual == "USD" and EUROS.search(text) and not DOLLARS.search(text) else usual


def _is_multiplier(written: str, *, glued: bool) -> bool:
    """Single letters are multipliers only where they are glued to an amount with a sign: "$60m"."""
    return len(written.strip(" -")) > 1 or (glued and not written[0].isspace())


def _counts_money(unit: str, text: str, number: Numeral) -> bool:
    """Whether a number without currency counts money: "44.10 a barrel", not "60 barrels" or "12 months"."""
    return bool(re.match(r"\s?/|[\s-](?:a|an|per|each)[\s-]", unit)) and text[number.end : number.end + 1] != "-"


def _join_ranges(text: str, parts: list[Part], words: Lexicon) -> Iterator[Part]:
    """Join the two ends of a range: "$65 to $70", "between 65 and 70 dollars"."""
    place = 0
    while place < len(parts):
        left = parts[place]
        right = parts[place + 1] if place + 1 < len(parts) else None
        if right and _is_range(text, left, right, words):
            yield replace(
                right,
                start=left.start,
                number=left.number,
                low=_lower_end(left, right),
                currency=right.currency or left.currency,
                unit=right.unit or left.unit,
            )
            place += 2
        else:
            yield left
            place += 1


def _lower_end(left: Part, right: Part) -> Decimal:
    """The lower end with what the upper end tells about both: "16-20 billion", "80 to 90 cents"."""
    told = left.low != left.number.value or left.cents
    return left.low if told or not right.number.value else left.low * right.high / right.number.value


def _is_range(text: str, left: Part, right: Part, words: Lexicon) -> bool:
    between, before = text[left.end : right.start], text[max(0, left.start - 16) : left.start]
    if not 0 < len(between) <= 8 or words.percent.match(text, right.number.end):  # noqa: PLR2004
        return False
    if not (low := _lower_end(left, right)) < right.high <= WIDEST * low:
        return False
    if left.currency and right.currency and left.currency != right.currency:
        return False
    money = (
        left.currency
        or right.currency
        or left.unit
        or right.unit
        or words.level_before.search(text[max(0, left.start - 40) : left.start])
    )
    if not money or (left.number.value in YEAR and not left.currency):
        return False
    if PAIR.match(between) and BETWEEN.search(before):
        return True
    return bool(RANGE.match(between)) and (not FROM.search(before) or bool(RANGING.search(before)))


def _share(text: str, parts: list[Part], words: Lexicon) -> list[Part]:
    """Lend currency and unit to neighbours of a similar size in the same sentence."""
    shared = list(parts)
    for place, part in enumerate(shared):
        if not any(other.currency for other in parts[max(0, place - 2) : place + 3]):
            continue
        if _is_bare(part) and not _may_borrow(text, part, words):
            continue
        if part.currency is None or part.unit is None:
            shared[place] = _borrow(text, shared, place)
    return shared


def _is_bare(part: Part) -> bool:
    return part.currency is None and part.unit is None


def _may_borrow(text: str, part: Part, words: Lexicon) -> bool:
    """Whether a bare number stands where an amount stands: "from $60 to 45", "45 for fuel oil"."""
    if (part.number.value in YEAR and part.number.digits) or part.low < 1:
        return False
    if words.percent.match(text, part.number.end) or not words.carry_behind.match(text, part.end):
        return False
    before = text[max(0, part.start - 12) : part.start]
    return bool(words.carry_before.search(before)) or before.endswith(("- ", ", "))


def _borrow(text: str, parts: list[Part], place: int) -> Part:
    """An amount with what the nearest fitting neighbour in its sentence lends it."""
    part = parts[place]
    for step in (-1, 1, -2, 2):
        if not 0 <= place + step < len(parts):
            continue
        other = parts[place + step]
        if other.currency is None or max(other.high, part.high) >= SUM or not _alike(part, other):
            continue
        left, right = (other, part) if step < 0 else (part, other)
        between = text[left.end : right.start]
        if SENTENCE_END.search(between):
            continue
        if part.currency is None:
            part = replace(part, currency=other.currency, unit=part.unit or other.unit)
        elif part.unit is None and other.unit and (other.currency == part.currency or CONVERSION.match(between)):
            part = replace(part, unit=other.unit)
    return part


def _alike(part: Part, other: Part) -> bool:
    if part.currency and other.currency and part.currency != other.currency:
        return True
    return bool(part.low) and bool(other.low) and part.low <= NEAR * other.high and other.low <= NEAR * part.high


def _is_level(text: str, part: Part, words: Lexicon) -> bool:
    """Whether a number without any currency is one by what stands before it: "a ceiling of sixty-five"."""
    before = text[max(0, part.start - 40) : part.start]
    return bool(words.level_before.search(before)) and not (
        part.number.value in YEAR
        or words.percent.match(text, part.number.end)
        or not words.carry_behind.match(text, part.end)
    )
