"""Why each fact of an article was told as it was, and what was nearly told."""

from dataclasses import dataclass
from typing import Literal

from streams.extract.caps import CapDraft
from streams.extract.learned.acts import RULE as ACTS_MODEL
from streams.extract.learned.caps import RULE as CAPS_MODEL
from streams.extract.near_misses import Doubt, Missed, near_misses
from streams.extract.sanctions.draft import SanctionDraft
from streams.extract.slots import Slot, act_slots, cap_slots, is_settled, words_of_act, words_of_cap
from streams.extract.trace import Span, Trace
from streams.ids import fact_id
from streams.messages import Article, CleanText, Evidence, Findings, PriceCapFact, SanctionFact


@dataclass(frozen=True, slots=True)
class ExplainedFact:
    """A fact with the rule or model that made it, the words that led to it, and what set each slot."""

    kind: Literal["sanction", "price_cap"]
    article_id: str
    made_by: tuple[str, ...]
    words: tuple[Evidence, ...]
    slots: tuple[Slot, ...]
    fact: SanctionFact | PriceCapFact


@dataclass(frozen=True, slots=True)
class NearMiss:
    """Something that was seen and not told: the act or `price_cap`, its words and passage, and why it was dropped."""

    kind: Literal["near_miss"]
    article_id: str
    act: str
    words: tuple[Evidence, ...]
    passage: Evidence
    dropped: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is to say about an article: its facts in their order, and the near misses in that of the text."""

    facts: tuple[ExplainedFact, ...]
    near_misses: tuple[NearMiss, ...]


def explain(trace: Trace, article: Article, clean: CleanText, findings: Findings) -> Explanation:
    """Why each of the findings was told; offsets are those of the text as received.

    `trace` is the one that `Extractor.read` was given for the same article.
    """
    told = _Explainer(trace, article, clean)
    return Explanation(
        facts=(*map(told.sanction, findings.sanctions), *map(told.price_cap, findings.price_caps)),
        near_misses=tuple(map(told.missed, near_misses(trace))),
    )


class _Explainer:
    """Explains the facts of one article."""

    def __init__(self, trace: Trace, article: Article, clean: CleanText) -> None:
        self._trace = trace
        self._article = article
        self._clean = clean
        self._acts: dict[str, SanctionDraft] = {}
        self._caps: dict[str, CapDraft] = {}
        for act in trace.told.acts:
            self._acts.setdefault(fact_id("sanction", article.article_id, article.version, act.key()), act)
        for cap in trace.told.caps:
            self._caps.setdefault(fact_id("price_cap", article.article_id, article.version, cap.key()), cap)

    def passage(self, span: Span) -> Evidence:
        """A span of the clean text as it was received."""
        start, end = self._clean.span(*span)
        return Evidence(text=self._clean.original[start:end], start=start, end=end)

    def passages(self, spans: tuple[Span, ...]) -> tuple[Evidence, ...]:
        """The same for several."""
        return tuple(map(self.passage, spans))

    def sanction(self, fact: SanctionFact) -> ExplainedFact:
        """An act; the twin of a price cap is explained as the cap is."""
        draft = self._acts[fact.fact_id]
        cap = self._capped(draft)
        if cap is None:
            model, words = ACTS_MODEL, words_of_act(self._trace, draft)
            slots = act_slots(self._trace, draft)
        else:
            model, words = CAPS_MODEL, words_of_cap(self._trace, cap)
            slots = (Slot("act", draft.action, "rule", draft.why), *cap_slots(self._trace, cap))
        settled = is_settled(draft if cap is None else cap)
        return ExplainedFact(
            "sanction", fact.article_id, _makers(draft.rule, model, settled=settled), self.passages(words), slots, fact
        )

    def price_cap(self, fact: PriceCapFact) -> ExplainedFact:
        """A price cap."""
        draft = self._caps[fact.fact_id]
        made_by = _makers(draft.rule, CAPS_MODEL, settled=is_settled(draft))
        words = self.passages(words_of_cap(self._trace, draft))
        return ExplainedFact("price_cap", fact.article_id, made_by, words, cap_slots(self._trace, draft), fact)

    def missed(self, near: Missed) -> NearMiss:
        """A near miss."""
        words, passage = self.passages(near.words), self.passage(near.sentence)
        return NearMiss("near_miss", self._article.article_id, near.act, words, passage, near.doubts)

    def _capped(self, act: SanctionDraft) -> CapDraft | None:
        """The price cap whose twin an act is; null for any other act."""
        fitting = (cap for cap in self._trace.told.caps if act.rule == f"sanctions/twin-of-{cap.rule}")
        return next((cap for cap in fitting if not set(cap.evidence).isdisjoint(act.evidence)), None)


def _makers(rule: str, model: str, *, settled: bool) -> tuple[str, ...]:
    """The rule or model that found a fact, then the model that settled its slots."""
    return tuple(dict.fromkeys((rule, model))) if settled else (rule,)
