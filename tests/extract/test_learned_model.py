"""The model that ships, and the extractor with it, on whatever text."""

import hashlib
import random
import re
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streams.extract import Extractor
from streams.extract.extractor import LONGEST
from streams.extract.learned.clauses import in_clauses
from streams.extract.learned.confidence import ACT, CAP, FILE, SIGNS, Confidence
from streams.extract.learned.network import DATA, Network
from streams.extract.learned.prepared import EARLIER, prepare

LARGEST = 30_000_000
"""Bytes of all files of the model."""
FILES = ("encoder.onnx", "heads.npz", "tokenizer.json")
WORDS = (
    "the", "EU", "European Union", "OFAC", "Moscow", "Russia", "Russian", "Iran", "Gazprombank", "banks", "it", "they",
    "imposed", "lifted", "extended", "proposed", "may", "sanctions", "embargo", "cap", "price", "oil", "crude", "gas",
    "$60", "$47.60", "\u20ac180/MWh", "a barrel", "not", "no", "until", "Friday", "5 December", "on", "against", "by",
    "said", ".", ",", ";", ":", "\u201c", "\u201d", "(", ")", "\n", "\n\n", "<b>", "&amp;", "EO 14024", "'frozen",
    "\u200b", "\u00ad", "\x00", "\U0001f6a2",
)  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=5)), max_size=60).map(" ".join)


@pytest.fixture(scope="module")
def both() -> Extractor:
    return Extractor.load()


def checked(both: Extractor, text: str, title: str | None = None) -> int:
    """Reads a text; all that is found lies within it. Returns how many sentences there are."""
    document, acts, caps = both.draft(text, title, date(2022, 12, 5))
    for draft in (*acts, *caps):
        assert draft.evidence
        for start, end in draft.evidence:
            assert 0 <= start < end <= len(text)
        assert 0 <= draft.confidence <= 1
        for actor in draft.imposers:
            assert actor.start is None or text[actor.start : actor.end] == actor.mention
    for act in acts:
        assert act.measures
        for actor in act.targets:
            assert actor.start is None or text[actor.start : actor.end] == actor.mention
    return len(document.sentences)


def test_the_model_that_ships_is_small() -> None:
    assert sum(path.stat().st_size for path in DATA.iterdir()) < LARGEST
    assert {path.name for path in DATA.iterdir()} == {*FILES, FILE, "card.md"}


def test_its_card_tells_the_files_by_their_sums() -> None:
    card = (DATA / "card.md").read_text("utf-8")
    told = dict(re.findall(r"^- `([\w.]+)`: sha256 ([0-9a-f]{64})$", card, re.MULTILINE))
    assert told == {name: hashlib.sha256((DATA / name).read_bytes()).hexdigest() for name in FILES}


def test_its_confidence_has_a_weight_for_each_sign() -> None:
    weights = Confidence.load(DATA).weights
    assert {kind: len(values) for kind, values in weights.items()} == dict.fromkeys((ACT, CAP), len(SIGNS) + 1)


def test_its_tokenizer_cuts_and_pads_nothing() -> None:
    tokenizer = Network.load()._tokenizer
    assert tokenizer.truncation is None
    assert tokenizer.padding is None
    assert len(tokenizer.encode("oil " * 700, add_special_tokens=False).ids) == 700


def test_the_same_text_gives_the_same_frames(both: Extractor) -> None:
    made = prepare(*both.draft_by_rules("The EU imposed sanctions on Iran. Japan may lift its oil price cap.", "EU"))
    network = Network.load()
    assert network.frames(made) == network.frames(made)
    assert network.frames(made).acts


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u200b", "\x00"])
@pytest.mark.parametrize("title", [None, "", " ", "EU hits Iran", "\u00ad", "\x07"])
def test_texts_without_words(text: str, title: str | None, both: Extractor) -> None:
    assert checked(both, text, title) <= 1


@pytest.mark.parametrize("title", ["\u00ad", "\x07\x07", "\u200b", " \ufeff "])
def test_a_title_without_words(title: str, both: Extractor) -> None:
    assert checked(both, "The EU imposed sanctions on Iran.", title) == 1


def test_an_article_of_two_thousand_words(both: Extractor) -> None:
    seed = 20_221_205
    chance = random.Random(seed)  # noqa: S311 - nothing here is secret
    names = ("The European Union", "OFAC", "Japan", "Gazprombank", "Iran", "two tankers", "Russian oil")
    acts = ("imposed sanctions on", "lifted a ban on", "may freeze the assets of", "watched", "capped at $60 a barrel")
    parts = [f"{chance.choice(names)} {chance.choice(acts)} {chance.choice(names)} on Friday." for _ in range(270)]
    text = " ".join(parts)
    assert 2000 <= len(text.split()) <= 3000
    assert checked(both, text, "Sanctions") >= 200


@pytest.mark.parametrize("filler", ["It rained. ", "It rained; "])
def test_texts_longer_than_news_are_read_by_the_rules_alone(filler: str, both: Extractor) -> None:
    text = filler * (LONGEST + 1) + "On Friday the EU imposed sanctions on Iran."
    _, acts, _ = both.draft(text)
    assert [(act.action, act.signs) for act in acts] == [("impose", ())]
    _, acts, _ = both.draft(text[-(len(filler) * 3 + 43) :])
    assert acts[0].signs


def test_a_sentence_of_many_clauses_has_small_pools(both: Extractor) -> None:
    text = "Brussels listed nine grain traders; " * 60 + "Ottawa closed its ports."
    document, drafts, capped = both.draft_by_rules(text)
    made = prepare(in_clauses(document), drafts, capped)
    assert len(made.texts) > 50
    far = {made.candidates[index].place for index, _ in made.pools[50] if made.candidates[index].is_phrase}
    assert far <= set(range(50 - EARLIER, 51))


def test_a_sentence_without_end(both: Extractor) -> None:
    text = "The EU imposed sanctions on " + ", ".join(["Iran and its oil"] * 130) + "."
    assert checked(both, text, "EU hits Iran") >= 1


@settings(max_examples=60, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
@given(text=texts, title=st.one_of(st.none(), texts))
def test_no_text_breaks_it_and_proofs_lie_within(text: str, title: str | None, both: Extractor) -> None:
    checked(both, text, title)
