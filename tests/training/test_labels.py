"""Annotated facts as labels: which sentence, which amount, and who of its pool is meant."""

from typing import Any

import pytest

from streams.evaluate.corpus import PRICE_CAP_DEFAULTS, SANCTION_DEFAULTS
from streams.extract import Extractor
from streams.extract.learned.candidates import TITLE
from streams.extract.learned.prepared import Prepared, prepare
from streams.training.labels import PARTLY, Labels, Parties, labels_of

TEXT = (
    "The week was long. The European Union imposed an asset freeze on Gazprombank and two Russian shipping firms. "
    "The G7 set a price cap of $60 a barrel on Russian crude oil. The cap of $60 holds, Japan said."
)
TITLED = "Brussels hits Gazprombank"
FREEZE = "imposed an asset freeze on Gazprombank"
CAP = "set a price cap of $60 a barrel"


@pytest.fixture(scope="module")
def rules() -> Extractor:
    return Extractor.load(learned=False)


def act(**fields: object) -> dict[str, Any]:
    told = {"action": "impose", "status": "adopted", "measures": ["asset_freeze"], "evidence": FREEZE}
    return {**SANCTION_DEFAULTS, **told, **fields}


def cap(**fields: object) -> dict[str, Any]:
    told = {"regime": "sanction", "commodity": "crude_oil", "status": "adopted", "evidence": CAP}
    return {**PRICE_CAP_DEFAULTS, **told, **fields}


def labelled(
    rules: Extractor, sanctions: tuple[object, ...] = (), caps: tuple[object, ...] = (), text: str = TEXT
) -> tuple[Labels, Prepared]:
    document, acts, capped = rules.draft_by_rules(text, TITLED)
    made = prepare(document, acts, capped)
    row = {"article_id": "a", "text": text, "sanctions": list(sanctions), "price_caps": list(caps)}
    return labels_of(row, document, made), made


def meant(made: Prepared, place: int, entries: dict[int, float]) -> dict[str, float]:
    """By name instead of by place in the pool."""
    pool = made.pools[place]
    return {made.candidates[pool[entry][0]].actor.name: likeness for entry, likeness in entries.items()}


def test_an_act_belongs_to_the_sentence_of_its_proof(rules: Extractor) -> None:
    fact = act(status_also=["in_force"], background=True, optional=True, measures=["asset_freeze", "financial"])
    (label,) = labelled(rules, (fact,))[0].acts
    assert (label.place, label.action, label.statuses) == (1, "impose", ("adopted", "in_force"))
    assert (label.negated, label.background, label.optional) == (False, True, True)
    assert label.measures == {"asset_freeze", "financial"}
    assert label.parties == Parties({}, {})


def test_a_proof_over_two_sentences_belongs_to_the_one_that_holds_more(rules: Extractor) -> None:
    proof = TEXT[: TEXT.index("Gazprombank")]
    (label,) = labelled(rules, (act(evidence=proof),))[0].acts
    assert label.place == 1
    (label,) = labelled(rules, (act(evidence="The week was long. The EU"[:22]),))[0].acts
    assert label.place == 0


def test_a_proof_that_is_not_in_the_text_is_left_out(rules: Extractor) -> None:
    told = labelled(rules, (act(evidence="no such words"), act()), (cap(evidence="no such words"),))[0]
    assert len(told.acts) == 1
    assert told.caps == ()
    assert labelled(rules, (act(evidence=""),), text="")[0] == Labels((), ())


def test_parties_are_those_of_the_pool_that_are_named_alike(rules: Extractor) -> None:
    fact = act(imposers=["EU"], targets=["gazprombank", "Russian shipping firms", "Rosneft"])
    labels, made = labelled(rules, (fact,))
    (label,) = labels.acts
    assert meant(made, 1, label.parties.imposes) == {"European Union": 1.0}
    hit = meant(made, 1, label.parties.is_hit)
    assert hit["Gazprombank"] == 1.0
    assert PARTLY <= hit["two Russian shipping firms"] < 1
    assert "Japan" not in hit
    assert all(0 <= entry < len(made.pools[1]) for entry in (*label.parties.imposes, *label.parties.is_hit))


def test_whose_words_act_for_a_state_impose_for_it(rules: Extractor) -> None:
    labels, made = labelled(rules, (act(imposers=["European Union"], evidence="The week was long."),))
    pool = made.pools[0]
    places = {made.candidates[pool[entry][0]].place for entry in labels.acts[0].parties.imposes}
    assert places <= {TITLE, 1}
    assert places


def test_a_cap_is_placed_at_the_nearest_of_its_amounts(rules: Extractor) -> None:
    labels, made = labelled(rules, (), (cap(amount="60", origin="Russia", imposers=["G7"]),))
    assert [level.place for level in made.levels] == [2, 3]
    (label,) = labels.caps
    assert (label.place, label.level, label.regime, label.commodity) == (2, 0, "sanction", "crude_oil")
    assert "Russia" in meant(made, 2, label.parties.is_hit)
    later = cap(amount=60.0, evidence="The cap of $60 holds")
    assert [label.level for label in labelled(rules, (), (later,))[0].caps] == [1]


def test_an_amount_that_is_not_in_the_text_leaves_its_cap_out(rules: Extractor) -> None:
    assert labelled(rules, (), (cap(amount="61"),))[0].caps == ()


def test_a_cap_without_level_stays_where_its_proof_is(rules: Extractor) -> None:
    (label,) = labelled(rules, (), (cap(evidence="Japan said"),))[0].caps
    assert (label.place, label.level) == (3, None)
