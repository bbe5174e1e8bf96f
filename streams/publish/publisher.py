"""What was found becomes messages for the broker, each checked against its schema before it leaves."""

from decimal import Decimal
from typing import Final

import msgspec
from msgspec.structs import asdict, replace

from streams.contracts import Contracts
from streams.errors import SKIPS, StreamsError
from streams.ids import make_id, shortest
from streams.messages import (
    Article,
    EnrichedArticle,
    Findings,
    Message,
    Outbound,
    Outcome,
    Output,
    PriceCapFact,
    Record,
)
from streams.publish.dead_letter import dead_letter, explanation
from streams.publish.headers import headers, record_id
from streams.settings import Settings
from streams.vocabulary import Fate, Stage


class Publisher:
    """Builds the messages that one record leads to; the last one is always its outcome.

    The same record and findings give the same bytes. Nothing is sent: that is the worker's part.
    """

    def __init__(self, settings: Settings, contracts: Contracts) -> None:
        self._settings: Final = settings
        self._contracts: Final = contracts

    def findings(self, record: Record, article: Article, cluster: str, findings: Findings) -> tuple[Outbound, ...]:
        """Facts, the enriched article and the outcome.

        Raises StreamsError (stage `publish`, reason `output_schema`) if one would break its schema;
        then none of them may be sent.
        """
        caps = tuple(map(_plain_numbers, findings.price_caps))
        enriched = EnrichedArticle(
            **asdict(article),
            cluster=cluster,
            entities=findings.entities,
            sanctions=tuple(fact.fact_id for fact in findings.sanctions),
            price_caps=tuple(fact.fact_id for fact in caps),
        )
        outputs = (
            *(self._message("sanctions", fact.fact_id, fact.fact_id, fact, record) for fact in findings.sanctions),
            *(self._message("price_caps", fact.fact_id, fact.fact_id, fact, record) for fact in caps),
            self._message(
                "enriched",
                make_id("enriched", article.article_id, article.version),
                article.article_id,
                enriched,
                record,
            ),
        )
        return (*outputs, self._outcome(record, article, "enriched", outputs))

    def skip(self, record: Record, reason: str, article: Article | None = None) -> tuple[Outbound, ...]:
        """The outcome of a record that is not for this service; `reason` is a key of `SKIPS`."""
        return (self._outcome(record, article, "skipped", (), reason=reason, detail=SKIPS[reason]),)

    def reject(self, record: Record, error: StreamsError, article: Article | None = None) -> tuple[Outbound, ...]:
        """The dead letter of a record that can't be processed, and the outcome; never raises because of input."""
        letter = dead_letter(record, error, self._settings, self._contracts)
        outcome = self._outcome(
            record,
            article,
            "dead-lettered",
            (letter,),
            stage=error.stage,
            reason=error.reason,
            detail=explanation(error),
        )
        return letter, outcome

    def _outcome(
        self,
        record: Record,
        article: Article | None,
        fate: Fate,
        outputs: tuple[Outbound, ...],
        *,
        stage: Stage | None = None,
        reason: str | None = None,
        detail: str | None = None,
    ) -> Outbound:
        outcome = Outcome(
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            outcome=fate,
            article_id=article.article_id if article else None,
            article_version=article.version if article else None,
            stage=stage,
            reason=reason,
            detail=detail,
            outputs=tuple(Output(role=sent.role, id=dict(sent.headers)["ce_id"].decode()) for sent in outputs),
        )
        key = f"{record.topic}/{record.partition}/{record.offset}"
        return self._message("outcomes", record_id("outcome", record), key, outcome, record)

    def _message(self, role: str, ce_id: str, key: str, message: Message, record: Record) -> Outbound:
        value = msgspec.json.encode(message)
        self._contracts.check(role, msgspec.json.decode(value))  # the very bytes that leave
        return Outbound(role=role, key=key.encode(), value=value, headers=headers(role, ce_id, record, self._settings))


def _plain_numbers(cap: PriceCapFact) -> PriceCapFact:
    """The cap with its decimals in their shortest form, whatever the arithmetic that they come from."""
    formula = cap.formula and replace(cap.formula, percent=Decimal(shortest(cap.formula.percent)))
    return replace(cap, amount=_plain(cap.amount), previous_amount=_plain(cap.previous_amount), formula=formula)


def _plain(number: Decimal | None) -> Decimal | None:
    return None if number is None else Decimal(shortest(number))
