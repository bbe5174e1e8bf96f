"""How far a cap is, whether it is denied, and whether it is only mentioned."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from streams.extract.caps.lexicon import Lexicon
from streams.extract.caps.view import View
from streams.extract.document import Assertion, Document, Sentence

Judge = Callable[[Sentence, tuple[int, int], Document], Assertion]
LINKS: Final = "but|while|whereas|and|as|though|although|after|before|when|so|with"
CLAUSE_END: Final = re.compile(rf"[;:]|\.(?= )|, (?:which|who|{LINKS}) |\b(?:while|whereas|although|but)\b")
"""Where the clause of a cap begins, read backwards."""
CLAUSE_STOP: Final = re.compile(rf"[;:]|\.(?= )|, (?:{LINKS}) |\b(?:while|whereas|although|but)\b")
"""Where it ends; a relative clause behind a cap still speaks of it."""
COPULA: Final = re.compile(r"\b(?:is|are|now)\b")
BESIDE: Final = 110
"""Characters beside an amount in which a cue counts."""
NONE: Final[frozenset[str]] = frozenset()
MODALS: Final = frozenset({"would", "could", "might", "may be", "shall", "will", "frozen", "stays", "bound"})
"""Words that tell no status where a passage tells how a cap works."""
FINAL: Final = {"stands": "in_force", "rejected": "rejected", "ended": "ended"}
"""What counts anywhere in the clause."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Status and denial of a cap, and the cue that says so.

    `mentioned`: no act is told of it; `unsaid`: not even that it stands; `behind`: the cue stands behind
    the cap ("the cap was brought in").
    """

    status: str
    negated: bool
    mentioned: bool
    unsaid: bool
    behind: bool
    why: tuple[str, ...]


def standing(view: View, span: tuple[int, int], words: Lexicon, *, describes: bool = False) -> Standing:
    """The standing of the cap or level at a span (offsets in the clean text).

    `describes` marks a passage that tells how a cap works, where "would" proposes nothing.
    """
    sentence = view.sentence
    start, end = span[0] - sentence.start, span[1] - sentence.start
    low = words.decided.sub(lambda match: f"{match.group()[:-5]}shall", view.low)
    skipped = MODALS if describes else NONE
    found, cue, behind = _by_cue(low, start, end, words, skipped)
    if found is None and (caps := [cap for cap in view.caps if cap.end <= span[0]]):
        found, cue, behind = _by_cue(
            low, caps[-1].start - sentence.start, caps[-1].end - sentence.start, words, skipped
        )
    mentioned = found is None or found == "stands"
    status = "in_force" if found is None else FINAL.get(found, found)
    if (
        not mentioned
        and not describes
        and status in ("adopted", "in_force", "agreed")
        and _conditional(low, start, words)
    ):
        status = "proposed"
    negated = bool(words.negated.search(view.low[max(0, start - 40) : end + 40]))
    return Standing(status, negated, mentioned, found is None, behind, (f"status {status}: {cue or 'mentioned'}",))


def _by_cue(low: str, start: int, end: int, words: Lexicon, skipped: frozenset[str]) -> tuple[str | None, str, bool]:
    """The status that the clause's cues give, null where there is none; and whether the cue stands behind."""
    before, behind = low[max(0, start - BESIDE) : start], low[end : end + BESIDE]
    breaks = list(CLAUSE_END.finditer(before))
    clause = before[breaks[-1].end() :] if breaks else before
    stop = CLAUSE_STOP.search(behind)
    rest = behind[: stop.start()] if stop else behind
    left, right = _cues(clause, words, skipped), _cues(rest, words, skipped)
    new_clause = breaks and (breaks[-1].group()[0] in ";." or COPULA.search(clause))
    wider = [] if new_clause else _cues(before, words, skipped)
    final = next((cue for cue in (*reversed(left), *right) if cue.lastgroup in FINAL), None)
    best = final or next(iter([*reversed(left), *right, *reversed(wider)]), None)
    if best is None or best.lastgroup is None:
        return None, "", False
    return best.lastgroup, best.group(), best in right


def _cues(stretch: str, words: Lexicon, skipped: frozenset[str]) -> list[re.Match[str]]:
    """The cues of a stretch; an infinitive ("urged them to lower it") tells nothing where another cue stands."""
    found = [cue for cue in words.status.finditer(stretch) if cue.group() not in skipped]
    finite = [cue for cue in found if cue.lastgroup != "adopted" or not stretch.endswith("to ", 0, cue.start())]
    return finite or found


def _conditional(low: str, start: int, words: Lexicon) -> bool:
    return bool(words.conditional.search(low[max(0, start - BESIDE) : start]))
