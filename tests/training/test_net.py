"""The net that is trained against the heads that ship, on a small encoder; needs PyTorch (the extra `train`)."""

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer

from streams.evaluate.corpus import PRICE_CAP_DEFAULTS, SANCTION_DEFAULTS
from streams.extract import Extractor
from streams.extract.learned.heads import BARE, FLOOR, LEVEL, Heads, Reading
from streams.extract.learned.network import DATA, Network
from streams.vocabulary import ACTIONS

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from streams.training.examples import Example, examples  # noqa: E402 - only where PyTorch is
from streams.training.fit import Plan, batches, fit  # noqa: E402
from streams.training.loss import loss_of  # noqa: E402
from streams.training.net import SHORT, Net  # noqa: E402

WIDTH = 16
SEED = 20_221_205
TEXTS = (
    "The European Union imposed sanctions on Gazprombank on Friday. Moscow called the move piracy.",
    "The G7 set a price cap of $60 a barrel on Russian crude oil. Urals sold at $52 a barrel. It rained.",
    "Nothing happened.",
    " ".join(f"Tanker {number} was put on the list of London on Monday." for number in range(30)),
)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    read = Tokenizer.from_file(str(DATA / "tokenizer.json"))
    read.no_truncation()
    read.no_padding()
    return read


def row(number: int, text: str) -> dict[str, Any]:
    freeze = {"action": "impose", "status": "adopted", "measures": ["financial"], "imposers": ["European Union"],
              "targets": ["Gazprombank"], "evidence": "imposed sanctions", "status_also": ["in_force"]}  # fmt: skip
    cap = {"regime": "sanction", "commodity": "crude_oil", "status": "adopted", "amount": "60", "origin": "Russia",
           "imposers": ["G7"], "evidence": "set a price cap"}  # fmt: skip
    return {
        "article_id": str(number),
        "text": text,
        "title": "EU hits Gazprombank" if number % 2 else None,
        "published_at": None,
        "sanctions": [{**SANCTION_DEFAULTS, **freeze}] if "imposed" in text else [],
        "price_caps": [{**PRICE_CAP_DEFAULTS, **cap}] if "price cap" in text else [],
    }


@pytest.fixture(scope="module")
def documents(tokenizer: Tokenizer) -> list[Example]:
    rows = [*(row(number, text) for number, text in enumerate(TEXTS)), row(9, "")]
    return list(examples(rows, Extractor.load(learned=False), tokenizer))


def new_net(tokenizer: Tokenizer) -> Net:
    """One small layer of the kind that ships, with other weights than nought in every head."""
    torch.manual_seed(SEED)
    config = transformers.BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=WIDTH,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=WIDTH,
    )
    return Net(transformers.BertModel(config, add_pooling_layer=False), WIDTH).eval()


def heads_of(net: Net) -> Heads:
    weights = {name: value.detach().numpy() for name, value in net.state_dict().items()}
    return Heads({name: value for name, value in weights.items() if not name.startswith("enc.")})


def test_articles_without_a_sentence_are_no_examples(documents: list[Example]) -> None:
    assert [example.article_id for example in documents] == ["0", "1", "2", "3"]
    assert [len(example.labels.acts) for example in documents] == [1, 0, 0, 0]
    assert [len(example.labels.caps) for example in documents] == [0, 1, 0, 0]


def test_the_heads_that_ship_tell_what_the_net_does(documents: list[Example], tokenizer: Tokenizer) -> None:
    net = new_net(tokenizer)
    for example in documents:
        with torch.no_grad():
            states = net.encode(example.places.chunks)
            read = net.read(example, states)
            told, capped = net.ex(read.acts).squeeze(-1).sigmoid(), net.cex(read.bare).squeeze(-1).sigmoid()
            hidden = net.mlp(read.acts)
            statuses, measures = net.st(hidden).softmax(-1), net.me(hidden).sigmoid()
        pieces = [state[: len(chunk)].numpy() for state, chunk in zip(states, example.places.chunks, strict=True)]
        reading = Reading(heads_of(net), example.prepared, example.places, pieces)
        frames = {(frame.place, ACTIONS.index(frame.action)): frame for frame in reading.acts()}
        assert len(frames) == int((told >= FLOOR).sum()) > 0
        for (place, kind), frame in frames.items():
            assert frame.probability == pytest.approx(float(told[place, kind]), abs=1e-4)
            assert frame.statuses == pytest.approx(statuses[place, kind].tolist(), abs=1e-4)
            assert frame.measures == pytest.approx(measures[place, kind].tolist(), abs=1e-4)
            with torch.no_grad():
                scores = net.parties(example, read, place, read.pooled[place, kind], kind)
            if scores is None:
                assert frame.roles == ()
                continue
            ours = np.array([(role.imposes, role.is_hit) for role in frame.roles])
            assert ours == pytest.approx(scores.sigmoid().numpy(), abs=1e-4)
        caps = {(frame.place, frame.level): frame for frame in reading.caps()}
        for place, likely in enumerate(capped.tolist()):
            assert caps[place, None].probability == pytest.approx(likely, abs=1e-4)
        if read.levels is not None:
            with torch.no_grad():
                levels = net.cex(read.levels).squeeze(-1).sigmoid().tolist()
            for index, likely in enumerate(levels):
                place = example.prepared.levels[index].place
                assert caps[place, index].probability == pytest.approx(likely, abs=1e-4)
    assert len(net.emb.weight) == LEVEL + 1
    assert len(net.q) == BARE + 1


def test_chunks_of_any_length_are_encoded_each_by_itself(documents: list[Example], tokenizer: Tokenizer) -> None:
    net = new_net(tokenizer)
    chunks = [chunk for example in documents for chunk in example.places.chunks]
    assert min(map(len, chunks)) <= SHORT < max(map(len, chunks))
    random.Random(SEED).shuffle(chunks)  # noqa: S311 - nothing here is secret; the seed is fixed
    with torch.no_grad():
        states = net.encode(chunks)
        for chunk, state in zip(chunks, states, strict=True):
            alone = net.encode([chunk])[0]
            assert state[: len(chunk)].numpy() == pytest.approx(alone.numpy(), abs=1e-4)


def test_blind_documents_hide_what_the_rules_found(documents: list[Example], tokenizer: Tokenizer) -> None:
    net, example = new_net(tokenizer), documents[0]
    with torch.no_grad():
        states = net.encode(example.places.chunks)
        seen, blind = net.read(example, states), net.read(example, states, blind=True)
    width = example.actions.shape[-1]
    assert float(seen.acts[..., -width:].sum()) > 0
    assert float(blind.acts[..., -width:].sum()) == 0


def trained(documents: list[Example], tokenizer: Tokenizer, epochs: int) -> tuple[Net, list[str]]:
    net, said = new_net(tokenizer), []
    torch.manual_seed(SEED)
    fit(net, documents, Plan(epochs=epochs, pieces=200, head_rate=0.01, blind=0.0, threads=1), said.append)
    return net, said


def test_training_comes_nearer_to_the_labels_and_can_be_had_again(
    documents: list[Example], tokenizer: Tokenizer
) -> None:
    begun = new_net(tokenizer)
    net, said = trained(documents, tokenizer, 6)
    again, _ = trained(documents, tokenizer, 6)
    with torch.no_grad():
        before, after = (float(loss_of(one, documents, [False] * len(documents))) for one in (begun, net))
    assert after < 0.7 * before
    assert [line.split(":")[0] for line in said] == [f"epoch {epoch} of 6" for epoch in range(1, 7)]
    for name, weight in net.state_dict().items():
        assert torch.equal(weight, again.state_dict()[name]), name
    with torch.no_grad():
        read = net.read(documents[0], net.encode(documents[0].places.chunks))
        told = net.ex(read.acts).squeeze(-1)
    assert int(told.argmax()) == ACTIONS.index("impose")


def test_files_of_a_net_tell_what_it_does(documents: list[Example], tokenizer: Tokenizer, tmp_path: Path) -> None:
    pytest.importorskip("onnx")
    from streams.extract.learned.confidence import ACT, CAP, FILE  # noqa: PLC0415
    from streams.training.export import FILES, export  # noqa: PLC0415
    from streams.training.run import TOLERANCE, UNKNOWN, _gap  # noqa: PLC0415

    net, _ = trained(documents, tokenizer, 6)
    sums = export(net, tokenizer.to_str(), tmp_path)
    assert tuple(sums) == FILES
    assert set(UNKNOWN) == {ACT, CAP}
    (tmp_path / FILE).write_text(str(UNKNOWN).replace("'", '"'), encoding="utf-8")
    network = Network.load(tmp_path)
    assert network.frames(documents[0].prepared).acts
    assert _gap(net, documents, network) < TOLERANCE / 3
    assert str(tmp_path).encode() not in (tmp_path / "encoder.onnx").read_bytes()


@pytest.mark.parametrize("seed", range(3))
def test_batches_hold_every_document_once_and_no_more_word_pieces_than_told(
    documents: list[Example], seed: int
) -> None:
    many, pieces = documents * 20, 300
    found = batches(many, pieces, random.Random(seed))  # noqa: S311 - nothing here is secret
    assert sorted(example.article_id for batch in found for example in batch) == sorted(d.article_id for d in many)
    for batch in found:
        chunks = [chunk for example in batch for chunk in example.places.chunks]
        assert len(batch) == 1 or len(chunks) * max(map(len, chunks)) <= pieces
    assert any(len(batch) > 3 for batch in found)
