"""Next steps with a date, in the act's own sentence and behind it."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from streams.extract.deadlines import find_deadline
from streams.extract.model import load_model
from streams.extract.reader import read_document
from streams.messages import Deadline

THURSDAY = date(2022, 12, 1)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_model()


def deadline(nlp: Language, text: str, published: date | None = THURSDAY) -> Deadline | None:
    document = read_document(nlp, text, None, published)
    return find_deadline(document.sentences[0], document)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The bloc agreed on the cap, which capitals must still approve by Friday.", "2022-12-02"),
        (
            "The bloc agreed on the cap. Diplomats were tired. It has to be approved by all 27 by 5 December.",
            "2022-12-05",
        ),
        ("The cap was settled. On Monday, ministers are to adopt the text.", "2022-12-05"),
        ("The bloc agreed on the cap. The accord will be signed on 2022-12-09.", "2022-12-09"),
    ],
)
def test_a_next_step_is_found(nlp: Language, text: str, day: str) -> None:
    found = deadline(nlp, text)
    assert found is not None
    assert found.date == day
    assert found.step
    assert found.step in text or " to " in found.step


@pytest.mark.parametrize(
    "text",
    [
        "The bloc adopted the cap on Thursday.",
        "The bloc agreed on the cap, valid until 5 December.",
        "The bloc agreed on the cap. Diplomats were tired. Prices fell. They must approve it by Friday.",
        "The ban has applied since 5 December 2021, and was approved by all.",
        "",
    ],
)
def test_what_is_no_next_step_gives_none(nlp: Language, text: str) -> None:
    document = read_document(nlp, text, None, THURSDAY)
    assert all(find_deadline(sentence, document) is None for sentence in document.sentences[:1])


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(["must be approved ", "by Friday", "The measure ", ". ", "on 5 December ", "no deal ", "; "]),
        max_size=12,
    )
)
def test_it_never_fails(nlp: Language, words: list[str]) -> None:
    document = read_document(nlp, "".join(words), None, THURSDAY)
    for sentence in document.sentences:
        found = find_deadline(sentence, document)
        assert found is None or date.fromisoformat(found.date) >= THURSDAY
