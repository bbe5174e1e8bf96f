"""What the learned model is given of a document: candidates, pools, and rows of numbers."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from streams.extract import Extractor
from streams.extract.document import Document
from streams.extract.learned import candidates, features
from streams.extract.learned.candidates import TITLE, Candidates
from streams.extract.learned.clauses import in_clauses
from streams.extract.learned.features import RuleView
from streams.extract.learned.prepared import AROUND, FAMILIES, Prepared, family_of, prepare
from streams.vocabulary import ACTIONS, MEASURES, STATUSES

ARTICLE = (
    "The European Union imposed sanctions on Gazprombank and two Russian shipping companies on Friday. "
    "Moscow called the move piracy. "
    "OFAC had listed Gazprombank before. "
    "The G7 set a price cap of $60 a barrel on Russian crude oil, down from $65. "
    "Traders in Dubai shrugged."
)
TITLE_TEXT = "Brussels and Tokyo hit Gazprombank"


@pytest.fixture(scope="module")
def rules() -> Extractor:
    return Extractor.load(learned=False)


def read(rules: Extractor, text: str, title: str | None = None) -> tuple[Document, Prepared]:
    document, acts, caps = rules.draft_by_rules(text, title)
    return document, prepare(document, acts, caps)


def pool(made: Prepared, index: int) -> list[tuple[str, int]]:
    """Who is in the pool of a sentence, and where they stand."""
    return [(made.candidates[i].actor.name, made.candidates[i].place) for i, _ in made.pools[index]]


def test_names_and_noun_phrases_are_candidates_at_their_words(rules: Extractor) -> None:
    document, _ = read(rules, ARTICLE, TITLE_TEXT)
    found = Candidates(document)
    for candidate in found:
        home = document.title if candidate.place == TITLE else document.sentences[candidate.place]
        assert home is not None
        assert 0 <= candidate.start < candidate.end <= len(home.text)
        assert home.text[candidate.start : candidate.end] == candidate.actor.mention
        assert len(candidate.features) == candidates.FEATURES
        assert all(0 <= value <= 1 for value in candidate.features)
    names = {(c.actor.name, c.is_phrase) for c in found if c.place == 0}
    assert names >= {
        ("European Union", False),
        ("Gazprombank", False),
        ("Russia", False),
        ("two Russian shipping companies", True),
    }
    assert not any("Friday" in c.actor.name or "$60" in c.actor.name for c in found if c.is_phrase)


def test_only_those_who_can_impose_act_for_a_state(rules: Extractor) -> None:
    document, _ = read(rules, ARTICLE, TITLE_TEXT)
    acting = {c.actor.name: c.acts_for.name for c in Candidates(document) if c.acts_for}
    assert acting["OFAC"] == "United States"
    assert "Gazprombank" not in acting
    assert not any(c.acts_for for c in Candidates(document) if c.is_phrase)


def test_names_follow_the_text_those_of_the_title_last_then_phrases_when_asked_for(rules: Extractor) -> None:
    document, _ = read(rules, ARTICLE, TITLE_TEXT)
    found = Candidates(document)
    places = [candidate.place for candidate in found.named]
    body = [place for place in places if place != TITLE]
    assert body == sorted(body)
    assert places[len(body) :] == [TITLE] * (len(places) - len(body)) != []
    asked = found.phrases(1)
    assert asked.start == len(places)
    assert {found[index].place for index in asked} == {1}
    assert found.phrases(1) == asked
    late = [candidate for candidate in found if candidate.is_phrase]
    assert len(late) > len(asked)
    assert len(found) == len(places) + len(late)
    assert [found[index] for index in asked] == late[: len(asked)]
    with pytest.raises(IndexError):
        found[len(found)]


def test_long_noun_phrases_are_no_candidates(rules: Extractor) -> None:
    text = "The EU listed " + "big " * candidates.LONGEST + "banks."
    document, _ = read(rules, text)
    assert all(len(c.actor.name.split()) <= candidates.LONGEST for c in Candidates(document))


def test_a_pool_holds_own_candidates_phrases_of_the_sentence_before_and_other_names_once(rules: Extractor) -> None:
    _, made = read(rules, ARTICLE, TITLE_TEXT)
    for index in range(len(made.texts)):
        entries = [place for place, _ in made.pools[index]]
        assert len(entries) == len(set(entries))
        assert all(0 <= place < len(made.candidates) for place in entries)
        inside = [made.candidates[place] for place in entries]
        assert [c for c in made.candidates if c.place == index] == [c for c in inside if c.place == index]
        assert {c.place for c in inside if c.is_phrase} <= {index, index - 1} - {TITLE}
        own = {c.actor.name for c in inside if c.place == index}
        elsewhere = [c.actor.name for c in inside if c.place != index and not c.is_phrase]
        assert len(elsewhere) == len(set(elsewhere))
        assert not own & set(elsewhere)
        everybody = {c.actor.name for c in made.candidates if not c.is_phrase}
        assert everybody <= own | set(elsewhere)
    phrases = [(name, place) for name, place in pool(made, 1) if name == "two Russian shipping companies"]
    assert phrases == [("two Russian shipping companies", 0)]
    assert "two Russian shipping companies" not in dict(pool(made, 2))


def test_of_a_name_elsewhere_the_nearest_occurrence_counts(rules: Extractor) -> None:
    text = (
        "Gazprombank grew. Gazprombank paid. The EU imposed sanctions on Monday. "
        "Ankara met Gazprombank and Sberbank. Sberbank fell."
    )
    _, made = read(rules, text, "EU hits Sberbank")
    assert len(made.texts) == 5
    assert ("Gazprombank", 1) in pool(made, 2)  # before the sentence: the last time
    assert ("Sberbank", TITLE) in pool(made, 2)  # the title before what stands behind
    assert ("Turkey", 3) in pool(made, 2)  # else the next time behind it
    assert ("Gazprombank", 1) in pool(made, 0) or ("Gazprombank", 0) in pool(made, 0)
    assert [entry for entry in pool(made, 4) if entry[0] == "Sberbank"] == [("Sberbank", 4)]


def test_names_far_off_are_in_no_pool(rules: Extractor) -> None:
    text = "Ankara met Sberbank. " + "It rained. " * AROUND + "The EU imposed sanctions. Japan watched."
    _, made = read(rules, text, "EU hits Rosneft")
    act = next(place for place, text in enumerate(made.texts) if "imposed" in text)
    assert act == AROUND + 1
    assert {name for name, _ in pool(made, act)} == {"European Union", "Rosneft", "Japan"} | {
        name for name, place in pool(made, act) if place == act
    }
    assert "Sberbank" in dict(pool(made, act - 1))


def test_pools_are_a_sequence_of_one_for_each_sentence(rules: Extractor) -> None:
    _, made = read(rules, ARTICLE)
    assert made.pools[1:3] == [made.pools[1], made.pools[2]]
    for beyond in (-1, len(made.texts)):
        with pytest.raises(IndexError):
            made.pools[beyond]


def test_phrases_of_the_title_are_no_candidates(rules: Extractor) -> None:
    _, made = read(rules, "The EU imposed sanctions.", "Blow for three unnamed shipping firms")
    assert not [c for c in made.candidates if c.place == TITLE and c.is_phrase]


def test_a_pool_holds_the_phrases_of_earlier_clauses_of_its_sentence(rules: Extractor) -> None:
    text = (
        "Two shipping firms fell. Brussels listed four grain traders; London froze three small banks; "
        "Ottawa closed its ports."
    )
    document, acts, caps = rules.draft_by_rules(text)
    clauses = in_clauses(document)
    assert len(clauses.sentences) == 4
    made = prepare(clauses, acts, caps)
    phrases = {made.candidates[i].actor.name for i, _ in made.pools[3] if made.candidates[i].is_phrase}
    assert {"four grain traders", "three small banks"} <= phrases
    assert "Two shipping firms" not in phrases
    row = next(row for i, row in made.pools[3] if made.candidates[i].actor.name == "four grain traders")
    assert (row[7], row[8]) == (1.0, 2 / features.FAR)


def test_how_often_a_name_is_told_and_whether_in_the_title(rules: Extractor) -> None:
    _, made = read(rules, "Gazprombank paid. Gazprombank grew. The EU hit Rosneft.", "Blow for Gazprombank")
    told = {made.candidates[i].actor.name: row[9:11] for i, row in made.pools[2]}
    assert told["Gazprombank"] == [3 / features.OFTEN, 1.0]
    assert told["Rosneft"] == [1 / features.OFTEN, 0.0]


def test_rows_are_as_wide_as_the_constants_say(rules: Extractor) -> None:
    _, made = read(rules, ARTICLE, TITLE_TEXT)
    count = len(made.texts)
    assert count == len(made.sentences) == len(made.actions) == len(made.bare) == len(made.pools) == 5
    assert {len(row) for row in made.sentences} == {features.SENTENCE_FEATURES}
    assert {len(rows) for rows in made.actions} == {len(ACTIONS)}
    assert {len(row) for rows in made.actions for row in rows} == {features.ACTION_FEATURES}
    assert {len(row) for row in made.bare} == {features.LEVEL_FEATURES}
    assert {len(level.features) for level in made.levels} == {features.LEVEL_FEATURES}
    assert {len(row) for pooled in made.pools for _, row in pooled} == {features.PAIR_FEATURES}
    for level in made.levels:
        assert made.texts[level.place][level.start : level.end] == level.quantity.text
    assert [level.quantity.low for level in made.levels] == [Decimal(60), Decimal(65)]


def test_an_empty_document_has_no_rows(rules: Extractor) -> None:
    _, made = read(rules, "", TITLE_TEXT)
    assert (made.texts, made.sentences, made.actions, made.bare, made.levels) == ((), [], [], [], ())
    assert list(made.pools) == []


def test_a_sentence_sees_the_cues_of_its_neighbours(rules: Extractor) -> None:
    _, made = read(rules, "Talks went on. The EU imposed an arms embargo on Iran. The week ended.")
    width, arms = len(MEASURES), MEASURES.index("arms_embargo")
    told = [[row[block * width + arms] for block in range(3)] for row in made.sentences]
    assert told == [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]


def test_numbers_tell_what_the_rules_found(rules: Extractor) -> None:
    document, made = read(rules, ARTICLE)
    assert [draft.action for draft in made.rules.sanctions[0]] == ["impose"]
    row = made.sentences[0]
    statuses = row[3 * len(MEASURES) : 3 * len(MEASURES) + len(STATUSES)]
    assert [name for name, flag in zip(STATUSES, statuses, strict=True) if flag] == [made.rules.sanctions[0][0].status]
    flags = made.actions[0]
    assert flags[ACTIONS.index("impose")] == [1.0, 1.0, made.rules.sanctions[0][0].confidence]
    assert flags[ACTIONS.index("tighten")] == [0.0, 1.0, 0.0]
    assert flags[ACTIONS.index("lift")] == [0.0, 0.0, 0.0]
    cap, previous = made.levels
    assert cap.features[:3] == [1.0, 1.0, 1.0]
    assert previous.features[4] == 1.0
    roles = {made.candidates[i].actor.name: row for i, row in made.pools[0]}
    assert roles["European Union"][11] == 1.0
    assert roles["Gazprombank"][12] == 1.0
    assert roles["European Union"][0] == 1.0
    assert document.sentence_at(len(ARTICLE)) is None


def test_a_proof_outside_of_all_sentences_counts_to_the_first(rules: Extractor) -> None:
    document, acts, caps = rules.draft_by_rules(ARTICLE)
    far = replace(acts[0], at=None, evidence=((len(ARTICLE) + 5, len(ARTICLE) + 9),))
    assert RuleView.of(document, [far], caps).sanctions == {0: [far]}


def test_every_action_has_one_family() -> None:
    assert sorted(action for family in FAMILIES for action in family) == sorted(ACTIONS)
    for action in ACTIONS:
        assert action in family_of(action)
    assert all(a.isdisjoint(b) for a, b in pairwise((*FAMILIES, FAMILIES[0])))
