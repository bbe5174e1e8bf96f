"""Whose cap it is: by the cap's own words, the subject of the act, or who was said to cap before."""

from typing import Final

from streams.extract.caps.elsewhere import Elsewhere
from streams.extract.caps.imposers import Imposers, imposers_of, listed, may_impose
from streams.extract.caps.lexicon import Lexicon
from streams.extract.caps.status import Standing
from streams.extract.caps.topics import Topic
from streams.extract.caps.view import View
from streams.extract.document import Document, Mention
from streams.extract.grammar import governors, noun_phrase, subjects

OWNER_REACH: Final = 60
AGENT_REACH: Final = 90
"""Characters between a cap and the name of its owner before it, or of those who set it behind it."""
POINTERS: Final = frozenset({"they", "we", "bloc", "both", "group", "coalition"})
"""Subjects that point back to who acted before."""
Found = tuple[list[Mention], str]


class Actors:
    """Finds imposers in one document; remembers who capped a commodity last."""

    def __init__(self, document: Document, views: tuple[View, ...], words: Lexicon) -> None:
        self._words = words
        self.memory = Elsewhere(document, views, words)

    def of(
        self,
        view: View,
        span: tuple[int, int],
        topic: Topic,
        told: Standing,
        currency: str | None = None,
        *,
        adjective: bool = False,
    ) -> Imposers:
        """Whose cap stands at a span; the currency of its level tells where nobody is named.

        `adjective` marks a cap that is only mentioned ("above the $60 cap"): who acts there did not impose it.
        """
        amounts = view.sentence.quantities
        apart = [m for m in view.sentence.mentions if not any(q.start <= m.start < q.end for q in amounts)]
        usable = [m for m in apart if may_impose(m, topic, self._words)]
        cap = self._cap_near(view, span)
        found = self._owner(view, usable, min(span[0], cap[0])) or self._owner(view, usable, cap[0])
        found = found or self._agent(view, usable, max(span[1], cap[1]))
        if not found and not adjective and (told.status != "called_for" or topic.regime == "consumer"):
            found = self._subject(view, usable, span)
            if found is None and not (told.behind and topic.regime == "sanction"):
                found = self._before(view, usable, span[0]) or self._behind(view, usable, span[1])
        if found and found[0]:
            return imposers_of(*found, topic, told.status, self._words)
        return self.memory.of(view, topic, told, currency)

    def _cap_near(self, view: View, span: tuple[int, int]) -> tuple[int, int]:
        """The cap noun that an amount belongs to, else the amount itself."""
        near = sorted(view.caps, key=lambda cap: min(abs(cap.end - span[0]), abs(cap.start - span[1])))
        return (near[0].start, near[0].end) if near else span

    def _owner(self, view: View, usable: list[Mention], start: int) -> Found | None:
        base = view.sentence.start
        owners = [
            m
            for m in usable
            if m.end <= start
            and start - m.end <= OWNER_REACH
            and self._words.owns.fullmatch(view.low[m.end - base : start - base])
        ]
        return (listed(view, usable, owners[-1], self._words), "owner") if owners else None

    def _agent(self, view: View, usable: list[Mention], end: int) -> Found | None:
        base = view.sentence.start
        for mention in usable:
            if mention.start < end:
                continue
            between = view.low[end - base : mention.start - base]
            if (
                len(between) <= AGENT_REACH
                and (set_by := list(self._words.set_by.finditer(between)))
                and set_by[-1].end() == len(between)
            ):
                return listed(view, usable, mention, self._words), "agent"
            if len(between) <= OWNER_REACH and self._words.that.search(between):
                return listed(view, usable, mention, self._words), "agent"
        return None

    def _subject(self, view: View, usable: list[Mention], span: tuple[int, int]) -> Found | None:
        """The subject of the verb that governs a level; an empty list where it points back ("they", "the bloc")."""
        words = view.sentence.span.doc.char_span(*span, alignment_mode="expand")
        token = words.root if words is not None else view.sentence.span.root
        for verb in (above for above, _ in governors(token) if above.pos_ == "VERB"):
            heads = subjects(verb)
            for head in heads:
                phrase = noun_phrase(head)
                inside = [m for m in usable if phrase.start_char <= m.start and m.end <= phrase.end_char]
                if inside:
                    return listed(view, usable, inside[-1], self._words), "subject"
            if any(head.lower_ in ("they", "we", "bloc", "both", "group", "coalition") for head in heads):
                return [], "pronoun"
        return None

    def _before(self, view: View, usable: list[Mention], start: int) -> Found | None:
        """The subject-like names before an act: the nearest that is no adjective, with its list."""
        before = [m for m in usable if m.end <= start and not m.demonym]
        speaking = [m for m in before if m.type == "PERSON"]
        best = next((m for m in reversed(before) if m.type != "PERSON"), None) or (speaking[-1] if speaking else None)
        if best is None:
            adjectives = [m for m in usable if m.end <= start]
            best = adjectives[-1] if adjectives else None
        return (listed(view, usable, best, self._words), "before") if best else None

    def _behind(self, view: View, usable: list[Mention], end: int) -> Found | None:
        behind = [m for m in usable if m.start >= end and not m.demonym and m.type != "PERSON"]
        return (listed(view, usable, behind[0], self._words), "behind") if behind else None
