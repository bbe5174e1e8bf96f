"""The model as PyTorch trains it: the encoder and the heads that `extract/learned/heads.py` runs in numpy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import torch
from torch import Tensor, nn

from streams.extract.learned import candidates, features
from streams.extract.learned.chunks import Span
from streams.extract.learned.heads import BARE, LEVEL, SHARPNESS
from streams.training.examples import Example
from streams.vocabulary import ACTIONS, COMMODITIES, MEASURES, REGIMES, STATUSES

KIND: Final = 32
HIDDEN: Final = 192
DROPOUT: Final = 0.1
RARE: Final = -2.0
"""The first bias of what is told: most sentences tell no act."""
SHORT: Final = 112
"""Word pieces up to which chunks are encoded apart from longer ones, so that little is padding."""
PLACES: Final = 11
"""The first of the pair features; they say where a candidate stands, the others what the rules made of it."""


@dataclass(frozen=True, slots=True)
class States:
    """One document read: a row for each sentence and action, each sentence as a cap, and each amount.

    `pooled` [n, 10, d] is what the attention of each action, then that of a cap without level, sees.
    """

    acts: Tensor
    pooled: Tensor
    bare: Tensor
    levels: Tensor | None
    amounts: Tensor | None
    candidates: Tensor | None
    blind: bool


class Net(nn.Module):
    """The encoder, and heads named as their weights are in `heads.npz`."""

    def __init__(self, encoder: Any, width: int) -> None:  # noqa: ANN401 - a model of the transformers library
        super().__init__()
        self.enc = encoder
        sentence = 2 * width + KIND + features.SENTENCE_FEATURES
        self.q = nn.Parameter(torch.randn(BARE + 1, width) * 0.02)
        self.key = nn.Linear(width, width)
        self.emb = nn.Embedding(LEVEL + 1, KIND)
        self.ex = _scorer(sentence + features.ACTION_FEATURES)
        self.mlp = _body(sentence + features.ACTION_FEATURES)
        self.st = nn.Linear(HIDDEN, len(STATUSES))
        self.bg = nn.Linear(HIDDEN, 2)
        self.me = nn.Linear(HIDDEN, len(MEASURES))
        self.cex = _scorer(sentence + features.LEVEL_FEATURES)
        self.cmlp = _body(sentence + features.LEVEL_FEATURES)
        self.cst = nn.Linear(HIDDEN, len(STATUSES))
        self.cbg = nn.Linear(HIDDEN, 2)
        self.crg = nn.Linear(HIDDEN, len(REGIMES))
        self.cco = nn.Linear(HIDDEN, len(COMMODITIES) + 1)
        self.role = _scorer(3 * width + KIND + candidates.FEATURES + features.PAIR_FEATURES, outputs=2)
        nn.init.constant_(self.ex[-1].bias, RARE)
        nn.init.constant_(self.cex[-1].bias, RARE)

    def encode(self, chunks: Sequence[list[int]]) -> Tensor:
        """The states of the word pieces of some chunks, [chunks, longest, d]."""
        longest = max(map(len, chunks))
        order = sorted(range(len(chunks)), key=lambda index: len(chunks[index]))
        cut = next((rank for rank, index in enumerate(order) if len(chunks[index]) > SHORT), len(order))
        groups = [group for group in (order[:cut], order[cut:]) if group]
        states = torch.cat([self._encode([chunks[index] for index in group], longest) for group in groups])
        places = torch.tensor([index for group in groups for index in group])
        return states[places.argsort()]

    def _encode(self, chunks: Sequence[list[int]], longest: int) -> Tensor:
        """The states of chunks of like length, padded to `longest` word pieces."""
        width = max(map(len, chunks))
        ids = torch.tensor([[*chunk, *[0] * (width - len(chunk))] for chunk in chunks])
        mask = torch.tensor([[1] * len(chunk) + [0] * (width - len(chunk)) for chunk in chunks])
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.training):
            states: Tensor = self.enc(input_ids=ids, attention_mask=mask).last_hidden_state
        return nn.functional.pad(states.float(), (0, 0, 0, longest - width))

    def read(self, example: Example, states: Tensor, *, blind: bool = False) -> States:
        """What the heads need of a document; `blind` hides what the rules found."""
        spans = example.places.sentences
        count, kinds = len(spans), len(ACTIONS)
        chunk, first, last = (torch.tensor(column) for column in zip(*spans, strict=True))
        last = torch.maximum(last, first + 1)
        offsets = torch.arange(int((last - first).max()))
        places = first[:, None] + offsets
        within = places < last[:, None]
        pieces = states[chunk[:, None], places.clamp(max=states.shape[1] - 1)]
        scores = torch.einsum("ad,nld->nal", self.q, self.key(pieces)) / SHARPNESS
        weights = scores.masked_fill(~within[:, None], -1e4).softmax(-1)
        pooled = torch.einsum("nal,nld->nad", weights, pieces)
        means = (pieces * within[..., None]).sum(1) / within.sum(1, keepdim=True)
        known = 0.0 if blind else 1.0
        rows, actions, bare = example.sentences, example.actions * known, example.bare * known
        if blind:
            rows = rows * (torch.rand_like(rows) > 0.5)  # noqa: PLR2004 - half of the features
        acts = torch.cat(
            [
                pooled[:, :kinds],
                means[:, None].expand(-1, kinds, -1),
                self.emb.weight[None, :kinds].expand(count, -1, -1),
                rows[:, None].expand(-1, kinds, -1),
                actions,
            ],
            -1,
        )
        as_cap = torch.cat([pooled[:, BARE], means, self.emb.weight[BARE].expand(count, -1), rows, bare], -1)
        levels = amounts = None
        if example.places.levels:
            amounts = _means(states, example.places.levels)
            at = torch.tensor([level.place for level in example.prepared.levels])
            kind = self.emb.weight[LEVEL].expand(len(at), -1)
            levels = torch.cat([amounts, means[at], kind, rows[at], example.levels * known], -1)
        named = _means(states, example.places.candidates) if example.places.candidates else None
        return States(acts, pooled, as_cap, levels, amounts, named, blind)

    def parties(self, example: Example, read: States, place: int, vector: Tensor, kind: int) -> Tensor | None:
        """Scores of the candidates of a sentence, [pool, 2]: imposes, is hit; null where it has none."""
        indices, pairs = example.pools[place]
        if not len(indices) or read.candidates is None:
            return None
        if read.blind:
            pairs = torch.cat([pairs[:, :PLACES], torch.zeros_like(pairs[:, PLACES:])], 1)
        named = read.candidates[indices]
        about = vector.expand(len(indices), -1)
        table = self.emb.weight[kind].expand(len(indices), -1)
        scores: Tensor = self.role(
            torch.cat([named, about, named * about, table, example.candidates[indices], pairs], -1)
        )
        return scores


def _scorer(width: int, outputs: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Dropout(DROPOUT), nn.Linear(width, HIDDEN), nn.ReLU(), nn.Dropout(DROPOUT), nn.Linear(HIDDEN, outputs)
    )


def _body(width: int) -> nn.Sequential:
    return nn.Sequential(nn.Dropout(DROPOUT), nn.Linear(width, HIDDEN), nn.ReLU(), nn.Dropout(DROPOUT))


def _means(states: Tensor, spans: Sequence[Span]) -> Tensor:
    """The mean state of each span, from running sums."""
    sums = torch.cat([states.new_zeros(states.shape[0], 1, states.shape[2]), states.cumsum(1)], 1)
    chunk, first, last = (torch.tensor(column) for column in zip(*spans, strict=True))
    means: Tensor = (sums[chunk, last] - sums[chunk, first]) / (last - first).clamp(min=1)[:, None]
    return means
