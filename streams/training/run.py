"""Training from end to end: corpus in, model files and their card out."""

import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

import torch
from tokenizers import Tokenizer

from streams.errors import SetupError
from streams.evaluate.corpus import Row
from streams.evaluate.gold import read_gold
from streams.extract import Extractor
from streams.extract.learned.confidence import ACT, CAP, FILE, SIGNS
from streams.extract.learned.heads import FLOOR
from streams.extract.learned.network import Network
from streams.extract.model import load_model
from streams.training.base import NAME, base_folder, load_encoder
from streams.training.calibrate import calibrate
from streams.training.examples import Example, examples
from streams.training.export import export
from streams.training.fit import Plan, fit
from streams.training.net import Net
from streams.vocabulary import ACTIONS

UNKNOWN: Final = {kind: [1.0, *[0.0] * len(SIGNS)] for kind in (ACT, CAP)}
"""Weights before calibration: a fact is as likely right as it is likely told."""
TOLERANCE: Final = 0.15
"""How far a mean probability of the 8-bit model may be from that of the exact one."""
COMPARED: Final = 20


def train(
    corpus: Sequence[Path], held_out: Sequence[Path], folder: Path, plan: Plan, say: Callable[[str], None]
) -> None:
    """Train on annotated articles, calibrate on held-out ones, and write the model into a folder.

    Raises SetupError where the corpus is faulty, or the files don't tell what the trained net does.
    """
    begun = time.monotonic()
    random.seed(plan.seed)
    torch.manual_seed(plan.seed)
    rows = read_gold(corpus)
    encoder, width, pieces = load_encoder(base_folder())
    tokenizer = Tokenizer.from_str(pieces)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    documents = list(examples(rows, Extractor.load(learned=False), tokenizer))
    say(f"{len(documents)} documents, {sum(len(d.places.chunks) for d in documents)} chunks")
    net = Net(encoder, width)
    fit(net, documents, plan, say)
    sums = export(net, tokenizer.to_str(), folder)
    (folder / FILE).write_text(json.dumps(UNKNOWN) + "\n", encoding="utf-8")
    gap = _gap(net, documents[:COMPARED], Network.load(folder))
    say(f"the 8-bit model is {gap:.3f} from the exact one on average")
    if gap > TOLERANCE:
        raise SetupError(f"the model in {folder} tells something else than the net: {gap:.3f} on average")
    if held_out:
        counts = calibrate(read_gold(held_out), Extractor(load_model(), Network.load(folder)), folder)
        say("confidence from " + " and ".join(f"{count} {kind} facts" for kind, count in counts.items()))
    minutes = (time.monotonic() - begun) / 60
    (folder / "card.md").write_text(_card(rows, plan, sums, minutes), encoding="utf-8")
    say(f"written to {folder} in {minutes:.0f} minutes")


@torch.no_grad()
def _gap(net: Net, documents: Sequence[Example], network: Network) -> float:
    """The mean distance of what the files and the net say of acts that either finds likely."""
    apart: list[float] = []
    for example in documents:
        read = net.read(example, net.encode(example.places.chunks))
        exact = net.ex(read.acts).squeeze(-1).sigmoid()
        told = {(f.place, f.action): f.probability for f in network.frames(example.prepared).acts}
        apart += [
            abs(float(exact[place, kind]) - told.get((place, action), 0.0))
            for place in range(len(example.prepared.texts))
            for kind, action in enumerate(ACTIONS)
            if float(exact[place, kind]) > FLOOR or (place, action) in told
        ]
    return sum(apart) / max(len(apart), 1)


def _card(rows: Sequence[Row], plan: Plan, sums: dict[str, str], minutes: float) -> str:
    facts = sum(len(row["sanctions"]) + len(row["price_caps"]) for row in rows)
    told = "\n".join(f"- {name}: {value}" for name, value in asdict(plan).items())
    files = "\n".join(f"- `{name}`: sha256 {value}" for name, value in sums.items())
    return CARD.format(base=NAME, articles=len(rows), facts=facts, plan=told, files=files, minutes=minutes)


CARD: Final = """# The learned model

Reads the sentences of an article and says which acts and price caps they tell, how far these are, by which measure,
and which of the names and noun phrases around impose or are hit. It joins the rules; it never acts alone.

- Encoder: {base}, fine-tuned, 8-bit weights.
- Heads: trained from nothing, 16-bit floats.
- Trained on {articles} annotated articles and passages with {facts} facts, all written for this project
  (`corpus/`; the development and test parts were not used).
- Made by `sanctionwire train` in {minutes:.0f} minutes on this machine's processor, with

{plan}

- Meant for English news on sanctions and price caps. It knows the wording of its corpus; it was not tested on other
  languages, on legal texts of many pages, or on text written to mislead it.

{files}
"""
