"""Writes a trained net as the files that `extract/learned/network.py` loads."""

import hashlib
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from streams.training.net import Net

OPSET: Final = 17
FILES: Final = ("encoder.onnx", "heads.npz", "tokenizer.json")


class _Encoder(nn.Module):
    """The encoder with plain tensors in and out; it reads one chunk at a time, without padding."""

    def __init__(self, net: Net) -> None:
        super().__init__()
        self.enc = net.enc

    def forward(self, ids: Tensor) -> Tensor:
        states: Tensor = self.enc(input_ids=ids).last_hidden_state
        return states


def export(net: Net, tokenizer: str, folder: Path) -> dict[str, str]:
    """Write encoder (8-bit weights), heads (16-bit floats) and tokenizer into a folder; their SHA-256 by name."""
    folder.mkdir(parents=True, exist_ok=True)
    net.eval()
    net.enc.set_attn_implementation("eager")
    with TemporaryDirectory() as scratch:
        exact = Path(scratch) / "encoder.onnx"
        ids = torch.randint(1000, 20_000, (1, 64))
        torch.onnx.export(
            _Encoder(net),
            (ids,),
            str(exact),
            input_names=["ids"],
            output_names=["states"],
            dynamic_axes={name: {1: "pieces"} for name in ("ids", "states")},
            opset_version=OPSET,
            dynamo=False,
        )
        quantize_dynamic(
            exact, folder / "encoder.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )
    _strip(folder / "encoder.onnx")
    heads = {
        name: weight.detach().numpy().astype(np.float16)
        for name, weight in net.state_dict().items()
        if not name.startswith("enc.")
    }
    with (folder / "heads.npz").open("wb") as file:
        np.savez(file, **heads)
    (folder / "tokenizer.json").write_text(json.dumps(json.loads(tokenizer), ensure_ascii=False), encoding="utf-8")
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}


def _strip(path: Path) -> None:
    """Remove the notes that exporters leave, among them paths of the machine."""
    model = onnx.load(str(path))
    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    onnx.save(model, str(path))
