"""The words of the grammar of dates, read from `rules/data/dates.yaml` and checked."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, get_args

from streams.extract.wordlists import alternation, by_first_letter
from streams.rules import RuleFile, load

FILE: Final = "dates.yaml"
DAY: Final = r"(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?"
YEAR: Final = r"(?:19|20)[0-9]{2}"
UNITS: Final = ("day", "days", "week", "weeks", "month", "months", "year", "years")
Anchor = Literal["unit", "relative", "weekday", "month"]
Role = Literal["effective", "until", "deadline", "announced", "past"]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Compiled words and cues. A date is found by its `anchor`; `*_before` and `*_behind` are read beside it."""

    anchor: re.Pattern[str]
    kinds: Mapping[str, Anchor]
    day_before: re.Pattern[str]
    part_before: re.Pattern[str]
    day_behind: re.Pattern[str]
    year_behind: re.Pattern[str]
    which_before: re.Pattern[str]
    count_before: re.Pattern[str]
    way_behind: re.Pattern[str]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    relative_days: Mapping[str, int]
    numbers: Mapping[str, int]
    tense: re.Pattern[str]
    over: re.Pattern[str]
    before: tuple[tuple[Role, re.Pattern[str]], ...]
    behind: tuple[tuple[Role, re.Pattern[str]], ...]
    month_cues: frozenset[str]
    year_cues: frozenset[str]


def _whole_numbers(file: RuleFile, name: str) -> dict[str, int]:
    value: Any = file.content.get(name)
    if not isinstance(value, dict) or not all(isinstance(k, str) and isinstance(v, int) for k, v in value.items()):
        raise file.fault((name,), f"{name} must be a map of words to whole numbers")
    return value


def _text(file: RuleFile, name: str) -> str:
    value = file.content.get(name)
    if not isinstance(value, str):
        raise file.fault((name,), f"{name} must be a text")
    return value


def _cues(file: RuleFile, *path: str | int) -> str:
    cues = file.words(*path)
    for place, cue in enumerate(cues):
        try:
            re.compile(cue)
        except re.error as error:
            raise file.fault((*path, place), f"{cue!r} is no regular expression: {error}") from None
    return "|".join(cues)


def _roles(file: RuleFile, side: str, template: str) -> tuple[tuple[Role, re.Pattern[str]], ...]:
    found: list[tuple[Role, re.Pattern[str]]] = []
    roles = file.content.get("roles")
    if not isinstance(roles, list):
        raise file.fault(("roles",), "roles must be a list")
    for place, entry in enumerate(roles):
        if entry.get("role") not in get_args(Role):
            raise file.fault(("roles", place), f"role must be one of {', '.join(get_args(Role))}")
        if side in entry:
            found.append((entry["role"], re.compile(template.format(_cues(file, "roles", place, side)), re.IGNORECASE)))
    return tuple(found)


def _anchor(words: Iterable[str]) -> re.Pattern[str]:
    """One word of each date, by which dates are found; what stands around it is read afterwards."""
    numeric = (
        r"(?:19|20)[0-9]{2}(?:-[01][0-9]-[0-3][0-9])?|[0-3]?[0-9](?:/[0-3]?[0-9]/|\.[0-3]?[0-9]\.)(?:19|20)[0-9]{2}"
    )
    return re.compile(f"{numeric}|{by_first_letter(words)}")


@cache
def lexicon() -> Lexicon:
    """Read and compile the words once; raises RuleError with file and line."""
    file = load(FILE)
    months: dict[str, int] = {}
    for month in range(1, 13):
        names = file.content.get("months", {}).get(month)
        if not isinstance(names, list):
            raise file.fault(("months",), f"months must name month {month}")
        months |= {form: month for name in names for form in (name, name.upper())}
    weekdays = {form: place for place, name in enumerate(file.words("weekdays")) for form in (name, name.upper())}
    relative, numbers = _whole_numbers(file, "relative_days"), _whole_numbers(file, "numbers")
    either = {form: days for word, days in relative.items() for form in (word, word.capitalize())}
    kinds: dict[str, Anchor] = dict.fromkeys(UNITS, "unit")
    kinds.update(dict.fromkeys(either, "relative"))
    kinds.update(dict.fromkeys(weekdays, "weekday"))
    kinds.update(dict.fromkeys(months, "month"))
    count = rf"(?:[0-9]{{1,3}}|{alternation(numbers)})"
    return Lexicon(
        anchor=_anchor(kinds),
        kinds=kinds,
        day_before=re.compile(
            rf"(?<![\w.,$€£])(?:(?P<first>{DAY})\s?(?:-|\u2013|to|and)\s?)?(?P<day>{DAY})(?:\sof)?\s$"
        ),
        part_before=re.compile(
            r"(?<!\w)(?P<part>(?:the\s)?(?:end|beginning|start|middle|close)(?:\sof|-)|early|mid|late|end)[\s-]?(?:the\s)?$",
            re.IGNORECASE,
        ),
        day_behind=re.compile(
            rf"\.?\s(?P<day>{DAY})(?![\w%]|[.,][0-9])(?:\s?(?:-|\u2013)\s?(?P<last>{DAY})(?!\w))?(?:,?\s(?P<year>{YEAR})(?![\w-]))?"
        ),
        year_behind=re.compile(rf"(?:\.?,?\s(?:of\s)?(?P<year>{YEAR})(?![\w-]))?"),
        which_before=re.compile(
            r"(?<!\w)(?P<which>last|next|this|coming|past|previous|the\scoming|the\sprevious)\s$", re.IGNORECASE
        ),
        count_before=re.compile(
            rf"(?<!\w)(?:(?P<within>within)\s(?:the\snext\s)?|(?P<lasting>for)\s(?:another\s|a\sfurther\s|a\speriod\sof\s|up\sto\s)?)?"
            rf"(?P<count>{count})(?:\smore)?[\s-](?:working\s|business\s)?$",
            re.IGNORECASE,
        ),
        way_behind=re.compile(r"\s(?P<way>ago|earlier|from\snow)\b"),
        months=months,
        weekdays=weekdays,
        relative_days=either,
        numbers=numbers,
        tense=re.compile(rf"\b(?:(?P<ahead>{_cues(file, 'ahead')})|(?P<past>{_cues(file, 'past')}))\b", re.IGNORECASE),
        over=re.compile(_text(file, "over"), re.IGNORECASE),
        before=_roles(file, "before", r"(?:\b|^)(?:{})\s?[(]?$"),
        behind=_roles(file, "behind", r"(?:{})"),
        month_cues=frozenset(file.words("month_cues")),
        year_cues=frozenset(file.words("year_cues")),
    )
