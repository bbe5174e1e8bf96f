"""Comparing two runs: what came, went and changed, and what that did to the figures."""

from streams.evaluate.changes import Comparison, compare
from streams.evaluate.changes_report import changes_json, changes_text
from streams.evaluate.corpus import Row
from streams.evaluate.score import evaluate
from tests.evaluate.builders import article, cap, sanction

GOLD = article(sanctions=[sanction(), sanction(action="lift", targets=["Iran"])], price_caps=[cap()])


def compared(before: Row, now: Row) -> Comparison:
    evaluation = evaluate([GOLD], lambda _: now, resamples=0)
    return compare([GOLD], {"a1": before}, {"a1": now}, evaluation)


def test_the_same_facts_in_another_order_are_no_change() -> None:
    facts = [sanction(confidence=0.4), sanction(targets=["Lukoil"]), sanction()]
    comparison = compared({"sanctions": facts}, {"sanctions": [{**fact, "confidence": 0.9} for fact in facts[::-1]]})
    assert comparison.facts == ()
    assert next(changes_text(comparison)) == (
        "facts: 0 gained, 0 lost, 0 changed; entities: 0 gained, 0 lost"
    )  # confidence alone is no change of a fact


def test_gained_lost_and_changed_facts_are_told_with_their_worth() -> None:
    before = {
        "sanctions": [sanction(status="proposed"), sanction(action="evade", targets=["Cuba"], imposers=[])],
        "entities": [{"type": "ORG", "name": "Rosneft"}, {"type": "GPE", "name": "Iran"}],
    }
    now = {
        "sanctions": [sanction(), sanction(action="lift", targets=["Iran"], rule="lift/verb", confidence=0.8)],
        "price_caps": [cap(amount="60.0")],
        "entities": [{"type": "ORG", "name": "Rosneft"}, {"type": "ORG", "name": "EU"}],
    }
    comparison = compared(before, now)
    assert [(one.what, one.kind) for one in comparison.facts] == [
        ("changed", "sanctions"), ("lost", "sanctions"), ("gained", "sanctions"), ("gained", "price_caps"),
    ]  # fmt: skip
    told = list(changes_text(comparison))
    assert told[0] == "facts: 2 gained, 1 lost, 1 changed; entities: 1 gained, 1 lost"
    assert told[1:3] == ["[changed, wrong slot -> right] sanctions a1", "    status: proposed -> adopted"]
    assert "[lost, spurious] sanctions a1" in told
    assert "[gained, right] sanctions a1 (confidence 0.80, rule lift/verb)" in told
    assert "[gained] ORG EU in 1 article: a1" in told
    assert "[lost] GPE Iran in 1 article: a1" in told
    figures = {line.split("  ")[0]: line for line in told if line.endswith("better")}
    assert figures["sanctions right F1"].split() == [
        "sanctions",
        "right",
        "F1",
        "0.0000",
        "1.0000",
        "+1.0000",
        "better",
    ]


def test_the_changes_as_json_hold_both_sides() -> None:
    told = changes_json(compared({"sanctions": [sanction()]}, {}))
    (change,) = told["facts"]
    assert (change["what"], change["now"], change["before"]["verdict"]) == ("lost", None, "right")
    assert change["before"]["fact"]["targets"] == ["Rosneft"]
    assert told["figures"]["sanctions_found_f1"]["now"] == 0
    assert told["figures"]["evidence_anchored"] == {"before": 1.0, "now": None}


def test_a_fact_whose_denial_changes_is_another_fact() -> None:
    comparison = compared({"sanctions": [sanction()]}, {"sanctions": [sanction(negated=True)]})
    assert [one.what for one in comparison.facts] == ["lost", "gained"]
