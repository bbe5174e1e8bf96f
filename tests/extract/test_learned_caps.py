"""Price caps from frames made by hand: levels that only model or rules saw, and caps without level."""

from collections.abc import Iterable
from decimal import Decimal

import pytest

from streams.extract import Extractor
from streams.extract.caps import CapDraft
from streams.extract.document import Document
from streams.extract.learned.caps import CUTS, RULE, TOLD_RULE, caps
from streams.extract.learned.clauses import in_clauses
from streams.extract.learned.confidence import SIGNS, Confidence
from streams.extract.learned.frames import CapFrame, Role
from streams.extract.learned.prepared import Prepared, prepare
from tests.extract.learned_parts import cap_frame

TEXT = (
    "The G7 set a price cap of $60 a barrel on Russian crude oil. "
    "Urals traded at $52 a barrel. "
    "Britain plans to shield households from high electricity bills. "
    "Traders yawned."
)
LEVELS = (Decimal(60), Decimal(52))
PLAIN = Confidence({})


@pytest.fixture(scope="module")
def rules() -> Extractor:
    return Extractor.load(learned=False)


@pytest.fixture(scope="module")
def seen(rules: Extractor) -> tuple[Document, list[CapDraft], Prepared]:
    document, acts, drafts = rules.draft_by_rules(TEXT)
    made = prepare(document, acts, drafts)
    assert tuple(level.quantity.low for level in made.levels) == LEVELS
    assert [draft.amount for draft in drafts] == [LEVELS[0]]
    return document, drafts, made


def joined(seen: tuple[Document, list[CapDraft], Prepared], *frames: CapFrame) -> list[CapDraft]:
    document, drafts, made = seen
    return caps(document, in_clauses(document), made, frames, drafts, PLAIN)


def amounts(drafts: Iterable[CapDraft]) -> list[Decimal | None]:
    return [draft.amount for draft in drafts]


def role(made: Prepared, name: str, imposes: float = 0.0, is_hit: float = 0.0) -> Role:
    return Role(next(i for i, c in enumerate(made.candidates) if c.actor.name == name), imposes, is_hit)


def test_a_level_of_the_rules_keeps_what_they_read(
    seen: tuple[Document, list[CapDraft], Prepared],
) -> None:
    made, (ruled,) = seen[2], seen[1]
    frame = cap_frame(0, 0, 0.9, status="proposed", commodity="coal", roles=(role(made, "United Kingdom", 0.9),))
    (told,) = joined(seen, frame)
    assert (told.rule, told.amount, told.commodity, told.origin) == (ruled.rule, LEVELS[0], "crude_oil", "Russia")
    assert (told.status, told.imposers, told.evidence) == (ruled.status, ruled.imposers, ruled.evidence)
    assert told.confidence == 0.9
    assert len(told.signs) == len(SIGNS)
    assert told.signs[-1] == 1.0
    assert told.why == (*ruled.why, "model: cap 0.90, proposed")


def test_a_status_of_which_the_model_is_unsure_is_the_rules(seen: tuple[Document, list[CapDraft], Prepared]) -> None:
    unsure = cap_frame(0, 0, 0.9, status="none of them")
    assert max(unsure.statuses) < 0.5
    assert [draft.status for draft in joined(seen, unsure)] == [seen[1][0].status]


@pytest.mark.parametrize(("probability", "found"), [(CUTS.seen, [LEVELS[0]]), (CUTS.seen - 0.01, [])])
def test_a_rules_level_falls_where_the_model_is_sure_that_it_is_none(
    probability: float, found: list[Decimal], seen: tuple[Document, list[CapDraft], Prepared]
) -> None:
    assert amounts(joined(seen, cap_frame(0, 0, probability))) == found


def test_a_rules_level_of_which_the_model_tells_nothing_falls(
    seen: tuple[Document, list[CapDraft], Prepared],
) -> None:
    assert joined(seen) == []


def test_a_level_that_only_the_model_saw(seen: tuple[Document, list[CapDraft], Prepared]) -> None:
    document = seen[0]
    told = joined(seen, cap_frame(0, 0, 0.9), cap_frame(1, 1, CUTS.level, status="called_for"))
    assert amounts(told) == [LEVELS[0], LEVELS[1]]
    assert [draft.rule == TOLD_RULE for draft in told] == [False, True]
    assert [draft.signs[-1] for draft in told] == [1.0, 0.0]
    assert (told[1].status, told[1].currency, told[1].unit) == ("called_for", "USD", "barrel")
    assert told[1].evidence[0] == (document.sentences[1].start, document.sentences[1].end)
    assert amounts(joined(seen, cap_frame(0, 0, 0.9), cap_frame(1, 1, CUTS.level - 0.01))) == [LEVELS[0]]


def test_one_level_for_another(seen: tuple[Document, list[CapDraft], Prepared]) -> None:
    told = joined(seen, cap_frame(0, 0, CUTS.seen - 0.01), cap_frame(1, 1, 0.9))
    assert amounts(told) == [LEVELS[1]]


def test_a_level_in_a_text_that_names_no_cap(rules: Extractor) -> None:
    document, acts, drafts = rules.draft_by_rules(
        "Buyers of Russian crude may pay no more than that. It is $60 a barrel."
    )
    made = prepare(document, acts, drafts)
    assert len(made.levels) == 1
    assert drafts == []
    told = caps(document, in_clauses(document), made, [cap_frame(made.levels[0].place, 0, 0.9)], drafts, PLAIN)
    assert amounts(told) == [Decimal(60)]


def test_imposers_of_the_model_where_the_rules_know_none(rules: Extractor) -> None:
    document, acts, drafts = rules.draft_by_rules("A price cap of $60 a barrel on crude oil holds. Japan watched.")
    made = prepare(document, acts, drafts)
    assert [draft.imposers for draft in drafts] == [()]
    (told,) = caps(
        document, in_clauses(document), made, [cap_frame(0, 0, 0.9, roles=(role(made, "Japan", 0.8),))], drafts, PLAIN
    )
    assert [actor.name for actor in told.imposers] == ["Japan"]


def test_a_cap_without_level_that_only_the_model_saw(seen: tuple[Document, list[CapDraft], Prepared]) -> None:
    document, _, made = seen
    roles = (role(made, "United Kingdom", 0.9), role(made, "Russia", is_hit=0.5))
    bare = cap_frame(2, None, CUTS.bare, status="proposed", commodity="electricity", roles=roles)
    first, told = joined(seen, cap_frame(0, 0, 0.9), bare)
    assert first.amount == LEVELS[0]
    assert (told.rule, told.amount, told.commodity, told.status, told.regime) == (
        RULE, None, "electricity", "proposed", "sanction",
    )  # fmt: skip
    assert ([actor.name for actor in told.imposers], told.origin, told.origin_id) == (
        ["United Kingdom"],
        "Russia",
        "RU",
    )
    assert told.evidence == ((document.sentences[2].start, document.sentences[2].end),)
    assert (told.confidence, told.signs[-1]) == (CUTS.bare, 0.0)


@pytest.mark.parametrize(
    "bare",
    [
        cap_frame(2, None, CUTS.bare - 0.01, commodity="electricity"),  # too unsure
        cap_frame(2, None, 0.9, commodity=None),  # none of the named goods
        cap_frame(2, None, 0.9, commodity="crude_oil"),  # told already, with its level
        cap_frame(0, None, 0.9, commodity="electricity"),  # where a cap is told already
    ],
)
def test_no_cap_without_level(bare: CapFrame, seen: tuple[Document, list[CapDraft], Prepared]) -> None:
    assert amounts(joined(seen, cap_frame(0, 0, 0.9), bare)) == [LEVELS[0]]


def test_goods_are_told_once_without_level(seen: tuple[Document, list[CapDraft], Prepared]) -> None:
    told = joined(seen, *(cap_frame(place, None, 0.9, commodity="lng") for place in (3, 2)))
    assert [(draft.commodity, draft.evidence[0][0]) for draft in told] == [("lng", seen[0].sentences[2].start)]


def test_frames_may_come_one_by_one(seen: tuple[Document, list[CapDraft], Prepared]) -> None:
    document, drafts, made = seen
    frames = (cap_frame(0, 0, 0.9), cap_frame(2, None, 0.9, commodity="electricity"))
    told = caps(document, in_clauses(document), made, iter(frames), drafts, PLAIN)
    assert [draft.commodity for draft in told] == ["crude_oil", "electricity"]


def test_a_second_amount_of_a_sentence_is_told_apart_from_the_first(rules: Extractor) -> None:
    text = "It rained. The G7 set a price cap of $60 a barrel on Russian crude oil as Urals sold at $52 a barrel."
    document, acts, drafts = rules.draft_by_rules(text)
    made = prepare(document, acts, drafts)
    assert [(level.place, level.quantity.low) for level in made.levels] == [(1, LEVELS[0]), (1, LEVELS[1])]
    for index, amount in enumerate(LEVELS):
        assert amounts(caps(document, in_clauses(document), made, [cap_frame(1, index, 0.9)], drafts, PLAIN)) == [
            amount
        ]
