"""The small heads on the encoder: what is told in a sentence, how far it is, and who the parties are."""

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from streams.extract.learned.candidates import FEATURES
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
        width, wide = queries.shape[1], self.kinds.shape[1]
        cuts = np.cumsum([width, width, width, wide, FEATURES])
        names = ("named", "about", "product", "kind", "own", "pair")
        self._of_roles = dict(zip(names, np.split(weights["role.1.weight"], cuts, axis=1), strict=True))

    def linear(self, name: str, values: Floats) -> Floats:
        """A linear layer on rows of values."""
        return np.asarray(values @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"], np.float32)

    def hidden(self, name: str, values: Floats) -> Floats:
        """A linear layer with a rectifier."""
        return np.maximum(self.linear(name, values), 0)

    def hidden_of_actions(self, name: str, pooled: Floats, means: Floats, rows: Floats, actions: Floats) -> Floats:
        """A linear layer with a rectifier for each sentence and action, [n, 9, hidden].

        What a sentence's actions share is multiplied once: `means` [n, d] and `rows`; `pooled` is [n, 9, d].
        """
        width, wide = pooled.shape[-1], self.kinds.shape[1]
        weight = self._weights[f"{name}.weight"]
        cuts = np.cumsum([width, width, wide, rows.shape[-1]])
        for_pooled, for_means, for_kinds, for_rows, for_actions = np.split(weight, cuts, axis=1)
        shared = means @ for_means.T + rows @ for_rows.T + self._weights[f"{name}.bias"]
        own = pooled @ for_pooled.T + actions @ for_actions.T + self.kinds[: pooled.shape[1]] @ for_kinds.T
        return np.asarray(np.maximum(own + shared[:, None], 0), np.float32)

    def part_of_candidate(self, state: Floats, own: Floats) -> Floats:
        """What a candidate's state and features add to the hidden layer of its roles."""
        weights = self._of_roles
        return np.asarray(weights["named"] @ state + weights["own"] @ own, np.float32)

    def hidden_of_parties(self, named: Floats, parts: Floats, about: Floats, kind: int, pairs: Floats) -> Floats:
        """The hidden layer of the roles of some candidates in one act or cap, whose state is `about`.

        `named` [n, d] are their states, `parts` [n, hidden] what `part_of_candidate` gave, `pairs` their pair features.
        """
        weights = self._of_roles
        shared = weights["about"] @ about + weights["kind"] @ self.kinds[kind] + self._weights["role.1.bias"]
        own = parts + (named * about) @ weights["product"].T + pairs @ weights["pair"].T
        return np.asarray(np.maximum(own + shared, 0), np.float32)


class Reading:
    """One document: the states of its word pieces and what the heads make of them."""

    def __init__(self, heads: Heads, prepared: Prepared, places: Chunked, states: list[Floats]) -> None:
        self._heads = heads
        self._prepared = prepared
        self._states = states
        self._places = places
        self._known: dict[int, tuple[Floats, Floats]] = {}
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
        if not self._pooled:
            return
        heads, count = self._heads, len(ACTIONS)
        pooled, means = np.stack(self._pooled)[:, :count], np.stack(self._means)
        rows = np.asarray(self._prepared.sentences, np.float32)
        actions = np.asarray(self._prepared.actions, np.float32)
        told = _sigmoid(heads.linear("ex.4", heads.hidden_of_actions("ex.1", pooled, means, rows, actions)))[..., 0]
        for place, action in np.argwhere(told >= FLOOR):
            kind = heads.kinds[action]
            values = np.concatenate([pooled[place, action], means[place], kind, rows[place], actions[place, action]])
            hidden = heads.hidden("mlp.1", values)
            background, negated = _sigmoid(heads.linear("bg", hidden))
            yield ActFrame(
                place=int(place),
                action=ACTIONS[action],
                probability=float(told[place, action]),
                statuses=_floats(_softmax(heads.linear("st", hidden))),
                background=float(background),
                negated=float(negated),
                measures=_floats(_sigmoid(heads.linear("me", hidden))),
                roles=self._roles(int(place), pooled[place, action], int(action)),
            )

    def caps(self) -> Iterator[CapFrame]:
        """The caps without a level by sentence, then those at an amount, that are likelier than `FLOOR`."""
        places = range(len(self._pooled))
        yield from self._caps([(p, None, self._pooled[p][BARE], BARE, self._prepared.bare[p]) for p in places])
        yield from self._caps(
            [
                (level.place, index, self._levels[index], LEVEL, level.features)
                for index, level in enumerate(self._prepared.levels)
            ]
        )

    def _caps(self, asked: list[tuple[int, int | None, Floats, int, list[float]]]) -> Iterator[CapFrame]:
        """The likely ones of some caps: place, level, state, kind and features of each."""
        if not asked:
            return
        heads = self._heads
        values = np.stack(
            [
                np.concatenate(
                    [vector, self._means[place], heads.kinds[kind], self._prepared.sentences[place], features]
                )
                for place, _, vector, kind, features in asked
            ]
        ).astype(np.float32)
        likely = _sigmoid(heads.linear("cex.4", heads.hidden("cex.1", values)))[:, 0]
        for (place, level, vector, kind, _), told, row in zip(asked, likely, values, strict=True):
            if told < FLOOR:
                continue
            hidden = heads.hidden("cmlp.1", row)
            background, negated = _sigmoid(heads.linear("cbg", hidden))
            yield CapFrame(
                place=place,
                level=level,
                probability=float(told),
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
        known = [self._candidate(index) for index, _ in pool]
        hidden = self._heads.hidden_of_parties(
            np.stack([state for state, _ in known]),
            np.stack([part for _, part in known]),
            vector,
            kind,
            np.asarray([features for _, features in pool], np.float32),
        )
        scores = _sigmoid(self._heads.linear("role.4", hidden))
        return tuple(
            Role(index, float(imposes), float(is_hit))
            for (index, _), (imposes, is_hit) in zip(pool, scores, strict=True)
        )

    def _candidate(self, index: int) -> tuple[Floats, Floats]:
        """The state of a candidate, and what it adds to the score of any role; many acts ask for the same one."""
        if index not in self._known:
            state = self._mean(self._places.candidates[index])
            own = np.asarray(self._prepared.candidates[index].features, np.float32)
            self._known[index] = state, self._heads.part_of_candidate(state, own)
        return self._known[index]


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))), np.float32)


def _softmax(values: Floats) -> Floats:
    shifted = np.exp(values - values.max(-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(-1, keepdims=True), np.float32)


def _floats(values: Floats) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
