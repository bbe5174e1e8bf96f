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


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to train. Rates are those of AdamW; `blind` is the share of documents that hide what the rules found."""

    epochs: int = 5
    batch: int = 4
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
    encoder = [weight for name, weight in net.named_parameters() if name.startswith("enc.")]
    heads = [weight for name, weight in net.named_parameters() if not name.startswith("enc.")]
    groups = [{"params": encoder, "lr": plan.encoder_rate}, {"params": heads, "lr": plan.head_rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=plan.decay, fused=True)
    steps = plan.epochs * -(-len(documents) // plan.batch)
    rising = max(1.0, WARM_UP * steps)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / rising, max(LAST, (steps - step) / max(1.0, steps - rising)))
    )
    order = list(documents)
    net.train()
    for epoch in range(1, plan.epochs + 1):
        begun, total, batches = time.monotonic(), 0.0, 0
        chance.shuffle(order)
        for start in range(0, len(order), plan.batch):
            batch = order[start : start + plan.batch]
            loss = loss_of(net, batch, [chance.random() < plan.blind for _ in batch])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total, batches = total + loss.item(), batches + 1
        say(f"epoch {epoch} of {plan.epochs}: loss {total / max(batches, 1):.3f}, {time.monotonic() - begun:.0f} s")
    net.eval()
