"""Acts from frames made by hand: who the parties are, and how model and rules join."""

from dataclasses import replace

import pytest

from streams.extract import Extractor
from streams.extract.document import Document
from streams.extract.learned.acts import CUTS, RULE, acts
from streams.extract.learned.candidates import TITLE
from streams.extract.learned.confidence import SIGNS, Confidence
from streams.extract.learned.frames import ActFrame, Role
from streams.extract.learned.parties import LIKELY, POSSIBLE_IMPOSER, POSSIBLE_TARGET, Imposing, hit_by, imposing
from streams.extract.learned.prepared import Prepared, prepare
from streams.extract.sanctions import SanctionDraft
from tests.extract.learned_parts import act_frame

TEXT = (
    "Trade talks went on. "
    "The European Union imposed an asset freeze on Gazprombank and two Russian banks. "
    "OFAC and Japan watched Sberbank."
)
TITLED = "Ottawa hits Rosneft"
ACT = 1
PLAIN = Confidence({})
RULED = Confidence({"act": (*[0.0] * (len(SIGNS) - 1), 2.0, 0.0)})
"""Surer of what a rule saw too."""


DOUBTED = replace(CUTS, sure=2.0)
"""Cuts with which no rule is sure of itself; what sure ones tell has a test of its own."""


@pytest.fixture(scope="module")
def rules() -> Extractor:
    return Extractor.load(learned=False)


@pytest.fixture(scope="module")
def seen(rules: Extractor) -> tuple[Document, list[SanctionDraft], Prepared]:
    document, drafts, caps = rules.draft_by_rules(TEXT, TITLED)
    return document, drafts, prepare(document, drafts, caps)


@pytest.fixture(autouse=True)
def _any_act_stands_alone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most frames here have no party and stand in any sentence; what such acts need has a test of its own."""
    if "stands_alone" not in request.node.name:
        monkeypatch.setattr("streams.extract.learned.acts._stands_alone", lambda *_: True)


def test_what_stands_alone_names_whom_it_hits_among_restrictions(rules: Extractor) -> None:
    sure = Confidence({"act": (*[0.0] * len(SIGNS), 3.0)})
    for text, parties, found in (
        ("OFAC closed the door on Sberbank. Its assets are frozen.", True, 1),
        ("OFAC closed the door on Sberbank. Its assets are frozen.", False, 0),
        ("OFAC smiled at Sberbank. It rained.", True, 0),
    ):
        document, drafts, caps = rules.draft_by_rules(text)
        made = prepare(document, [], caps)
        roles = (role(made, "OFAC", imposes=0.9), role(made, "Sberbank", is_hit=0.9)) if parties else ()
        frame = act_frame(0, "impose", 0.9, roles=roles)
        assert drafts == [] or drafts[0].evidence[0][0] > 0
        assert len(acts(document, made, [frame], [], sure)) == found, text
        assert acts(document, made, [frame], [], Confidence({"act": (*[0.0] * len(SIGNS), -3.0)})) == []


def role(made: Prepared, mention: str, imposes: float = 0.0, is_hit: float = 0.0) -> Role:
    index = next(i for i, candidate in enumerate(made.candidates) if candidate.actor.mention == mention)
    return Role(index, imposes, is_hit)


def names(actors: Imposing | tuple[object, ...]) -> list[str]:
    return [actor.name for actor in (actors.actors if isinstance(actors, Imposing) else actors)]


def joined(
    seen: tuple[Document, list[SanctionDraft], Prepared], *frames: ActFrame, confidence: Confidence = PLAIN
) -> list[SanctionDraft]:
    document, drafts, made = seen
    return acts(document, made, frames, drafts, confidence, DOUBTED)


def test_all_likely_imposers_the_surest_first(seen: tuple[Document, list[SanctionDraft], Prepared]) -> None:
    made = seen[2]
    told = imposing(made, (role(made, "Japan", LIKELY), role(made, "European Union", 0.9)))
    assert names(told) == ["European Union", "Japan"]
    assert [TEXT[a.start : a.end] for a in told.actors] == ["European Union", "Japan"]
    assert told.authority is None


@pytest.mark.parametrize(("imposes", "found"), [(POSSIBLE_IMPOSER, ["Japan"]), (POSSIBLE_IMPOSER - 0.01, [])])
def test_where_no_imposer_is_likely_the_best_possible_one_counts(
    imposes: float, found: list[str], seen: tuple[Document, list[SanctionDraft], Prepared]
) -> None:
    made = seen[2]
    assert names(imposing(made, (role(made, "Japan", imposes), role(made, "European Union", 0.2)))) == found


def test_who_acts_for_no_state_never_imposes(seen: tuple[Document, list[SanctionDraft], Prepared]) -> None:
    made = seen[2]
    assert imposing(made, (role(made, "Gazprombank", 0.99), role(made, "two Russian banks", 0.99))) == Imposing()
    assert imposing(made, ()) == Imposing()


def test_an_agency_imposes_for_its_state_and_is_the_authority(
    seen: tuple[Document, list[SanctionDraft], Prepared],
) -> None:
    made = seen[2]
    told = imposing(made, (role(made, "OFAC", 0.8),))
    (state,) = told.actors
    assert (state.name, state.mention, TEXT[state.start : state.end]) == ("United States", "OFAC", "OFAC")
    assert told.authority is not None
    assert told.authority.name != state.name
    assert told.authority.mention == "OFAC"


def test_actors_of_the_title_have_no_place_in_the_text(
    seen: tuple[Document, list[SanctionDraft], Prepared],
) -> None:
    made = seen[2]
    assert made.candidates[role(made, "Ottawa").candidate].place == TITLE
    (state,) = imposing(made, (role(made, "Ottawa", 0.9),)).actors
    (target,) = hit_by(made, (role(made, "Rosneft", is_hit=0.9),), set())
    assert (state.name, target.name) == ("Canada", "Rosneft")
    assert (state.mention, state.start, state.end) == (target.mention, target.start, target.end) == (None, None, None)


def test_targets_follow_the_text_and_of_words_that_overlap_the_surest_stays(
    seen: tuple[Document, list[SanctionDraft], Prepared],
) -> None:
    made = seen[2]
    phrase = role(made, "two Russian banks", is_hit=0.7)
    demonym = next(
        Role(i, 0, 0.6) for i, c in enumerate(made.candidates) if c.place == ACT and c.actor.mention == "Russian"
    )
    told = hit_by(made, (phrase, demonym, role(made, "Gazprombank", is_hit=0.65)), set())
    assert names(told) == ["Gazprombank", "two Russian banks"]
    assert [TEXT[a.start : a.end] for a in told] == ["Gazprombank", "two Russian banks"]
    surer = Role(demonym.candidate, 0, 0.8)
    assert names(hit_by(made, (phrase, surer), set())) == ["Russia"]


@pytest.mark.parametrize(
    ("scores", "found"),
    [
        ((LIKELY, LIKELY), ["Gazprombank", "Sberbank"]),
        ((LIKELY, LIKELY - 0.01), ["Gazprombank"]),
        ((POSSIBLE_TARGET, LIKELY - 0.01), ["Sberbank"]),
        ((POSSIBLE_TARGET, POSSIBLE_TARGET - 0.01), ["Gazprombank"]),
        ((POSSIBLE_TARGET - 0.01, 0.0), []),
    ],
)
def test_targets_are_all_likely_ones_or_the_best_possible(
    scores: tuple[float, float], found: list[str], seen: tuple[Document, list[SanctionDraft], Prepared]
) -> None:
    made = seen[2]
    roles = (role(made, "Gazprombank", is_hit=scores[0]), role(made, "Sberbank", is_hit=scores[1]))
    assert names(hit_by(made, roles, set())) == found


def test_nobody_is_hit_by_himself(seen: tuple[Document, list[SanctionDraft], Prepared]) -> None:
    made = seen[2]
    roles = (role(made, "Japan", is_hit=0.9), role(made, "Sberbank", is_hit=0.2))
    assert names(hit_by(made, roles, {"Japan"})) == ["Sberbank"]


def test_the_model_tells_an_act_that_no_rule_saw(seen: tuple[Document, list[SanctionDraft], Prepared]) -> None:
    made, document = seen[2], seen[0]
    roles = (role(made, "OFAC", 0.9), role(made, "Sberbank", is_hit=0.8))
    frame = act_frame(2, "ease", 0.7, status="proposed", measures={"shipping": 0.8, "financial": 0.5}, roles=roles)
    (told,) = joined(seen, frame)
    assert (told.rule, told.action, told.status, told.background, told.negated) == (
        RULE, "ease", "proposed", False, False,
    )  # fmt: skip
    assert told.evidence == ((document.sentences[2].start, document.sentences[2].end),)
    assert (names(told.imposers), names(told.targets)) == (["United States"], ["Sberbank"])
    assert set(told.measures) == {"shipping", "financial"}
    assert told.confidence == 0.7
    assert len(told.signs) == len(SIGNS)
    assert told.signs[-1] == 0.0
    assert told.why == ("model: ease 0.70, proposed",)


@pytest.mark.parametrize("place", [0, 2])
def test_an_act_of_the_model_alone_needs_its_cut(
    place: int, seen: tuple[Document, list[SanctionDraft], Prepared]
) -> None:
    assert [d.action for d in joined(seen, act_frame(place, "lift", CUTS.act))] == ["lift"]
    assert joined(seen, act_frame(place, "lift", CUTS.act - 0.01)) == []


def test_a_draft_of_the_rules_stays_with_the_slots_of_the_model(
    seen: tuple[Document, list[SanctionDraft], Prepared],
) -> None:
    made, (ruled,) = seen[2], seen[1]
    frame = act_frame(ACT, "impose", 0.6, status="agreed", roles=(role(made, "Japan", 0.9),))
    (told,) = joined(seen, frame, confidence=RULED)
    assert (told.rule, told.evidence, told.instrument) == (ruled.rule, ruled.evidence, ruled.instrument)
    assert (told.status, names(told.imposers), told.targets) == ("agreed", ["Japan"], ruled.targets)
    assert told.why == (*ruled.why, "model: impose 0.60, agreed")
    assert told.signs[-1] == 1.0
    assert told.confidence == RULED.of("act", told.signs) == 0.88


def test_what_a_rule_saw_stays_where_the_model_finds_nobody(
    seen: tuple[Document, list[SanctionDraft], Prepared],
) -> None:
    (ruled,) = seen[1]
    (told,) = joined(seen, act_frame(ACT, "impose", 0.6))
    assert (told.imposers, told.authority, told.targets) == (ruled.imposers, ruled.authority, ruled.targets)


def test_the_likeliest_action_of_the_family_renames_the_draft(
    seen: tuple[Document, list[SanctionDraft], Prepared],
) -> None:
    (ruled,) = seen[1]
    (told,) = joined(seen, act_frame(ACT, "impose", 0.1), act_frame(ACT, "tighten", 0.3))
    assert (ruled.action, told.action, told.rule) == ("impose", "tighten", ruled.rule)
    assert told.confidence == pytest.approx(1 - 0.9 * 0.7, abs=0.005)


def test_a_draft_of_the_rules_falls_where_the_model_is_sure_that_it_is_none(
    seen: tuple[Document, list[SanctionDraft], Prepared],
) -> None:
    assert len(joined(seen, act_frame(ACT, "impose", CUTS.seen))) == 1
    assert joined(seen, act_frame(ACT, "impose", CUTS.seen - 0.01)) == []
    assert joined(seen) == []
    assert joined(seen, act_frame(ACT, "lift", CUTS.act - 0.01)) == []


def test_a_rule_that_is_sure_stands_where_the_model_sees_nothing(
    seen: tuple[Document, list[SanctionDraft], Prepared],
) -> None:
    document, drafts, made = seen
    assert drafts[0].confidence >= CUTS.sure
    for frames in ((), (act_frame(ACT, "impose", CUTS.seen - 0.01),), (act_frame(ACT, "lift", 0.2),)):
        (told,) = acts(document, made, frames, drafts, PLAIN)
        assert (told.rule, told.targets, told.confidence, told.signs) == (
            drafts[0].rule, drafts[0].targets, CUTS.alone, (),
        )  # fmt: skip
        assert told.why[-1] == "the model sees no act here; the rule is sure"
    unsure = [replace(drafts[0], confidence=CUTS.sure - 0.01)]
    assert acts(document, made, (), unsure, PLAIN) == []


def test_a_second_action_of_a_family_needs_more(seen: tuple[Document, list[SanctionDraft], Prepared]) -> None:
    first = act_frame(0, "lift", 0.9)
    assert [d.action for d in joined(seen, first, act_frame(0, "ease", CUTS.second - 0.01))] == ["lift"]
    assert [d.action for d in joined(seen, first, act_frame(0, "ease", CUTS.second))] == ["lift", "ease"]
    other = act_frame(0, "evade", CUTS.act)
    assert [d.action for d in joined(seen, other, first)] == ["lift", "evade"]


def test_a_second_action_beside_the_rules_draft_is_the_models_own(
    seen: tuple[Document, list[SanctionDraft], Prepared],
) -> None:
    (ruled,) = seen[1]
    told = joined(seen, act_frame(ACT, "impose", 0.9), act_frame(ACT, "extend", 0.8))
    assert [(draft.action, draft.rule) for draft in told] == [("impose", ruled.rule), ("extend", RULE)]
    assert [draft.signs[-1] for draft in told] == [1.0, 0.0]


@pytest.mark.parametrize(("action", "told"), [("impose", 0), ("tighten", 0), ("lift", 1), ("enforce", 1), ("ease", 1)])
def test_a_new_cap_is_left_to_the_twin_of_the_price_cap(
    action: str, told: int, seen: tuple[Document, list[SanctionDraft], Prepared]
) -> None:
    assert len(joined(seen, act_frame(0, action, 0.9, measures={"price_cap": 0.9}))) == told


@pytest.mark.parametrize(
    ("measures", "found"),
    [
        ({"travel_ban": CUTS.further}, {"asset_freeze", "travel_ban"}),
        ({"travel_ban": CUTS.further - 0.01, "financial": 0.4}, {"asset_freeze"}),
        ({"unspecified": 0.99}, {"asset_freeze"}),
    ],
)
def test_measures_that_a_rule_read_stay_and_sure_ones_join(
    measures: dict[str, float], found: set[str], seen: tuple[Document, list[SanctionDraft], Prepared]
) -> None:
    assert seen[1][0].measures == ("asset_freeze",)
    (told,) = joined(seen, act_frame(ACT, "impose", 0.9, measures=measures))
    assert set(told.measures) == found


@pytest.mark.parametrize(
    ("measures", "found"),
    [
        ({"shipping": CUTS.measure, "financial": CUTS.measure - 0.01}, ("shipping",)),
        ({"shipping": 0.3, "unspecified": 0.2}, ("shipping",)),
        ({"shipping": 0.1, "unspecified": 0.3}, ("unspecified",)),
        ({"shipping": 0.45, "unspecified": 0.9}, ("shipping",)),
    ],
)
def test_measures_of_the_model_alone(
    measures: dict[str, float], found: tuple[str, ...], seen: tuple[Document, list[SanctionDraft], Prepared]
) -> None:
    (told,) = joined(seen, act_frame(0, "impose", 0.9, measures=measures))
    assert told.measures == found


def test_drafts_by_several_imposers_in_one_sentence_keep_their_own(rules: Extractor) -> None:
    text = "The EU imposed sanctions on Iran, while Japan imposed sanctions on North Korea."
    document, drafts, caps = rules.draft_by_rules(text)
    assert len({draft.imposers for draft in drafts}) == 2
    told = acts(document, prepare(document, drafts, caps), [act_frame(0, "impose", 0.8)], drafts, PLAIN)
    assert [(d.imposers, d.targets, d.rule) for d in told] == [(d.imposers, d.targets, d.rule) for d in drafts]
    assert {draft.confidence for draft in told} == {0.8}


def test_acts_follow_the_text(seen: tuple[Document, list[SanctionDraft], Prepared]) -> None:
    told = joined(seen, *(act_frame(place, "impose", 0.9) for place in (2, 0, 1)))
    assert [draft.evidence[0][0] for draft in told] == sorted(draft.evidence[0][0] for draft in told)
    assert len(told) == 3
