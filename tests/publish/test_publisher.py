"""Findings become valid messages; an invalid one is never sent."""

import json
from decimal import Decimal

import msgspec
import pytest
from msgspec.structs import asdict, replace

from streams.errors import SKIPS, StreamsError
from streams.messages import Article, Findings, Outbound, PriceCapFact, SanctionFact
from streams.publish import Publisher
from tests.publish.samples import BROKEN, ENTITIES, FINDINGS, PRICE_CAPS, SANCTIONS
from tests.records import CONTRACTS, SETTINGS, article, record

PUBLISHER = Publisher(SETTINGS, CONTRACTS)
ARTICLE = article(title="A cap", version=2, published_at="2025-07-18T09:00:00Z")
CLUSTER = "e2b7c1d0-93a4-5b58-8f6e-0a1b2c3d4e77"
RECORD = record(b"bytes", key=b"wire-1")


def published(findings: Findings = FINDINGS, source: Article = ARTICLE) -> tuple[Outbound, ...]:
    return PUBLISHER.findings(RECORD, source, CLUSTER, findings)


def value_of(message: Outbound) -> dict[str, object]:
    value: dict[str, object] = json.loads(message.value or b"null")
    return value


def test_facts_come_first_and_the_outcome_last() -> None:
    assert [message.role for message in published()] == [
        *("sanctions", "sanctions", "price_caps", "price_caps"),
        *("enriched", "outcomes"),
    ]
    assert [message.role for message in published(Findings())] == ["enriched", "outcomes"]


def test_keys() -> None:
    ids = [*(fact.fact_id for fact in SANCTIONS), *(fact.fact_id for fact in PRICE_CAPS)]
    keys = [(message.key or b"").decode() for message in published()]
    assert keys == [*ids, "wire-1", "news.article.published.v1/0/7"]


def test_facts_go_out_as_they_are() -> None:
    outputs = published()
    assert [msgspec.json.decode(message.value or b"", type=SanctionFact) for message in outputs[:2]] == list(SANCTIONS)
    assert [msgspec.json.decode(message.value or b"", type=PriceCapFact) for message in outputs[2:4]] == list(
        PRICE_CAPS
    )


def test_the_enriched_article_links_to_its_facts() -> None:
    enriched = value_of(published()[4])
    assert enriched == {
        **asdict(ARTICLE),
        "cluster": CLUSTER,
        "entities": [asdict(entity) for entity in ENTITIES],
        "sanctions": [fact.fact_id for fact in SANCTIONS],
        "price_caps": [fact.fact_id for fact in PRICE_CAPS],
    }


def test_the_outcome_lists_what_was_published_by_ce_id() -> None:
    *outputs, last = published()
    outcome = value_of(last)
    assert outcome["outcome"] == "enriched"
    assert (outcome["article_id"], outcome["article_version"]) == ("wire-1", 2)
    assert (outcome["topic"], outcome["partition"], outcome["offset"]) == (RECORD.topic, 0, 7)
    assert (outcome["stage"], outcome["reason"], outcome["detail"]) == (None, None, None)
    assert outcome["outputs"] == [
        {"role": message.role, "id": dict(message.headers)["ce_id"].decode()} for message in outputs
    ]
    assert dict(outputs[0].headers)["ce_id"].decode() == SANCTIONS[0].fact_id


def test_every_message_is_valid_and_told_as_such() -> None:
    for message in published():
        assert CONTRACTS.faults(message.role, value_of(message)) == ()
        assert dict(message.headers)["content-type"] == b"application/json"
        assert dict(message.headers)["ce_type"].endswith(b".v1")


def test_the_same_findings_give_the_same_bytes() -> None:
    assert published() == published()


@pytest.mark.parametrize(
    ("amount", "wire"), [("6E+1", "60"), ("47.60", "47.6"), ("0.0", "0"), ("1E-6", "0.000001"), (None, None)]
)
def test_amounts_travel_in_their_shortest_form(amount: str | None, wire: str | None) -> None:
    number = None if amount is None else Decimal(amount)
    caps = (replace(PRICE_CAPS[0], amount=number, previous_amount=number),)
    sent = value_of(published(Findings(price_caps=caps))[0])
    assert (sent["amount"], sent["previous_amount"]) == (wire, wire)


def test_the_percent_of_a_formula_too() -> None:
    formula = PRICE_CAPS[1].formula
    assert formula
    caps = (replace(PRICE_CAPS[1], formula=replace(formula, percent=Decimal("1.50E+1"))),)
    assert value_of(published(Findings(price_caps=caps))[0])["formula"] == {
        "percent": "15",
        "reference": "the average Urals price",
        "direction": "below",
    }


def test_an_output_that_would_break_its_schema_stops_all() -> None:
    with pytest.raises(StreamsError) as caught:
        published(BROKEN)
    assert (caught.value.stage, caught.value.reason, caught.value.field) == ("publish", "output_schema", "/effective")
    assert caught.value.detail.startswith(
        'sanctions.fact.extracted.v1: expected a date such as 2025-09-03, got the string "soon"'
    )


@pytest.mark.parametrize("confidence", [float("nan"), float("inf"), 1.01, -0.1])
def test_a_confidence_that_is_none_is_refused(confidence: float) -> None:
    with pytest.raises(StreamsError, match="/confidence"):
        published(Findings(sanctions=(replace(SANCTIONS[0], confidence=confidence),)))


@pytest.mark.parametrize("reason", SKIPS)
def test_a_skip_is_an_outcome_alone(reason: str) -> None:
    (last,) = PUBLISHER.skip(RECORD, reason, ARTICLE)
    outcome = value_of(last)
    assert (outcome["outcome"], outcome["reason"], outcome["detail"]) == ("skipped", reason, SKIPS[reason])
    assert (outcome["stage"], outcome["article_id"], outcome["outputs"]) == (None, "wire-1", [])


def test_a_rejection_is_a_dead_letter_and_an_outcome() -> None:
    error = StreamsError("decode", "schema", "is missing", "/text")
    letter, last = PUBLISHER.reject(RECORD, error)
    assert (letter.role, letter.key, letter.value) == ("dead_letters", b"wire-1", b"bytes")
    assert value_of(last) == {
        "topic": "news.article.published.v1",
        "partition": 0,
        "offset": 7,
        "outcome": "dead-lettered",
        "article_id": None,
        "article_version": None,
        "stage": "decode",
        "reason": "schema",
        "detail": "/text: is missing",
        "outputs": [{"role": "dead_letters", "id": dict(letter.headers)["ce_id"].decode()}],
    }


def test_a_rejection_names_the_article_where_it_is_known() -> None:
    outcome = value_of(PUBLISHER.reject(RECORD, StreamsError("extract", "timeout", "took 20 s"), ARTICLE)[-1])
    assert (outcome["article_id"], outcome["article_version"]) == ("wire-1", 2)
