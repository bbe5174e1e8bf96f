"""The heads against the same arithmetic written out, on a small encoder; and the files of a network."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from streams.errors import SetupError
from streams.extract import Extractor
from streams.extract.learned.chunks import Chunked, chunked
from streams.extract.learned.confidence import FILE, SIGNS, Confidence
from streams.extract.learned.frames import ActFrame, CapFrame, Frames, likeliest_status
from streams.extract.learned.heads import BARE, FLOOR, LEVEL, SHARPNESS, Floats, Heads, Reading
from streams.extract.learned.network import DATA, Network
from streams.extract.learned.prepared import Prepared, prepare
from streams.vocabulary import ACTIONS, STATUSES
from tests.extract.learned_parts import small_weights, table_encoder

WIDTH = 4
SEED = 20_221_205
ARTICLE = (
    "The European Union imposed sanctions on Gazprombank on Friday. Moscow called the move piracy. "
    "The G7 set a price cap of $60 a barrel on Russian crude oil. It rained."
)
PAGES = " ".join(f"{ARTICLE} Tanker {number} sailed {'on ' * (number % 9)}to India." for number in range(75))


@pytest.fixture(scope="module")
def rules() -> Extractor:
    return Extractor.load(learned=False)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    read = Tokenizer.from_file(str(DATA / "tokenizer.json"))
    read.no_truncation()
    read.no_padding()
    return read


@pytest.fixture(scope="module")
def table(tokenizer: Tokenizer) -> Floats:
    return np.random.default_rng(SEED).normal(0, 1, (tokenizer.get_vocab_size(), WIDTH)).astype(np.float32)


@pytest.fixture(scope="module")
def weights() -> dict[str, Floats]:
    return small_weights(WIDTH, SEED)


def small_network(table: Floats, weights: dict[str, Floats], tokenizer: Tokenizer) -> Network:
    return Network(table_encoder(table), Heads(weights), tokenizer, Confidence({}))


def read(rules: Extractor, text: str, title: str | None = None) -> Prepared:
    return prepare(*rules.draft_by_rules(text, title))


class Plain:
    """What the heads compute, one step after another in 64-bit floats."""

    def __init__(self, weights: dict[str, Floats], table: Floats, made: Prepared, places: Chunked) -> None:
        self.weights = {name: values.astype(np.float64) for name, values in weights.items()}
        self.made = made
        self.states = [table[chunk].astype(np.float64) for chunk in places.chunks]
        self.places = places

    def layer(self, name: str, values: np.ndarray) -> np.ndarray:
        return self.weights[f"{name}.weight"] @ values + self.weights[f"{name}.bias"]

    def two(self, first: str, last: str, values: np.ndarray) -> np.ndarray:
        return self.layer(last, np.maximum(0, self.layer(first, values)))

    def pieces(self, place: int) -> np.ndarray:
        chunk, start, end = self.places.sentences[place]
        return self.states[chunk][start:end]

    def pooled(self, place: int, kind: int) -> np.ndarray:
        """Attention: each word piece counts as much as its key agrees with the query of the kind."""
        pieces = self.pieces(place)
        scores = np.array([self.weights["q"][kind] @ self.layer("key", piece) / SHARPNESS for piece in pieces])
        shares = np.exp(scores) / np.exp(scores).sum()
        return sum(share * piece for share, piece in zip(shares, pieces, strict=True))

    def row(self, place: int, kind: int, vector: np.ndarray, features: list[float]) -> np.ndarray:
        kinds = self.weights["emb.weight"][kind]
        return np.concatenate([vector, self.pieces(place).mean(0), kinds, self.made.sentences[place], features])

    def level(self, index: int) -> np.ndarray:
        chunk, start, end = self.places.levels[index]
        return self.states[chunk][start:end].mean(0)

    def party(self, entry: tuple[int, list[float]], kind: int, vector: np.ndarray) -> np.ndarray:
        index, pair = entry
        chunk, start, end = self.places.candidates[index]
        named = self.states[chunk][start:end].mean(0)
        own = self.made.candidates[index].features
        kinds = self.weights["emb.weight"][kind]
        return odds(self.two("role.1", "role.4", np.concatenate([named, vector, named * vector, kinds, own, pair])))


def odds(values: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-values))


def shares(values: np.ndarray) -> np.ndarray:
    return np.exp(values) / np.exp(values).sum()


def near(values: np.ndarray) -> object:
    return pytest.approx(values.tolist(), abs=1e-5)


def test_acts_are_what_the_layers_say(
    rules: Extractor, tokenizer: Tokenizer, table: Floats, weights: dict[str, Floats]
) -> None:
    made = read(rules, ARTICLE, "EU hits Gazprombank")
    places = chunked(made, tokenizer)
    plain = Plain(weights, table, made, places)
    told = {(f.place, f.action): f for f in small_network(table, weights, tokenizer).frames(made).acts}
    assert len(told) > 10
    for place in range(len(made.texts)):
        for kind, action in enumerate(ACTIONS):
            vector = plain.pooled(place, kind)
            row = plain.row(place, kind, vector, made.actions[place][kind])
            likely = odds(plain.two("ex.1", "ex.4", row))[0]
            assert ((place, action) in told) == (likely >= FLOOR)
            if likely < FLOOR:
                continue
            frame = told[place, action]
            hidden = np.maximum(0, plain.layer("mlp.1", row))
            assert frame.probability == pytest.approx(likely, abs=1e-5)
            assert frame.statuses == near(shares(plain.layer("st", hidden)))
            assert (frame.background, frame.negated) == near(odds(plain.layer("bg", hidden)))
            assert frame.measures == near(odds(plain.layer("me", hidden)))
            assert [role.candidate for role in frame.roles] == [index for index, _ in made.pools[place]]
            for role, entry in zip(frame.roles, made.pools[place], strict=True):
                assert (role.imposes, role.is_hit) == near(plain.party(entry, kind, vector))


def test_caps_are_what_the_layers_say(
    rules: Extractor, tokenizer: Tokenizer, table: Floats, weights: dict[str, Floats]
) -> None:
    made = read(rules, ARTICLE)
    plain = Plain(weights, table, made, chunked(made, tokenizer))
    found = small_network(table, weights, tokenizer).frames(made).caps
    told: dict[tuple[int, int | None], CapFrame] = {(f.place, f.level): f for f in found}
    asked: list[tuple[int, int | None]] = [(place, None) for place in range(len(made.texts))]
    asked += [(level.place, index) for index, level in enumerate(made.levels)]
    assert len(made.levels) == 1
    for place, index in asked:
        level = made.levels[index] if index is not None else None
        kind, vector = (BARE, plain.pooled(place, BARE)) if index is None else (LEVEL, plain.level(index))
        row = plain.row(place, kind, vector, level.features if level else made.bare[place])
        likely = odds(plain.two("cex.1", "cex.4", row))[0]
        assert ((place, index) in told) == (likely >= FLOOR)
        if likely < FLOOR:
            continue
        frame, hidden = told[place, index], np.maximum(0, plain.layer("cmlp.1", row))
        assert frame.probability == pytest.approx(likely, abs=1e-5)
        assert frame.statuses == near(shares(plain.layer("cst", hidden)))
        assert (frame.background, frame.negated) == near(odds(plain.layer("cbg", hidden)))
        assert frame.regimes == near(shares(plain.layer("crg", hidden)))
        assert frame.commodities == near(shares(plain.layer("cco", hidden)))
        for role, entry in zip(frame.roles, made.pools[place], strict=True):
            assert (role.imposes, role.is_hit) == near(plain.party(entry, kind, vector))
    assert told


def test_frames_name_their_likeliest_status_and_measure() -> None:
    frame = ActFrame(0, "impose", 0.9, (0.1, 0.7, *[0.0] * 7), 0, 0, (0.2, 0.1, 0.3, *[0.0] * 12), ())
    assert (frame.status, frame.measure) == ("called_for", "import_ban")
    assert CapFrame(0, None, 0.9, (*[0.0] * 5, 1.0, 0, 0, 0), 0, 0, (1.0, 0, 0, 0), (1.0, *[0.0] * 7), ()).status == (
        "in_force"
    )


def test_the_likeliest_stage_counts_before_the_likeliest_status() -> None:
    shares = {"proposed": 0.36, "adopted": 0.31, "in_force": 0.28, "ended": 0.05}
    assert likeliest_status(tuple(shares.get(status, 0.0) for status in STATUSES)) == "adopted"
    shares = {"proposed": 0.3, "called_for": 0.29, "adopted": 0.41}
    assert likeliest_status(tuple(shares.get(status, 0.0) for status in STATUSES)) == "proposed"
    assert likeliest_status(tuple(float(status == "rejected") for status in STATUSES)) == "rejected"


def test_every_chunk_is_read_by_itself(
    rules: Extractor, tokenizer: Tokenizer, table: Floats, weights: dict[str, Floats]
) -> None:
    network, made = small_network(table, weights, tokenizer), read(rules, PAGES, "EU hits Gazprombank")
    places = chunked(made, tokenizer)
    assert len({len(chunk) for chunk in places.chunks}) > 1
    states = network._encode(places.chunks)
    assert [state.tolist() for state in states] == [table[chunk].tolist() for chunk in places.chunks]
    reading = Reading(Heads(weights), made, places, states)
    assert Frames(tuple(reading.acts()), tuple(reading.caps())) == network.frames(made)


def test_a_document_without_sentences_has_no_frames(
    rules: Extractor, tokenizer: Tokenizer, table: Floats, weights: dict[str, Floats]
) -> None:
    assert small_network(table, weights, tokenizer).frames(read(rules, "", "EU hits Iran")) == Frames((), ())


@pytest.fixture
def folder(tmp_path: Path, table: Floats, weights: dict[str, Floats]) -> Path:
    """A small model as files."""
    (tmp_path / "encoder.onnx").write_bytes(table_encoder(table))
    with (tmp_path / "heads.npz").open("wb") as file:
        np.savez(file, **{name: values.astype(np.float16) for name, values in weights.items()})
    shutil.copy(DATA / "tokenizer.json", tmp_path)
    zero = [1.0, *[0.0] * len(SIGNS)]
    (tmp_path / FILE).write_text(json.dumps({"act": zero, "cap": zero}), encoding="utf-8")
    return tmp_path


def test_a_folder_of_files_is_a_network(folder: Path, rules: Extractor) -> None:
    made = read(rules, ARTICLE)
    network = Network.load(folder)
    frames = network.frames(made)
    assert frames.acts
    assert frames == network.frames(made) == Network.load(folder).frames(made)


@pytest.mark.parametrize("name", ["encoder.onnx", "heads.npz", "tokenizer.json", FILE])
@pytest.mark.parametrize("content", [None, b"", b"junk", b"PK\x03\x04junk", b"{}", b"\xff\xfe\x00"])
def test_a_broken_file_is_named(name: str, content: bytes | None, folder: Path) -> None:
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    with pytest.raises(SetupError, match=name):
        Network.load(folder)


@pytest.mark.parametrize("gone", ["q", "key.bias", "emb.weight"])
def test_heads_without_a_weight_are_named(gone: str, folder: Path, weights: dict[str, Floats]) -> None:
    with (folder / "heads.npz").open("wb") as file:
        np.savez(file, **{name: values for name, values in weights.items() if name != gone})
    with pytest.raises(SetupError, match=r"heads\.npz"):
        Network.load(folder)
