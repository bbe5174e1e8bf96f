"""Whose cap it is: by the cap's own words, the subject of the act, or who was said to cap before."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from streams.extract.caps.lexicon import Lexicon
from streams.extract.caps.status import Standing
from streams.extract.caps.topics import Topic
from streams.extract.caps.view import View
from streams.extract.document import Document, Mention
from streams.extract.grammar import governors, noun_phrase, subjects
from streams.extract.lexicon import lexicon as names
from streams.messages import Actor

OWNER_REACH: Final = 60
AGENT_REACH: Final = 90
"""Characters between a cap and the name of its owner before it, or of those who set it behind it."""
REACH: Final = 40
"""Sentences around a cap in which a state or bloc may be named whose cap it is."""
LISTED: Final = 3
"""Names that make a list of the coalition's members."""


@dataclass(frozen=True, slots=True)
class Imposers:
    """States and blocs, the agency through which they act, and how that was found."""

    actors: tuple[Actor, ...] = ()
    authority: Actor | None = None
    how: str = "none"

    @property
    def named(self) -> bool:
        """Whether the cap's own sentence names them."""
        return self.how in ("owner", "agent", "subject", "before", "behind")


@dataclass
class Actors:
    """Finds imposers in one document; remembers who capped a commodity last."""

    document: Document
    views: tuple[View, ...]
    words: Lexicon
    memory: dict[str, Imposers] = field(default_factory=dict)

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
        status = told.status
        amounts = view.sentence.quantities
        apart = [m for m in view.sentence.mentions if not any(q.start <= m.start < q.end for q in amounts)]
        usable = [m for m in apart if self._may_impose(m, topic)]
        cap = self._cap_near(view, span)
        found = self._owner(view, usable, min(span[0], cap[0])) or self._owner(view, usable, cap[0])
        found = found or self._agent(view, usable, max(span[1], cap[1]))
        if not found and not adjective and (status != "called_for" or topic.regime == "consumer"):
            found = self._subject(view, usable, span)
            if found is None and not (told.behind and topic.regime == "sanction"):
                found = self._before(view, usable, span[0]) or self._behind(view, usable, span[1])
        imposers = self._imposers(found, topic, status) if found and found[0] else Imposers()
        if not imposers.actors:
            imposers = self._remembered(view, topic, told, currency)
        return imposers

    def _may_impose(self, mention: Mention, topic: Topic) -> bool:
        state = mention.acts_for
        if state is None:
            return False
        if topic.regime == "sanction":
            return state.name in self.words.coalition or state.name in self.words.eu_members
        return True

    def _cap_near(self, view: View, span: tuple[int, int]) -> tuple[int, int]:
        """The cap noun that an amount belongs to, else the amount itself."""
        near = sorted(view.caps, key=lambda cap: min(abs(cap.end - span[0]), abs(cap.start - span[1])))
        return (near[0].start, near[0].end) if near else span

    def _owner(self, view: View, usable: list[Mention], start: int) -> tuple[list[Mention], str] | None:
        base = view.sentence.start
        owners = [
            m
            for m in usable
            if m.end <= start
            and start - m.end <= OWNER_REACH
            and self.words.owns.fullmatch(view.low[m.end - base : start - base])
        ]
        return (self._list(view, usable, owners[-1]), "owner") if owners else None

    def _agent(self, view: View, usable: list[Mention], end: int) -> tuple[list[Mention], str] | None:
        base = view.sentence.start
        for mention in usable:
            if mention.start < end:
                continue
            between = view.low[end - base : mention.start - base]
            if (
                len(between) <= AGENT_REACH
                and (set_by := list(self.words.set_by.finditer(between)))
                and set_by[-1].end() == len(between)
            ):
                return self._list(view, usable, mention), "agent"
            if len(between) <= OWNER_REACH and self.words.that.search(between):
                return self._list(view, usable, mention), "agent"
        return None

    def _subject(self, view: View, usable: list[Mention], span: tuple[int, int]) -> tuple[list[Mention], str] | None:
        """The subject of the verb that governs a level; an empty list where it points back ("they", "the bloc")."""
        words = view.sentence.span.doc.char_span(*span, alignment_mode="expand")
        token = words.root if words is not None else view.sentence.span.root
        for verb in (above for above, _ in governors(token) if above.pos_ == "VERB"):
            heads = subjects(verb)
            for head in heads:
                phrase = noun_phrase(head)
                inside = [m for m in usable if phrase.start_char <= m.start and m.end <= phrase.end_char]
                if inside:
                    return self._list(view, usable, inside[-1]), "subject"
            if any(head.lower_ in ("they", "we", "bloc", "both", "group", "coalition") for head in heads):
                return [], "pronoun"
        return None

    def _before(self, view: View, usable: list[Mention], start: int) -> tuple[list[Mention], str] | None:
        """The subject-like names before an act: the nearest that is no adjective, with its list."""
        before = [m for m in usable if m.end <= start and not m.demonym]
        speaking = [m for m in before if m.type == "PERSON"]
        best = next((m for m in reversed(before) if m.type != "PERSON"), None) or (speaking[-1] if speaking else None)
        if best is None:
            adjectives = [m for m in usable if m.end <= start]
            best = adjectives[-1] if adjectives else None
        return (self._list(view, usable, best), "before") if best else None

    def _behind(self, view: View, usable: list[Mention], end: int) -> tuple[list[Mention], str] | None:
        behind = [m for m in usable if m.start >= end and not m.demonym and m.type != "PERSON"]
        return (self._list(view, usable, behind[0]), "behind") if behind else None

    def _list(self, view: View, usable: list[Mention], mention: Mention) -> list[Mention]:
        """A name with the names it is listed with: "the EU, the United Kingdom, Canada and Japan"."""
        base, place = view.sentence.start, usable.index(mention)
        first = last = place
        while first and self.words.joined.fullmatch(
            view.low[usable[first - 1].end - base : usable[first].start - base]
        ):
            first -= 1
        while last + 1 < len(usable) and self.words.joined.fullmatch(
            view.low[usable[last].end - base : usable[last + 1].start - base]
        ):
            last += 1
        return usable[first : last + 1]

    def _imposers(self, found: tuple[list[Mention], str], topic: Topic, status: str) -> Imposers:
        mentions, how = found
        actors: dict[str, Actor] = {}
        for mention in mentions:
            state = mention.acts_for or mention.actor()
            if state.name in self.words.parts:
                state = Actor(name=self.words.parts[state.name], type="GPE", id=None)
            if self._speaks_for_the_union(state.name, topic, status):
                state = Actor(name="European Union", type="ORG", id="Q458")
            actors.setdefault(
                state.name,
                Actor(
                    name=state.name,
                    type=state.type,
                    id=state.id,
                    mention=mention.text,
                    start=mention.start,
                    end=mention.end,
                ),
            )
        authority = next((m.actor() for m in mentions if m.authority), None)
        return Imposers(tuple(actors.values()), authority, how)

    def _speaks_for_the_union(self, name: str, topic: Topic, status: str) -> bool:
        """Whether a member's wish is about the union's cap, not one of its own."""
        common = topic.regime == "sanction" or (
            topic.regime == "market_mechanism" and status in ("proposed", "called_for", "rejected")
        )
        return common and name in self.words.eu_members

    def _remembered(self, view: View, topic: Topic, told: Standing, currency: str | None) -> Imposers:
        status = told.status
        if status == "called_for" and topic.regime == "sanction":
            return Imposers()
        implied = next(
            (actor for word, actor in self.words.implied.items() if topic.regime != "sanction" and word in view.low),
            None,
        )
        if implied is not None:
            return Imposers((implied,), None, "implied")
        author = next((i.author for i in view.sentence.instruments if i.author is not None), None)
        if author is not None:
            return Imposers((author,), None, "author of the act")
        last = self.memory.get(topic.commodity) or (None if told.mentioned else self.memory.get(topic.regime))
        if last is not None:
            return Imposers(tuple(_elsewhere(a) for a in last.actors), None, "before in the text")
        own = self._implied(currency) or self._by_capital if topic.regime == "consumer" else None
        if own is not None:
            return Imposers((_elsewhere(own),), None, "implied")
        return self._most_named(view, topic, status)

    @cached_property
    def _by_word(self) -> Actor | None:
        """Whose consumer cap it is by a regulator or programme that the text names."""
        implied = self.words.implied.items()
        return next((actor for view in self.views for word, actor in implied if word in view.low), None)

    @cached_property
    def _by_prices(self) -> Actor | None:
        """Whose consumer cap it is by the currency of the text's prices."""
        codes = {q.currency: None for s in self.document.sentences for q in s.quantities if q.currency}
        known = self.words.implied_by_currency
        return next((known[code] for code in codes if code in known), None)

    @cached_property
    def _by_capital(self) -> Actor | None:
        """The state whose capital the text names as a place, such as in its dateline."""
        places = (names().named(m.text) for s in self.document.sentences for m in s.mentions if m.type == "GPE")
        return next((place.acts_for for place in places if place and place.use == "capital" and place.acts_for), None)

    def _implied(self, currency: str | None) -> Actor | None:
        own = self.words.implied_by_currency.get(currency or "")
        return self._by_word or own or self._by_prices

    def _most_named(self, view: View, topic: Topic, status: str) -> Imposers:
        """The title's first state or bloc that caps such goods, else those listed last before, else first behind."""
        title = self._fitting(self.document.title.mentions if self.document.title else (), topic)
        if title:
            return self._away([title[0]], topic, status)
        place = view.sentence.index
        earlier, later = self.views[max(0, place - REACH) : place + 1], self.views[place + 1 : place + 1 + REACH]
        for other in (*reversed(earlier), *later):
            usable = self._fitting(other.sentence.mentions, topic)
            if usable:
                return self._away(self._list(other, usable, usable[-1]), topic, status)
        implied = self._implied(None) if topic.regime != "sanction" else None
        return Imposers((implied,), None, "implied") if implied else Imposers()

    def _away(self, mentions: list[Mention], topic: Topic, status: str) -> Imposers:
        found = self._imposers((mentions, "elsewhere"), topic, status)
        return Imposers(tuple(_elsewhere(a) for a in found.actors), None, "elsewhere")

    def _fitting(self, mentions: Iterable[Mention], topic: Topic) -> list[Mention]:
        """Those who cap such goods: the coalition foreign goods, the union its market, else any state."""
        usable = [m for m in mentions if m.acts_for is not None and m.type != "PERSON" and self._may_impose(m, topic)]
        if topic.regime == "market_mechanism":
            return [m for m in usable if m.acts_for and m.acts_for.name == "European Union"] or usable
        if topic.regime == "sanction":
            return [m for m in usable if m.acts_for and m.acts_for.name in self.words.coalition and not m.demonym]
        return usable

    def note_coalition(self, view: View) -> None:
        """Keep the members that a sentence about the deal lists: "the accord between the US, the G7 and Australia"."""
        usable = [
            m
            for m in view.sentence.mentions
            if m.acts_for is not None and m.acts_for.name in self.words.coalition and not m.demonym
        ]
        listed = self._list(view, usable, usable[0]) if usable else []
        start = view.low[:60].replace(",", " ").split()
        if len(listed) >= LISTED and not self.words.coalition_words.isdisjoint(start):
            topic = Topic("crude_oil", regime="sanction")
            self.memory["sanction"] = self._imposers((listed, "listed"), topic, "adopted")
            self.memory.pop("crude_oil", None)
            self.memory.pop("refined_products", None)

    def remember(self, topic: Topic, imposers: Imposers, status: str) -> None:
        """Keep who capped, for later sentences that name nobody."""
        if imposers.actors and imposers.named and status not in ("called_for", "rejected"):
            self.memory[topic.commodity] = imposers
            self.memory[topic.regime] = imposers


def _elsewhere(actor: Actor) -> Actor:
    """The same actor, known from elsewhere than the cap's sentence."""
    return Actor(name=actor.name, type=actor.type, id=actor.id)
