"""What the readers of an article see: the clean text, its sentences, and what was marked in them.

All offsets here are code points into the *clean* text; `extractor.py` moves them to the text
as received when it builds facts.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from spacy.tokens import Span

from streams.messages import Actor
from streams.vocabulary import ActorType


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name somebody: who it is, and for which state or bloc they act.

    `acts_for` is the imposer if these words impose something: OFAC -> United States, Moscow ->
    Russia, the Commission -> European Union, a country -> itself; null for those that can't
    impose (companies, vessels, most persons). `authority` marks agencies and bodies of
    such a state. `demonym` marks an adjective ("Russian"); `group` a noun phrase such as
    "three Russian banks" or "shadow fleet vessels".
    """

    start: int
    end: int
    text: str
    name: str
    type: ActorType
    id: str | None = None
    acts_for: Actor | None = None
    authority: bool = False
    demonym: bool = False

    def actor(self) -> Actor:
        """The actor these words name, with their place in the clean text."""
        return Actor(name=self.name, type=self.type, id=self.id, mention=self.text, start=self.start, end=self.end)


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount of money: `$60 a barrel`, `EUR 180/MWh`, `44.10` beside a known unit.

    `low` and `high` are equal but for ranges ("$65 to $70"). Currency is ISO 4217 where told,
    unit one of the contract's (`barrel`, `MWh`, `tonne`, `litre`, `month`, `year`) where told.
    """

    start: int
    end: int
    text: str
    low: Decimal
    high: Decimal
    currency: str | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class Percent:
    """A percentage."""

    start: int
    end: int
    text: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date: `iso` is its (first) day, or null where it can't be resolved; `last` its last day.

    `role` is what the words around it say: `effective` ("from 5 December"), `until` ("valid until
    29 April"), `deadline` ("must be approved by Friday"), `announced` ("on Friday"), `past`
    ("since 2014"), or null.
    """

    start: int
    end: int
    text: str
    iso: date | None
    last: date | None = None
    role: Literal["effective", "until", "deadline", "announced", "past"] | None = None


@dataclass(frozen=True, slots=True)
class InstrumentMention:
    """A legal act named in the text, with its normalised id and the state or bloc whose act it is."""

    start: int
    end: int
    text: str
    id: str | None
    author: Actor | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and everything marked in it; `span` gives tokens with tags, lemmas and parse."""

    index: int
    start: int
    end: int
    span: Span
    mentions: tuple[Mention, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    percents: tuple[Percent, ...] = ()
    dates: tuple[DateMention, ...] = ()
    instruments: tuple[InstrumentMention, ...] = ()

    @property
    def text(self) -> str:
        """The words of the sentence."""
        return self.span.text


@dataclass(frozen=True, slots=True)
class Document:
    """An article as read: `title` is one more sentence, outside the text, or null."""

    text: str
    published: date | None
    sentences: tuple[Sentence, ...]
    title: Sentence | None = None

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that holds a character of the clean text."""
        place = bisect_right(self.sentences, offset, key=lambda sentence: sentence.start) - 1
        return self.sentences[place] if place >= 0 and offset < self.sentences[place].end else None


@dataclass(frozen=True, slots=True)
class Assertion:
    """How a passage is meant, decided apart from what it says. `why` names the cues."""

    status: str = "unknown"
    negated: bool = False
    background: bool = False
    hedge: str | None = None
    why: tuple[str, ...] = ()
