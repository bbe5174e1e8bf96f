"""Reads a document sentence by sentence: its levels, then the caps that are told without one."""

from dataclasses import replace
from typing import Final

from streams.extract.caps.actors import Actors
from streams.extract.caps.bare import MARGIN, RISE, bare_caps, is_new
from streams.extract.caps.candidate import ACT, MENTION, NEW, Candidate, tell_acts, without_level
from streams.extract.caps.imposers import Imposers
from streams.extract.caps.levels import Level, Told, find_levels
from streams.extract.caps.lexicon import Lexicon
from streams.extract.caps.status import Standing, standing
from streams.extract.caps.topics import Topic, Topics
from streams.extract.caps.view import View, Word
from streams.extract.document import Document, Quantity

DESCRIBES: Final = frozenset({"trigger-at", "no-more-than", "services-above", "attest", "not-charge"})
"""Cues of passages that tell how a cap works."""
NOUNS: Final = frozenset({"amount-cap", "cap-at", "level-is"})
"""Cues of a level that is part of a cap's own noun phrase."""
INHERITS: Final = frozenset({"parallel", "list-for", "alternative", "then", "list-colon", "list-goods"})
"""Cues of a level that goes on with the list of the one before it."""


class Reading:
    """One pass over a document; keeps what later sentences point back to."""

    def __init__(self, document: Document, views: tuple[View, ...], words: Lexicon, *, outright: bool) -> None:
        self._views = views
        self._words = words
        self._outright = outright
        self._actors = Actors(document, views, words)
        self._topics = Topics(document, views, words)
        self._last: tuple[Level, Standing, Imposers] | None = None

    def candidates(self, told: Told | None = None) -> list[Candidate]:
        """All caps of the document, levels with the acts on them; `told` outweighs the cues of levels."""
        levels = find_levels(self._views, self._words, outright=self._outright, told=told)
        by_sentence: dict[int, list[Level]] = {}
        for level in levels:
            by_sentence.setdefault(level.view.sentence.index, []).append(level)
        found: list[Candidate] = []
        bare: list[Candidate] = []
        for view in self._views:
            self._actors.memory.note_coalition(view)
            made = [one for level in by_sentence.get(view.sentence.index, ()) for one in self._of_level(level)]
            made += self._same_level(view, made[-1] if made else found[-1] if found else None)
            found += made
            if not made:
                bare += self._bare(view)
        return [*tell_acts(found, bare), *without_level(found, bare)]

    def _of_level(self, level: Level) -> list[Candidate]:
        """One cap, or two for the ends of a range; none where nothing capped is told."""
        topic = self._topics.of_level(level.view, level.index)
        if topic is None:
            return []
        self._topics.last, self._topics.last_at = topic.commodity, level.view.sentence.index
        quantity = level.quantity
        span = (quantity.start, quantity.end)
        inherited = self._told_before(level)
        told = inherited[0] if inherited else self._standing(level.view, span, topic, describes=level.cue in DESCRIBES)
        adjective = told.mentioned and _is_adjective(level)
        imposers = (
            inherited[1]
            if inherited
            else self._actors.of(level.view, span, topic, told, quantity.currency, adjective=adjective)
        )
        self._last = (level, told, imposers)
        confidence = min(0.95, 0.45 + 0.06 * level.score) - (0 if imposers.named else 0.15)
        first = self._remembered(
            Candidate(level.view, span, topic, told, imposers, level.cue, level.why), adjective=adjective
        )
        return [
            replace(
                first,
                amount=amount,
                currency=self._currency(quantity, topic, first.imposers),
                unit=quantity.unit or topic.unit,
                previous=level.previous,
                confidence=round(max(confidence, 0.1), 2),
            )
            for amount in dict.fromkeys((quantity.low, quantity.high))
        ]

    def _currency(self, quantity: Quantity, topic: Topic, imposers: Imposers) -> str | None:
        """The amount's currency; "$" and "cents" are the imposer's own where it caps its own prices."""
        if quantity.currency is None:
            return _usual_currency(topic)
        own = next(
            (self._words.own_currency[a.name] for a in imposers.actors if a.name in self._words.own_currency), None
        )
        plain = quantity.currency == "USD" and "US" not in quantity.text
        return own if own and plain and topic.regime != "sanction" else quantity.currency

    def _told_before(self, level: Level) -> tuple[Standing, Imposers] | None:
        """What was told of the level before it in the same list: "at $100 for diesel and $45 for fuel oil"."""
        if self._last is None or self._last[0].view is not level.view or level.cue not in INHERITS:
            return None
        before, told, imposers = self._last
        start, end = before.quantity.end, level.quantity.start
        between = any(start <= m.start < end and m.acts_for is not None for m in level.view.sentence.mentions)
        return None if between else (told, imposers)

    def _bare(self, view: View) -> list[Candidate]:
        """The caps that a sentence without a level speaks of, one for each commodity."""
        found: dict[str, Candidate] = {}
        for cap in bare_caps(view, self._words):
            topic = self._topics.of_cap(view, cap)
            if topic is None or topic.commodity in found:
                continue
            span = (cap.start, cap.end)
            told = self._standing(view, span, topic)
            imposers = self._actors.of(view, span, topic, told, adjective=told.mentioned)
            found[topic.commodity] = self._remembered(
                Candidate(view, span, topic, told, imposers, self._kind(view, cap, told))
            )
        return list(found.values())

    def _kind(self, view: View, cap: Word, told: Standing) -> str:
        """The rule of a cap without a level: on a margin, mentioned, new, or an act on one that is known."""
        if cap.text in (MARGIN, RISE):
            return f"cap-on-{cap.text}"
        if told.mentioned:
            return MENTION
        return NEW if is_new(view, cap, self._words) else ACT

    def _same_level(self, view: View, before: Candidate | None) -> list[Candidate]:
        """The cap of somebody who took "the same level" as the one told last."""
        match = self._words.same_level.search(view.low)
        if match is None or before is None or before.amount is None:
            return []
        span = (view.sentence.start + match.start(), view.sentence.start + match.end())
        told = self._standing(view, span, before.topic)
        imposers = self._actors.of(view, span, before.topic, told, adjective=told.mentioned)
        names = {actor.name for actor in before.imposers.actors}
        if not imposers.named or all(actor.name in names for actor in imposers.actors):
            return []
        return [
            replace(
                before,
                view=view,
                span=span,
                told=told,
                imposers=imposers,
                rule="same-level",
                why=(),
                previous=None,
                confidence=0.6,
            )
        ]

    def _remembered(self, found: Candidate, *, adjective: bool = False) -> Candidate:
        """Keep who capped for later sentences; drop who was only guessed for a foreign cap that is but mentioned."""
        self._actors.memory.remember(found.topic, found.imposers, found.told.status)
        guessed = found.imposers.how == "elsewhere" and found.topic.regime == "sanction"
        return replace(found, imposers=Imposers()) if guessed and (adjective or found.told.behind) else found

    def _standing(self, view: View, span: tuple[int, int], topic: Topic, *, describes: bool = False) -> Standing:
        """Who takes part in deciding proposes; everybody else only calls for it."""
        told = standing(view, span, self._words, describes=describes)
        before = [m.acts_for.name for m in view.sentence.mentions if m.end <= span[0] and m.acts_for is not None]
        decides = (
            topic.regime != "consumer" and bool(before) and before[-1] in self._words.coalition | self._words.eu_members
        )
        return replace(told, status="proposed") if told.status == "called_for" and decides else told


def _is_adjective(level: Level) -> bool:
    """Whether a level stands in a cap's own noun phrase: "the $60 cap", "a cap of $60", but not "the cap is $60"."""
    return level.cue == "amount-cap" or (level.cue in NOUNS and level.view.left(level.index).endswith(" of "))


def _usual_currency(topic: Topic) -> str | None:
    """Oil is priced in dollars, European gas and power in euros, where a text names no currency."""
    if topic.regime == "sanction":
        return "USD"
    return "EUR" if topic.regime == "market_mechanism" else None
