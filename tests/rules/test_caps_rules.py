"""The examples in the rules of amounts, dates, next steps and price caps hold."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from spacy.language import Language

from streams.errors import RuleError
from streams.extract.caps import CapDraft, find_price_caps
from streams.extract.caps import lexicon as module
from streams.extract.caps.lexicon import ACTORS, LEVELS, STATUS, TIMING, TOPICS, WORDS
from streams.extract.dates import find_dates
from streams.extract.deadlines import find_deadline
from streams.extract.model import load_model
from streams.extract.quantities import find_quantities
from streams.extract.reader import read_document
from streams.rules import DATA, Example, load, parse, rule_files
from tests.rules.examples import cases

CAPS = tuple(name for name in rule_files("caps") if load(name).examples)
Read = Callable[[Example], list[CapDraft]]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_model()


@pytest.fixture(scope="module")
def read(nlp: Language) -> Read:
    def caps(example: Example) -> list[CapDraft]:
        return list(find_price_caps(read_document(nlp, example.text, example.title, day(example))))

    return caps


def day(example: Example) -> date | None:
    return date.fromisoformat(example.published_at[:10]) if example.published_at else None


def plain(value: object) -> object:
    """Values as they are compared: numbers as decimals, dates as text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Decimal(str(value))
    return value


def told(draft: CapDraft, key: str) -> object:
    value = getattr(draft, key)
    if key == "imposers":
        return [actor.name for actor in draft.imposers]
    return getattr(value, "date", value)


def holds(found: object, gives: Mapping[str, Any], show: Callable[[Any, str], object]) -> bool:
    return all(show(found, key) == plain(value) for key, value in gives.items())


@pytest.mark.parametrize("example", cases(*CAPS))
def test_example_of_a_price_cap_holds(example: Example, read: Read) -> None:
    found = read(example)
    if example.gives is None:
        assert found == []
    else:
        gives = example.gives
        assert any(holds(draft, gives, told) for draft in found), [{key: told(d, key) for key in gives} for d in found]


@pytest.mark.parametrize("example", cases("quantities.yaml"))
def test_example_of_an_amount_holds(example: Example) -> None:
    found = find_quantities(example.text)
    if example.gives is None:
        assert found == ()
    else:
        assert found
        assert holds(found[0], example.gives, getattr), found


@pytest.mark.parametrize("example", cases("dates.yaml"))
def test_example_of_a_date_holds(example: Example) -> None:
    found = find_dates(example.text, day(example))
    if example.gives is None:
        assert found == ()
    else:
        assert found
        assert holds(found[-1], example.gives, lambda mark, key: plain(getattr(mark, key))), found


@pytest.mark.parametrize("example", cases("deadlines.yaml"))
def test_example_of_a_next_step_holds(example: Example, nlp: Language) -> None:
    document = read_document(nlp, example.text, None, day(example))
    found = find_deadline(document.sentences[0], document)
    if example.gives is None:
        assert found is None
    else:
        assert found is not None
        assert {"step": found.step, "date": found.date} == {key: plain(value) for key, value in example.gives.items()}


@pytest.mark.parametrize("name", [WORDS, TOPICS, LEVELS, ACTORS, STATUS, TIMING])
def test_a_rule_file_shows_what_it_does(name: str) -> None:
    assert load(name).examples


@pytest.mark.parametrize(
    ("name", "old", "new", "line_of"),
    [
        (LEVELS, "weight: 6", "weight: heavy", "  - id: cap-at"),
        (LEVELS, "accept: 4", "accept: much", "accept:"),
        (TOPICS, "  crude_oil:", "  crude:", "  crude:"),
        (WORDS, "weak: [lid", "weak: [on, lid", "weak:"),
    ],
)
def test_a_broken_rule_file_names_file_and_line(
    name: str, old: str, new: str, line_of: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = DATA.joinpath(name).read_text("utf-8").replace(old, new, 1)
    line = next(n for n, row in enumerate(text.splitlines(), 1) if row.startswith(line_of))
    monkeypatch.setattr(module, "load", lambda asked: parse(asked, text) if asked == name else load(asked))
    with pytest.raises(RuleError) as failed:
        module.lexicon.__wrapped__()
    file, place, _ = str(failed.value).split(":", 2)
    assert (file, abs(int(place) - line) <= 1) == (name, True), failed.value
