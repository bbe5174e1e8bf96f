"""Whose cap it is where its own sentence names nobody: who capped before, the title, a currency, the text around."""

from collections.abc import Iterable
from functools import cached_property
from typing import Final

from streams.extract.caps.imposers import Imposers, imposers_of, listed, may_impose, placeless
from streams.extract.caps.lexicon import Lexicon
from streams.extract.caps.status import Standing
from streams.extract.caps.topics import Topic
from streams.extract.caps.view import View
from streams.extract.document import Document, Mention
from streams.extract.lexicon import lexicon as names
from streams.messages import Actor

REACH: Final = 40
"""Sentences around a cap in which a state or bloc may be named whose cap it is."""
LISTED: Final = 3
"""Names that make a list of the coalition's members."""


class Elsewhere:
    """Remembers who capped a commodity, or capped under a regime, last."""

    def __init__(self, document: Document, views: tuple[View, ...], words: Lexicon) -> None:
        self._document = document
        self._views = views
        self._words = words
        self._last: dict[str, Imposers] = {}

    def of(self, view: View, topic: Topic, told: Standing, currency: str | None) -> Imposers:
        """Whose cap it is where its own sentence names nobody."""
        if told.status == "called_for" and topic.regime == "sanction":
            return Imposers()
        implied = next(
            (actor for word, actor in self._words.implied.items() if topic.regime != "sanction" and word in view.low),
            None,
        )
        if implied is not None:
            return Imposers((implied,), None, "implied")
        author = next((i.author for i in view.sentence.instruments if i.author is not None), None)
        if author is not None:
            return Imposers((author,), None, "author of the act")
        last = self._last.get(topic.commodity) or (None if told.mentioned else self._last.get(topic.regime))
        if last is not None:
            return last.elsewhere("before in the text")
        own = self._implied(currency) or self._by_capital if topic.regime == "consumer" else None
        if own is not None:
            return Imposers((placeless(own),), None, "implied")
        return self._most_named(view, topic, told.status)

    @cached_property
    def _by_word(self) -> Actor | None:
        """Whose consumer cap it is by a regulator or programme that the text names."""
        implied = self._words.implied.items()
        return next((actor for view in self._views for word, actor in implied if word in view.low), None)

    @cached_property
    def _by_prices(self) -> Actor | None:
        """Whose consumer cap it is by the currency of the text's prices."""
        codes = {q.currency: None for s in self._document.sentences for q in s.quantities if q.currency}
        known = self._words.implied_by_currency
        return next((known[code] for code in codes if code in known), None)

    @cached_property
    def _by_capital(self) -> Actor | None:
        """The state whose capital the text names as a place, such as in its dateline."""
        places = (names().named(m.text) for s in self._document.sentences for m in s.mentions if m.type == "GPE")
        return next((place.acts_for for place in places if place and place.use == "capital" and place.acts_for), None)

    def _implied(self, currency: str | None) -> Actor | None:
        own = self._words.implied_by_currency.get(currency or "")
        return self._by_word or own or self._by_prices

    def _most_named(self, view: View, topic: Topic, status: str) -> Imposers:
        """The title's first state or bloc that caps such goods, else those listed last before, else first behind."""
        title = self._fitting(self._document.title.mentions if self._document.title else (), topic)
        if title:
            return self._away([title[0]], topic, status)
        place = view.sentence.index
        earlier, later = self._views[max(0, place - REACH) : place + 1], self._views[place + 1 : place + 1 + REACH]
        for other in (*reversed(earlier), *later):
            usable = self._fitting(other.sentence.mentions, topic)
            if usable:
                return self._away(listed(other, usable, usable[-1], self._words), topic, status)
        implied = self._implied(None) if topic.regime != "sanction" else None
        return Imposers((implied,), None, "implied") if implied else Imposers()

    def _away(self, mentions: list[Mention], topic: Topic, status: str) -> Imposers:
        return imposers_of(mentions, "elsewhere", topic, status, self._words).elsewhere("elsewhere")

    def _fitting(self, mentions: Iterable[Mention], topic: Topic) -> list[Mention]:
        """Those who cap such goods: the coalition foreign goods, the union its market, else any state."""
        usable = [
            m for m in mentions if m.acts_for is not None and m.type != "PERSON" and may_impose(m, topic, self._words)
        ]
        if topic.regime == "market_mechanism":
            return [m for m in usable if m.acts_for and m.acts_for.name == "European Union"] or usable
        if topic.regime == "sanction":
            return [m for m in usable if m.acts_for and m.acts_for.name in self._words.coalition and not m.demonym]
        return usable

    def note_coalition(self, view: View) -> None:
        """Keep the members that a sentence about the deal lists: "the accord between the US, the G7 and Australia"."""
        usable = [
            m
            for m in view.sentence.mentions
            if m.acts_for is not None and m.acts_for.name in self._words.coalition and not m.demonym
        ]
        members = listed(view, usable, usable[0], self._words) if usable else []
        start = view.low[:60].replace(",", " ").split()
        if len(members) >= LISTED and not self._words.coalition_words.isdisjoint(start):
            topic = Topic("crude_oil", regime="sanction")
            self._last["sanction"] = imposers_of(members, "listed", topic, "adopted", self._words)
            self._last.pop("crude_oil", None)
            self._last.pop("refined_products", None)

    def remember(self, topic: Topic, imposers: Imposers, status: str) -> None:
        """Keep who capped, for later sentences that name nobody."""
        if imposers.actors and imposers.named and status not in ("called_for", "rejected"):
            self._last[topic.commodity] = imposers
            self._last[topic.regime] = imposers
