"""What the stages hand to each other and what goes over the wire: frozen, typed values.

Field names, types and meaning of the published ones are held to `schemas/` by a test, field
by field. Offsets are Unicode code points into `Article.text` as received, end exclusive.
Dates are ISO 8601 text. Decimals travel as strings.
"""

from decimal import Decimal

import msgspec

from streams.vocabulary import Action, ActorType, EntityType, Fate, Measure, Regime, Stage, Status, Tier


class Message(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of all values below: immutable, named arguments only."""


# What comes in -----------------------------------------------------------------------------


class Record(Message, frozen=True):
    """One Kafka record as it came: raw bytes, nothing decoded."""

    topic: str
    partition: int
    offset: int
    value: bytes | None
    key: bytes | None = None
    headers: tuple[tuple[str, bytes], ...] = ()
    timestamp_ms: int = 0


class Article(Message, frozen=True, forbid_unknown_fields=False):
    """A news article; unknown fields of the producer are ignored."""

    article_id: str
    text: str
    version: int = 1
    source: str | None = None
    url: str | None = None
    title: str | None = None
    language: str | None = None
    published_at: str | None = None
    fetched_at: str | None = None


class CleanText(Message, frozen=True):
    """The words of an article without markup and junk, and where each character came from.

    `starts[i]` is the offset in `original` of character `i` of `text`, and `ends[i]` the offset behind
    its source. `starts` is null where offsets are alike in both, `ends` where every source is
    one character long; a source is longer for `&amp;`, or a letter with a loose accent.
    """

    text: str
    original: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets into `original` for a span of `text`, end exclusive."""
        if self.starts is None or start >= end:
            return start, end
        return self.starts[start], self.starts[end - 1] + 1 if self.ends is None else self.ends[end - 1]


# What is found -----------------------------------------------------------------------------


class Actor(Message, frozen=True):
    """Somebody or something named: canonical name, type, stable id, and the words that name it.

    `mention`, `start` and `end` are null when it is known from elsewhere than the text
    (the title, an act's usual author).
    """

    name: str
    type: ActorType
    id: str | None = None
    mention: str | None = None
    start: int | None = None
    end: int | None = None


class Entity(Message, frozen=True, kw_only=True):
    """One mention of somebody, something, an amount of money or a date in the text."""

    name: str
    type: EntityType
    id: str | None = None
    mention: str
    start: int
    end: int


class Attribution(Message, frozen=True):
    """Who is said to state the fact; `name` is null where only a hedge is told."""

    name: str | None = None
    type: ActorType | None = None
    id: str | None = None
    mention: str | None = None
    start: int | None = None
    end: int | None = None
    anonymous: bool = False
    hedge: str | None = None


class Evidence(Message, frozen=True):
    """Words of the article, exactly as received."""

    text: str
    start: int
    end: int


class Instrument(Message, frozen=True):
    """The legal act: as written, and normalised (`EO-14024`, `CELEX:32014R0833`) where one exists."""

    text: str
    id: str | None = None


class Deadline(Message, frozen=True):
    """A next step with its date."""

    step: str
    date: str


class Formula(Message, frozen=True):
    """A floating level: `percent` below or above `reference`."""

    percent: Decimal
    reference: str
    direction: str


class SanctionFact(Message, frozen=True):
    """What is done to a restriction, how far it is, by whom, against whom, and the proof."""

    fact_id: str
    article_id: str
    article_version: int
    action: Action
    status: Status
    negated: bool
    background: bool
    imposers: tuple[Actor, ...]
    authority: Actor | None
    targets: tuple[Actor, ...]
    measures: tuple[Measure, ...]
    secondary: bool
    countermeasure: bool
    instrument: Instrument | None
    announced: str | None
    effective: str | None
    until: str | None
    deadline: Deadline | None
    attribution: tuple[Attribution, ...]
    evidence: Evidence
    evidence_also: tuple[Evidence, ...]
    confidence: float
    rule: str
    source: str | None
    url: str | None
    published_at: str | None


class PriceCapFact(Message, frozen=True):
    """Which price is capped at what level, by whom, from when, and the proof."""

    fact_id: str
    article_id: str
    article_version: int
    regime: Regime
    commodity: str
    tier: Tier | None
    origin: str | None
    amount: Decimal | None
    currency: str | None
    unit: str | None
    previous_amount: Decimal | None
    formula: Formula | None
    imposers: tuple[Actor, ...]
    authority: Actor | None
    status: Status
    negated: bool
    background: bool
    announced: str | None
    effective: str | None
    until: str | None
    review: str | None
    deadline: Deadline | None
    attribution: tuple[Attribution, ...]
    evidence: Evidence
    evidence_also: tuple[Evidence, ...]
    confidence: float
    rule: str
    source: str | None
    url: str | None
    published_at: str | None


class Findings(Message, frozen=True):
    """What the extractor found in one article."""

    entities: tuple[Entity, ...] = ()
    sanctions: tuple[SanctionFact, ...] = ()
    price_caps: tuple[PriceCapFact, ...] = ()


# What goes out -----------------------------------------------------------------------------


class EnrichedArticle(Message, frozen=True):
    """The article as received, with what was found; facts are linked by id."""

    article_id: str
    version: int
    source: str | None
    url: str | None
    title: str | None
    text: str
    language: str
    published_at: str | None
    fetched_at: str | None
    cluster: str
    entities: tuple[Entity, ...]
    sanctions: tuple[str, ...]
    price_caps: tuple[str, ...]


class Output(Message, frozen=True):
    """A message that a record led to: its topic's role and its `ce_id`."""

    role: str
    id: str


class Outcome(Message, frozen=True):
    """The fate of one input record; one is published for every record."""

    topic: str
    partition: int
    offset: int
    outcome: Fate
    article_id: str | None
    article_version: int | None
    stage: Stage | None
    reason: str | None
    detail: str | None
    outputs: tuple[Output, ...]


class Outbound(Message, frozen=True):
    """Bytes ready for the broker. `role` is the topic's role (a field of `Topics` in settings)."""

    role: str
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]
