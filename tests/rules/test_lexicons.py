"""The examples in the lexicons hold: who is named, for whom they act, which act is meant."""

from collections.abc import Mapping

import pytest
from spacy.language import Language

from streams.errors import RuleError
from streams.extract.document import InstrumentMention, Mention
from streams.extract.instruments import find_instruments
from streams.extract.lexicon import lexicon
from streams.extract.mentions import find_mentions
from streams.extract.model import load_model
from streams.rules import Example, load, parse, rule_files
from tests.rules.examples import cases

INSTRUMENTS = "lexicons/instruments.yaml"
LEXICONS = tuple(name for name in rule_files("lexicons") if name != INSTRUMENTS)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_model()


def told(mention: Mention, key: str) -> object:
    if key == "acts_for":
        return mention.acts_for.name if mention.acts_for else None
    return getattr(mention, key)


def wanted(value: object) -> Mapping[str, object]:
    """What an example tells of a mention: a name alone, or several fields."""
    return value if isinstance(value, dict) else {"name": value}


@pytest.mark.parametrize("example", cases(*LEXICONS))
def test_example_of_a_lexicon_holds(example: Example, nlp: Language) -> None:
    found = find_mentions(nlp(example.text))
    if example.gives is None:
        assert found == ()
        return
    for words, value in example.gives.items():
        here = [mention for mention in found if mention.text == words]
        if value is None:
            assert here == []
        else:
            assert wanted(value) in [{key: told(mention, key) for key in wanted(value)} for mention in here], found


@pytest.mark.parametrize("example", cases(INSTRUMENTS))
def test_example_of_an_instrument_holds(example: Example) -> None:
    found = {act.text: act for act in find_instruments(example.text)}
    gives = {
        words: value if isinstance(value, dict) else {"id": value} for words, value in (example.gives or {}).items()
    }
    assert sorted(found) == sorted(gives)
    for words, value in gives.items():
        assert {key: shown(found[words], key) for key in value} == value


def shown(act: InstrumentMention, key: str) -> str | None:
    return act.id if key == "id" else (act.author.name if act.author else None)


@pytest.mark.parametrize("name", [*LEXICONS, INSTRUMENTS])
def test_a_lexicon_shows_what_it_does(name: str) -> None:
    assert any(example.gives is not None for example in load(name).examples) or name.endswith("not_names.yaml")


def test_states_are_those_of_iso_3166() -> None:
    codes = [row["id"] for row in load("lexicons/countries.yaml").content["countries"]]
    assert len(codes) == 249
    assert len(set(codes)) == 249
    assert all(len(code) == 2 and code.isalpha() and code.isupper() for code in codes)


def test_ids_of_bodies_and_people_are_wikidata_items_and_name_one_thing() -> None:
    ids = [entry.id for entry in lexicon().entries.values() if entry.id and entry.type != "GPE"]
    assert all(one[0] == "Q" and one[1:].isdigit() for one in ids)
    assert len(ids) == len(set(ids))


def test_a_fault_names_file_and_line() -> None:
    rules = parse("lexicons/countries.yaml", "type: GPE\ncountries:\n  - {name: Nowhere}\n")
    assert str(rules.fault(("countries", 0), "has no id")) == "lexicons/countries.yaml:3: has no id"
    with pytest.raises(RuleError, match=r"bodies\.yaml:2: type must be a list of words"):
        load("lexicons/bodies.yaml").words("type")
