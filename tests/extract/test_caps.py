"""Price caps across sentences: what one sentence leaves to another, and what is no cap."""

import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from streams.extract.caps import CapDraft, find_price_caps
from streams.extract.document import Assertion, Document, Sentence
from streams.extract.model import load_model
from streams.extract.reader import read_document
from streams.messages import Attribution, Deadline, Formula

LINEAR = 30
"""Times that a text ten times as long may take, with room for noise; a quadratic one takes a hundred."""
FRIDAY = date(2022, 12, 2)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_model()


def caps(nlp: Language, text: str, title: str | None = None, published: date | None = FRIDAY) -> list[CapDraft]:
    return list(find_price_caps(read_document(nlp, text, title, published)))


def names(draft: CapDraft) -> list[str]:
    return sorted(actor.name for actor in draft.imposers)


def test_a_cap_with_its_next_step_and_its_speakers(nlp: Language) -> None:
    text = (
        "The European Union has provisionally settled on a price cap of $60 a barrel on Russian crude, diplomats said. "
        "The decision must still be endorsed by all member states by Friday."
    )
    (cap,) = caps(nlp, text)
    assert (cap.amount, cap.currency, cap.unit, cap.commodity) == (Decimal(60), "USD", "barrel", "crude_oil")
    assert (cap.regime, cap.origin, cap.origin_id, cap.status) == ("sanction", "Russia", "RU", "agreed")
    assert names(cap) == ["European Union"]
    assert cap.deadline == Deadline(step="endorsed by all member states", date="2022-12-02")
    assert [speaker.anonymous for speaker in cap.attribution] == [True]
    assert text[slice(*cap.evidence[0])].startswith("The European Union has provisionally settled")


def test_the_origin_is_the_one_that_the_sentence_names(nlp: Language) -> None:
    text = (
        "The European Union imposed sanctions on Iran. Iran protested, and Iranian papers wrote of piracy. "
        "On Friday the G7 agreed a price cap of $60 a barrel on Russian crude oil."
    )
    (cap,) = caps(nlp, text)
    assert (cap.origin, cap.origin_id) == ("Russia", "RU")


def test_imposers_come_from_the_title_where_the_text_names_none(nlp: Language) -> None:
    (cap,) = caps(
        nlp, "The ceiling for Russian crude drops to $47.60 a barrel from $60.", "EU lowers its oil price cap"
    )
    assert (cap.amount, cap.previous_amount, names(cap)) == (Decimal("47.60"), Decimal(60), ["European Union"])
    assert [actor.start for actor in cap.imposers] == [None]
    assert cap.tightens


def test_two_levels_of_one_product_are_two_caps(nlp: Language) -> None:
    found = caps(nlp, "The G7 capped Russian diesel and petrol at $100 a barrel and Russian fuel oil at $45.")
    assert [(cap.tier, cap.amount) for cap in found] == [("premium", Decimal(100)), ("discount", Decimal(45))]
    assert {cap.unit for cap in found} == {"barrel"}
    assert [names(cap) for cap in found] == [["G7"], ["G7"]]


def test_a_range_is_two_caps(nlp: Language) -> None:
    found = caps(nlp, "The G7 proposed a price cap of $65 to $70 a barrel on Russian oil.")
    assert [(cap.amount, cap.status) for cap in found] == [(Decimal(65), "proposed"), (Decimal(70), "proposed")]


def test_different_imposers_keep_different_levels(nlp: Language) -> None:
    found = caps(
        nlp, "Britain and Canada apply a $44.10 price cap to Russian crude, while the United States keeps $60 a barrel."
    )
    assert [(cap.amount, names(cap)) for cap in found] == [
        (Decimal("44.10"), ["Canada", "United Kingdom"]),
        (Decimal(60), ["United States"]),
    ]


def test_the_level_of_a_mechanism_has_ended_with_it(nlp: Language) -> None:
    text = (
        "The European Union's market correction mechanism, its price cap on gas, lapsed on 31 January 2025. "
        "It would have acted if the price at the TTF hub had stayed above 180 euros per megawatt hour for three days."
    )
    (cap,) = caps(nlp, text, published=date(2025, 2, 3))
    assert (cap.amount, cap.unit, cap.regime, cap.status) == (Decimal(180), "MWh", "market_mechanism", "ended")
    assert cap.until == "2025-01-31"
    assert len(cap.evidence) == 2


def test_market_prices_discounts_fines_and_margins_above_a_cap_are_no_levels(nlp: Language) -> None:
    text = (
        "The G7 price cap on Russian oil stands at $60 a barrel. Urals traded at $75, a discount of $12 to Brent, "
        "which rose to $87 a barrel. One tanker carried crude at $80, $20 above the cap; its owner was fined $50,000."
    )
    assert [cap.amount for cap in caps(nlp, text)] == [Decimal(60)]


def test_a_cap_without_a_level(nlp: Language) -> None:
    (cap,) = caps(nlp, "The Group of Seven agreed to impose a price cap on Russian oil products from 5 February.")
    assert (cap.amount, cap.commodity, cap.effective) == (None, "refined_products", "2023-02-05")


def test_a_floating_level_has_a_formula(nlp: Language) -> None:
    (cap,) = caps(
        nlp,
        "The Commission proposed a price cap of about $47 on Russian oil, a level 15% below the average market price.",
    )
    assert cap.formula == Formula(percent=Decimal(15), reference="average market price", direction="below")


@pytest.mark.parametrize(
    "text",
    [
        "The rugby club exceeded the salary cap by £50,000 in 2005.",
        "Apple's market cap passed $3 trillion as oil fell to $70 a barrel.",
        "The government raised the speed limit, and petrol costs $4 a gallon.",
        "Brent settled at $62.48 a barrel, limiting gains on the week.",
        "",
        "cap",
    ],
)
def test_other_caps_are_none(nlp: Language, text: str) -> None:
    assert caps(nlp, text) == []


def test_who_judges_and_who_attributes_can_be_replaced(nlp: Language) -> None:
    def judge(_sentence: Sentence, _anchor: tuple[int, int], _document: Document) -> Assertion:
        return Assertion(background=True, why=("told by a test",))

    def attribute(_sentence: Sentence, _anchor: tuple[int, int], _document: Document) -> tuple[Attribution, ...]:
        return (Attribution(name="somebody"),)

    document = read_document(nlp, "The G7 set a price cap of $60 a barrel on Russian oil.", None, FRIDAY)
    (cap,) = find_price_caps(document, judge, attribute)
    assert cap.background
    assert cap.attribution == (Attribution(name="somebody"),)


def test_the_key_tells_caps_apart_by_what_the_contract_says(nlp: Language) -> None:
    (cap,) = caps(nlp, "The G7 set a price cap of $60.00 a barrel on Russian oil.")
    (same,) = caps(nlp, "A price cap of $60 a barrel on Russian oil was set by the G7.")
    (other,) = caps(nlp, "The G7 set a price cap of $61 a barrel on Russian oil.")
    assert cap.key() == same.key() != other.key()


WORDS = st.sampled_from([
    "The G7 ", "the EU ", "Poland ", "Ofgem ", "agreed ", "proposed ", "a price cap ", "capped ", "limit ",
    "on Russian oil ", "of $60 a barrel ", "from $60 ", "to $45 ", "gas ", "insulin ", "180 euros/MWh ", "5% ",
    "the same level ", "by Friday", ". ", "\n", ", ", "would ", "İ", "diesel ",
])  # fmt: skip


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, max_size=30).map("".join))
def test_every_cap_is_whole(nlp: Language, text: str) -> None:
    document = read_document(nlp, text, text[:40] or None, FRIDAY)
    places = {(sentence.start, sentence.end) for sentence in document.sentences}
    for cap in find_price_caps(document):
        assert set(cap.evidence) <= places
        assert cap.evidence
        assert cap.amount is None or cap.amount > 0
        assert 0 < cap.confidence <= 1
        assert cap.rule.startswith("caps/")
        for actor in cap.imposers:
            assert actor.start is None or text[actor.start : actor.end] == actor.mention


@pytest.mark.parametrize(
    "piece",
    ["a price cap of $60 on oil ", "The EU capped gas at $60. ", "from $60 to $45, ", "the EU, the G7, diesel $45 "],
)
def test_time_grows_with_the_text_and_no_faster(nlp: Language, piece: str) -> None:
    def seconds(count: int) -> float:
        document = read_document(nlp, piece * count, None, FRIDAY)
        start = time.perf_counter()
        find_price_caps(document)
        return time.perf_counter() - start

    seconds(5)
    assert seconds(300) < LINEAR * max(seconds(30), 0.01)
