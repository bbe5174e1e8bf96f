"""Sentences cut into the clauses that may each tell an act."""

import pytest
from spacy.language import Language

from streams.extract.document import Document
from streams.extract.learned.clauses import in_clauses
from streams.extract.model import load_model
from streams.extract.reader import read_document


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_model()


def read(nlp: Language, text: str, title: str | None = None) -> Document:
    return in_clauses(read_document(nlp, text, title))


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        (
            "The EU listed nine firms, while London froze the funds of two banks.",
            ["The EU listed nine firms,", "while London froze the funds of two banks."],
        ),
        (
            "Japan banned exports of chips, and Canada closed its ports to Russian ships.",
            ["Japan banned exports of chips,", "and Canada closed its ports to Russian ships."],
        ),
        ("Bern followed suit on flights; Ankara did not.", ["Bern followed suit on flights;", "Ankara did not."]),
        (
            "After Washington blacklisted the refinery, Beijing called in the ambassador.",
            ["After Washington blacklisted the refinery,", "Beijing called in the ambassador."],
        ),
    ],
)
def test_each_clause_with_its_own_subject_stands_alone(nlp: Language, text: str, clauses: list[str]) -> None:
    assert [sentence.text for sentence in read(nlp, text).sentences] == clauses


@pytest.mark.parametrize(
    "text",
    [
        "The EU will impose sanctions if Russia does not withdraw.",
        "The EU froze assets and banned travel.",
        "London listed two banks, a refinery and a tanker.",
        "Ships must leave; now.",
    ],
)
def test_conditions_shared_subjects_and_scraps_stay_with_their_clause(nlp: Language, text: str) -> None:
    assert [sentence.text for sentence in read(nlp, text).sentences] == [text]


def test_clauses_are_counted_and_keep_what_is_marked_in_them(nlp: Language) -> None:
    text = "Markets fell. The G7 set a cap of $60 on crude, while Norway listed Gazprombank on 3 May 2025."
    document = read(nlp, text, "G7 sets cap, Norway lists bank")
    assert [sentence.index for sentence in document.sentences] == [0, 1, 2]
    assert [text[s.start : s.end] for s in document.sentences] == [s.text for s in document.sentences]
    _, cap, listing = document.sentences
    assert [mark.name for mark in cap.mentions] == ["G7"]
    assert [str(mark.low) for mark in cap.quantities] == ["60"]
    assert [mark.name for mark in listing.mentions] == ["Norway", "Gazprombank"]
    assert [str(mark.iso) for mark in listing.dates] == ["2025-05-03"]
    assert document.title is not None
    assert document.title.text == "G7 sets cap, Norway lists bank"
    for sentence in document.sentences:
        for mark in (*sentence.mentions, *sentence.quantities, *sentence.dates):
            assert sentence.start <= mark.start < mark.end <= sentence.end


def test_no_clause_begins_within_a_name_or_an_amount(nlp: Language) -> None:
    text = "The Regulation (EU) No 833/2014; as amended, bars Gazprom Neft; Rosneft may still sell; $1; 2 m were paid."
    document = read(nlp, text)
    whole = read_document(nlp, text)
    marks = [m for s in whole.sentences for m in (*s.mentions, *s.quantities, *s.dates, *s.instruments)]
    for sentence in document.sentences:
        assert not any(mark.start < sentence.start < mark.end for mark in marks)
    kept = [m for s in document.sentences for m in (*s.mentions, *s.quantities, *s.dates, *s.instruments)]
    assert sorted((m.start, m.end) for m in kept) == sorted((m.start, m.end) for m in marks)
