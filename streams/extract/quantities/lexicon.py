"""The words of the grammar of amounts, read from `rules/data/quantities.yaml` and checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Final

from streams.extract.wordlists import alternation, by_first_letter
from streams.rules import RuleFile, load

FILE: Final = "quantities.yaml"
NOTE: Final = r"(?:\[[0-9a-z]{1,3}\]|[⁰¹²³⁴-⁹*†]){0,3}"
"""A footnote mark glued to an amount."""
TIMES: Final = frozenset({"day", "week", "month", "year", "hour"})
"""Units that are no unit behind "the": "£50 the month before"."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Compiled pieces of the grammar; each pattern is matched at a place and looks at a bounded stretch."""

    numeral: re.Pattern[str]
    prefix: re.Pattern[str]
    multiplier: re.Pattern[str]
    currency: re.Pattern[str]
    unit: re.Pattern[str]
    percent: re.Pattern[str]
    level_before: re.Pattern[str]
    carry_before: re.Pattern[str]
    carry_behind: re.Pattern[str]
    currencies: Mapping[str, str]
    cautious: Mapping[str, str]
    whole: frozenset[str]
    hundredths: Mapping[str, str]
    units: Mapping[str, str]
    multipliers: Mapping[str, Decimal]
    number_words: Mapping[str, Decimal]


def key(word: str) -> str:
    """The form under which a word is looked up: lower case, blanks for hyphens and line breaks."""
    return re.sub(r"[\s-]", " ", word.lower())


def _mapping(file: RuleFile, name: str) -> Mapping[str, Any]:
    value = file.content.get(name)
    if not isinstance(value, dict) or not all(isinstance(word, str) for word in value):
        raise file.fault((name,), f"{name} must be a map with words as keys (quote yes, no, on, off and numbers)")
    return value


def _decimals(file: RuleFile, name: str) -> dict[str, Decimal]:
    found = {}
    for word, value in _mapping(file, name).items():
        try:
            found[word] = Decimal(str(value))
        except InvalidOperation:
            raise file.fault((name, word), f"{value!r} is no number") from None
    return found


def _names(file: RuleFile, name: str) -> dict[str, str]:
    found = {}
    for word, value in _mapping(file, name).items():
        if not isinstance(value, str):
            raise file.fault((name, word), f"{value!r} is no name")
        found[key(word)] = value
    return found


@cache
def lexicon() -> Lexicon:
    """Read and compile the words once; raises RuleError with file and line."""
    file = load(FILE)
    before: dict[str, str] = {}
    words: dict[str, str] = {}
    for code in _mapping(file, "currencies"):
        if not re.fullmatch("[A-Z]{3}", code):
            raise file.fault(("currencies", code), f"{code!r} is no ISO 4217 code")
        before |= dict.fromkeys(
            (*file.words("currencies", code, "signs"), *file.words("currencies", code, "codes")), code
        )
        words |= dict.fromkeys(file.words("currencies", code, "words"), code)
    units = {word: unit for unit in _mapping(file, "units") for word in file.words("units", unit)}
    cautious = {sign: str(code) for sign, code in _mapping(file, "cautious_signs").items()}
    slash, adverbs, cents = _names(file, "slash_units"), _names(file, "adverbs"), _names(file, "hundredths")
    multipliers, numbers = _decimals(file, "multipliers"), _decimals(file, "number_words")
    number = by_first_letter({*numbers, *(word.capitalize() for word in numbers)})
    spelt = rf"(?:{number})\b(?:(?:\s|-|\s?and\s)(?:{number})\b){{0,4}}"
    nouns, links, phrases = (alternation(file.words(name)) for name in ("level_nouns", "level_links", "level_phrases"))
    percents = alternation(word for word in file.words("percent") if word != "%")
    carry = alternation(file.words("carry_behind"))
    return Lexicon(
        numeral=re.compile(rf"[0-9](?:[0-9]|[.,\u00a0\u202f](?=[0-9]))*|{spelt}"),
        prefix=re.compile(rf"(?:(?<![^\W\d_])|(?<=[0-9]))(?:(?:{alternation(before)})\s?|(?:{alternation(cautious)}))$"),
        multiplier=re.compile(rf"[\s-]?(?:{alternation(multipliers)})\b", re.IGNORECASE),
        currency=re.compile(
            rf"[\s-]?(?:(?:(?:US|U\.S\.|American)[\s-])?(?:{alternation([*words, *cents])})\b"
            rf"|(?:{alternation(before)})(?![^\W_]))"
        ),
        unit=re.compile(
            rf"\s?/\s?(?:(?P<slash>{alternation([*units, *slash])})\b|(?:a\s)?(?P<slash2>{alternation(units)})\b)"
            rf"|[\s-](?:(?:for[\s-])?(?:a|an|each|every|per|for|by|one)[\s-])?(?P<unit>{alternation(units)})\b"
            rf"|,\sper\s(?P<late>{alternation(units)})\b"
            rf"|\s(?:on[\s-])?the\s(?P<the>{alternation(w for w, u in units.items() if u not in TIMES)})\b"
            rf"|\s(?P<adverb>{alternation(adverbs)})\b|\sper\s(?P<other>[a-z]{{3,15}})\b",
            re.IGNORECASE,
        ),
        percent=re.compile(rf"[\s-]?(?:%|(?:{percents})\b)", re.IGNORECASE),
        level_before=re.compile(
            rf"\b(?:(?:{nouns})\s(?:\S{{1,12}}\s)?(?:{links})|{phrases})\s"
            r"(?:about\s|around\s|just\s)?$",
            re.IGNORECASE,
        ),
        carry_before=re.compile(rf"\b(?:{alternation(file.words('carry_before'))})\s$", re.IGNORECASE),
        carry_behind=re.compile(
            rf"{NOTE}(?:\s?$|[.,;:)\]\n!?](?![0-9])|\s[\u2014\u2013(-]|\s(?:{carry})\b)", re.IGNORECASE
        ),
        currencies={key(word): code for word, code in (before | words).items()},
        cautious=cautious,
        whole=frozenset(file.words("whole")),
        hundredths=cents,
        units={key(word): unit for word, unit in units.items()} | slash | adverbs,
        multipliers={key(word): value for word, value in multipliers.items()},
        number_words=numbers,
    )  # fmt: skip
