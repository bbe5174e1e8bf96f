"""The examples in the rule files of the sanctions rules hold."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from streams.extract import Extractor
from streams.extract.sanctions import SanctionDraft
from streams.rules import Example, load, rule_files
from tests.rules.examples import cases

FILES = (
    *rule_files("predicates"),
    *rule_files("assertion"),
    "measures.yaml",
    "restrictions.yaml",
    "roles.yaml",
)


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor.load(learned=False)  # the examples hold for the rules alone


def shown(draft: SanctionDraft, key: str) -> object:
    value = getattr(draft, key)
    if key in ("imposers", "targets", "attribution"):
        return [actor.name for actor in value]
    if key == "measures":
        return list(value)
    if key == "instrument":
        return value.text if value else None
    return value


def agrees(draft: SanctionDraft, gives: Mapping[str, Any]) -> bool:
    return all(
        shown(draft, key) == (value.isoformat() if isinstance(value, date) else value) for key, value in gives.items()
    )


@pytest.mark.parametrize("example", cases(*FILES))
def test_example_of_a_rule_holds(example: Example, extractor: Extractor) -> None:
    published = date.fromisoformat(example.published_at) if example.published_at else None
    _, drafts, caps = extractor.draft(example.text, example.title, published)
    if example.gives is None:
        assert not drafts
        assert not caps
    else:
        told = [{key: shown(draft, key) for key in example.gives} for draft in drafts]
        assert any(agrees(draft, example.gives) for draft in drafts), f"found {told}"


def test_every_predicate_has_examples_and_counter_examples() -> None:
    for name in rule_files("predicates"):
        examples = load(name).examples
        assert any(example.gives is not None for example in examples), name
        assert any(example.gives is None for example in examples), name
