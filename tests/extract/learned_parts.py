"""Parts for tests of the learned model: frames made by hand, small weights, and an encoder of one table."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from streams.extract.learned import candidates, features
from streams.extract.learned.frames import ActFrame, CapFrame, Role
from streams.vocabulary import ACTIONS, COMMODITIES, MEASURES, REGIMES, STATUSES

Floats = NDArray[np.float32]
KIND, HIDDEN = 3, 5
"""Widths of the small heads; those that ship are wider."""


def act_frame(
    place: int,
    action: str,
    probability: float,
    *,
    status: str = "adopted",
    measures: Mapping[str, float] | None = None,
    roles: tuple[Role, ...] = (),
) -> ActFrame:
    likely = measures or {"asset_freeze": 0.9}
    return ActFrame(
        place=place,
        action=action,
        probability=probability,
        statuses=tuple(0.92 if name == status else 0.01 for name in STATUSES),
        background=0.1,
        negated=0.1,
        measures=tuple(likely.get(name, 0.01) for name in MEASURES),
        roles=roles,
    )


def cap_frame(
    place: int,
    level: int | None,
    probability: float,
    *,
    status: str = "adopted",
    commodity: str | None = "crude_oil",
    roles: tuple[Role, ...] = (),
) -> CapFrame:
    return CapFrame(
        place=place,
        level=level,
        probability=probability,
        statuses=tuple(0.92 if name == status else 0.01 for name in STATUSES),
        background=0.1,
        negated=0.1,
        regimes=tuple(float(name == "sanction") for name in REGIMES),
        commodities=(*(float(name == commodity) for name in COMMODITIES), float(commodity is None)),
        roles=roles,
    )


def small_weights(width: int, seed: int) -> dict[str, Floats]:
    """Weights of all heads on an encoder whose states are `width` numbers wide."""
    chance = np.random.default_rng(seed)
    sentence = 2 * width + KIND + features.SENTENCE_FEATURES
    pair = 3 * width + KIND + candidates.FEATURES + features.PAIR_FEATURES
    shapes = {
        "key": (width, width),
        "ex.1": (HIDDEN, sentence + features.ACTION_FEATURES),
        "ex.4": (1, HIDDEN),
        "mlp.1": (HIDDEN, sentence + features.ACTION_FEATURES),
        "st": (len(STATUSES), HIDDEN),
        "bg": (2, HIDDEN),
        "me": (len(MEASURES), HIDDEN),
        "cex.1": (HIDDEN, sentence + features.LEVEL_FEATURES),
        "cex.4": (1, HIDDEN),
        "cmlp.1": (HIDDEN, sentence + features.LEVEL_FEATURES),
        "cst": (len(STATUSES), HIDDEN),
        "cbg": (2, HIDDEN),
        "crg": (len(REGIMES), HIDDEN),
        "cco": (len(COMMODITIES) + 1, HIDDEN),
        "role.1": (HIDDEN, pair),
        "role.4": (2, HIDDEN),
    }
    made = {f"{name}.weight": chance.normal(0, 0.3, shape) for name, shape in shapes.items()}
    made |= {f"{name}.bias": chance.normal(0, 0.3, shape[0]) for name, shape in shapes.items()}
    made |= {"q": chance.normal(0, 1, (len(ACTIONS) + 1, width)), "emb.weight": chance.normal(0, 1, (11, KIND))}
    return {name: values.astype(np.float32) for name, values in made.items()}


def table_encoder(table: Floats) -> bytes:
    """An ONNX model whose state of a word piece is its row in a table.

    Written as protobuf by hand: the library that writes ONNX is needed for nothing else here.
    """
    rows = b"".join(_number(1, size) for size in table.shape)
    weights = rows + _number(2, 1) + _bytes(8, b"table") + _bytes(9, table.astype("<f4").tobytes())
    graph = _bytes(1, _node("Gather", ("table", "ids"), "states")) + _bytes(2, b"tiny") + _bytes(5, weights)
    graph += _bytes(11, _value("ids", 7, 2)) + _bytes(12, _value("states", 1, 3))
    return _number(1, 8) + _bytes(7, graph) + _bytes(8, _bytes(1, b"") + _number(2, 17))


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _node(kind: str, inputs: tuple[str, ...], output: str) -> bytes:
    read = b"".join(_bytes(1, name.encode()) for name in inputs)
    return read + _bytes(2, output.encode()) + _bytes(4, kind.encode())


def _value(name: str, kind: int, rank: int) -> bytes:
    shape = b"".join(_bytes(1, _bytes(2, f"{name}{axis}".encode())) for axis in range(rank))
    return _bytes(1, name.encode()) + _bytes(2, _bytes(1, _number(1, kind) + _bytes(2, shape)))
