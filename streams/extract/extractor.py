"""The extractor: reads a document, finds drafts, and makes facts of them with ids and offsets as received."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeVar, cast

from spacy.language import Language

from streams.extract.caps import CapDraft, find_price_caps
from streams.extract.document import Document
from streams.extract.entities import entities_of
from streams.extract.learned import Network, joined
from streams.extract.learned.clauses import in_clauses
from streams.extract.learned.prepared import prepare
from streams.extract.merge import merged
from streams.extract.model import load_model
from streams.extract.reader import read_document
from streams.extract.sanctions import SanctionDraft, find_sanctions, may_tell
from streams.extract.trace import Asked, Drafts, Trace
from streams.extract.twins import twins
from streams.ids import fact_id
from streams.messages import (
    Actor,
    Article,
    Attribution,
    CleanText,
    Entity,
    Evidence,
    Findings,
    PriceCapFact,
    SanctionFact,
)

if TYPE_CHECKING:
    from streams.vocabulary import Action, Measure, Regime, Status, Tier

LONGEST: Final = 600
"""Clauses of the longest document that the learned model reads; the rules alone read longer ones."""
Placed = TypeVar("Placed", Actor, Attribution, Entity)


class Extractor:
    """Finds entities and facts in articles; one for each process, since it holds the spaCy model."""

    def __init__(self, nlp: Language, network: Network | None = None) -> None:
        self._nlp = nlp
        self._network = network

    @classmethod
    def load(cls, *, learned: bool = True) -> "Extractor":
        """An extractor with the shipped models and rules, warmed; without the learned model where it is not wanted.

        Raises SetupError where the model or a rule file is broken.
        """
        extractor = cls(load_model(), Network.load() if learned else None)
        extractor.draft("The European Union imposed sanctions on Russia on Friday, capping crude at $60 a barrel.")
        return extractor

    def draft(
        self, text: str, title: str | None = None, published: date | None = None, trace: Trace | None = None
    ) -> tuple[Document, list[SanctionDraft], list[CapDraft]]:
        """The document and the facts before they get ids, for `--explain` and the rule tests."""
        document, by_rule, capped = self.draft_by_rules(text, title, published, trace)
        acts, caps = by_rule, capped
        asked: Asked | None = None
        clauses = _for_model(document, told=bool(acts or caps)) if self._network is not None else None
        if self._network is not None and clauses is not None:
            acts, caps = joined(document, clauses, by_rule, capped, self._network)
            if trace is not None:  # asks the model once more, which the hot path never does
                prepared = prepare(clauses, by_rule, capped)
                asked = Asked(prepared, self._network.frames(prepared))
        told = merged([*acts, *twins(caps)])
        if trace is not None:
            trace.keep(document, Drafts(tuple(by_rule), tuple(capped)), Drafts(tuple(told), tuple(caps)), asked)
        return document, told, caps

    def draft_by_rules(
        self, text: str, title: str | None = None, published: date | None = None, trace: Trace | None = None
    ) -> tuple[Document, list[SanctionDraft], list[CapDraft]]:
        """The document, and what the rules alone find in it: acts without the twins of caps, and caps."""
        document = read_document(self._nlp, text, title, published)
        return document, find_sanctions(document, trace), list(find_price_caps(document))

    def read(self, article: Article, clean: CleanText, trace: Trace | None = None) -> Findings:
        """Everything found in an article; offsets are those of the text as received.

        A `trace` is given all that `explain` needs to tell why.
        """
        with self._nlp.memory_zone():
            published = published_day(article.published_at)
            document, sanctions, caps = self.draft(clean.text, article.title, published, trace)
            made = _Maker(article, clean)
            return Findings(
                entities=tuple(made.placed(entity) for entity in entities_of(document)),
                sanctions=_distinct(made.sanction(draft) for draft in sanctions),
                price_caps=_distinct(made.price_cap(draft) for draft in caps),
            )


def _for_model(document: Document, *, told: bool) -> Document | None:
    """The clauses of a document as the learned model reads them; null where it doesn't.

    It reads texts of a length that news have, with a word that may tell an act.
    """
    if len(document.sentences) > LONGEST or not (told or may_tell(document)):
        return None
    clauses = in_clauses(document)
    return clauses if len(clauses.sentences) <= LONGEST else None


def published_day(published_at: str | None) -> date | None:
    """The day of publication as the publisher dates it; null where none is told."""
    return datetime.fromisoformat(published_at).date() if published_at else None


Fact = TypeVar("Fact", SanctionFact, PriceCapFact)


def _distinct(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Each fact id once, the first (in order of the text) kept."""
    return tuple({fact.fact_id: fact for fact in reversed(list(facts))}.values())[::-1]


class _Maker:
    """Turns drafts into facts of one article: offsets as received, ids from the normalised key."""

    def __init__(self, article: Article, clean: CleanText) -> None:
        self._article = article
        self._clean = clean

    def placed(self, value: Placed) -> Placed:
        """The same value with its offsets and words as received."""
        if value.start is None or value.end is None:
            return value
        start, end = self._clean.span(value.start, value.end)
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        return type(value)(**{**fields, "mention": self._clean.original[start:end], "start": start, "end": end})

    def _evidence(self, span: tuple[int, int]) -> Evidence:
        start, end = self._clean.span(*span)
        return Evidence(text=self._clean.original[start:end], start=start, end=end)

    def _common(self, draft: SanctionDraft | CapDraft) -> dict[str, object]:
        proofs = [self._evidence(span) for span in draft.evidence]
        return {
            "article_id": self._article.article_id,
            "article_version": self._article.version,
            "status": cast("Status", draft.status),
            "negated": draft.negated,
            "background": draft.background,
            "imposers": tuple(self.placed(actor) for actor in draft.imposers),
            "authority": self.placed(draft.authority) if draft.authority else None,
            "announced": draft.announced,
            "effective": draft.effective,
            "until": draft.until,
            "deadline": draft.deadline,
            "attribution": tuple(self.placed(who) for who in draft.attribution),
            "evidence": proofs[0],
            "evidence_also": tuple(proofs[1:]),
            "confidence": draft.confidence,
            "rule": draft.rule,
            "source": self._article.source,
            "url": self._article.url,
            "published_at": self._article.published_at,
        }

    def sanction(self, draft: SanctionDraft) -> SanctionFact:
        """The fact of a draft; its id comes from action, status, imposers, targets and measures."""
        return SanctionFact(
            fact_id=fact_id("sanction", self._article.article_id, self._article.version, draft.key()),
            action=cast("Action", draft.action),
            targets=tuple(self.placed(actor) for actor in draft.targets),
            measures=cast("tuple[Measure, ...]", draft.measures),
            secondary=draft.secondary,
            countermeasure=draft.countermeasure,
            instrument=draft.instrument,
            **self._common(draft),  # type: ignore[arg-type]  # the fields both kinds of fact have, typed where they are made
        )

    def price_cap(self, draft: CapDraft) -> PriceCapFact:
        """The fact of a draft; its id comes from commodity, tier, amount, status and imposers."""
        return PriceCapFact(
            fact_id=fact_id("price_cap", self._article.article_id, self._article.version, draft.key()),
            regime=cast("Regime", draft.regime),
            commodity=draft.commodity,
            tier=cast("Tier | None", draft.tier),
            origin=draft.origin,
            amount=_plain(draft.amount),
            currency=draft.currency,
            unit=draft.unit,
            previous_amount=_plain(draft.previous_amount),
            formula=draft.formula,
            review=draft.review,
            **self._common(draft),  # type: ignore[arg-type]  # as above
        )


def _plain(amount: Decimal | None) -> Decimal | None:
    """An amount without trailing zeros and exponent, so that 60, 60.0 and 6E+1 are written alike."""
    if amount is None:
        return None
    short = amount.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short
