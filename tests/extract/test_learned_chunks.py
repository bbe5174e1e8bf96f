"""Chunks of word pieces: every span points at the words it was made from."""

import random
from collections.abc import Iterable

import pytest
from spacy.language import Language
from tokenizers import Tokenizer

from streams.extract.learned.candidates import TITLE
from streams.extract.learned.chunks import BEFORE, CONTEXT, LONGEST_CHUNK, LONGEST_SENTENCE, LONGEST_TITLE, chunked
from streams.extract.learned.network import DATA
from streams.extract.learned.prepared import Prepared, prepare
from streams.extract.model import load_model
from streams.extract.reader import read_document

LAST_CHUNK = CONTEXT + LONGEST_SENTENCE + 2
"""Word pieces that a chunk never exceeds: context, one longest sentence, and the marks around."""
ARTICLE = (
    "The European Union imposed sanctions on Gazprombank and 14 tankers. "
    "The Kremlin\u2019s spokesman, Dmitry Peskov, called it \u201cpiracy\u201d \U0001f6a2 on Zürich\u2019s stage. "
    "A cap of $60 a barrel, or \u20ac180/MWh for gas, holds for Russia."
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_model()


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    read = Tokenizer.from_file(str(DATA / "tokenizer.json"))
    read.no_truncation()
    read.no_padding()
    return read


def prepared(nlp: Language, text: str, title: str | None = None) -> Prepared:
    return prepare(read_document(nlp, text, title), [], [])


def bare(text: str) -> str:
    """A text as word pieces give it back: lower case, without blanks and accents on what we write here."""
    return "".join(text.lower().replace("ü", "u").split())


def words(tokenizer: Tokenizer, pieces: Iterable[int]) -> str:
    return "".join(tokenizer.id_to_token(piece).removeprefix("##") for piece in pieces)


def test_spans_give_back_sentences_names_and_amounts(nlp: Language, tokenizer: Tokenizer) -> None:
    made = prepared(nlp, ARTICLE, "EU hits Gazprombank")
    found = chunked(made, tokenizer)
    assert [len(found.sentences), len(found.candidates), len(found.levels)] == [3, len(made.candidates), 2]
    for text, (chunk, start, end) in zip(made.texts, found.sentences, strict=True):
        told = words(tokenizer, found.chunks[chunk][start:end])
        assert told == bare(text).replace("\U0001f6a2", "[UNK]")
    for level, (chunk, start, end) in zip(made.levels, found.levels, strict=True):
        assert words(tokenizer, found.chunks[chunk][start:end]) == bare(level.quantity.text)
    for candidate, (chunk, start, end) in zip(made.candidates, found.candidates, strict=True):
        text = made.title if candidate.place == TITLE else made.texts[candidate.place]
        assert text is not None
        told = words(tokenizer, found.chunks[chunk][start:end]).replace("[UNK]", "\U0001f6a2")
        assert told == bare(text[candidate.start : candidate.end])
    assert {candidate.place for candidate in made.candidates} >= {TITLE, 0, 1, 2}


def test_every_chunk_begins_with_the_title_and_the_sentences_before(nlp: Language, tokenizer: Tokenizer) -> None:
    text = " ".join(f"Tanker number {number} was put on the list of London on Monday." for number in range(60))
    found = chunked(prepared(nlp, text, "London lists tankers"), tokenizer)
    title = tokenizer.encode("London lists tankers", add_special_tokens=False).ids
    opening, between = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    assert len(found.chunks) > 2
    shown: dict[int, list[int]] = {}
    for place, (chunk, _, _) in enumerate(found.sentences):
        shown.setdefault(chunk, []).append(place)
    assert [place for chunk in sorted(shown) for place in shown[chunk]] == list(range(60))
    for chunk, ids in enumerate(found.chunks):
        assert len(ids) <= LONGEST_CHUNK
        assert ids[: len(title) + 2] == [opening, *title, between]
        assert ids[-1] == between
        first = shown[chunk][0]
        begin = found.sentences[first][1]
        before = words(tokenizer, ids[len(title) + 2 : begin])
        told = [f"tankernumber{n}wasputonthelistoflondononmonday." for n in range(max(0, first - BEFORE), first)]
        assert before == "".join(told)


def test_no_title_no_mark_for_it(nlp: Language, tokenizer: Tokenizer) -> None:
    (ids,) = chunked(prepared(nlp, "Japan froze assets."), tokenizer).chunks
    assert words(tokenizer, ids) == "[CLS]japanfrozeassets.[SEP]"


def test_a_long_sentence_is_cut_and_what_lies_behind_points_at_its_start(nlp: Language, tokenizer: Tokenizer) -> None:
    text = "The list names " + ", ".join(["Iran"] * 150) + " and the cap of $60 a barrel"
    made = prepared(nlp, text)
    found = chunked(made, tokenizer)
    assert [end - start for _, start, end in found.sentences] == [LONGEST_SENTENCE]
    assert len(made.levels) == 1
    ((chunk, start, end),) = found.levels
    assert (start, end) == (found.sentences[0][1], found.sentences[0][1] + 1)
    assert words(tokenizer, found.chunks[chunk][start:end]) == "the"


def test_a_long_title_is_cut(nlp: Language, tokenizer: Tokenizer) -> None:
    made = prepared(nlp, "Japan froze assets.", "Live " * 100)
    (chunk,) = chunked(made, tokenizer).chunks
    assert chunk[1 : 1 + LONGEST_TITLE] == [tokenizer.token_to_id("live")] * LONGEST_TITLE
    assert chunk[1 + LONGEST_TITLE] == tokenizer.token_to_id("[SEP]")


@pytest.mark.parametrize("title", ["\u00ad", "\x07\x07", "\u200b"])
def test_a_title_without_word_pieces_is_none(title: str, nlp: Language, tokenizer: Tokenizer) -> None:
    made = prepared(nlp, "Japan froze assets.", title)
    found = chunked(made, tokenizer)
    assert words(tokenizer, found.chunks[0]) == "[CLS]japanfrozeassets.[SEP]"
    assert len(found.candidates) == len(made.candidates)


@pytest.mark.parametrize("seed", range(3))
def test_spans_lie_within_their_chunks_whatever_the_lengths(seed: int, nlp: Language, tokenizer: Tokenizer) -> None:
    chance = random.Random(seed)  # noqa: S311 - nothing here is secret; the seed is in the test's name
    for _ in range(4):
        counts = [chance.choice((1, 8, 60, 150, 400)) for _ in range(chance.randrange(1, 7))]
        text = "\n\n".join(" ".join(chance.choices(("Iran", "oil", "$60", "the", "\u200b"), k=n)) for n in counts)
        made = prepared(nlp, text, "Iran " * chance.randrange(60))
        found = chunked(made, tokenizer)
        assert len(found.sentences) == len(made.texts)
        for chunk, start, end in (*found.candidates, *found.levels):
            assert 0 <= start < end <= len(found.chunks[chunk])
        assert all(0 < start <= end < len(found.chunks[chunk]) for chunk, start, end in found.sentences)
        assert max(map(len, found.chunks)) <= max(LONGEST_CHUNK, LAST_CHUNK)
