"""What the examples in the lexicons can't show: places, overlaps, whole articles, hostile input."""

import time
from collections.abc import Mapping
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from streams.errors import RuleError
from streams.extract import lexicon as lexicons
from streams.extract.document import Mention
from streams.extract.folding import fold
from streams.extract.lexicon import Entry, lexicon
from streams.extract.mentions import find_mentions
from streams.extract.mentions.reading import Found, without_overlaps
from streams.extract.mentions.vessels import checked
from streams.extract.model import load_model
from streams.rules import parse

ARTICLE = """BRUSSELS, Oct 23 (Newsdesk) - The European Union on Thursday put Marlow Tide Shipping Ltd of Liberia on \
its list, the EU said. Commission chief Ursula von der Leyen called it overdue.

“Marlow Tide\u2019s ships won\u2019t dock here,” said Tove Nyström, a lawyer in Antwerp. Nyström declined to say \
more. The tankers Amber Ridge and Cobalt Star (IMO 9074729) sailed from Primorsk; the Foreign Ministry of Russia \
kept silent. Moscow\u2019s envoy met Péter Szijjártó in Moscow, while Washington and London backed Brussels. In \
Türkiye, OFAC\u2019s Executive Order 14024 hit Ostra Bank (OB). OB won\u2019t appeal."""


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_model()


@pytest.fixture(scope="module")
def found(nlp: Language) -> tuple[Mention, ...]:
    return find_mentions(nlp(ARTICLE))


def by_words(found: tuple[Mention, ...]) -> Mapping[str, Mention]:
    return {mention.text: mention for mention in found}


def test_mentions_stand_in_the_text_in_order_and_apart(found: tuple[Mention, ...]) -> None:
    assert all(ARTICLE[mention.start : mention.end] == mention.text for mention in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_an_article_is_read_whole(found: tuple[Mention, ...]) -> None:
    told = [(mention.text, mention.name, mention.type) for mention in found]
    assert told == [
        ("BRUSSELS", "Brussels", "GPE"),
        ("European Union", "European Union", "ORG"),
        ("Marlow Tide Shipping Ltd", "Marlow Tide Shipping Ltd", "ORG"),
        ("Liberia", "Liberia", "GPE"),
        ("EU", "European Union", "ORG"),
        ("Commission", "European Commission", "ORG"),
        ("Ursula von der Leyen", "Ursula von der Leyen", "PERSON"),
        ("Marlow Tide", "Marlow Tide Shipping Ltd", "ORG"),
        ("Tove Nyström", "Tove Nyström", "PERSON"),
        ("Antwerp", "Antwerp", "GPE"),
        ("Nyström", "Tove Nyström", "PERSON"),
        ("Amber Ridge", "Amber Ridge", "VESSEL"),
        ("Cobalt Star", "Cobalt Star", "VESSEL"),
        ("Primorsk", "Primorsk", "GPE"),
        ("Foreign Ministry", "Foreign Ministry", "ORG"),
        ("Russia", "Russia", "GPE"),
        ("Moscow", "Russia", "GPE"),
        ("Péter Szijjártó", "Peter Szijjarto", "PERSON"),
        ("Moscow", "Moscow", "GPE"),
        ("Washington", "United States", "GPE"),
        ("London", "United Kingdom", "GPE"),
        ("Brussels", "European Union", "ORG"),
        ("Türkiye", "Turkey", "GPE"),
        ("OFAC", "OFAC", "ORG"),
        ("Executive Order 14024", "Executive Order 14024", "LAW"),
        ("Ostra Bank", "Ostra Bank", "ORG"),
        ("OB", "Ostra Bank", "ORG"),
        ("OB", "Ostra Bank", "ORG"),
    ]


def test_ids_are_those_of_the_contract(found: tuple[Mention, ...]) -> None:
    ids = {mention.name: mention.id for mention in found if mention.id}
    assert ids == {
        "European Union": "Q458",
        "Liberia": "LR",
        "European Commission": "Q8880",
        "Ursula von der Leyen": "Q60772",
        "Cobalt Star": "imo:9074729",
        "Russia": "RU",
        "United States": "US",
        "United Kingdom": "GB",
        "Turkey": "TR",
        "Executive Order 14024": "EO-14024",
    }


def test_agencies_act_for_their_state_and_are_kept_as_authority(found: tuple[Mention, ...]) -> None:
    acting = {mention.name: mention.acts_for.name for mention in found if mention.acts_for and mention.authority}
    assert acting == {"European Commission": "European Union", "Foreign Ministry": "Russia", "OFAC": "United States"}
    assert by_words(found)["Marlow Tide Shipping Ltd"].acts_for is None
    assert by_words(found)["Cobalt Star"].acts_for is None


@pytest.mark.parametrize("text", ["", " ", "\n\n", "...", "x", "\u2019s", "US", "—", "🛢️", "(ICSL)", "Ltd", "of", "The"])
def test_nearly_nothing_is_read(text: str, nlp: Language) -> None:
    assert all(mention.text in text for mention in find_mentions(nlp(text)))


def test_the_same_text_gives_the_same_mentions(nlp: Language, found: tuple[Mention, ...]) -> None:
    assert find_mentions(nlp(ARTICLE)) == found


def test_typographic_quotes_and_accents_make_no_difference(nlp: Language) -> None:
    plain = find_mentions(nlp("Viktor Orban met Erdogan in Cote d'Ivoire; Russia's view is Turkey's."))
    marked = find_mentions(nlp("Viktor Orbán met Erdoğan in Côte d\u2019Ivoire; Russia\u2019s view is Turkey\u2019s."))
    assert [(m.name, m.start, m.end) for m in plain] == [(m.name, m.start, m.end) for m in marked]
    assert [mention.name for mention in plain] == [
        "Viktor Orban",
        "Recep Tayyip Erdogan",
        "Ivory Coast",
        "Russia",
        "Turkey",
    ]


def test_a_capital_letter_proves_nothing_in_a_headline(nlp: Language) -> None:
    found = find_mentions(nlp("Oil Traders Brace For Cold Winter As Russia Rejects Price Cap"))
    assert [mention.name for mention in found] == ["Russia"]


@given(st.text())
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("imo", "right"), [("9074729", True), ("9299719", True), ("9074728", False), ("1234567", True)]
)
def test_imo_numbers_are_checked(imo: str, right: bool) -> None:  # noqa: FBT001  # a parameter of the case
    assert checked(imo) is right


def test_of_overlapping_candidates_rank_and_length_decide() -> None:
    who = Entry("X", "ORG")
    long, short, better = Found(0, 9, who, 1), Found(0, 4, who, 1), Found(5, 7, who, 0)
    assert without_overlaps([short, long]) == [long]
    assert without_overlaps([long, better, short]) == [short, better]
    assert without_overlaps([better], beside=[long]) == [long]


def test_a_form_for_two_entries_is_a_fault_with_file_and_line() -> None:
    reader = lexicons._Reader()
    rules = parse("lexicons/bodies.yaml", "type: ORG\nbodies:\n  - {name: Alpha}\n  - {name: Beta, also: [Alpha]}\n")
    with pytest.raises(RuleError, match=r"^lexicons/bodies\.yaml:4: 'Alpha' stands for Alpha and for Beta$"):
        reader.plain(rules, "bodies")


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("{nam: Alpha}", "an entry is a map with a name"),
        ("{name: Alpha, colour: red}", "unknown key colour"),
        ("{name: Alpha, also: Beta}", "bodies/0/also must be a list of words"),
    ],
)
def test_a_wrong_entry_is_a_fault_with_file_and_line(row: str, fault: str) -> None:
    rules = parse("lexicons/bodies.yaml", f"type: ORG\nbodies:\n  - {row}\n")
    with pytest.raises(RuleError, match=rf"^lexicons/bodies\.yaml:3: {fault}"):
        lexicons._Reader().plain(rules, "bodies")


def test_a_state_that_is_none_is_a_fault() -> None:
    rules = parse("lexicons/agencies.yaml", "type: ORG\nagencies:\n  XX:\n    - {name: Alpha}\n")
    with pytest.raises(RuleError, match=r"^lexicons/agencies\.yaml:4: 'XX' is no state or bloc of the lexicons$"):
        lexicons._Reader().by_state(rules, "agencies")


def test_every_agency_and_leader_acts_for_a_state_that_the_lexicons_name() -> None:
    states = set(lexicon().states.values())
    acting = [entry for entry in lexicon().entries.values() if entry.acts_for and entry.type != "GPE"]
    assert len(acting) > 300
    assert all(entry.acts_for in states for entry in acting)


FLOODS = {
    "short names": ["the", "Council"],
    "a state": ["US"],
    "capitals": ["Moscow"],
    "legal forms": ["Ltd"],
    "companies": ["Alpha", "Ltd"],
    "acronyms": ["Alpha", "Ltd", "(", "ABC", ")"],
    "banks of": ["Bank", "of"],
    "ministries": ["Russia", "Ministry"],
    "tankers": ["tankers", "Alpha", "and"],
    "ships": ["A", "(", "IMO", "9299719", ")"],
    "people": ["Anna", "Brandt"],
    "letters": ["A"],
}


@pytest.mark.parametrize("label", ["O", "B-ORG"])
@pytest.mark.parametrize("words", FLOODS.values(), ids=FLOODS.keys())
def test_a_flood_of_names_in_one_sentence_is_read_in_seconds(words: list[str], label: str, nlp: Language) -> None:
    flood = words * (30_000 // len(words))
    doc = Doc(
        nlp.vocab,
        words=flood,
        lemmas=flood,
        tags=["NNP"] * len(flood),
        pos=["PROPN"] * len(flood),
        deps=["conj"] * len(flood),
        heads=[max(place - 1, 0) for place in range(len(flood))],
        sent_starts=[place == 0 for place in range(len(flood))],
        ents=[label] * len(flood),
    )
    started = time.process_time()
    found = find_mentions(doc)
    assert time.process_time() - started < 10
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_many_different_people_are_read_in_seconds(nlp: Language) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = [f"B{one}{two}{three}nt" for one in letters for two in letters for three in letters]
    flood = [word for name in names for word in ("Anna", name, "or", name, ".")]
    doc = Doc(
        nlp.vocab,
        words=flood,
        lemmas=flood,
        tags=["NNP"] * len(flood),
        pos=["PROPN"] * len(flood),
        deps=["dep"] * len(flood),
        heads=[place - place % 5 for place in range(len(flood))],
        sent_starts=[place % 5 == 0 for place in range(len(flood))],
    )
    started = time.process_time()
    found = find_mentions(doc)
    assert time.process_time() - started < 15
    assert len({mention.name for mention in found}) == len(names)
    assert len(found) == 2 * len(names)
