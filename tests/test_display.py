"""Messages as lines for a terminal: what they say, what they colour, and that they can't drive it."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from rich.text import Text

from streams import display
from streams.contracts import Contracts
from streams.extract.explain import ExplainedFact, NearMiss
from streams.extract.near_misses import Doubt
from streams.extract.slots import Slot
from streams.messages import (
    Actor,
    Attribution,
    EnrichedArticle,
    Entity,
    Evidence,
    Findings,
    Formula,
    Outcome,
    PriceCapFact,
    SanctionFact,
)

CONTRACTS = Contracts.load()
TEXT = "On Friday the EU banned imports\nof steel from Iran."


def example(role: str, kind: Any) -> Any:  # noqa: ANN401
    return msgspec.json.decode(msgspec.json.encode(CONTRACTS.schemas[role]["examples"][0]), type=kind)


def sanction(**changes: object) -> SanctionFact:
    eu = Actor(name="European Union", type="ORG", mention="EU", start=14, end=16)
    iran = Actor(name="Iran", type="GPE", mention="Iran", start=46, end=50)
    fact = {
        "action": "impose",
        "status": "adopted",
        "negated": False,
        "background": False,
        "imposers": (eu,),
        "targets": (iran,),
        "measures": ("import_ban",),
        "evidence": Evidence(text=TEXT[10:51], start=10, end=51),
        "evidence_also": (),
        "attribution": (),
        "deadline": None,
        "instrument": None,
        "effective": None,
        "until": None,
        "confidence": 0.9,
    }
    return msgspec.structs.replace(example("sanctions", SanctionFact), **{**fact, **changes})


def cap(**changes: object) -> PriceCapFact:
    fact = {"amount": Decimal("47.60"), "currency": "USD", "unit": "barrel", "formula": None}
    return msgspec.structs.replace(example("price_caps", PriceCapFact), **{**fact, **changes})


def styled(text: Text, style: str) -> list[str]:
    return [text.plain[span.start : span.end] for span in text.spans if span.style == style]


@pytest.mark.parametrize("role", ["sanctions", "price_caps"])
def test_every_example_of_the_schemas_can_be_shown(role: str) -> None:
    kind = SanctionFact if role == "sanctions" else PriceCapFact
    for told in CONTRACTS.schemas[role]["examples"]:
        fact = msgspec.json.decode(msgspec.json.encode(told), type=kind)
        line = display.fact_line(fact).plain
        assert "\n" not in line
        assert fact.status in line
        assert display.evidence_line(fact).plain[1:-1] == fact.evidence.text


def test_a_sanction_tells_who_does_what_to_whom() -> None:
    line = display.fact_line(sanction())
    assert line.plain == "sanction   impose adopted  European Union \u2192 Iran  import_ban  90%"
    assert styled(line, display.IMPOSER) == ["European Union"]
    assert styled(line, display.TARGET) == ["Iran"]


def test_a_sanction_tells_all_that_qualifies_it() -> None:
    speaker = Attribution(name="diplomats", anonymous=True, hedge="tentatively")
    line = display.fact_line(
        sanction(negated=True, background=True, secondary=True, imposers=(), until="2023-01-19", attribution=(speaker,))
    ).plain
    for words in (
        "not impose",
        "? \u2192 Iran",
        "secondary",
        "until 2023-01-19",
        "says diplomats (tentatively)",
        "background",
    ):
        assert words in line


def test_a_cap_tells_its_level_or_its_formula() -> None:
    assert "47.60 USD/barrel" in display.fact_line(cap()).plain
    rule = Formula(percent=Decimal(15), reference="average Urals price", direction="below")
    assert "15 % below average Urals price" in display.fact_line(cap(amount=None, formula=rule)).plain
    assert "no level told" in display.fact_line(cap(amount=None)).plain


def test_evidence_is_one_line_with_its_actors_coloured() -> None:
    line = display.evidence_line(sanction())
    assert line.style == ""
    assert line.plain == "\u201cthe EU banned imports of steel from Iran.\u201d"
    assert styled(line, display.IMPOSER) == ["EU"]
    assert styled(line, display.TARGET) == ["Iran"]


def test_actors_outside_the_evidence_are_left_alone() -> None:
    elsewhere = Actor(name="Iran", type="GPE", mention="Iran", start=0, end=4)
    unknown = Actor(name="Iran", type="GPE")
    assert styled(display.evidence_line(sanction(targets=(elsewhere, unknown))), display.TARGET) == []


def test_an_article_shows_entities_proof_and_actors() -> None:
    entity = Entity(name="Friday", type="DATE", mention="Friday", start=3, end=9)
    shown = display.article_text(TEXT, Findings(entities=(entity,), sanctions=(sanction(),)))
    assert shown.plain == TEXT
    assert styled(shown, display.ENTITY_STYLES["DATE"]) == ["Friday"]
    assert styled(shown, display.PROOF) == [TEXT[10:51]]
    assert styled(shown, display.TARGET) == ["Iran"]


@pytest.mark.parametrize("wild", ["\x1b[2J", "\x07", "\x9b31m", "\u202e", "\u2066", "\x7f", "\x00"])
def test_strangers_text_cannot_drive_the_terminal(wild: str) -> None:
    text = f"a{wild}b\r\n\tc"
    tame = display.printable(text)
    assert len(tame) == len(text)
    assert wild[0] not in tame
    assert tame.endswith("b \n\tc")
    assert "\n" not in display.one_line(text)
    actor = Actor(name=f"X{wild}Y", type="ORG")
    hostile = sanction(imposers=(actor,), evidence=Evidence(text=text, start=0, end=len(text)), until=wild)
    assert wild[0] not in display.fact_line(hostile).plain + display.evidence_line(hostile).plain


def test_outcomes_enriched_articles_and_rejections_have_a_line() -> None:
    outcome = example("outcomes", Outcome)
    line = display.outcome_line(
        msgspec.structs.replace(outcome, outcome="dead-lettered", reason="schema", detail="why")
    )
    assert f"{outcome.topic}/{outcome.partition}/{outcome.offset}  dead-lettered" in line.plain
    assert line.plain.endswith("schema: why")
    article = example("enriched", EnrichedArticle)
    assert f"{len(article.entities)} entities" in display.enriched_line(article).plain
    (letter, *_) = CONTRACTS.schemas["dead_letters"]["examples"]
    shown = display.rejected_line(letter).plain
    assert letter["__connect.errors.exception.message"] in shown
    assert letter["sanctionwire.reason"] in shown
    assert "?/?/?" in display.rejected_line({}).plain


@pytest.mark.parametrize("wild", ["\x1b[2J", "\u202e", "\n"])
def test_explanations_mark_the_words_and_cannot_drive_the_terminal(wild: str) -> None:
    fact = sanction()
    word = Evidence(text="banned", start=17, end=23)
    slot = Slot("imposers", (f"X{wild}Y",), "both", (f"subject{wild}",))
    told = ExplainedFact("sanction", "a", (fact.rule, "model/acts"), (word,), (slot,), fact)
    proof = display.proof_line(told)
    assert styled(proof, display.WORDS) == ["banned"]
    made, line = display.reason_lines(told)
    assert made.plain == f"made by     {fact.rule}, settled by model/acts"
    assert line.plain.startswith("imposers    X")
    assert "by rule and model" in line.plain
    text = f"no{wild}bans"
    passage, dull = Evidence(text=text, start=5, end=5 + len(text)), Evidence(text="no", start=5, end=7)
    near = NearMiss("near_miss", "a", "impose", (dull,), passage, (Doubt("sanctions/x", f"why{wild}"),))
    (doubt,) = display.doubt_lines(near)
    assert styled(display.passage_line(near), display.WORDS) == ["no"]
    assert display.missed_line(near).plain == "near miss  impose  no"
    for shown in (proof, made, line, doubt, display.passage_line(near), display.missed_line(near)):
        assert wild[0] not in shown.plain


@pytest.mark.parametrize(
    ("value", "told"),
    [((), "none"), (("a", "b"), "a, b"), (True, "yes"), (False, "no"), (0.5, "0.50"), (None, "none"), ("60", "60")],
)
def test_values_of_slots_are_words(value: Any, told: str) -> None:  # noqa: ANN401
    assert Slot("s", value, "rule", ()).told == told
