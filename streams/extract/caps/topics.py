"""What is capped: commodity, tier, origin and regime of a level or a cap."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from streams.extract.caps.lexicon import Lexicon
from streams.extract.caps.view import View, Word, lowered
from streams.extract.document import Document, Mention, Quantity

ENERGY: Final = frozenset({"crude_oil", "refined_products", "natural_gas", "lng", "electricity", "coal", "grain"})
FOLLOWS: Final = re.compile(
    r"[-/ ]?(?:(?:a|per) \w{3,8}|/\w{1,4})?[-\u201d\" ]{0,2}"
    r"(?:(?:oil |price |import |safety )?(?:cap|ceiling|limit|level))? ?"
    r"(?:(?:for|on|of|over) (?:(?!and |days? |that |which |is |are |than )[\w\u2019'-]{1,16} ){0,4})?"
)
"""What stands between an amount and the commodity that it is for."""
ON: Final = re.compile(
    r" (?:(?:of|at) [^ ]{1,12}(?: (?:a|an|per) \w{3,8}| \w{3,8}){0,2} )?(?:on|for|of|over) (?:[\w\u2019'-]{1,16} ){0,5}"
)
"""What stands between a cap and the commodity that it is on."""
BEFORE: Final = 12
"""Characters between a commodity and the cap noun that it qualifies: "oil price cap"."""
NEAR: Final = 40
"""Characters between a cap and a commodity that may be its own."""
APART: Final = 14
"""Characters from which on a commodity before a cap noun is not what it caps."""
EARLIER: Final = 6
"""Amounts before one that may have taken their commodity already."""
FOREIGN_UNITS: Final = frozenset({"barrel", "tonne", "MMBtu", "thousand cubic metres"})


@dataclass(frozen=True, slots=True)
class Topic:
    """What a cap is on, and under which regime."""

    commodity: str
    tier: str | None = None
    origin: str | None = None
    origin_id: str | None = None
    regime: str = "consumer"
    unit: str | None = None


@dataclass(slots=True)
class Topics:
    """Reads the topics of one document; remembers the commodity that was capped last."""

    document: Document
    views: tuple[View, ...]
    words: Lexicon
    last: str | None = None
    last_at: int = 0
    _origin: Mention | None = field(init=False)
    _title: tuple[str, ...] = field(init=False)
    _main: str | None = field(init=False)
    _often: tuple[str, ...] = field(init=False)
    _for_users: bool | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        title = lowered(self.document.title.text) if self.document.title else ""
        self._title = tuple(
            self.words.commodity_of[m.group().replace("-", " ")] for m in self.words.commodity.finditer(title)
        )
        self._origin = self._foreign_origin()
        everywhere = Counter(word.means for view in self.views for word in view.commodities)
        capped = Counter(word.means for view in self.views for cap in view.caps if (word := self._capped(view, cap)))
        near = Counter(
            word.means
            for view in self.views
            for word in view.commodities
            if any(abs(word.start - cap.start) <= NEAR or abs(word.end - cap.start) <= NEAR for cap in view.caps)
        )
        self._main = next((name for counted in (capped, near) for name, _ in counted.most_common(1)), None) or next(
            iter(self._title), None
        )
        self._often = tuple(name for name, _ in everywhere.most_common())

    def _capped(self, view: View, cap: Word) -> Word | None:
        """What a cap's own words say is capped: "oil price cap", "cap on Russian crude"."""
        inside = [w for w in view.commodities if cap.start <= w.start < cap.end]
        behind = [
            w
            for w in view.commodities
            if w.start >= cap.end
            and ON.fullmatch(view.low[cap.end - view.sentence.start : w.start - view.sentence.start])
        ]
        before = [w for w in view.commodities if w.end <= cap.start and cap.start - w.end <= BEFORE]
        return next(iter([*behind, *inside, *reversed(before)]), None)

    def _foreign_origin(self) -> Mention | None:
        """The country of the document whose goods are capped abroad, if any."""
        sentences = [*self.document.sentences, *([self.document.title] if self.document.title else [])]
        counted = Counter(m.name for s in sentences for m in s.mentions if m.name in self.words.origins)
        if not counted:
            return self._by_its_words()
        name = counted.most_common(1)[0][0]
        return next(m for s in sentences for m in s.mentions if m.name == name)

    def _origin_for(self, view: View) -> Mention | None:
        """The origin that a sentence names; the document's where it names none, or that one among others."""
        named = [m for m in view.sentence.mentions if m.name in self.words.origins]
        if not named or (self._origin is not None and any(m.name == self._origin.name for m in named)):
            return self._origin
        return named[0]

    def _by_its_words(self) -> Mention | None:
        """The origin that the name of a grade tells: Urals is Russian."""
        for view in self.views:
            for word, name in self.words.origin_words.items():
                if (place := view.low.find(word)) >= 0:
                    start = view.sentence.start + place
                    return Mention(start, start + len(word), word, name, "GPE", self.words.origin_ids.get(name))
        return None

    def of_level(self, view: View, index: int) -> Topic | None:
        """The topic of an amount of a sentence; null where nothing capped is told."""
        quantity = view.sentence.quantities[index]
        commodity = self._commodity(view, index, quantity) if not self._limits_others(view) else None
        if commodity is None:
            return None
        tier = self._tier(view, index) if commodity == "refined_products" else None
        return self._topic(view, commodity, tier, quantity)

    def _limits_others(self, view: View) -> bool:
        """Whether a sentence without any commodity limits something: "a limit on cash savings"."""
        return not view.commodities and any(
            cap.text.startswith("limit") and view.low.startswith(" on ", cap.end - view.sentence.start)
            for cap in view.caps
        )

    def of_cap(self, view: View, cap: Word) -> Topic | None:
        """The topic of a cap without a level; null where no commodity is told."""
        own = self._capped(view, cap)
        near = sorted(view.commodities, key=lambda word: (word.start < cap.start, abs(word.start - cap.start)))
        commodity = own.means if own else near[0].means if near else self.last or self._main
        return self._topic(view, commodity, None, None) if commodity else None

    def _topic(self, view: View, commodity: str, tier: str | None, quantity: Quantity | None) -> Topic:
        regime, origin = self._regime(view, commodity, quantity)
        known = self.words.commodities.get(commodity)
        unit = None
        if known is not None:
            unit = known.consumer_unit if regime == "consumer" and known.consumer_unit else known.unit
        return Topic(
            commodity,
            tier if regime == "sanction" else None,
            origin.name if origin else None,
            origin.id if origin else None,
            regime,
            unit,
        )

    def _fits(self, commodity: str, quantity: Quantity) -> bool:
        """Whether a commodity is priced by an amount's unit or, where it names none, in its currency."""
        known = self.words.commodities[commodity]
        if quantity.unit is not None and any(quantity.unit in other.units for other in self.words.commodities.values()):
            return quantity.unit in known.units
        return known.currency is None or quantity.currency in (None, known.currency)

    def _commodity(self, view: View, index: int, quantity: Quantity) -> str | None:
        """The nearest commodity that is priced by the amount's unit: behind "for" or "on", before it, then around."""
        for word in self._candidates(view, index):
            if self._fits(word.means, quantity):
                return word.means
        last = self.last if view.sentence.index - self.last_at <= 1 else None
        spare = [last, self._main, self.last, *self._title]
        before = [word.means for v in self._before(view) for word in reversed(v.commodities)]
        if quantity.unit in FOREIGN_UNITS or quantity.unit == "MWh":
            spare = [*spare, *self._usual(quantity), *before]
        elif quantity.unit is None or quantity.currency not in ("USD", "EUR"):
            spare = [*before[:3], *spare] if self._main not in ENERGY else [*spare, *before]
        else:
            spare = [*before, *spare]
        fitting = [name for name in (*spare, *self._often) if name and self._fits(name, quantity)]
        return fitting[0] if fitting else next(iter(self._usual(quantity)), None)

    def _before(self, view: View) -> list[View]:
        """The two sentences before one, nearest first."""
        return list(reversed(self.views[max(0, view.sentence.index - 2) : view.sentence.index]))

    def _usual(self, quantity: Quantity) -> list[str]:
        """The commodity that is the only one counted by an amount's unit: oil by the barrel."""
        return ["crude_oil"] if quantity.unit == "barrel" else []

    def _candidates(self, view: View, index: int) -> list[Word]:
        quantities = view.sentence.quantities
        here = quantities[index]
        before = quantities[index - 1].end if index else view.sentence.start
        behind = quantities[index + 1].start if index + 1 < len(quantities) else view.sentence.end
        taken = self._taken(view, index)
        right = [w for w in view.commodities if here.end <= w.start < behind]
        left = [
            w
            for w in view.commodities
            if before <= w.start < here.start and w not in taken and not _apart(view, w, here.start)
        ]
        attached = [w for w in right if self._attached(view, here.end, w)]
        rest = [w for w in view.commodities if w not in taken and not _apart(view, w, here.start)]
        return [*attached, *reversed(left), *right, *sorted(rest, key=lambda w: abs(w.start - here.start))]

    def _attached(self, view: View, end: int, word: Word) -> bool:
        """Whether a commodity follows an amount as "for X", "on X" or "cap on X"."""
        return bool(FOLLOWS.fullmatch(view.low[end - view.sentence.start : word.start - view.sentence.start]))

    def _taken(self, view: View, index: int) -> set[Word]:
        """Commodities that belong to an earlier amount: "$60 for crude, $100 and $45 for products"."""
        taken: set[Word] = set()
        for place in range(max(0, index - EARLIER), index):
            quantity = view.sentence.quantities[place]
            attached = [
                w for w in view.commodities if quantity.end <= w.start < view.sentence.quantities[place + 1].start
            ]
            taken |= {w for w in attached if self._attached(view, quantity.end, w)}
        return taken

    def _tier(self, view: View, index: int) -> str | None:
        quantities = view.sentence.quantities
        here = quantities[index]
        before = quantities[index - 1].end if index else view.sentence.start
        behind = quantities[index + 1].start if index + 1 < len(quantities) else view.sentence.end
        right = [w for w in view.tiers if here.end <= w.start < behind]
        attached = [w for w in right if self._attached(view, here.end, w)]
        left = [w for w in view.tiers if before <= w.start < here.start]
        if index and attached == [] and left and self._attached(view, quantities[index - 1].end, left[0]):
            left = [w for w in left if w.start - before > 48]  # noqa: PLR2004
        found = [*attached, *reversed(left), *right]
        return found[0].means if found else None

    def _regime(self, view: View, commodity: str, quantity: Quantity | None) -> tuple[str, Mention | None]:
        around = [v.low for v in self.views[max(0, view.sentence.index - 1) : view.sentence.index + 2]]
        text = " ".join(around)
        if self.words.margin.search(view.low) and (quantity is None):
            return "margin", None
        if commodity not in ENERGY:
            return "consumer", None
        unit = quantity.unit if quantity else None
        consumer = unit in ("litre", "gallon", "year", "month") or (
            unit not in FOREIGN_UNITS and self.words.consumer.search(view.low)
        )
        abroad = quantity is None or quantity.unit in FOREIGN_UNITS or quantity.currency in (None, "USD")
        origin = self._origin_for(view) if abroad and not consumer else None
        if commodity in ("natural_gas", "electricity"):
            own = origin is not None and any(m.name == origin.name for m in view.sentence.mentions)
            if own and not self.words.market.search(text):
                return "sanction", origin
            return self._market_or_consumer(view, text), None
        if origin is not None:
            return "sanction", origin
        if commodity not in ("crude_oil", "refined_products"):
            return ("consumer" if consumer else "market_mechanism"), None
        in_dollars = quantity is not None and quantity.currency == "USD"
        abroad = not consumer and (commodity == "crude_oil" or in_dollars)
        return ("sanction" if abroad else "consumer"), None

    def _market_or_consumer(self, view: View, around: str) -> str:
        """Whether gas or power is capped for the market or for its users: by the words in and around its sentence."""
        if self.words.consumer.search(view.low) and not self.words.market.search(view.low):
            return "consumer"
        if self.words.market.search(around):
            return "market_mechanism"
        if self._for_users is None:
            users = sum(self.words.consumer.search(view.low) is not None for view in self.views)
            self._for_users = users > sum(self.words.market.search(view.low) is not None for view in self.views)
        return "consumer" if self._for_users else "market_mechanism"


def _apart(view: View, word: Word, start: int) -> bool:
    """Whether a word stands well before the cap noun of an amount, so that it is not what is capped."""
    return any(word.end + APART < cap.start and cap.end <= start for cap in view.caps)
