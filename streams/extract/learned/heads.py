"""The small heads on the encoder: what is told in a sentence, how far it is, and who the parties are."""

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from streams.extract.learned.chunks import Chunked, Span
from streams.extract.learned.frames import ActFrame, CapFrame, Role
from streams.extract.learned.prepared import Prepared
from streams.vocabulary import ACTIONS

Floats = NDArray[np.float32]
FLOOR: Final = 0.03
"""Frames less likely than this are not told."""
BARE: Final = len(ACTIONS)
LEVEL: Final = BARE + 1
"""Kinds of frames behind the actions: a cap without a level, and one with it."""
SHARPNESS: Final = 8.0
"""What attention scores are divided by, as in training."""


class Heads:
    """The weights of all heads, by the names that training gives them."""

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        self._weights = weights
        queries, key = weights["q"], weights["key.weight"]
        # Query times key is folded into one product: the key of every word piece is never made.
        self.queries: Floats = (queries @ key / SHARPNESS).astype(np.float32)
        self.offsets: Floats = (queries @ weights["key.bias"] / SHARPNESS).astype(np.float32)
        self.kinds: Floats = weights["emb.weight"]

    def linear(self, name: str, values: Floats) -> Floats:
        """A linear layer on rows of values."""
        return np.asarray(values @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"], np.float32)

    def hidden(self, name: str, values: Floats) -> Floats:
        """A linear layer with a rectifier."""
        return np.maximum(self.linear(name, values), 0)


class Reading:
    """One document: the states of its word pieces and what the heads make of them."""

    def __init__(self, heads: Heads, prepared: Prepared, places: Chunked, states: list[Floats]) -> None:
        self._heads = heads
        self._prepared = prepared
        self._states = states
        self._places = places
        self._levels = [self._mean(span) for span in places.levels]
        self._means: list[Floats] = []
        self._pooled: list[Floats] = []
        for chunk, start, end in places.sentences:
            pieces = states[chunk][start : max(end, start + 1)]
            self._means.append(pieces.mean(0))
            scores = heads.queries @ pieces.T + heads.offsets[:, None]
            self._pooled.append(_softmax(scores) @ pieces)

    def _mean(self, span: Span) -> Floats:
        chunk, start, end = span
        return np.asarray(self._states[chunk][start:end].mean(0), np.float32)

    def acts(self) -> Iterator[ActFrame]:
        """The acts of each sentence, one for each action that is likelier than `FLOOR`."""
        heads = self._heads
        for place, row in enumerate(self._prepared.sentences):
            pooled, count = self._pooled[place], len(ACTIONS)
            values = np.concatenate(
                [
                    pooled[:count],
                    np.broadcast_to(self._means[place], (count, len(self._means[place]))),
                    heads.kinds[:count],
                    np.broadcast_to(np.asarray(row, np.float32), (count, len(row))),
                    np.asarray(self._prepared.actions[place], np.float32),
                ],
                axis=1,
            )
            told = _sigmoid(heads.linear("ex.4", heads.hidden("ex.1", values)))[:, 0]
            for action in np.flatnonzero(told >= FLOOR):
                hidden = heads.hidden("mlp.1", values[action])
                background, negated = _sigmoid(heads.linear("bg", hidden))
                yield ActFrame(
                    place=place,
                    action=ACTIONS[action],
                    probability=float(told[action]),
                    statuses=_floats(_softmax(heads.linear("st", hidden))),
                    background=float(background),
                    negated=float(negated),
                    measures=_floats(_sigmoid(heads.linear("me", hidden))),
                    roles=self._roles(place, pooled[action], int(action)),
                )

    def caps(self) -> Iterator[CapFrame]:
        """The caps without a level by sentence, then those at an amount, that are likelier than `FLOOR`."""
        for place, features in enumerate(self._prepared.bare):
            yield from self._cap(place, None, self._pooled[place][BARE], BARE, features)
        for index, level in enumerate(self._prepared.levels):
            yield from self._cap(level.place, index, self._levels[index], LEVEL, level.features)

    def _cap(
        self, place: int, level: int | None, vector: Floats, kind: int, features: list[float]
    ) -> Iterator[CapFrame]:
        heads = self._heads
        row = self._prepared.sentences[place]
        values = np.concatenate([vector, self._means[place], heads.kinds[kind], row, features]).astype(np.float32)
        told = float(_sigmoid(heads.linear("cex.4", heads.hidden("cex.1", values)))[0])
        if told < FLOOR:
            return
        hidden = heads.hidden("cmlp.1", values)
        background, negated = _sigmoid(heads.linear("cbg", hidden))
        yield CapFrame(
            place=place,
            level=level,
            probability=told,
            statuses=_floats(_softmax(heads.linear("cst", hidden))),
            background=float(background),
            negated=float(negated),
            regimes=_floats(_softmax(heads.linear("crg", hidden))),
            commodities=_floats(_softmax(heads.linear("cco", hidden))),
            roles=self._roles(place, vector, kind),
        )

    def _roles(self, place: int, vector: Floats, kind: int) -> tuple[Role, ...]:
        pool = self._prepared.pools[place]
        if not pool:
            return ()
        named = np.stack([self._mean(self._places.candidates[index]) for index, _ in pool])
        count = len(pool)
        values = np.concatenate(
            [
                named,
                np.broadcast_to(vector, named.shape),
                named * vector,
                np.broadcast_to(self._heads.kinds[kind], (count, self._heads.kinds.shape[1])),
                np.asarray([self._prepared.candidates[index].features for index, _ in pool], np.float32),
                np.asarray([features for _, features in pool], np.float32),
            ],
            axis=1,
        )
        scores = _sigmoid(self._heads.linear("role.4", self._heads.hidden("role.1", values)))
        return tuple(
            Role(index, float(imposes), float(is_hit))
            for (index, _), (imposes, is_hit) in zip(pool, scores, strict=True)
        )


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))), np.float32)


def _softmax(values: Floats) -> Floats:
    shifted = np.exp(values - values.max(-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(-1, keepdims=True), np.float32)


def _floats(values: Floats) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
