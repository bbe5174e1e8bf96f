"""The training loop: a few passes over the corpus with a learning rate that rises and falls."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import torch
from torch import nn

from streams.training.examples import Example
from streams.training.loss import loss_of
from streams.training.net import Net

WARM_UP: Final = 0.1
"""The share of steps in which the rate rises."""
LAST: Final = 0.02
"""The share of the rate that is left at the end."""
WINDOW: Final = 128
"""Documents among which those of like length are put together."""
FROZEN: Final = "enc.embeddings.word_embeddings.weight"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to train: `pieces` is how many word pieces a batch holds, at most, rates are those of AdamW.

    `blind` is the share of documents that hide what the rules found.
    """

    epochs: int = 9
    pieces: int = 1000
    encoder_rate: float = 1e-4
    head_rate: float = 1e-3
    decay: float = 0.01
    blind: float = 0.15
    seed: int = 20_221_205
    threads: int = 2


def fit(net: Net, documents: list[Example], plan: Plan, say: Callable[[str], None]) -> None:
    """Train a net on documents; the same seed, threads and machine give the same weights."""
    torch.set_num_threads(plan.threads)
    chance = random.Random(plan.seed)  # noqa: S311 - an order of documents, no secret
    # The vectors of words stay as they came: the corpus shows few of them, and these would move away from the others.
    net.get_parameter(FROZEN).requires_grad_(requires_grad=False)
    trained = [(name, weight) for name, weight in net.named_parameters() if weight.requires_grad]
    encoder = [weight for name, weight in trained if name.startswith("enc.")]
    heads = [weight for name, weight in trained if not name.startswith("enc.")]
    groups = [{"params": encoder, "lr": plan.encoder_rate}, {"params": heads, "lr": plan.head_rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=plan.decay, fused=True)
    epochs = [batches(documents, plan.pieces, chance) for _ in range(plan.epochs)]
    steps = sum(map(len, epochs))
    rising = max(1.0, WARM_UP * steps)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / rising, max(LAST, (steps - step) / max(1.0, steps - rising)))
    )
    net.train()
    for epoch, order in enumerate(epochs, 1):
        begun, total = time.monotonic(), 0.0
        for batch in order:
            loss = loss_of(net, batch, [chance.random() < plan.blind for _ in batch])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
        say(f"epoch {epoch} of {plan.epochs}: loss {total / max(len(order), 1):.3f}, {time.monotonic() - begun:.0f} s")
    net.eval()


def batches(documents: list[Example], pieces: int, chance: random.Random) -> list[list[Example]]:
    """All documents once, in random order, those of like length together: at most `pieces` word pieces with padding.

    A document longer than that is a batch of its own.
    """
    order = list(documents)
    chance.shuffle(order)
    found: list[list[Example]] = []
    for start in range(0, len(order), WINDOW):
        batch: list[Example] = []
        chunks = 0
        for example in sorted(order[start : start + WINDOW], key=_longest):
            chunks += len(example.places.chunks)
            if batch and chunks * _longest(example) > pieces:
                found.append(batch)
                batch, chunks = [], len(example.places.chunks)
            batch.append(example)
        found.append(batch)
    chance.shuffle(found)
    return found


def _longest(example: Example) -> int:
    return max(map(len, example.places.chunks))
