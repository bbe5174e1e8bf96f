"""Finds dates, resolves them and says their role."""

import re
from datetime import date
from typing import Final

from streams.extract.dates.lexicon import Lexicon, Role, lexicon
from streams.extract.dates.resolve import resolve
from streams.extract.dates.shapes import Written, find_written
from streams.extract.document import DateMention

BEFORE: Final = 60
"""Characters before a date that may tell its role or tense."""
BEHIND: Final = 70
SENTENCE_END: Final = re.compile(r"\n|(?<=[a-z0-9)\"”\u2019%])[.!?][\"”\u2019)\]]{0,3}\s+(?=[A-Z“\"\u2018'(])")
CLAUSE_START: Final = re.compile(r"^\W{0,4}(?:\w{1,20}\W{1,3}){0,1}$")
TIME_OF_DAY: Final = re.compile(
    r"(?:(?<=\s)|^)(?:at\s)?(?:[0-9]{1,2}(?:[.:][0-9]{2})?\s?(?:a\.?m\.?|p\.?m\.?|h|hours)?|midnight|noon)\s"
    r"(?:(?:[A-Z]{2,4}|[A-Za-z]{4,10}(?:\s[a-z]{4,8})?\stime),?\s)?,?(?:on\s)?$"
)
RECENT: Final = 10
"""Days before publication that are still what the article reports."""


def find_dates(text: str, published: date | None) -> tuple[DateMention, ...]:
    """All dates of a text in order, relative ones resolved against the day of publication."""
    words = lexicon()
    found = (_read(text, written, published, words) for written in find_written(text, words))
    return tuple(mention for mention in found if mention)


def _read(text: str, written: Written, published: date | None, words: Lexicon) -> DateMention | None:
    before = _stretch_before(text, written.start)
    if not _stands_alone(written, before, words):
        return None
    behind = _stretch_behind(text, written.end)
    role = _role(written, before, behind, words)
    ahead = _lies_ahead(before, behind, role, words)
    first, last = resolve(written, published, ahead=ahead, role=role, words=words)
    if role is None and first and published:
        role = _role_by_day(written, first, published)
    return DateMention(written.start, written.end, text[written.start : written.end], first, last, role)


def _stretch_before(text: str, start: int) -> str:
    """The end of the sentence before a date, without a time of day."""
    before = text[max(0, start - BEFORE) : start]
    ends = [end.end() for end in SENTENCE_END.finditer(before)]
    return TIME_OF_DAY.sub("", before[ends[-1] :] if ends else before)


def _stretch_behind(text: str, end: int) -> str:
    behind = text[end : end + BEHIND]
    stop = SENTENCE_END.search(behind)
    return behind[: stop.start()] if stop else behind


def _stands_alone(written: Written, before: str, words: Lexicon) -> bool:
    """Whether a bare month or year is a date at all: "in May", not "may" or "2014 vessels"."""
    if written.part or written.kind not in ("month", "year") or (written.kind == "month" and written.year):
        return True
    last = before.rstrip().rsplit(None, 1)[-1].lower().strip("(,") if before.strip() else ""
    return last in (words.month_cues if written.kind == "month" else words.year_cues)


def _role(written: Written, before: str, behind: str, words: Lexicon) -> Role | None:
    if written.kind == "within":
        return "deadline"
    if written.kind == "lasting":
        return "until"
    if written.kind == "ago" and written.way != "from now":
        return "past"
    for role, cue in words.before:
        if cue.search(before):
            return role
    return next((role for role, cue in words.behind if cue.match(behind)), None)


def _lies_ahead(before: str, behind: str, role: Role | None, words: Lexicon) -> bool | None:
    """Whether the date lies ahead of publication; null where nothing tells."""
    if role in ("effective", "until") and words.over.search(before):
        return False
    if role in ("deadline", "until"):
        return True
    if role == "past":
        return False
    cues = list(words.tense.finditer(before))
    if not cues and CLAUSE_START.match(before):
        cues = list(words.tense.finditer(behind))[:1]
    if not cues or (role == "effective" and not cues[-1]["ahead"]):
        return None
    return bool(cues[-1]["ahead"])


def _role_by_day(written: Written, first: date, published: date) -> Role | None:
    """A day shortly before publication is when it was announced; anything earlier is past."""
    single = written.kind not in ("month", "year", "period")
    if single and 0 <= (published - first).days <= RECENT:
        return "announced"
    return "past" if first < published and (single or first.replace(day=1) < published.replace(day=1)) else None
